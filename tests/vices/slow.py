"""Its update takes as long as the file `gate` does not exist; it is on screen meanwhile."""

import os
import time

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws how many updates have ended."""

    count = 0

    def update(self):
        """Waits at the gate."""
        print("at the gate", flush=True)
        while not os.path.exists(self.config["gate"]):
            time.sleep(0.005)
        self.count += 1

    def display(self, force_clear=False):
        """The count, one brighter."""
        screen = self.display_manager
        shade = self.count + 1
        screen.image = Image.new("RGB", (screen.width, screen.height), (shade, shade, shade))
        screen.update_display()

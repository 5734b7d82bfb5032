"""A plugin whose update() takes as long as a file is there."""

import os
import time

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Waits in update()."""

    def update(self):
        """Waits until the file is gone."""
        open(self.config["started"], "w").close()
        while os.path.exists(self.config["until"]):
            time.sleep(0.005)

    def display(self, force_clear=False):
        """Nothing special."""
        self.display_manager.clear()
        self.display_manager.update_display()

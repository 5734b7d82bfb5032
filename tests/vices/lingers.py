"""Its end takes for ever, in the method that `in` names."""

import threading

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def wait(self, method):
        """For ever, if it is this one."""
        if self.config.get("in") == method:
            print("lingering", flush=True)
            threading.Event().wait()

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """A picture."""
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (11, 11, 11))
        screen.update_display()

    def on_disable(self):
        """Lingers."""
        self.wait("disable")

    def cleanup(self):
        """Lingers."""
        self.wait("cleanup")

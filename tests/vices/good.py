"""Behaves: counts its updates and draws the count as a shade."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Well-behaved; the other plugins here are this one but for their vice."""

    count = 0

    def update(self):
        """Counts."""
        self.count += 1

    def display(self, force_clear=False):
        """The count."""
        screen = self.display_manager
        shade = self.config.get("shade", self.count)
        screen.image = Image.new("RGB", (screen.width, screen.height), (shade, shade, shade))
        screen.update_display()

    def get_state(self):
        """What survives a reload."""
        return {"count": self.count}

    def set_state(self, state):
        """What an earlier run counted."""
        self.count = state["count"]

"""Refuses its settings; with `later` only those that come after the first."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def validate_config(self):
        """Never content."""
        return "later" in self.config

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """A picture."""
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (12, 12, 12))
        screen.update_display()

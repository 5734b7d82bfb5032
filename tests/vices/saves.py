"""Saves its settings with every picture, and those of others with them."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Scrolls by hand, so there are many pictures."""

    enable_scrolling = True
    drawn = 0

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """A picture, and all settings."""
        self.drawn += 1
        manager = self.cache_manager.config_manager
        whole = manager.get_config()
        whole["another"] = {"enabled": True}
        whole[self.plugin_id] = dict(self.config, drawn=self.drawn)
        manager.save_config(whole)
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (self.drawn % 256, 1, 1))
        screen.update_display()

"""Scrolls by hand: a new picture whenever it is asked, as often as it is asked."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Each picture is one step brighter than the one before."""

    enable_scrolling = True
    drawn = 0

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """The next step; with `stops` it stands still after so many, with `gone` it has nothing to show any more."""
        self.drawn += 1
        if self.drawn > self.config.get("gone", 1 << 30):
            return False
        if self.drawn > self.config.get("stops", 1 << 30):
            self.enable_scrolling = False
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (self.drawn % 256, 0, 1))
        screen.update_display()
        return True

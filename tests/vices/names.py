"""Names ten thousand screens, the same ones among them, empty and endless ones."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    modes = ["", "same", "same", "x" * 100_000, 7, None] + ["mode %d" % number for number in range(10_000)]

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False, display_mode=None):
        """A picture."""
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (2, 2, 2))
        screen.update_display()

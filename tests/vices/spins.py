"""Its display never returns and never rests; with `after` it draws so many pictures before."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Fetches well."""

    drawn = 0

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """Turns for ever."""
        if self.drawn >= self.config.get("after", 0):
            print("spinning", flush=True)
            while True:
                pass
        self.drawn += 1
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (7, 7, 7))
        screen.update_display()

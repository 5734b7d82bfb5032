"""A strip of 200 columns that scrolls, 44 columns a second; each column says by its red which one it is."""

from PIL import Image

from src.common.scroll_helper import ScrollHelper
from src.plugin_system.base_plugin import BasePlugin


class Ticker(BasePlugin):
    """One screen."""

    def update(self):
        """Makes the strip."""
        strip = Image.new("RGB", (200, self.display_manager.height))
        for column in range(200):
            strip.paste((column, 0, 255), (column, 0, column + 1, strip.height))
        self.helper = ScrollHelper(self.display_manager.width, self.display_manager.height)
        self.helper.set_scroll_speed(44)
        self.helper.set_scrolling_image(strip)

    def display(self, force_clear=False):
        """The window of the strip."""
        self.helper.update_scroll_position()
        self.display_manager.image.paste(self.helper.get_visible_portion(), (0, 0))
        self.display_manager.update_display()

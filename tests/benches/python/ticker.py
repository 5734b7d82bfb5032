"""A long line that scrolls through the scroll helper, as LEDMatrix's plugins do it.

Played by Lumarium and by LEDMatrix itself. The top row counts the columns, so that a panel sees each step.
"""

from PIL import Image, ImageDraw, ImageFont

from src.common.scroll_helper import ScrollHelper
from src.plugin_system.base_plugin import BasePlugin

#: Wide enough to be under way for longer than anybody measures.
COLUMNS = 9600
TEXT = "The quick brown fox jumps over the lazy dog. "


class Ticker(BasePlugin):
    """One column each time that a panel of 120 Hz is refreshed."""

    enable_scrolling = True

    def __init__(self, plugin_id, config, display_manager, cache_manager, plugin_manager):
        """Draws the whole line once."""
        super().__init__(plugin_id, config, display_manager, cache_manager, plugin_manager)
        height = display_manager.height
        strip = Image.new("RGB", (COLUMNS, height))
        draw = ImageDraw.Draw(strip)
        font = ImageFont.load_default()
        draw.text((0, height // 2 - 6), TEXT * (COLUMNS // 100), fill=(255, 160, 0), font=font)
        for column in range(COLUMNS):
            strip.putpixel((column, 0), (column % 251, column // 251, 9))
        self.scroll_helper = ScrollHelper(display_manager.width, height, self.logger)
        self.scroll_helper.set_scroll_speed(120.0)
        self.scroll_helper.set_scrolling_image(strip)

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """The part that is in view now."""
        helper = self.scroll_helper
        if force_clear:
            helper.reset_scroll()
        helper.update_scroll_position()
        view = helper.get_visible_portion()
        if view is None:
            return False
        self.display_manager.image.paste(view, (0, 0))
        self.display_manager.update_display()
        return True

"""A plugin that scrolls a line, as most tickers do."""

from PIL import Image

from src.common.scroll_helper import ScrollHelper
from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """A strip of 300 pixels; `config["over"]` draws on top of it."""

    def __init__(self, **given):
        """Makes the strip."""
        super().__init__(**given)
        self.enable_scrolling = True
        self.scroll_helper = ScrollHelper(64, 32)
        self.scroll_helper.set_scroll_speed(50)
        self.scroll_helper.set_scrolling_image(Image.linear_gradient("L").resize((300, 32)).convert("RGB"))

    def update(self):
        """A new strip."""
        self.scroll_helper.set_scrolling_image(Image.new("RGB", (200, 32), (0, 90, 0)))

    def display(self, force_clear=False):
        """The window of the strip."""
        self.scroll_helper.update_scroll_position()
        self.display_manager.image = self.scroll_helper.get_visible_portion()
        if self.config.get("over"):
            self.display_manager.image.putpixel((0, 0), (1, 2, 3))
        self.display_manager.update_display()

"""Scrolls a strip through the scroll helper, and changes it as `then` says when it is updated."""

from PIL import Image

from src.common.scroll_helper import ScrollHelper
from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """300 columns at 50 pixels a second."""

    enable_scrolling = True
    updates = 0

    def __init__(self, **given):
        """Makes the strip."""
        super().__init__(**given)
        screen = self.display_manager
        self.scroll_helper = ScrollHelper(screen.width, screen.height)
        self.scroll_helper.set_scroll_speed(50)
        self.scroll_helper.set_scrolling_image(Image.new("RGB", (300, screen.height), (8, 0, 0)))

    def update(self):
        """What comes then."""
        self.updates += 1
        if self.config.get("then") == "another strip":
            self.scroll_helper.set_scrolling_image(Image.new("RGB", (200 + self.updates, 32), (0, 8, 0)))
        elif self.config.get("then") == "another pace":
            self.scroll_helper.set_scroll_speed(20 + self.updates)

    def display(self, force_clear=False):
        """The window of the strip."""
        self.scroll_helper.update_scroll_position()
        self.display_manager.image = self.scroll_helper.get_visible_portion()
        self.display_manager.update_display()

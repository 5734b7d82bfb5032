"""Draws pictures of the wrong size and mode, one after the other, and puts strange things in their place."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin

PICTURES = [
    lambda: Image.new("RGB", (1, 1), (4, 4, 4)),
    lambda: Image.new("RGB", (500, 500), (4, 4, 4)),
    lambda: Image.new("RGBA", (64, 32), (4, 4, 4, 0)),
    lambda: Image.new("L", (64, 32), 4),
    lambda: Image.new("1", (64, 32), 1),
    lambda: Image.new("P", (64, 32)),
    lambda: Image.new("CMYK", (64, 32)),
    lambda: Image.new("F", (64, 32), 4.0),
    lambda: Image.new("I;16", (64, 32), 4),
    lambda: Image.new("HSV", (64, 32)),
    lambda: Image.new("LA", (64, 32)),
    lambda: Image.new("RGB", (0, 0)),
    lambda: None,
    lambda: "a picture",
    lambda: 7,
]


class Plugin(BasePlugin):
    """Wrong in a new way each time."""

    drawn = 0

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """The next of them, in place of the canvas."""
        make = PICTURES[self.drawn % len(PICTURES)]
        self.drawn += 1
        self.display_manager.image = make()
        self.display_manager.update_display()

"""Answers what it is asked with numbers that are none, huge, negative, or endless."""

import itertools

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin

NUMBERS = [float("nan"), float("inf"), -float("inf"), -1, 0, 1e308, 10 ** 400, "7", None, True, [], 1e-300]


class Broken:
    """Has no truth."""

    def __bool__(self):
        """None at all."""
        raise ValueError("neither true nor false")


class Plugin(BasePlugin):
    """Draws well."""

    asked = 0

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """A picture."""
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (3, 3, 3))
        screen.update_display()

    def number(self):
        """Another one each time."""
        self.asked += 1
        return NUMBERS[self.asked % len(NUMBERS)]

    get_display_duration = get_update_interval = get_dynamic_duration_cap = get_cycle_duration = number

    def get_live_modes(self):
        """Without an end."""
        return itertools.count()

    def has_live_content(self):
        """Neither."""
        return Broken()

    @property
    def enable_scrolling(self):
        """Not even an attribute."""
        raise ValueError("no such thing")

    @property
    def enabled(self):
        """Neither."""
        return Broken()

    @enabled.setter
    def enabled(self, value):
        """Whatever."""

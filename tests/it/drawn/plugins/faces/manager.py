"""The time as three bars, and the date as dots. No fonts: the same pixels with every Pillow."""

from datetime import datetime

from src.plugin_system.base_plugin import BasePlugin


class Faces(BasePlugin):
    """Two screens that fill any panel."""

    modes = ["hour", "date"]

    def update(self):
        """What was fetched counts too."""
        self.seen = self.cache_manager.get("faces") or {"column": 0}

    def display(self, force_clear=False, display_mode=None):
        """One of the two."""
        self.display_manager.clear()
        if display_mode == "date":
            self._dots()
        else:
            self._bars()
        self.display_manager.draw.point((self.seen["column"], 0), fill=(255, 255, 255))
        self.display_manager.update_display()

    def _bars(self):
        """Hours, minutes and seconds, each as wide as it is far."""
        now = datetime.now()
        width, height = self.display_manager.width, self.display_manager.height
        parts = (now.hour / 24, now.minute / 60, now.second / 60)
        for row, part in enumerate(parts):
            top = row * height // 3
            bottom = (row + 1) * height // 3 - 2
            color = tuple(channel // (row + 1) for channel in self.config["color"])
            self.display_manager.draw.rectangle((0, top, int(part * (width - 1)), bottom), fill=color)
        self.display_manager.draw.line((width - 1, 0, width - 1, height - 1), fill=tuple(self.config["color"]))

    def _dots(self):
        """A column for each day of the month, a row for each month."""
        now = datetime.now()
        gap = self.config["dots"]["gap"]
        color = tuple(self.config["dots"]["color"])
        for x in range(0, self.display_manager.width, gap):
            for y in range(0, self.display_manager.height, gap):
                bright = x // gap < now.day or y // gap < now.month
                self.display_manager.image.putpixel((x, y), color if bright else (30, 30, 30))

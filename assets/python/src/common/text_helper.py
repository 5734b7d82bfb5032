"""`TextHelper`: fonts, outlines, measures and line breaks."""

import logging
import os

from PIL import Image, ImageDraw, ImageFont

from src._font_files import FONT_FOLDER, FOUR_BY_SIX, PRESS_START
from src._text_measure import MEASURE

DEFAULT_FONTS = {
    "score": {"file": PRESS_START, "size": 10},
    "time": {"file": PRESS_START, "size": 8},
    "team": {"file": PRESS_START, "size": 8},
    "status": {"file": FOUR_BY_SIX, "size": 6},
    "detail": {"file": FOUR_BY_SIX, "size": 6},
    "rank": {"file": PRESS_START, "size": 10},
}


class TextHelper:
    """Text with the fonts of one folder."""

    def __init__(self, font_dir=None, logger=None):
        """`font_dir` is `assets/fonts` by default."""
        self.font_dir = font_dir or FONT_FOLDER
        self.logger = logger or logging.getLogger(__name__)
        self._font_cache = {}

    def load_fonts(self, font_config=None):
        """Fonts by name, from `{name: {"file": …, "size": …}}`; what cannot be had becomes Pillow's own font."""
        wanted = self._get_default_font_config() if font_config is None else font_config
        return {name: self._load(name, entry) for name, entry in wanted.items()}

    def _load(self, name, entry):
        """One font, loaded once."""
        try:
            key = (os.path.join(str(self.font_dir), entry["file"]), entry.get("size", 8))
            if key not in self._font_cache:
                self._font_cache[key] = ImageFont.truetype(*key)
            return self._font_cache[key]
        except (OSError, KeyError, ValueError, TypeError) as error:
            self.logger.warning("font %s cannot be loaded, a plain one takes its place: %r", name, error)
            return ImageFont.load_default()

    def draw_text_with_outline(self, draw, text, position, font, fill=(255, 255, 255), outline_color=(0, 0, 0),
                               outline_width=1):
        """Draws text with an edge of `outline_width` pixels all around."""
        x, y = position
        for dx in range(-outline_width, outline_width + 1):
            for dy in range(-outline_width, outline_width + 1):
                if dx or dy:
                    draw.text((x + dx, y + dy), text, font=font, fill=outline_color)
        draw.text((x, y), text, font=font, fill=fill)

    def get_text_width(self, text, font):
        """How far the pen moves, in whole pixels."""
        return int(MEASURE.textlength(text, font=font))

    def get_text_height(self, text, font):
        """The height of the ink in pixels."""
        box = MEASURE.textbbox((0, 0), text, font=font)
        return int(box[3] - box[1])

    def get_text_dimensions(self, text, font):
        """Width and height in pixels."""
        return self.get_text_width(text, font), self.get_text_height(text, font)

    def center_text(self, text, font, container_width, container_height):
        """Where text has to start to stand in the middle."""
        width, height = self.get_text_dimensions(text, font)
        return (container_width - width) // 2, (container_height - height) // 2

    def wrap_text(self, text, font, max_width, max_lines=None):
        """Breaks text between words into lines of at most `max_width` pixels; a word that is wider stands alone."""
        lines, line = [], ""
        for word in text.split():
            longer = line + " " + word if line else word
            if line and self.get_text_width(longer, font) > max_width:
                lines.append(line)
                line = word
            else:
                line = longer
        if line:
            lines.append(line)
        return lines if max_lines is None else lines[:max_lines]

    def draw_multiline_text(self, draw, text, position, font, line_spacing=2, **kwargs):
        """Draws the lines of a text one under another; the rest goes to `draw_text_with_outline`."""
        x, y = position
        for line in text.split("\n"):
            self.draw_text_with_outline(draw, line, (x, y), font, **kwargs)
            y += self.get_text_height(line, font) + line_spacing

    def create_text_image(self, text, font, background_color=(0, 0, 0), text_color=(255, 255, 255), padding=5):
        """A picture just large enough for the text and its padding."""
        width, height = self.get_text_dimensions(text, font)
        image = Image.new("RGB", (width + 2 * padding, height + 2 * padding), background_color)
        self.draw_text_with_outline(ImageDraw.Draw(image), text, (padding, padding), font, fill=text_color)
        return image

    def _get_default_font_config(self):
        """The fonts of the scoreboards."""
        return {name: dict(entry) for name, entry in DEFAULT_FONTS.items()}

    def clear_font_cache(self):
        """Forgets all fonts."""
        self._font_cache.clear()

    def get_font_cache_stats(self):
        """How many fonts are loaded."""
        return {"cached_fonts": len(self._font_cache)}

"""The canvas plugins draw on: a Pillow picture and `update_display()`, nothing else is the contract.

`image` and `draw` are plain attributes, because most plugins put their own picture there.
"""

import contextlib
import logging
import os
import threading

from PIL import Image, ImageDraw, ImageFont

from src import _bdf, _glyph_memo, _weather_icons
from src._deferred import Deferred
from src._font_files import FOUR_BY_SIX, PRESS_START, font_path
from src._text_measure import font_line_height

logger = logging.getLogger(__name__)

_glyph_memo.install()
_missed = set()
_opened = {}


class Matrix:
    """What plugins ask the panel for: its size and its brightness."""

    def __init__(self, width, height, brightness=90):
        """A panel of that many pixels."""
        self.width = width
        self.height = height
        self.brightness = brightness


class DisplayManager:
    """LEDMatrix's display manager without a panel: pictures go to `sink.publish(image)`."""

    WEATHER_COLORS = {"sun": _weather_icons.SUN, "cloud": _weather_icons.CLOUD, "rain": _weather_icons.RAIN,
                      "snow": _weather_icons.SNOW, "storm": _weather_icons.BOLT}

    def __init__(self, config=None, force_fallback=False, suppress_test_pattern=False, *,
                 width=128, height=32, sink=None, margin=(0, 0)):
        """As many black columns and rows as `margin` says lie beyond the panel, where a checker looks for overflow."""
        self.config = config or {}
        self.matrix = Matrix(width, height)
        self.margin = margin
        self._sink = sink
        self._deferred = Deferred()
        self._capturing = threading.local()
        self._load_fonts()
        self.clear()

    # Size and brightness.

    @property
    def width(self):
        """Pixels across."""
        return self.matrix.width

    @property
    def height(self):
        """Pixels down."""
        return self.matrix.height

    display_width = width
    display_height = height

    def set_brightness(self, brightness):
        """Keeps a brightness of 0 to 100; the host's own setting is what counts."""
        if isinstance(brightness, bool) or not isinstance(brightness, (int, float)):
            return False
        self.matrix.brightness = max(0, min(100, int(brightness)))
        return True

    def get_brightness(self):
        """The brightness that was set last."""
        return self.matrix.brightness

    # Fonts.

    def _load_fonts(self):
        """The fonts every plugin may count on; Pillow's own where a file is missing."""
        self.regular_font = self._truetype("regular", PRESS_START, 8)
        self.small_font = self._truetype("small", PRESS_START, 8)
        self.font = self.regular_font
        self.extra_small_font = self._truetype("extra small", FOUR_BY_SIX, 6, self.small_font)
        self.calendar_font_path = font_path("5x7.bdf")
        self.calendar_font = _bdf.open_face(self.calendar_font_path) or self.small_font
        self.bdf_5x7_font = self.calendar_font

    @staticmethod
    def _truetype(role, name, size, otherwise=None):
        """A font of the pack, or what stands in for it. Opened once: a template's workers share it."""
        path = os.path.abspath(font_path(name))
        if (role, path) not in _opened:
            try:
                _opened[role, path] = ImageFont.truetype(path, size)
            except OSError:
                if name not in _missed:
                    _missed.add(name)
                    logger.warning("the font %s is missing", name)
                return otherwise or DisplayManager._stand_in(role)
        return _opened[role, path]

    @staticmethod
    def _stand_in(role):
        """Pillow's own font, unpacked once as well."""
        if role not in _opened:
            _opened[role] = ImageFont.load_default()
        return _opened[role]

    def get_text_width(self, text, font=None):
        """Pixels a text takes in a line."""
        font = font or self.regular_font
        try:
            if _bdf.is_face(font):
                return _bdf.width(font, text)
            box = self.draw.textbbox((0, 0), text, font=font)
            return box[2] - box[0]
        except (AttributeError, TypeError, ValueError, OSError) as error:
            logger.error("a text cannot be measured: %s", error)
            return 0

    def get_font_height(self, font=None):
        """Pixels from line to line."""
        font = font or self.regular_font
        try:
            return font_line_height(font)
        except (AttributeError, TypeError, OSError):
            return getattr(font, "size", 8)

    # Drawing.

    def clear(self):
        """A new black picture: whoever kept the old one draws into nothing."""
        size = (self.width + self.margin[0], self.height + self.margin[1])
        self.image = Image.new("RGB", size)
        self.draw = ImageDraw.Draw(self.image)

    def draw_text(self, text, x=None, y=None, color=(255, 255, 255), small_font=False, font=None, centered=False):
        """Draws a line: centred without `x`, around `x` when `centered`, else from `x` on."""
        font = font or (self.small_font if small_font else self.regular_font)
        color = tuple(color) if isinstance(color, list) else color
        if x is None:
            x = (self.width - self.get_text_width(text, font)) // 2
        elif centered:
            x -= self.get_text_width(text, font) // 2
        try:
            if _bdf.is_face(font):
                self._draw_bdf_text(text, x, y or 0, color, font)
            else:
                self.draw.text((x, y or 0), text, font=font, fill=color)
        except Exception as error:  # LEDMatrix logs and goes on, and plugins rely on it
            logger.error("a text cannot be drawn: %s", error)

    def _draw_bdf_text(self, text, x, y, color=(255, 255, 255), font=None):
        """A line in a bitmap font; two plugins call it themselves."""
        face = font or self.calendar_font
        color = tuple(color) if isinstance(color, list) else color
        try:
            _bdf.draw(self.draw, (self.width, self.height), face, text, x, y, color)
        except Exception as error:  # as in draw_text
            logger.error("a text cannot be drawn: %s", error)

    def update_display(self):
        """Hands the picture over, unless it is being captured."""
        if self._sink is None or getattr(self._capturing, "active", False):
            return
        try:
            self._sink.publish(self.image)
        except Exception as error:  # a plugin that put something strange in place of the picture goes on
            logger.error("the picture cannot be shown: %s", error)

    @contextlib.contextmanager
    def capture_mode(self):
        """Nothing this thread draws is handed over."""
        before = getattr(self._capturing, "active", False)
        self._capturing.active = True
        try:
            yield
        finally:
            self._capturing.active = before

    @contextlib.contextmanager
    def render_size(self, width, height=None):
        """Pretends a smaller panel for a while."""
        before = self.matrix, self.image, self.draw
        across = max(1, min(int(width), self.width))
        down = max(1, min(int(height or self.height), self.height))
        self.matrix = Matrix(across, down, self.matrix.brightness)
        self.clear()
        try:
            yield
        finally:
            self.matrix, self.image, self.draw = before

    # Weather pictures.

    def draw_sun(self, x, y, size=16):
        """A sun."""
        _weather_icons.sun(self.draw, x, y, size)

    def draw_cloud(self, x, y, size=16, color=_weather_icons.CLOUD):
        """A cloud."""
        _weather_icons.cloud(self.draw, x, y, size, tuple(color))

    def draw_rain(self, x, y, size=16):
        """A cloud with rain."""
        _weather_icons.rain(self.draw, x, y, size)

    def draw_snow(self, x, y, size=16):
        """A cloud with snow."""
        _weather_icons.snow(self.draw, x, y, size)

    def draw_weather_icon(self, condition, x, y, size=16):
        """The picture for a condition in words."""
        _weather_icons.weather(self.draw, condition, x, y, size)

    def draw_text_with_icons(self, text, icons=None, x=None, y=None, color=(255, 255, 255)):
        """A line and weather pictures `(condition, x, y)`, handed over at once."""
        self.draw_text(text, x, y, color)
        for condition, across, down in icons or ():
            self.draw_weather_icon(condition, across, down)
        self.update_display()

    # Scrolling, and what waits for its end.

    def set_scrolling_state(self, is_scrolling, frame_hold=None):
        """A plugin says that it scrolls; `frame_hold` of newer versions is the player's business."""
        self._deferred.set_scrolling(is_scrolling)

    def is_currently_scrolling(self):
        """Whether something scrolled within the last two seconds."""
        return self._deferred.is_scrolling()

    def defer_update(self, update_func, priority=0):
        """Does this when nothing scrolls; small priorities first."""
        self._deferred.add(update_func, priority)

    def process_deferred_updates(self):
        """Does what was put off, unless something scrolls."""
        self._deferred.process()

    def get_scrolling_stats(self):
        """The state of scrolling as plain data."""
        return self._deferred.stats()

    @staticmethod
    def format_date_with_ordinal(dt):
        """`Aug 30th`."""
        day = dt.day
        ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        return "%s %d%s" % (dt.strftime("%b"), day, ending)

    def cleanup(self):
        """Nothing is held that would have to be given back."""

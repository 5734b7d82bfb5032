"""Layouts that suit the size of the panel: regions, tiers of size, and text in the largest font that fits."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from src._regions import (
    MediaRow, Region, ScoreboardRegions, media_row, scoreboard_regions,
)
from src._text_measure import (
    ELLIPSIS, ellipsize, font_line_height, measure_font_crispness, measure_ink,
)
from src._text_measure import FontLadder, FontStep, LADDER_ARCADE, LADDER_DEFAULT, LADDER_GRID
from src.adaptive_images import box_dims, fit_image

__all__ = [
    "DEFAULT_DESIGN_SIZE", "ELLIPSIS", "FitResult", "FontLadder", "FontStep", "LADDER_ARCADE", "LADDER_DEFAULT",
    "LADDER_GRID", "LayoutContext", "MediaRow", "Region", "ScoreboardRegions", "TIER_ORDER", "WIDTH_TIER_ORDER",
    "draw_fitted_text", "font_line_height", "measure_font_crispness", "measure_ink", "media_row", "scoreboard_regions",
]

# The size that a plugin is drawn for when its manifest does not say.
DEFAULT_DESIGN_SIZE = (128, 32)

# The names of heights and widths, each with the most pixels it goes up to.
_HEIGHT_TIERS = (("xs", 16), ("sm", 32), ("md", 48), ("lg", 64), ("xl", None))
_WIDTH_TIERS = (("narrow", 64), ("normal", 128), ("wide", 256), ("ultrawide", None))
TIER_ORDER = tuple(name for name, _ in _HEIGHT_TIERS)
WIDTH_TIER_ORDER = tuple(name for name, _ in _WIDTH_TIERS)


@dataclass
class FitResult:
    """A text and the font it fits in. `y_offset` is the empty space above the ink, all in pixels."""

    font: Any
    family: str
    size_px: int
    text: str
    width: int
    height: int
    baseline: int
    y_offset: int
    fits: bool
    line_height: int = 0


def _tier(tiers, pixels):
    """The name of a size."""
    return next(name for name, most in tiers if most is None or pixels <= most)


def _nearest(mapping, order, name):
    """The value for a tier, else for the next smaller one that has one, else for the next larger."""
    at = order.index(name)
    return next(mapping[key] for key in order[at::-1] + order[at + 1:] if key in mapping)


class _Memory:
    """The last `most` results by key."""

    def __init__(self, most):
        """Empty."""
        self._most = most
        self._items = OrderedDict()

    def get(self, key, make):
        """What is known under `key`, else what `make` makes."""
        if key in self._items:
            self._items.move_to_end(key)
        else:
            self._items[key] = make()
            if len(self._items) > self._most:
                self._items.popitem(last=False)
        return self._items[key]

    def clear(self):
        """Forgets everything."""
        self._items.clear()


class LayoutContext:
    """One panel size: its tiers, its scale against the size a plugin was drawn for, and what fits where."""

    _IMAGE_CACHE_MAX = 64
    _FIT_CACHE_MAX = 512

    def __init__(self, width, height, font_manager, design_size=DEFAULT_DESIGN_SIZE):
        """Sizes in pixels; fonts come from `font_manager`."""
        self.width = int(width)
        self.height = int(height)
        self.font_manager = font_manager
        self.design_size = tuple(design_size)
        self.bounds = Region(0, 0, self.width, self.height)
        self.scale = min(self.width / self.design_size[0], self.height / self.design_size[1])
        self.tier = _tier(_HEIGHT_TIERS, self.height)
        self.width_tier = _tier(_WIDTH_TIERS, self.width)
        self.aspect = self.width / max(1, self.height)
        self.is_wide_short = self.height <= 32 and self.aspect >= 2.5
        self._fits = _Memory(self._FIT_CACHE_MAX)
        self._images = _Memory(self._IMAGE_CACHE_MAX)

    def px(self, base, minimum=1, maximum=None):
        """A length of the design as pixels of this panel."""
        pixels = max(minimum, int(round(base * self.scale)))
        return pixels if maximum is None else min(pixels, maximum)

    def by_tier(self, mapping, default=None):
        """The value for this panel from a dictionary by height (`xs` to `xl`) or by width (`narrow` to `ultrawide`)."""
        for order, name in ((TIER_ORDER, self.tier), (WIDTH_TIER_ORDER, self.width_tier)):
            if any(key in mapping for key in order):
                return _nearest(mapping, order, name)
        return default

    # Text.

    def fit_text(self, text, box, ladder=LADDER_DEFAULT, ellipsis=True):
        """`text` in the first font of the ladder that fits; in the last one, shortened, when none does."""
        width, height = box_dims(box)
        key = ("text", text, width, height, ladder, ellipsis)
        return self._fits.get(key, lambda: self._walk_ladder(text, ladder, width, height, ellipsis))

    def fit_text_proportional(self, text, box, base_size_px, ladder=LADDER_DEFAULT, ellipsis=True, scale=None):
        """`fit_text`, but no larger than `base_size_px` of the design would be on this panel."""
        target = base_size_px * (self.scale if scale is None else scale)
        start = next((at for at, step in enumerate(ladder) if step.size_px <= target), None)
        if start is None:
            smallest = min(step.size_px for step in ladder)
            start = next(at for at, step in enumerate(ladder) if step.size_px == smallest)
        return self.fit_text(text, box, tuple(ladder[start:]), ellipsis)

    def _walk_ladder(self, text, ladder, box_w, box_h, ellipsis):
        """The work of `fit_text`."""
        for step in ladder:
            font = self.font_manager.get_font(step.family, step.size_px)
            found = self._measured(step, font, text)
            found.fits = not text or (found.width <= box_w and found.height <= box_h)
            if found.fits:
                return found
        if ellipsis:
            found = self._measured(step, font, ellipsize(text, font, box_w))
            found.fits = found.width <= box_w and found.height <= box_h
        return found

    def _measured(self, step, font, text):
        """A text in one font."""
        width, height, baseline, y_offset = measure_ink(text, font)
        return FitResult(font, step.family, step.size_px, text, width, height, baseline, y_offset, False,
                         font_line_height(font))

    def fit_lines(self, lines, box, ladder=LADDER_DEFAULT, spacing=1):
        """The first font in which all lines fit one under another; the result measures the widest line."""
        width, height = box_dims(box)
        key = ("lines", tuple(lines), width, height, ladder, spacing)
        return self._fits.get(key, lambda: self._fit_lines(lines, ladder, width, height, spacing))

    def _fit_lines(self, lines, ladder, width, height, spacing):
        """The work of `fit_lines`."""
        for step in ladder:
            font = self.font_manager.get_font(step.family, step.size_px)
            # Of lines of the same width the last one counts.
            widest = max(reversed(list(lines)), key=lambda line: measure_ink(line, font)[0], default="")
            found = self._measured(step, font, widest)
            if not lines:
                found.baseline = found.y_offset = 0
            rows = max(1, len(lines))
            found.fits = found.width <= width and found.line_height * rows + spacing * (rows - 1) <= height
            if found.fits:
                return found
        return found

    def font_for_rows(self, rows, box_h, ladder=LADDER_DEFAULT):
        """The first font of which `rows` lines fit into a height."""
        key = ("rows", rows, box_h, ladder)

        def find():
            """The work."""
            for step in ladder:
                font = self.font_manager.get_font(step.family, step.size_px)
                found = self._measured(step, font, "0Ay")
                found.fits = found.line_height * max(1, rows) <= box_h
                if found.fits:
                    break
            return found

        return self._fits.get(key, find)

    def ellipsize(self, text, font, max_w):
        """The text, shortened until it fits into a width."""
        return ellipsize(text, font, max_w)

    def measure(self, text, font):
        """Width, height and baseline of a text."""
        return measure_ink(text, font)[:3]

    # Pictures.

    def fit_image(self, img, box, *, mode="contain", crop_to_ink=False, anchor="center", resample=None, upscale=True,
                  cache_key=None):
        """`adaptive_images.fit_image`, once for each picture and box. `cache_key` names pictures that are loaded anew
        each time."""
        how = (box_dims(box), mode, crop_to_ink, anchor, resample, upscale)
        key = (id(img) if cache_key is None else ("named", cache_key),) + how
        # The picture is kept with the result, so that its id stays its own.
        return self._images.get(key, lambda: (img, fit_image(
            img, box, mode=mode, crop_to_ink=crop_to_ink, anchor=anchor, resample=resample, upscale=upscale)))[1]

    def clear_cache(self):
        """Forgets what fits where."""
        self._fits.clear()
        self._images.clear()


def draw_fitted_text(display_manager, fit, box, color=(255, 255, 255), align="center", valign="center"):
    """Draws a fitted text so that its ink is aligned in a region."""
    region = box if hasattr(box, "align_xy") else Region(0, 0, *box_dims(box))
    x, y = region.align_xy(fit.width, fit.height, align, valign)
    display_manager.draw_text(fit.text, x=x, y=y - fit.y_offset, color=color, font=fit.font)

"""How much room a text takes in a font, and the ladders of fonts from large to small."""

from dataclasses import dataclass
from typing import Tuple

from PIL import Image, ImageDraw

from src import _bdf

ELLIPSIS = "\u2026"

# Measuring needs something to draw on; one for all is enough.
MEASURE = ImageDraw.Draw(Image.new("RGB", (1, 1)))


@dataclass(frozen=True)
class FontStep:
    """One font of a ladder."""

    family: str
    size_px: int


FontLadder = Tuple[FontStep, ...]

# Bitmap fonts are sharp in their own size only, so there is one step for each.
LADDER_GRID = tuple(
    FontStep(family, size)
    for family, size in (
        ("10x20", 20), ("9x18", 18), ("9x15", 15), ("8x13", 13), ("7x13", 13), ("6x13", 13), ("6x12", 12),
        ("6x10", 10), ("6x9", 9), ("5x8", 8), ("5x7", 7), ("4x6", 6), ("tom-thumb", 6),
    )
)
# Press Start is sharp in multiples of eight.
LADDER_ARCADE = tuple(FontStep("press_start", size) for size in (32, 24, 16, 8))
LADDER_DEFAULT = LADDER_GRID


def measure_ink(text, font):
    """Width of the text, height of its ink, baseline, and the rows above the ink, in pixels."""
    if _bdf.is_face(font):
        return _measure_face(text, font)
    if not text:
        return 0, 0, 0, 0
    left, top, right, bottom = MEASURE.textbbox((0, 0), text, font=font)
    return int(right - left), int(bottom - top), int(-top), int(top)


def _measure_face(text, face):
    """`measure_ink` for a face of freetype."""
    ascender = face.size.ascender >> 6
    highest = lowest = None
    for char in text:
        face.load_char(char)
        slot = face.glyph
        if slot.bitmap.rows:
            top, bottom = slot.bitmap_top, slot.bitmap_top - slot.bitmap.rows
            highest = top if highest is None else max(highest, top)
            lowest = bottom if lowest is None else min(lowest, bottom)
    if highest is None:
        return _bdf.width(face, text), 0, ascender, 0
    return _bdf.width(face, text), highest - lowest, ascender, ascender - highest


def font_line_height(font):
    """The height of a line in pixels."""
    if _bdf.is_face(font):
        return _bdf.height(font)
    return sum(font.getmetrics())


def ellipsize(text, font, max_w):
    """The text if it fits into a width, else as much of it as fits before an ellipsis; "" when not even that does."""
    if measure_ink(text, font)[0] <= max_w:
        return text
    for length in range(len(text) - 1, -1, -1):
        shorter = text[:length].rstrip() + ELLIPSIS
        if measure_ink(shorter, font)[0] <= max_w:
            return shorter
    return ""


def measure_font_crispness(font, sample_text="Ay0", canvas_size=(250, 60)):
    """The share of pixels in the text's rectangle that are neither black nor white: 0 is as sharp as LEDs can be."""
    if _bdf.is_face(font):
        return 0.0
    canvas = Image.new("L", canvas_size)
    ImageDraw.Draw(canvas).text((2, 2), sample_text, font=font, fill=255)
    box = canvas.getbbox()
    if box is None:
        return 0.0
    grey = sum(canvas.histogram()[1:255])
    return grey / ((box[2] - box[0]) * (box[3] - box[1]))

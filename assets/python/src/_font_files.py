"""Where LEDMatrix's fonts lie, from the root, and the two that nearly every plugin draws with."""

import os

FONT_FOLDER = os.path.join("assets", "fonts")
PRESS_START = "PressStart2P-Regular.ttf"
FOUR_BY_SIX = "4x6-font.ttf"


def font_path(name):
    """Where a font file lies."""
    return os.path.join(FONT_FOLDER, name)

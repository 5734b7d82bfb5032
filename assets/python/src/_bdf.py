"""Text from bitmap fonts, which plugins hold as faces of the freetype package."""

import os

try:
    import freetype
except ImportError:  # plugins then get Pillow's fonts in the same places
    freetype = None

GLYPHS_PER_FACE_MAX = 512


def is_face(font):
    """Whether this is a face of freetype rather than a font of Pillow."""
    return freetype is not None and isinstance(font, freetype.Face)


_opened = {}


def open_face(path):
    """The face in a file; None without the package or the file. Opened once: a template's workers share it."""
    path = os.path.abspath(path)
    if freetype is not None and path not in _opened:
        try:
            _opened[path] = freetype.Face(path)
        except (freetype.FT_Exception, OSError):
            return None
    return _opened.get(path)


def _glyph(face, char):
    """`(points, advance)` of a character; the points count from the pen on the baseline.

    Loading and reading a glyph through ctypes takes a hundred times longer than drawing it, so the
    points are kept with the face, for each size it is set to.
    """
    metrics = face.size
    glyphs = face.__dict__.setdefault("_lumarium_glyphs", {})
    key = (char, metrics.x_ppem, metrics.y_ppem)
    known = glyphs.get(key)
    if known is None:
        face.load_char(char)
        slot = face.glyph
        bitmap = slot.bitmap
        buffer, pitch = bitmap.buffer, bitmap.pitch
        points = []
        for row in range(bitmap.rows):
            for column in range(bitmap.width):
                at = row * pitch + column // 8
                if at < len(buffer) and buffer[at] & (0x80 >> (column % 8)):
                    points.append((slot.bitmap_left + column, row - slot.bitmap_top))
        known = (points, slot.advance.x >> 6)
        if len(glyphs) >= GLYPHS_PER_FACE_MAX:
            glyphs.clear()
        glyphs[key] = known
    return known


def width(face, text):
    """The pixels a text takes in a line."""
    return sum(_glyph(face, char)[1] for char in text)


def height(face):
    """The pixels from line to line."""
    return face.size.height >> 6


def draw(canvas, size, face, text, x, y, color):
    """Draws with the top left corner at `(x, y)`; what lies outside of `size` is left out."""
    baseline = y + (face.size.ascender >> 6)
    for char in text:
        points, advance = _glyph(face, char)
        inside = [(x + dx, baseline + dy) for dx, dy in points
                  if 0 <= x + dx < size[0] and 0 <= baseline + dy < size[1]]
        if inside:
            canvas.point(inside, fill=color)
        x += advance

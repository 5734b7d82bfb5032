"""Pictures of a scroll: items laid side by side, and the window that is cut out of the strip."""

from PIL import Image


def lay_out(items, height, lead, item_gap, element_gap):
    """Lays `items` from left to right on black: `lead` columns first, then each item with `element_gap` behind it and
    `item_gap` between one and the next. Higher pictures are cut at the bottom."""
    width = lead + sum(item.width + element_gap for item in items) + item_gap * max(0, len(items) - 1)
    strip = Image.new("RGB", (max(1, width), height))
    x = lead
    for item in items:
        strip.paste(item, (x, 0))
        x += item.width + element_gap + item_gap
    return strip


def extend(strip, items, item_gap, element_gap):
    """A longer strip: `items` behind the old content, a gap before each of them."""
    tail = lay_out(items, strip.height, item_gap, item_gap, element_gap)
    longer = Image.new("RGB", (strip.width + tail.width, strip.height))
    longer.paste(strip, (0, 0))
    longer.paste(tail, (strip.width, 0))
    return longer


def window(strip, x, width, height):
    """The `width` columns from `x` on; the strip begins again where it ends, however narrow it is."""
    start = x % strip.width
    if start + width <= strip.width and strip.height == height:
        return strip.crop((start, 0, start + width, height))
    view = Image.new("RGB", (width, height))
    at = -start
    while at < width:
        view.paste(strip, (at, 0))
        at += strip.width
    return view


def window_between(strip, position, width, height):
    """The window at a place between two columns, mixed from the two."""
    whole = int(position // 1)
    part = position - whole
    left = window(strip, whole, width, height)
    if part == 0:
        return left
    return Image.blend(left, window(strip, whole + 1, width, height), part)

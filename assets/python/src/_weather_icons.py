"""Small weather pictures that LEDMatrix's display manager offers; the drawings are Lumarium's own."""

import math

SUN = (255, 200, 0)
CLOUD = (200, 200, 200)
RAIN = (0, 110, 255)
SNOW = (220, 225, 255)
BOLT = (255, 240, 0)

#: Words in a condition and the drawing they mean, in the order in which they are looked for.
WORDS = (
    (("thunder", "storm"), "storm"),
    (("snow", "sleet", "hail"), "snow"),
    (("rain", "drizzle", "shower"), "rain"),
    (("cloud", "overcast", "mist", "fog", "haze"), "cloud"),
)


def kind_of(condition):
    """The drawing for a condition in words; the sun when nothing is recognised."""
    text = str(condition).lower()
    for words, kind in WORDS:
        if any(word in text for word in words):
            return kind
    return "sun"


def sun(draw, x, y, size):
    """A disc with eight rays."""
    middle_x, middle_y, radius = x + size / 2, y + size / 2, size / 4
    draw.ellipse([middle_x - radius, middle_y - radius, middle_x + radius, middle_y + radius], fill=SUN)
    for eighth in range(8):
        across, down = math.cos(eighth * math.pi / 4), math.sin(eighth * math.pi / 4)
        draw.line([middle_x + across * size * 0.34, middle_y + down * size * 0.34,
                   middle_x + across * size * 0.48, middle_y + down * size * 0.48], fill=SUN)


def cloud(draw, x, y, size, color=CLOUD):
    """Three puffs on a flat ground."""
    for left, top, across in ((0.08, 0.38, 0.38), (0.3, 0.2, 0.44), (0.56, 0.36, 0.36)):
        draw.ellipse([x + left * size, y + top * size, x + (left + across) * size, y + (top + across) * size],
                     fill=color)
    draw.rectangle([x + 0.25 * size, y + 0.5 * size, x + 0.75 * size, y + 0.7 * size], fill=color)


def rain(draw, x, y, size):
    """A cloud with three slanted drops."""
    cloud(draw, x, y - size // 8, size)
    for part in (0.25, 0.5, 0.75):
        draw.line([x + part * size, y + 0.7 * size, x + (part - 0.08) * size, y + 0.95 * size], fill=RAIN)


def snow(draw, x, y, size):
    """A cloud with three crosses."""
    cloud(draw, x, y - size // 8, size)
    arm = max(1, size // 12)
    for part, drop in ((0.25, 0.75), (0.5, 0.88), (0.75, 0.75)):
        across, down = x + part * size, y + drop * size
        draw.line([across - arm, down, across + arm, down], fill=SNOW)
        draw.line([across, down - arm, across, down + arm], fill=SNOW)


def storm(draw, x, y, size):
    """A cloud with a bolt."""
    cloud(draw, x, y - size // 8, size)
    points = ((0.55, 0.5), (0.35, 0.76), (0.5, 0.76), (0.42, 0.98), (0.68, 0.68), (0.53, 0.68))
    draw.polygon([(x + across * size, y + down * size) for across, down in points], fill=BOLT)


DRAWINGS = {"sun": sun, "cloud": cloud, "rain": rain, "snow": snow, "storm": storm}


def weather(draw, condition, x, y, size):
    """The drawing for a condition in words."""
    DRAWINGS[kind_of(condition)](draw, x, y, size)

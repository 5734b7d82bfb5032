"""Pictures that are made to fit a box, and put into it."""

from dataclasses import dataclass
from typing import Tuple

from PIL import Image

RESAMPLE_LANCZOS = Image.Resampling.LANCZOS
RESAMPLE_NEAREST = Image.Resampling.NEAREST
# `fill_height` is kept for plugins that name it; a box that is too narrow holds it to `contain`.
FIT_MODES = ("contain", "cover", "fill_height", "stretch")


@dataclass
class ImageFitResult:
    """A fitted picture, and how it came about."""

    image: Image.Image
    width: int
    height: int
    scale: float
    mode: str
    source_size: Tuple[int, int]

    @property
    def is_empty(self):
        """Whether there is nothing to be seen."""
        return self.width <= 0 or self.height <= 0


def box_dims(box):
    """Width and height of a region or a pair."""
    if hasattr(box, "w"):
        return int(box.w), int(box.h)
    return int(box[0]), int(box[1])


def fit_image(img, box, *, mode="contain", crop_to_ink=False, anchor="center", resample=None, upscale=True):
    """Makes a picture fit `box`: whole inside of it (`contain`), filling it with the rest cut off (`cover`, from the
    middle or the `top`), or out of shape (`stretch`). `crop_to_ink` leaves transparent edges away first."""
    if mode not in FIT_MODES:
        raise ValueError("fit_image knows {}, not {!r}".format(", ".join(FIT_MODES), mode))
    source = img if img.mode == "RGBA" else img.convert("RGBA")
    width, height = box_dims(box)
    ink = source.getchannel("A").getbbox() if crop_to_ink else (0, 0) + source.size
    if width <= 0 or height <= 0 or not ink or 0 in source.size:
        return ImageFitResult(Image.new("RGBA", (1, 1)), 0, 0, 0.0, mode, source.size)
    source = source.crop(ink) if crop_to_ink else source
    across, down = width / source.width, height / source.height
    filters = RESAMPLE_LANCZOS if resample is None else resample
    if mode == "stretch":
        return _result(source.resize((width, height), filters), across, mode, source)
    scale = max(across, down) if mode == "cover" else min(across, down)
    if not upscale:
        scale = min(scale, 1.0)
    size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    fitted = source if size == source.size else source.resize(size, filters)
    if mode == "cover":
        fitted = _cut(fitted, width, height, anchor)
    return _result(fitted, scale, mode, source)


def _result(fitted, scale, mode, source):
    """The answer of `fit_image`."""
    return ImageFitResult(fitted, fitted.width, fitted.height, scale, mode, source.size)


def _cut(image, width, height, anchor):
    """The middle of a picture, or the middle of its top, at most that large."""
    width, height = min(width, image.width), min(height, image.height)
    x = (image.width - width) // 2
    y = 0 if anchor == "top" else (image.height - height) // 2
    return image.crop((x, y, x + width, y + height))


def draw_fitted_image(display_manager, ifit, box, *, align="center", valign="center", offset=(0, 0)):
    """Puts a fitted picture into a region of the display; where it went, or None when there is nothing to see."""
    if ifit.is_empty:
        return None
    if hasattr(box, "align_xy"):
        x, y = box.align_xy(ifit.width, ifit.height, align, valign)
    else:
        from src.adaptive_layout import Region

        x, y = Region(0, 0, *box_dims(box)).align_xy(ifit.width, ifit.height, align, valign)
    at = (x + offset[0], y + offset[1])
    display_manager.image.paste(ifit.image, at, ifit.image)
    return at

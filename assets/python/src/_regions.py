"""Rectangles that are cut into smaller ones, and the two arrangements most plugins use."""

from dataclasses import dataclass


def _weighted_sizes(total, weights, gap):
    """Shares a length by weights, with gaps between; what is left over by rounding goes to the first ones."""
    if not weights:
        return []
    weights = [max(0, weight) for weight in weights]
    if not any(weights):
        weights = [1] * len(weights)
    room = max(0, total - gap * (len(weights) - 1))
    sizes = [int(room * weight / sum(weights)) for weight in weights]
    takers = [at for at, weight in enumerate(weights) if weight]
    for turn in range(room - sum(sizes)):
        sizes[takers[turn % len(takers)]] += 1
    return sizes


@dataclass(frozen=True)
class Region:
    """A rectangle in pixels; nothing that is cut from it is larger than it or less than empty."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self):
        """The first column beyond it."""
        return self.x + self.w

    @property
    def bottom(self):
        """The first row beyond it."""
        return self.y + self.h

    @property
    def center(self):
        """The pixel in the middle."""
        return self.x + self.w // 2, self.y + self.h // 2

    def inset(self, dx, dy=None):
        """Smaller by `dx` on the left and on the right, by `dy` above and below."""
        dy = dx if dy is None else dy
        return Region(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def offset(self, dx, dy):
        """The same size elsewhere."""
        return Region(self.x + dx, self.y + dy, self.w, self.h)

    def top_band(self, h):
        """The upper `h` rows."""
        return Region(self.x, self.y, self.w, min(max(0, h), self.h))

    def bottom_band(self, h):
        """The lower `h` rows."""
        h = min(max(0, h), self.h)
        return Region(self.x, self.bottom - h, self.w, h)

    def middle(self, top_h=0, bottom_h=0):
        """What is left between two bands."""
        return Region(self.x, self.y + top_h, self.w, max(0, self.h - top_h - bottom_h))

    def left_col(self, w):
        """The `w` columns on the left."""
        return Region(self.x, self.y, min(max(0, w), self.w), self.h)

    def right_col(self, w):
        """The `w` columns on the right."""
        w = min(max(0, w), self.w)
        return Region(self.right - w, self.y, w, self.h)

    def split_h(self, *weights, gap=0):
        """Columns side by side, their widths in proportion to the weights."""
        parts, x = [], self.x
        for size in _weighted_sizes(self.w, weights, gap):
            parts.append(Region(x, self.y, size, self.h))
            x += size + gap
        return parts

    def split_v(self, *weights, gap=0):
        """Rows one under another, their heights in proportion to the weights."""
        parts, y = [], self.y
        for size in _weighted_sizes(self.h, weights, gap):
            parts.append(Region(self.x, y, self.w, size))
            y += size + gap
        return parts

    def align_xy(self, w, h, align="center", valign="center"):
        """Where something of a size begins, `left`, `center` or `right` and `top`, `center` or `bottom`."""
        x = {"left": self.x, "right": self.right - w}.get(align, self.x + (self.w - w) // 2)
        y = {"top": self.y, "bottom": self.bottom - h}.get(valign, self.y + (self.h - h) // 2)
        return x, y

    def center_xy(self, w, h):
        """Where something of a size begins that stands in the middle."""
        return self.align_xy(w, h)

    def contains(self, w, h):
        """Whether something of a size has room here."""
        return w <= self.w and h <= self.h


@dataclass(frozen=True)
class ScoreboardRegions:
    """Two teams, a score between them, a line above and one below."""

    bounds: Region
    logo_slot: int
    away_slot: Region
    home_slot: Region
    center_col: Region
    status_band: Region
    score_area: Region
    detail_band: Region
    bottom_left: Region
    bottom_right: Region


def scoreboard_regions(bounds, *, ctx=None, status_h=None, detail_h=None, min_center_fraction=0.15,
                       min_center_design_px=40, score_bleed_fraction=0.5):
    """Cuts a scoreboard. Logos are square as long as the middle keeps its least width; the score may reach into them by
    `score_bleed_fraction`. With a context, lengths of the design follow the panel."""
    if status_h is None:
        status_h = ctx.px(9, minimum=7) if ctx else 9
    if detail_h is None:
        detail_h = ctx.px(8, minimum=7) if ctx else 8
    design = ctx.px(min_center_design_px) if ctx else min_center_design_px
    middle = max(design, int(bounds.w * min_center_fraction))
    slot = max(1, min(bounds.h, (bounds.w - middle) // 2))
    keep = slot - int(slot * score_bleed_fraction)
    detail = bounds.bottom_band(detail_h)
    return ScoreboardRegions(
        bounds=bounds,
        logo_slot=slot,
        away_slot=bounds.left_col(slot),
        home_slot=bounds.right_col(slot),
        center_col=bounds.inset(slot, 0),
        status_band=bounds.top_band(status_h),
        score_area=bounds.middle(status_h, detail_h).inset(keep, 0),
        detail_band=detail,
        bottom_left=detail.left_col(slot),
        bottom_right=detail.right_col(slot),
    )


@dataclass(frozen=True)
class MediaRow:
    """A picture on the left and the rest."""

    art: Region
    body: Region


def media_row(bounds, *, ctx=None, square=True, gap=None):
    """Cuts a picture, square or half the width, and what is beside it."""
    if gap is None:
        gap = ctx.px(2) if ctx else 2
    art = bounds.left_col(min(bounds.w, bounds.h) if square else bounds.w // 2)
    return MediaRow(art, Region(art.right + gap, bounds.y, max(0, bounds.w - art.w - gap), bounds.h))

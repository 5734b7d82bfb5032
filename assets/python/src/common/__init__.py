"""Helpers that plugins share.

A user's own LEDMatrix folder may add modules that are not here (`extend`); those that are here win, because they know
of the host.
"""

import importlib

# Where the names stand that plugins import from the package itself. They are loaded when asked for.
_HOMES = {
    "APIHelper": "src.common.api_helper",
    "LogoHelper": "src.common.logo_helper",
    "ScrollHelper": "src.common.scroll_helper",
    "TextHelper": "src.common.text_helper",
    "FontLadder": "src.adaptive_layout",
    "FontStep": "src.adaptive_layout",
    "LADDER_ARCADE": "src.adaptive_layout",
    "LADDER_DEFAULT": "src.adaptive_layout",
    "LADDER_GRID": "src.adaptive_layout",
    "LayoutContext": "src.adaptive_layout",
    "Region": "src.adaptive_layout",
    "FitResult": "src.adaptive_layout",
    "MediaRow": "src.adaptive_layout",
    "ScoreboardRegions": "src.adaptive_layout",
    "draw_fitted_text": "src.adaptive_layout",
    "measure_ink": "src.adaptive_layout",
    "media_row": "src.adaptive_layout",
    "scoreboard_regions": "src.adaptive_layout",
    "ImageFitResult": "src.adaptive_images",
    "RESAMPLE_LANCZOS": "src.adaptive_images",
    "RESAMPLE_NEAREST": "src.adaptive_images",
    "draw_fitted_image": "src.adaptive_images",
    "fit_image": "src.adaptive_images",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    """Loads one of the names above."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError("module {!r} has no attribute {!r}".format(__name__, name))
    value = globals()[name] = getattr(importlib.import_module(home), name)
    return value

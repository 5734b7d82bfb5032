"""Text that was drawn once costs nothing the second time.

Pillow rasterises a run of glyphs at each draw; with the fonts LEDMatrix uses that is 2.5 ms for a dozen
letters. The masks are kept here and handed out again, so the pixels are the same by construction.
"""

import functools

#: Runs kept for each font, and the longest run worth keeping: tickers draw each long line once.
RUNS_PER_FONT_MAX = 256
RUN_LEN_MAX = 120

_MISS = object()


def _remember(method):
    """`method` with a memory in the font object, so that it ends with the font."""
    name = "_lumarium_" + method.__name__

    @functools.wraps(method)
    def memoised(self, text, *args, **kwargs):
        """Answers from memory where the same was asked before."""
        # A mask for RGBA is painted into by Pillow, so it cannot be handed out twice.
        mode = args[0] if args else kwargs.get("mode", "")
        if len(text) > RUN_LEN_MAX or mode == "RGBA":
            return method(self, text, *args, **kwargs)
        try:
            key = (text, args, tuple(sorted(kwargs.items())))
            runs = self.__dict__.setdefault(name, {})
            found = runs.get(key, _MISS)
        except TypeError:  # something that cannot be a key, such as a list of features
            return method(self, text, *args, **kwargs)
        if found is _MISS:
            found = method(self, text, *args, **kwargs)
            if len(runs) >= RUNS_PER_FONT_MAX:
                runs.clear()
            runs[key] = found
        return found

    memoised.is_memo = True
    return memoised


def _forgetting(method):
    """`method`, after which nothing that was remembered holds any more."""

    @functools.wraps(method)
    def forgets(self, *args, **kwargs):
        """Changes the font and drops its memory."""
        for name in [name for name in self.__dict__ if name.startswith("_lumarium_")]:
            del self.__dict__[name]
        return method(self, *args, **kwargs)

    return forgets


def install():
    """Puts the memory into Pillow's font class; a second call changes nothing."""
    from PIL.ImageFont import FreeTypeFont

    if getattr(FreeTypeFont.getmask2, "is_memo", False):
        return
    for name in ("getmask2", "getbbox", "getlength"):
        setattr(FreeTypeFont, name, _remember(getattr(FreeTypeFont, name)))
    for name in ("set_variation_by_name", "set_variation_by_axes"):
        setattr(FreeTypeFont, name, _forgetting(getattr(FreeTypeFont, name)))

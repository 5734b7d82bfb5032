"""The one place where LEDMatrix's names (`src`) meet the worker.

`src` must also work without a worker (tests, one-shot rendering), so everything here does nothing
until a worker connects itself. `src.common.scroll_helper` calls `portion` each time it hands out what
is visible; if the plugin then shows exactly these pixels, the worker hands the whole strip to the host
once, the player scrolls it at the panel's rate, and no more pictures cross the wire.
"""

_stage = None


def connect(stage):
    """From now on everything goes to `stage` (see `stage.Stage`); None disconnects."""
    global _stage
    _stage = stage


def portion(owner, strip, visible, speed, position, loop=True, gap=0):
    """Says that `visible` is what `strip` shows at `position`.

    `owner` is the scroll helper, `strip` the whole PIL image (a new object when its content changed),
    `visible` the PIL image given to the plugin, `speed` in pixels a second to the left,
    `position` the strip's column at the left edge, `gap` the black columns before a loop begins again.
    """
    if _stage is not None:
        _stage.portion(owner, strip, visible, speed, position, loop, gap)


def holds(owner):
    """Whether the player scrolls this owner's strip now.

    Then display() is called only now and then: the position must follow the wall clock, with no limit
    on how much is caught up, or it would fall behind what people see.
    """
    return _stage is not None and _stage.holds(owner)


def save_section(plugin_id, section):
    """A plugin wants its own section of the configuration kept; True if somebody takes it."""
    return _stage is not None and _stage.save_section(plugin_id, section)

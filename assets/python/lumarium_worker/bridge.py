"""The one place where LEDMatrix's names (`src`) reach the worker.

`src` must also work without a worker (tests, one-shot rendering), so nothing happens here until a
worker connects itself. Strips have a seam of their own, `src.common.scroll_hooks`.
"""

_worker = None


def connect(worker):
    """From now on everything goes to `worker`; None disconnects."""
    global _worker
    _worker = worker


def save_section(plugin_id, section):
    """A plugin wants its own section of the configuration kept; True if somebody takes it."""
    return _worker is not None and _worker.save_section(plugin_id, section)

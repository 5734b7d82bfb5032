"""All that a host wants to know of a plugin after a call, asked in one go.

Nobody asks a plugin anything while a picture is due: the values come with each reply.
"""

import math

from lumarium_worker import errors

NAMES_MAX = 64
NAME_LEN_MAX = 200


def _number(value):
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def _texts(value):
    """A short list of short texts."""
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return []
    return [str(item)[:NAME_LEN_MAX] for item, _ in zip(value, range(NAMES_MAX))]


def _text(value):
    """The value of an enum, or a short text; None stays None."""
    value = getattr(value, "value", value)
    return None if value is None else str(value)[:NAME_LEN_MAX]


#: name in the reply -> (method, form of the value, what stands for a method that is absent or fails)
METHODS = {
    "duration": ("get_display_duration", _number, None),
    "cycle_complete": ("is_cycle_complete", bool, False),
    "supports_dynamic_duration": ("supports_dynamic_duration", bool, False),
    "dynamic_duration_cap": ("get_dynamic_duration_cap", _number, None),
    "has_live_priority": ("has_live_priority", bool, False),
    "has_live_content": ("has_live_content", bool, False),
    "live_modes": ("get_live_modes", _texts, []),
    "update_interval": ("get_update_interval", _number, None),
    "ticker_weight": ("get_vegas_priority_weight", _number, None),
    "ticker_mode": ("get_vegas_display_mode", _text, None),
    "ticker_kind": ("get_vegas_content_type", _text, None),
}

#: name -> (form of the value, what stands for an attribute that is absent or fails)
ATTRIBUTES = (("enabled", bool, True), ("enable_scrolling", bool, False),
              ("needs_high_fps", lambda value: None if value is None or callable(value) else bool(value), None))


class Hooks:
    """Asks one plugin; remembers which of its answers failed, so that each is told once."""

    def __init__(self, plugin):
        """`plugin` is a `plugin.Plugin` with its instance."""
        self._plugin = plugin
        self._told = set()

    def _ask(self, name, call, form, otherwise, failed):
        """One value; what the plugin throws is noted and does no harm."""
        try:
            return form(call())
        except BaseException as error:  # a question ends no plugin, whatever it raises
            if name not in self._told:
                self._told.add(name)
                failed[name] = ("%s: %s" % (type(error).__name__, errors.text_of(error)))[:NAME_LEN_MAX]
            return otherwise

    def values(self, mode=None):
        """Every value as plain data; `failed` names the methods that threw for the first time."""
        instance = self._plugin.instance
        failed = {}
        found = {}
        for name, (method, form, otherwise) in METHODS.items():
            found[name] = self._ask(name, lambda: _call(instance, method, otherwise), form, otherwise, failed)
        found["cycle_duration"] = self._ask("cycle_duration", lambda: _cycle(instance, mode), _number, None, failed)
        for name, form, otherwise in ATTRIBUTES:
            found[name] = self._ask(name, lambda: getattr(instance, name, otherwise), form, otherwise, failed)
        found["modes"] = self._ask("modes", self._plugin.modes, _texts, [], failed)
        if failed:
            found["failed"] = failed
        return found


def _call(instance, method, otherwise):
    """What the method says; `otherwise` where the plugin has none."""
    call = getattr(instance, method, None)
    return call() if callable(call) else otherwise


def _cycle(instance, mode):
    """The cycle's seconds; older plugins do not take the screen."""
    call = getattr(instance, "get_cycle_duration", None)
    if not callable(call):
        return None
    try:
        return call(display_mode=mode)
    except TypeError:
        return call()

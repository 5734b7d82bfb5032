"""How long a plugin is shown, when its cycle ends, and whether it has something live."""

DURATION_DEFAULT = 15.0


def seconds(value):
    """A number of seconds above 0 from a number or its text; None for anything else (True is no second)."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number > 0 else None


class Turns:
    """The part of BasePlugin that the rotation asks."""

    def get_display_duration(self):
        """Seconds on screen: the attribute `display_duration`, the configuration, else 15."""
        return (seconds(getattr(self, "display_duration", None))
                or seconds(self.config.get("display_duration"))
                or DURATION_DEFAULT)

    def _get_dynamic_duration_config(self):
        """The section `dynamic_duration`."""
        section = self.config.get("dynamic_duration")
        return section if isinstance(section, dict) else {}

    def supports_dynamic_duration(self):
        """Whether the plugin itself says when its cycle is over."""
        return bool(self._get_dynamic_duration_config().get("enabled", False))

    def get_dynamic_duration_cap(self):
        """The most seconds a cycle may take; None leaves it to the device."""
        return seconds(self._get_dynamic_duration_config().get("max_duration_seconds"))

    def is_cycle_complete(self):
        """Whether everything has been shown once."""
        return True

    def reset_cycle_state(self):
        """A new cycle begins."""

    def has_live_priority(self):
        """Whether live content may interrupt the rotation."""
        return self.config.get("live_priority", False)

    def has_live_content(self):
        """Whether something is live right now; must be cheap."""
        return False

    def get_live_modes(self):
        """The screens to show while something is live."""
        return self._manifest().get("display_modes", [self.plugin_id])

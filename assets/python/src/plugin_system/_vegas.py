"""A plugin's part in the ticker that scrolls all plugins in one line."""

from enum import Enum


class VegasDisplayMode(Enum):
    """How a plugin's content moves in the ticker."""

    SCROLL = "scroll"
    FIXED_SEGMENT = "fixed"
    STATIC = "static"


class Vegas:
    """The part of BasePlugin that the ticker asks."""

    def get_vegas_content(self):
        """A picture or a list of pictures; None lets display() be captured."""
        return None

    def get_vegas_content_type(self):
        """`multi`, `static` or `none`."""
        return "static"

    def get_vegas_display_mode(self):
        """The configured mode, else what the type of content suggests."""
        wanted = self.config.get("vegas_mode")
        if wanted:
            try:
                return VegasDisplayMode(wanted)
            except ValueError:
                self.logger.warning("vegas_mode %r is not known", wanted)
        several = self.get_vegas_content_type() == "multi"
        return VegasDisplayMode.SCROLL if several else VegasDisplayMode.FIXED_SEGMENT

    def get_supported_vegas_modes(self):
        """The modes that make sense for this content."""
        kind = self.get_vegas_content_type()
        if kind == "none":
            return []
        if kind == "multi":
            return [VegasDisplayMode.SCROLL, VegasDisplayMode.FIXED_SEGMENT]
        return [VegasDisplayMode.FIXED_SEGMENT, VegasDisplayMode.STATIC]

    def get_vegas_segment_width(self):
        """Panels to fill, from the configuration; None for the default."""
        try:
            panels = int(self.config.get("vegas_panel_count") or 0)
        except (TypeError, ValueError):
            return None
        return panels if panels > 0 else None

    def get_vegas_render_width(self):
        """Pixels to lay content out for: what the ticker asks, else the panel."""
        wanted = getattr(self, "_vegas_render_width", None)
        if isinstance(wanted, int) and wanted > 0:
            return wanted
        screen = getattr(self, "display_manager", None)
        return int(getattr(getattr(screen, "matrix", None), "width", 0) or getattr(screen, "width", 0) or 128)

    def get_vegas_priority_weight(self):
        """How often the plugin comes round; None lets the ticker decide."""
        return None

    # Newer versions ask these; "nothing special" is a good answer to all of them.

    def get_vegas_participation(self):
        """`scroll`, `pause`, `exclude`; None means by content."""
        return None

    def get_vegas_elements(self):
        """Elements that can be redrawn in place; None means pictures only."""
        return None

    def redraw_vegas_element(self, key, width, height, at=None):
        """One element anew; None keeps the old one."""
        return None

    def notify_vegas_data_changed(self):
        """The plugin's data changed; the host finds out by itself."""

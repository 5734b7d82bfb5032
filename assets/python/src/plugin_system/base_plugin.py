"""The class every plugin extends. Durations, live content and the ticker stand in `_turns` and `_vegas`."""

from abc import ABC, abstractmethod

from src.logging_config import get_logger
from src.plugin_system._turns import Turns
from src.plugin_system._vegas import Vegas, VegasDisplayMode

__all__ = ["BasePlugin", "VegasDisplayMode"]

_shared_font_manager = None


class BasePlugin(Turns, Vegas, ABC):
    """A plugin: fetches in update(), draws in display()."""

    API_VERSION = "1.0.0"

    def __init__(self, plugin_id, config, display_manager, cache_manager, plugin_manager):
        """Keeps what the plugin is given under the same names."""
        self.plugin_id = plugin_id
        self.config = config
        self.display_manager = display_manager
        self.cache_manager = cache_manager
        self.plugin_manager = plugin_manager
        self.logger = get_logger("plugin.%s" % plugin_id, plugin_id=plugin_id)
        self.enabled = config.get("enabled", True)

    @abstractmethod
    def update(self):
        """Fetches what is to be shown; may take long."""

    @abstractmethod
    def display(self, force_clear=False):
        """Draws and calls update_display(); False says that there is nothing to show."""

    # What a plugin may read of the whole device.

    @property
    def global_config(self):
        """The configuration of the device; {} when nobody knows it."""
        own = self.__dict__.get("_own_global_config")
        if own is not None:
            return own
        for owner in (self.plugin_manager, self.cache_manager):
            manager = getattr(owner, "config_manager", None)
            try:
                found = manager.get_config() if manager is not None else None
            except Exception as error:  # a plugin must load with a broken configuration too
                self.logger.debug("no device configuration: %s", error)
                continue
            if isinstance(found, dict) and found:
                return found
        return {}

    @global_config.setter
    def global_config(self, value):
        """Several plugins put their own section here; it wins from then on."""
        self._own_global_config = value

    # Layouts that adapt to the panel.

    @property
    def layout(self):
        """The layout for the present size; made anew when the size or the fonts change."""
        from src.adaptive_layout import LayoutContext

        manager = self._get_font_manager()
        size = self._canvas_size()
        state = (size, getattr(manager, "cache_generation", 0))
        known = self.__dict__.get("_layout_of")
        if known is None or known[0] != state:
            context = LayoutContext(size[0], size[1], manager, design_size=self._get_design_size())
            known = self._layout_of = (state, context)
        return known[1]

    def _canvas_size(self):
        """Width and height that the plugin draws for."""
        screen = self.display_manager
        matrix = getattr(screen, "matrix", None)
        width = getattr(screen, "width", None) or getattr(matrix, "width", 128)
        height = getattr(screen, "height", None) or getattr(matrix, "height", 32)
        return int(width), int(height)

    def draw_fit(self, text, box, color=(255, 255, 255), ladder=None, align="center", valign="center"):
        """Draws `text` in the largest font of the ladder that fits into `box`."""
        from src.adaptive_layout import LADDER_DEFAULT, draw_fitted_text

        fit = self.layout.fit_text(text, box, ladder=ladder or LADDER_DEFAULT)
        draw_fitted_text(self.display_manager, fit, box, color=color, align=align, valign=valign)
        return fit

    def draw_image(self, img, box, *, mode="contain", align="center", valign="center", crop_to_ink=False,
                   anchor="center", resample=None, cache_key=None, offset=(0, 0)):
        """Fits a picture into `box` and pastes it there."""
        from src.adaptive_images import draw_fitted_image

        fit = self.layout.fit_image(img, box, mode=mode, crop_to_ink=crop_to_ink, anchor=anchor,
                                    resample=resample, cache_key=cache_key)
        draw_fitted_image(self.display_manager, fit, box, align=align, valign=valign, offset=offset)
        return fit

    def _get_font_manager(self):
        """The font manager of the device, or one for this process."""
        global _shared_font_manager
        given = getattr(self.plugin_manager, "font_manager", None)
        if hasattr(given, "get_font"):
            return given
        if _shared_font_manager is None:
            from src.font_manager import FontManager

            _shared_font_manager = FontManager({})
        return _shared_font_manager

    def _get_design_size(self):
        """The size the plugin was drawn for, as its manifest says."""
        from src.adaptive_layout import DEFAULT_DESIGN_SIZE

        manifest = self._manifest()
        size = (manifest.get("display") or {}).get("design_size") or {}
        if size.get("width") and size.get("height"):
            return int(size["width"]), int(size["height"])
        return DEFAULT_DESIGN_SIZE

    def _manifest(self):
        """This plugin's manifest; {} when the manager does not know it."""
        manifests = getattr(self.plugin_manager, "plugin_manifests", None) or {}
        return manifests.get(self.plugin_id) or {}

    # Its life.

    def validate_config(self):
        """Whether the configuration can be worked with."""
        if "enabled" in self.config and not isinstance(self.config["enabled"], bool):
            self.logger.error("'enabled' must be true or false")
            return False
        if "display_duration" in self.config:
            seconds = self.config["display_duration"]
            if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds <= 0:
                self.logger.error("'display_duration' must be a number above 0")
                return False
        return True

    def on_config_change(self, new_config):
        """Takes a new, complete configuration."""
        self.config = new_config or {}
        self.enabled = self.config.get("enabled", self.enabled)

    def on_enable(self):
        """The plugin was switched on."""
        self.enabled = True

    def on_disable(self):
        """The plugin was switched off."""
        self.enabled = False

    def cleanup(self):
        """The plugin is about to end."""

    def get_info(self):
        """What is shown about the plugin."""
        return {
            "id": self.plugin_id,
            "enabled": self.enabled,
            "config": self.config,
            "api_version": self.API_VERSION,
        }

    def get_update_interval(self):
        """Seconds between updates; None leaves it to the manifest and the configuration."""
        return None

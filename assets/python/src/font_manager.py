"""`FontManager`: fonts by family name and size, from `assets/fonts`, each loaded once.

Families are file names in small letters without their ending, and a few short names. Bitmap fonts (BDF) become faces of
the freetype package, in their own size only.
"""

import json
import logging
import os
import time
from collections import OrderedDict

from PIL import ImageFont

from src import _bdf
from src._font_files import FONT_FOLDER, FOUR_BY_SIX, PRESS_START, font_path
from src._text_measure import measure_ink

logger = logging.getLogger(__name__)

OVERRIDES_FILE = os.path.join("config", "font_overrides.json")
METRICS_MAX = 1024
COMMON_FONTS = {
    "press_start": PRESS_START,
    "four_by_six": FOUR_BY_SIX,
    "five_by_seven": "5x7.bdf",
}
SIZE_TOKENS = {"xs": 6, "sm": 8, "md": 10, "lg": 12, "xl": 14, "xxl": 16}


class FontManager:
    """The catalogue of fonts, what plugins use of it, and what the user chose instead."""

    def __init__(self, config):
        """`config` is the device's; its `fonts` section is kept for plugins that look."""
        self.config = config or {}
        self.fonts_config = self.config.get("fonts", {})
        self.font_catalog = {}
        self.font_cache = {}
        self.metrics_cache = OrderedDict()
        self.plugin_fonts = {}
        self.plugin_font_catalogs = {}
        self.manager_fonts = {}
        self.detected_fonts = {}
        self.common_fonts = {name: font_path(file) for name, file in COMMON_FONTS.items()}
        self.size_tokens = dict(SIZE_TOKENS)
        self.font_overrides = {}
        # Goes up whenever a font may have changed, so that layouts know when to measure anew.
        self.cache_generation = 0
        self._counts = {"cache_hits": 0, "cache_misses": 0, "failed_loads": 0}
        self._started = time.time()
        self._read_catalog()
        self._read_overrides()

    def reload_config(self, new_config):
        """Looks at folder and overrides again."""
        self.config = new_config or {}
        self.fonts_config = self.config.get("fonts", {})
        self._read_catalog()
        self._read_overrides()
        self.clear_cache()
        self.cache_generation += 1

    def _read_catalog(self):
        """All fonts of the folder, then the short names."""
        self.font_catalog = {}
        try:
            names = sorted(os.listdir(FONT_FOLDER))
        except OSError:
            names = []  # no fonts: Pillow's own serves for everything
        for name in names:
            family, ending = os.path.splitext(name)
            if ending.lower() in (".ttf", ".otf", ".bdf"):
                self.font_catalog[family.lower()] = font_path(name)
        for family, path in self.common_fonts.items():
            if os.path.exists(path):
                self.font_catalog[family] = path

    def _read_overrides(self):
        """What the user chose for single elements; a broken file is no choice."""
        try:
            with open(OVERRIDES_FILE, encoding="utf-8") as file:
                found = json.load(file)
        except FileNotFoundError:
            found = {}
        except (OSError, ValueError) as error:
            logger.warning("%s cannot be read: %s", OVERRIDES_FILE, error)
            found = {}
        self.font_overrides = found if isinstance(found, dict) else {}

    # Fonts.

    def get_font(self, family, size_px):
        """The font of a family in a size; Pillow's own when there is none."""
        key = (family, size_px)
        known = self.font_cache.get(key)
        if known is not None:
            self._counts["cache_hits"] += 1
            return known
        self._counts["cache_misses"] += 1
        path = self.font_catalog.get(family)
        font = None
        if path is None:
            logger.warning("there is no font family %r", family)
        else:
            font = self._load(path, size_px)
        if font is None:
            self._counts["failed_loads"] += 1
            font = self._get_fallback_font()
        self.font_cache[key] = font
        return font

    def _load(self, path, size_px):
        """The font in a file, or None."""
        try:
            return self._load_bdf_font(path, size_px) if path.endswith(".bdf") else ImageFont.truetype(path, size_px)
        except (OSError, ValueError, RuntimeError) as error:
            logger.error("the font %s cannot be loaded in %s px: %s", path, size_px, error)
            return None

    def _load_bdf_font(self, font_path, size_px):
        """A face of its own size; a RuntimeError when the file has no such size."""
        face = _bdf.open_face(font_path)
        if face is None:
            raise RuntimeError("bitmap fonts need the Python package freetype-py")
        try:
            face.set_pixel_sizes(0, size_px)
        except _bdf.freetype.FT_Exception as error:
            raise RuntimeError(str(error)) from error
        return face

    def get_native_bdf_size(self, family):
        """The one size of a bitmap font in pixels; None for others."""
        path = self.font_catalog.get(family, "")
        return self._read_bdf_native_size(path) if path.endswith(".bdf") else None

    @staticmethod
    def _read_bdf_native_size(bdf_path):
        """The size that a BDF file states, or None."""
        points = None
        try:
            with open(bdf_path, encoding="latin-1") as file:
                for line in file:
                    words = line.split()
                    if words[:1] == ["PIXEL_SIZE"]:
                        return int(words[1])
                    if words[:1] == ["SIZE"]:
                        points = int(words[1])
                    if words[:1] == ["CHARS"]:
                        break
        except (OSError, ValueError, IndexError):
            return None
        return points

    def _get_fallback_font(self):
        """Pillow's own font."""
        return ImageFont.load_default()

    def resolve_font(self, element_key, family, size_px, plugin_id=None):
        """The font for one element of a plugin: what the user chose, else what the plugin asks for."""
        seen = self.detected_fonts.setdefault(element_key, {"family": family, "size_px": size_px, "usage_count": 0})
        seen["usage_count"] += 1
        chosen = self.font_overrides.get(element_key) or {}
        family = chosen.get("family") or family
        if plugin_id and family in self.plugin_font_catalogs.get(plugin_id, {}):
            family = "{}::{}".format(plugin_id, family)
        return self.get_font(family, chosen.get("size_px") or size_px)

    # Measures.

    def measure_text(self, text, font):
        """Width, height and baseline of a text, in pixels."""
        key = (text, id(font))
        known = self.metrics_cache.get(key)
        # The font is kept beside the measure, so that its id stays its own.
        if known is not None:
            self.metrics_cache.move_to_end(key)
            return known[1]
        if not text:
            measure = (0, 0, 0)
        elif _bdf.is_face(font):
            measure = (_bdf.width(font, text), _ink_height(font, text), font.size.ascender >> 6)
        else:
            measure = measure_ink(text, font)[:3]
        self.metrics_cache[key] = (font, measure)
        if len(self.metrics_cache) > METRICS_MAX:
            self.metrics_cache.popitem(last=False)
        return measure

    def get_font_height(self, font):
        """The height of a line in pixels: for outline fonts that of letters with all they have above and below."""
        return _bdf.height(font) if _bdf.is_face(font) else self.measure_text("Ag", font)[1]

    # What managers and plugins say about themselves.

    def register_manager_font(self, manager_id, element_key, family, size_px, color=None):
        """Notes which font an element uses, so that it can be shown."""
        entry = {"family": family, "size_px": size_px, "manager_id": manager_id, "color": color}
        self.manager_fonts.setdefault(manager_id, {})[element_key] = entry
        self.detected_fonts[element_key] = dict(entry, usage_count=1)

    def get_manager_fonts(self, manager_id=None):
        """The elements of one manager, or of all."""
        return self.manager_fonts if manager_id is None else self.manager_fonts.get(manager_id, {})

    def get_detected_fonts(self):
        """All elements that were registered or resolved."""
        return self.detected_fonts

    def register_plugin_fonts(self, plugin_id, font_manifest):
        """Takes the fonts that a plugin brings along (`{"fonts": [{"family", "source"}]}`); they must be files."""
        catalog = {}
        for entry in (font_manifest or {}).get("fonts", []):
            family, source = entry.get("family"), str(entry.get("source", ""))
            path = source[len("plugin://"):] if source.startswith("plugin://") else source
            for candidate in (path, os.path.join("plugin-repos", plugin_id, path)):
                if family and path and os.path.isfile(candidate):
                    catalog[family] = candidate
                    self.font_catalog["{}::{}".format(plugin_id, family)] = candidate
                    break
            else:
                logger.warning("the font %s of %s is no file: %s", family, plugin_id, source)
        self.plugin_fonts[plugin_id] = font_manifest
        self.plugin_font_catalogs[plugin_id] = catalog
        return bool(catalog)

    def unregister_plugin_fonts(self, plugin_id):
        """Lets go of the fonts that a plugin brought; whether there were any."""
        for family in self.plugin_font_catalogs.pop(plugin_id, {}):
            self.font_catalog.pop("{}::{}".format(plugin_id, family), None)
        return self.plugin_fonts.pop(plugin_id, None) is not None

    def get_plugin_fonts(self, plugin_id):
        """The families that a plugin brought along."""
        return list(self.plugin_font_catalogs.get(plugin_id, {}))

    # The user's choices. They are kept by the host; here they hold for this process.

    def set_override(self, element_key, family=None, size_px=None):
        """Another font for one element."""
        chosen = {"family": family, "size_px": size_px}
        self.font_overrides[element_key] = {name: value for name, value in chosen.items() if value}
        self.clear_cache()

    def remove_override(self, element_key):
        """What the plugin asks for holds again."""
        self.font_overrides.pop(element_key, None)
        self.clear_cache()

    def get_overrides(self):
        """The choices by element."""
        return self.font_overrides

    # Information.

    def clear_cache(self):
        """Forgets loaded fonts and measures."""
        self.font_cache.clear()
        self.metrics_cache.clear()

    def get_available_fonts(self):
        """The file of each family."""
        return dict(self.font_catalog)

    get_font_catalog = get_available_fonts

    def get_size_tokens(self):
        """Sizes by name, in pixels."""
        return dict(self.size_tokens)

    def get_performance_stats(self):
        """Counts as plain values."""
        asked = self._counts["cache_hits"] + self._counts["cache_misses"]
        return dict(
            self._counts,
            uptime_seconds=time.time() - self._started,
            cache_hit_rate=self._counts["cache_hits"] / asked if asked else 0.0,
            total_fonts_cached=len(self.font_cache),
            total_metrics_cached=len(self.metrics_cache),
            total_fonts_available=len(self.font_catalog),
            plugin_fonts=len(self.plugin_fonts),
            manager_fonts=len(self.manager_fonts),
            detected_fonts=len(self.detected_fonts),
        )

    def validate_font(self, font_path):
        """Whether a file is a font: `{"valid", "type"}`, with an `error` where it is none."""
        kind = os.path.splitext(str(font_path))[1].lower().lstrip(".")
        if not os.path.isfile(font_path):
            return {"valid": False, "error": "Font file not found"}
        loaded = _bdf.open_face(str(font_path)) if kind == "bdf" else self._load(str(font_path), 12)
        if loaded is None:
            return {"valid": False, "type": kind, "error": "this is no font"}
        return {"valid": True, "type": kind, "family": "unknown"}


def _ink_height(face, text):
    """The height of the highest letter, in pixels."""
    rows = 0
    for char in text:
        face.load_char(char)
        rows = max(rows, face.glyph.bitmap.rows)
    return rows

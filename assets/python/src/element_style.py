"""What a user chose for single elements of a plugin: font, size, colour and place.

The choices stand in the configuration under `customization.<element>` and `customization.layout.<element>`. A value
that is the schema's default is no choice: the plugin's own (`classic`) look holds then.
"""

import copy
import json
import logging
import os
from dataclasses import dataclass
from typing import Any, Tuple

from PIL import ImageFont

from src import _bdf
from src._font_files import PRESS_START, font_path

logger = logging.getLogger(__name__)

FALLBACK_FONT = PRESS_START
FONTS_MAX = 128
WHITE = (255, 255, 255)

_font_cache = {}


@dataclass
class ElementStyle:
    """How one element is drawn. `user_forced` and `user_forced_color` say whether the user wanted it so."""

    font: Any
    color: Tuple[int, int, int]
    offset: Tuple[int, int]
    font_name: str
    font_size: int
    user_forced: bool
    user_forced_color: bool


# Fonts.


def resolve_font_path(font_name):
    """The file of a font by name or path, or None."""
    if not font_name:
        return None
    for path in (font_path(font_name), font_name):
        if os.path.isfile(path):
            return path
    return None


def load_font(font_name, size):
    """The font in a size of at least 1 px; Press Start when there is no such font or it has no such size."""
    size = max(1, int(size))
    key = (font_name, size)
    if key not in _font_cache:
        if len(_font_cache) >= FONTS_MAX:
            _font_cache.clear()
        _font_cache[key] = _open(font_name, size) or _load_fallback_font(size)
    return _font_cache[key]


def _open(font_name, size):
    """The font, or None."""
    path = resolve_font_path(font_name)
    if path is None:
        return None
    try:
        if not path.lower().endswith(".bdf"):
            return ImageFont.truetype(path, size)
        face = _bdf.open_face(path)
        if face is not None:
            face.set_pixel_sizes(0, size)
        return face
    except Exception as error:  # freetype's errors are of its own kind, and it may be absent
        logger.warning("the font %s cannot be loaded in %d px: %s", font_name, size, error)
        return None


def _load_fallback_font(size):
    """Press Start, or Pillow's own font without it."""
    try:
        return ImageFont.truetype(font_path(FALLBACK_FONT), size)
    except OSError:
        return ImageFont.load_default()


# Schemas.


def expand_style_elements(schema):
    """A copy of a schema in which `x-style-elements` of `customization` are written out as settings."""
    schema = copy.deepcopy(schema)
    customization = _dict(_dict(schema.get("properties")).get("customization"))
    elements = _dict(customization.get("x-style-elements"))
    if not elements:
        return schema
    customization.setdefault("type", "object")
    settings = customization.setdefault("properties", {})
    offsets = {}
    for key, spec in elements.items():
        if not isinstance(spec, dict):
            continue
        settings.setdefault(key, _element_block(key, spec))
        if spec.get("offsets"):
            offsets[key] = _offset_block(key, spec)
    if offsets:
        layout = settings.setdefault("layout", {
            "type": "object",
            "title": "Layout Offsets",
            "description": "Pixels by which each element is moved, to the right and down",
            "x-advanced": True,
            "additionalProperties": False,
        })
        places = layout.setdefault("properties", {})
        for key, block in offsets.items():
            places.setdefault(key, block)
    return schema


def _element_block(key, spec):
    """The settings of one element; a part that its entry does not describe is no setting."""
    parts = {}
    font, size, color = spec.get("font"), spec.get("size"), spec.get("color")
    if isinstance(font, dict):
        parts["font"] = _with(font, {"type": "string", "title": "Font Family", "x-advanced": True}, enum="enum")
    if isinstance(size, dict):
        start = {"type": "integer", "title": "Font Size", "description": "In pixels", "x-advanced": True}
        parts["font_size"] = _with(size, start, min="minimum", max="maximum")
    if isinstance(color, dict):
        parts["text_color"] = _with(color, {
            "type": "array", "title": "Text Color", "items": {"type": "integer", "minimum": 0, "maximum": 255},
            "minItems": 3, "maxItems": 3, "x-widget": "color-picker",
        })
    return {"type": "object", "title": spec.get("title", key), "x-style-managed": True,
            "x-propertyOrder": list(parts), "additionalProperties": False, "properties": parts}


def _offset_block(key, spec):
    """The two settings of an element's place."""
    parts = {
        axis + "_offset": {"type": "integer", "default": 0, "x-advanced": True, "title": axis.upper() + " Offset"}
        for axis in "xy"
    }
    return {"type": "object", "title": spec.get("title", key), "x-style-managed": True,
            "additionalProperties": False, "properties": parts}


def _with(spec, start, **names):
    """A setting with what its entry says: its default, and others under their schema names."""
    for ours, theirs in dict(names, default="default").items():
        if ours in spec:
            start[theirs] = spec[ours]
    return start


def defaults_from_schema(schema):
    """The default choices, `{"customization": {element: {font, font_size, text_color}}}`."""
    customization = _dict(_dict(expand_style_elements(schema).get("properties")).get("customization"))
    elements = {}
    for key, block in _dict(customization.get("properties")).items():
        settings = _dict(_dict(block).get("properties"))
        found = {name: settings[name]["default"] for name in ("font", "font_size", "text_color")
                 if "default" in _dict(settings.get(name))}
        if found:
            elements[key] = found
    return {"customization": elements}


def defaults_from_schema_file(schema_path):
    """`defaults_from_schema` of a file; no defaults when it cannot be read."""
    try:
        with open(schema_path, encoding="utf-8") as file:
            return defaults_from_schema(json.load(file))
    except (OSError, ValueError) as error:
        logger.debug("no style defaults from %s: %s", schema_path, error)
        return {"customization": {}}


# Choices.


class ElementStyleResolver:
    """The choices of one configuration."""

    def __init__(self, config, defaults=None):
        """`defaults` come from `defaults_from_schema`."""
        self._chosen = _dict(_dict(config).get("customization"))
        self._defaults = _dict(_dict(defaults).get("customization"))
        self._styles = {}

    def style(self, element_key, classic_font=FALLBACK_FONT, classic_size=8, classic_color=None):
        """How an element is drawn that the plugin by itself would draw in its classic look."""
        key = (element_key, classic_font, classic_size, classic_color and tuple(classic_color))
        if key not in self._styles:
            self._styles[key] = self._resolve(element_key, classic_font, classic_size, classic_color)
        return self._styles[key]

    def _resolve(self, element_key, classic_font, classic_size, classic_color):
        """The work of `style`."""
        chosen = _dict(self._chosen.get(element_key))
        usual = _dict(self._defaults.get(element_key))
        usual_color = _color(usual.get("text_color"))
        if classic_color is None:
            classic_color = usual_color or WHITE
        font = chosen.get("font")
        font = font if isinstance(font, str) and font and font != (usual.get("font") or classic_font) else None
        size = _size(chosen.get("font_size"))
        size = size if size is not None and size != (_size(usual.get("font_size")) or classic_size) else None
        color = _color(chosen.get("text_color"))
        color = color if color and color != (usual_color or tuple(classic_color)) else None
        name, pixels = font or classic_font, size or classic_size
        return ElementStyle(
            font=load_font(name, pixels), color=color or tuple(classic_color), offset=self.offset(element_key),
            font_name=name, font_size=pixels, user_forced=bool(font or size), user_forced_color=bool(color),
        )

    def offset(self, element_key):
        """Pixels by which an element is moved, to the right and down."""
        return self.offset_value(element_key, "x_offset"), self.offset_value(element_key, "y_offset")

    def offset_value(self, element_key, axis, default=0):
        """One value of an element's place."""
        value = _dict(_dict(self._chosen.get("layout")).get(element_key)).get(axis)
        try:
            return default if value is None else int(value)
        except (TypeError, ValueError):
            return default


def _dict(value):
    """The value if it is a dictionary, else an empty one: configurations hold anything."""
    return value if isinstance(value, dict) else {}


def _size(value):
    """A size in whole pixels, or None."""
    if isinstance(value, bool):
        return None
    try:
        return int(value) if int(value) > 0 else None
    except (TypeError, ValueError):
        return None


def _color(value):
    """A colour as three numbers from 0 to 255, or None."""
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        return None
    if not all(isinstance(part, (int, float)) and 0 <= part <= 255 for part in value):
        return None
    return tuple(int(part) for part in value)

"""Text, fonts, layouts, pictures and styles, with a font of three glyphs that the test writes itself."""

import logging
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError as error:
    raise unittest.SkipTest("Pillow is not installed") from error

from src import _bdf, element_style
from src.adaptive_images import draw_fitted_image, fit_image
from src.adaptive_layout import FontStep, LayoutContext, Region, draw_fitted_text, media_row, scoreboard_regions
from src.common.text_helper import TextHelper
from src.font_manager import FontManager

HEAD = """STARTFONT 2.1
FONT -test-tiny-medium-r-normal--6-60-75-75-c-40-iso10646-1
SIZE 6 75 75
FONTBOUNDINGBOX 4 6 0 -1
STARTPROPERTIES 3
PIXEL_SIZE 6
FONT_ASCENT 5
FONT_DESCENT 1
ENDPROPERTIES
CHARS 3
"""
GLYPH = "STARTCHAR c{0}\nENCODING {0}\nSWIDTH 640 0\nDWIDTH 4 0\nBBX 3 {1} 0 0\nBITMAP\n{2}\nENDCHAR\n"
# `A` is five rows high, `o` three, the ellipsis one.
TINY = HEAD + "".join(
    GLYPH.format(code, rows, "\n".join(["E0"] * rows)) for code, rows in ((0x41, 5), (0x6F, 3), (0x2026, 1))
) + "ENDFONT\n"

needs_freetype = unittest.skipIf(_bdf.freetype is None, "freetype-py is not installed")


class Screen:
    """A display manager that writes down what it is told to draw."""

    def __init__(self, width, height):
        """A black picture."""
        self.image = Image.new("RGB", (width, height))
        self.drawn = []

    def draw_text(self, text, x, y, color, font):
        """Takes a text."""
        self.drawn.append((text, x, y))


class DrawCase(unittest.TestCase):
    """A folder with our font."""

    def setUp(self):
        """Enters the folder."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        os.makedirs("assets/fonts")
        with open("assets/fonts/Tiny.bdf", "w", encoding="utf-8") as file:
            file.write(TINY)
        element_style._font_cache.clear()
        for name in ("src.font_manager", "src.common.text_helper", "src.element_style"):
            logger = logging.getLogger(name)
            self.addCleanup(setattr, logger, "propagate", logger.propagate)
            logger.propagate = False
            if not logger.handlers:
                logger.addHandler(logging.NullHandler())


class Text(DrawCase):
    """`TextHelper`."""

    def test_missing_fonts_are_replaced(self):
        """There is something to draw with in any case."""
        fonts = TextHelper().load_fonts({"a": {"file": "missing.ttf", "size": 8}, "b": {}})
        self.assertEqual(set(fonts), {"a", "b"})
        self.assertEqual(set(TextHelper().load_fonts()), {"score", "time", "team", "status", "detail", "rank"})

    def test_lines(self):
        """Broken between words; a word that is too wide stands alone."""
        helper, font = TextHelper(), ImageFont.load_default()
        wide = helper.get_text_width("one two", font)
        self.assertEqual(helper.wrap_text("one two three", font, wide), ["one two", "three"])
        self.assertEqual(helper.wrap_text("one two three", font, wide, max_lines=1), ["one two"])
        self.assertEqual(helper.wrap_text("incomprehensible a", font, 10), ["incomprehensible", "a"])
        self.assertEqual(helper.wrap_text("", font, 10), [])

    def test_outline(self):
        """The edge lies around the letters and never on them."""
        helper, font = TextHelper(), ImageFont.load_default()
        pictures = []
        for edge in (0, 1):
            image = Image.new("RGB", (60, 20))
            helper.draw_text_with_outline(ImageDraw.Draw(image), "Ab", (5, 5), font, (255, 0, 0), (0, 0, 255), edge)
            pictures.append(image)
        self.assertEqual(pictures[0].getchannel("R").point(lambda v: v > 250 and 255).tobytes(),
                         pictures[1].getchannel("R").point(lambda v: v > 250 and 255).tobytes())
        inner, outer = pictures[0].getbbox(), pictures[1].getbbox()
        self.assertEqual((inner[0] - outer[0], outer[2] - inner[2]), (1, 1))
        size = helper.get_text_dimensions("Ab", font)
        self.assertEqual(helper.create_text_image("Ab", font, padding=4).size, (size[0] + 8, size[1] + 8))


class Fonts(DrawCase):
    """`FontManager`."""

    @needs_freetype
    def test_bitmap_fonts(self):
        """By the file's name, in their own size only, loaded once."""
        manager = FontManager({})
        font = manager.get_font("tiny", 6)
        self.assertTrue(_bdf.is_face(font))
        self.assertIs(manager.get_font("tiny", 6), font)
        self.assertEqual(manager.get_native_bdf_size("tiny"), 6)
        self.assertEqual(manager.measure_text("Ao", font), (8, 5, 5))
        self.assertEqual(manager.get_font_height(font), 6)
        with self.assertLogs("src.font_manager", "ERROR"):
            self.assertFalse(_bdf.is_face(manager.get_font("tiny", 9)))

    def test_unknown_families(self):
        """Pillow's own font, and a word in the log."""
        with self.assertLogs("src.font_manager", "WARNING"):
            font = FontManager({}).get_font("nobody", 8)
        self.assertGreater(FontManager({}).measure_text("A", font)[0], 0)

    def test_elements(self):
        """The user's choice comes before the plugin's."""
        manager = FontManager({})
        manager.register_manager_font("p", "p.score", "tiny", 6, (1, 2, 3))
        self.assertEqual(manager.get_manager_fonts("p")["p.score"]["color"], (1, 2, 3))
        manager.set_override("p.score", size_px=7)
        manager.get_font = lambda family, size: (family, size)
        self.assertEqual(manager.resolve_font("p.score", "tiny", 6), ("tiny", 7))
        manager.remove_override("p.score")
        self.assertEqual(manager.resolve_font("p.score", "tiny", 6), ("tiny", 6))

    def test_a_broken_choice_is_none(self):
        """So are choices that are no object."""
        os.makedirs("config")
        for text in ("{", "[]"):
            with open("config/font_overrides.json", "w", encoding="utf-8") as file:
                file.write(text)
            self.assertEqual(FontManager({}).get_overrides(), {})


class Layouts(DrawCase):
    """Regions, tiers, and what fits."""

    def test_regions(self):
        """Cuts lie inside and take everything; odd pixels go to the first ones."""
        region = Region(3, 5, 101, 33)
        self.assertEqual([part.w for part in region.split_h(1, 1)], [51, 50])
        self.assertEqual([(part.x, part.w) for part in region.split_h(3, 1, 2, gap=1)], [(3, 50), (54, 16), (71, 33)])
        self.assertEqual([part.h for part in region.split_v(1, 1, 1)], [11, 11, 11])
        self.assertEqual(region.bottom_band(99), Region(3, 5, 101, 33))
        self.assertEqual(region.inset(60).w, 0)
        self.assertEqual(region.align_xy(10, 7, "right", "bottom"), (94, 31))
        self.assertEqual(region.center_xy(10, 7), (48, 18))

    def test_arrangements(self):
        """The middle keeps its width, the score reaches into the logos."""
        for size, slot, score in (((128, 32), 32, Region(16, 9, 96, 15)), ((64, 32), 12, Region(6, 9, 52, 15)),
                                  ((256, 64), 64, Region(32, 9, 192, 47))):
            with self.subTest(size=size):
                cut = scoreboard_regions(Region(0, 0, *size))
                self.assertEqual((cut.logo_slot, cut.score_area), (slot, score))
        row = media_row(Region(5, 7, 50, 32))
        self.assertEqual((row.art, row.body), (Region(5, 7, 32, 32), Region(39, 7, 16, 32)))

    def test_tiers(self):
        """By height, or by width; the nearest value where there is none of its own."""
        for size, tier, width_tier, wide_short in (
            ((64, 32), "sm", "narrow", False), ((128, 32), "sm", "normal", True),
            ((256, 64), "lg", "wide", False), ((384, 96), "xl", "ultrawide", False),
        ):
            with self.subTest(size=size):
                context = LayoutContext(size[0], size[1], None)
                self.assertEqual((context.tier, context.width_tier, context.is_wide_short),
                                 (tier, width_tier, wide_short))
        context = LayoutContext(256, 48, None)
        self.assertEqual((context.scale, context.px(3), context.px(3, maximum=4)), (1.5, 4, 4))
        self.assertEqual(context.by_tier({"xs": 1, "sm": 2, "xl": 3}), 2)
        self.assertEqual(context.by_tier({"xl": 3, "lg": 4}), 4)
        self.assertEqual(context.by_tier({"narrow": 7}), 7)
        self.assertEqual(context.by_tier({}, "none"), "none")

    @needs_freetype
    def test_text_that_fits(self):
        """The ink counts; what does not fit is shortened, down to nothing."""
        context = LayoutContext(64, 32, FontManager({}))
        ladder = (FontStep("tiny", 6),)
        for text, box, expected in (("Ao", (8, 5), ("Ao", 8, 5, 0, True)), ("oo", (8, 3), ("oo", 8, 3, 2, True)),
                                    ("AAAA", (8, 6), ("A\u2026", 8, 5, 0, True)), ("AA", (3, 6), ("", 0, 0, 0, True)),
                                    ("AA", (20, 2), ("AA", 8, 5, 0, False)), ("", (0, 0), ("", 0, 0, 0, True))):
            with self.subTest(text=text, box=box):
                fit = context.fit_text(text, box, ladder)
                self.assertEqual((fit.text, fit.width, fit.height, fit.y_offset, fit.fits), expected)
        self.assertFalse(context.fit_text("AAAA", (8, 6), ladder, ellipsis=False).fits)
        self.assertTrue(context.fit_lines(["A", "AA"], (8, 13), ladder).fits)
        self.assertFalse(context.fit_lines(["A", "AA"], (8, 12), ladder).fits)
        self.assertTrue(context.font_for_rows(2, 12, ladder).fits)
        screen = Screen(64, 32)
        draw_fitted_text(screen, context.fit_text("oo", (60, 20), ladder), Region(2, 3, 60, 20), align="left")
        self.assertEqual(screen.drawn, [("oo", 2, 9)])


class Pictures(unittest.TestCase):
    """`fit_image` and where it goes."""

    def test_modes(self):
        """Inside, filling, out of shape; enlarged only if wanted."""
        image = Image.new("RGBA", (40, 20))
        image.paste((255, 0, 0, 255), (5, 5, 25, 15))
        for mode, box, more, size, scale in (
            ("contain", (64, 32), {}, (64, 32), 1.6), ("contain", (64, 32), {"upscale": False}, (40, 20), 1),
            ("contain", (10, 30), {"crop_to_ink": True}, (10, 5), 0.5), ("cover", (10, 30), {}, (10, 30), 1.5),
            ("cover", (10, 30), {"upscale": False}, (10, 20), 1), ("stretch", (30, 10), {}, (30, 10), 0.75),
            ("fill_height", (8, 8), {}, (8, 4), 0.2), ("contain", (0, 5), {}, (1, 1), 0),
        ):
            with self.subTest(mode=mode, box=box, more=more):
                fit = fit_image(image, box, mode=mode, **more)
                self.assertEqual((fit.image.size, fit.scale), (size, scale))
        with self.assertRaises(ValueError):
            fit_image(image, (5, 5), mode="anyhow")

    def test_drawn_in_place(self):
        """Aligned and moved; an empty one is not drawn."""
        screen = Screen(60, 30)
        fit = fit_image(Image.new("RGB", (10, 10), (255, 255, 255)), (10, 10))
        at = draw_fitted_image(screen, fit, Region(2, 3, 50, 20), align="right", valign="top", offset=(1, 2))
        self.assertEqual((at, screen.image.getbbox()), ((43, 5), (43, 5, 53, 15)))
        self.assertIsNone(draw_fitted_image(screen, fit_image(Image.new("RGB", (1, 1)), (0, 0)), (5, 5)))


class Styles(DrawCase):
    """What counts as the user's choice."""

    SCHEMA = {"properties": {"customization": {"x-style-elements": {
        "score": {"font": {"default": "a.ttf", "enum": ["a.ttf"]}, "size": {"default": 6, "min": 4},
                  "color": {"default": [1, 2, 3]}, "offsets": True},
        "bad": 3,
    }}}}

    def test_schema(self):
        """Elements are written out; those that stand there already stay."""
        expanded = element_style.expand_style_elements(self.SCHEMA)
        parts = expanded["properties"]["customization"]["properties"]
        self.assertEqual(set(parts), {"score", "layout"})
        self.assertEqual(parts["score"]["properties"]["font_size"]["minimum"], 4)
        self.assertEqual(element_style.expand_style_elements(expanded), expanded)
        self.assertNotIn("properties", self.SCHEMA["properties"]["customization"])
        self.assertEqual(element_style.defaults_from_schema(self.SCHEMA),
                         {"customization": {"score": {"font": "a.ttf", "font_size": 6, "text_color": [1, 2, 3]}}})
        self.assertEqual(element_style.defaults_from_schema_file("missing.json"), {"customization": {}})

    def test_choices(self):
        """A default is no choice, and nonsense is none either."""
        defaults = element_style.defaults_from_schema(self.SCHEMA)
        for chosen, expected in (
            ({}, ("classic.ttf", 8, (1, 2, 3), False, False)),
            ({"font": "a.ttf", "font_size": 6, "text_color": [1, 2, 3]}, ("classic.ttf", 8, (1, 2, 3), False, False)),
            ({"font": "b.ttf"}, ("b.ttf", 8, (1, 2, 3), True, False)),
            ({"font_size": "12", "text_color": [9, 9, 9]}, ("classic.ttf", 12, (9, 9, 9), True, True)),
            ({"font": 5, "font_size": True, "text_color": "red"}, ("classic.ttf", 8, (1, 2, 3), False, False)),
            ({"font_size": -3, "text_color": [1, 2, 300]}, ("classic.ttf", 8, (1, 2, 3), False, False)),
            ("bad", ("classic.ttf", 8, (1, 2, 3), False, False)),
        ):
            with self.subTest(chosen=chosen):
                resolver = element_style.ElementStyleResolver({"customization": {"score": chosen}}, defaults)
                style = resolver.style("score", "classic.ttf", 8)
                self.assertEqual((style.font_name, style.font_size, style.color, style.user_forced,
                                  style.user_forced_color), expected)

    def test_places(self):
        """Whole pixels, 0 where nothing can be read."""
        layout = {"score": {"x_offset": "4", "y_offset": None}, "name": {"x_offset": "far"}}
        resolver = element_style.ElementStyleResolver({"customization": {"layout": layout}})
        self.assertEqual((resolver.offset("score"), resolver.offset("name"), resolver.offset("none")),
                         ((4, 0), (0, 0), (0, 0)))
        self.assertEqual(element_style.ElementStyleResolver(None).style("x", classic_color=(5, 5, 5)).color, (5, 5, 5))


if __name__ == "__main__":
    unittest.main()

"""The shim: base class, canvas, text, managers."""

import datetime
import logging
import os
import threading
import unittest
from unittest import mock

from tests.host import HAS_PILLOW, Folder, needs_pillow

if HAS_PILLOW:
    from PIL import Image, ImageDraw, ImageFont

    from src import _glyph_memo
    from src.display_manager import DisplayManager
from src.config_manager import ConfigManager
from src.logging_config import get_logger, setup_logging
from src.plugin_system.base_plugin import BasePlugin, VegasDisplayMode
from src.plugin_system.plugin_manager import PluginManager


FONT = """STARTFONT 2.1
FONT -x-two-medium-r-normal--7-70-75-75-c-50-iso10646-1
SIZE 7 75 75
FONTBOUNDINGBOX 10 7 -1 -1
STARTPROPERTIES 2
FONT_ASCENT 6
FONT_DESCENT 1
ENDPROPERTIES
CHARS 2
STARTCHAR A
ENCODING 65
SWIDTH 640 0
DWIDTH 5 0
BBX 4 6 0 0
BITMAP
60
90
90
F0
90
90
ENDCHAR
STARTCHAR B
ENCODING 66
SWIDTH 640 0
DWIDTH 7 0
BBX 10 3 -1 -1
BITMAP
FFC0
8040
AA80
ENDCHAR
ENDFONT
"""


class Simple(BasePlugin):
    """The least a plugin can be."""

    def update(self):
        """Nothing."""

    def display(self, force_clear=False):
        """Nothing."""


def simple(manager=None, **config):
    """A plugin with a configuration."""
    return Simple(plugin_id="simple", config=config, display_manager=None, cache_manager=None, plugin_manager=manager)


class Base(unittest.TestCase):
    """BasePlugin's answers."""

    def test_the_duration_comes_from_the_attribute_then_the_configuration(self):
        """Numbers and their texts above 0; True is no second."""
        for attribute, configured, seconds in ((None, None, 15), (20, 5, 20), ("8", 5, 8), (True, 5, 5), (0, 5, 5),
                                               (None, "x", 15), (-1, -1, 15), ([1], "4.5", 4.5)):
            plugin = simple(display_duration=configured)
            plugin.display_duration = attribute
            self.assertEqual(plugin.get_display_duration(), seconds, (attribute, configured))

    def test_dynamic_durations_are_read_from_their_section(self):
        """Whatever stands there."""
        plugin = simple(dynamic_duration={"enabled": True, "max_duration_seconds": "90"})
        self.assertEqual((plugin.supports_dynamic_duration(), plugin.get_dynamic_duration_cap()), (True, 90.0))
        plugin = simple(dynamic_duration="yes")
        self.assertEqual((plugin.supports_dynamic_duration(), plugin.get_dynamic_duration_cap()), (False, None))

    def test_live_modes_come_from_the_manifest(self):
        """Else the id."""
        manager = PluginManager()
        self.assertEqual(simple(manager).get_live_modes(), ["simple"])
        manager.plugin_manifests["simple"] = {"display_modes": ["a", "b"]}
        self.assertEqual(simple(manager).get_live_modes(), ["a", "b"])

    def test_the_ticker_follows_configuration_and_content(self):
        """And an unknown word does no harm."""
        self.assertEqual(simple().get_vegas_display_mode(), VegasDisplayMode.FIXED_SEGMENT)
        self.assertEqual(simple(vegas_mode="static").get_vegas_display_mode(), VegasDisplayMode.STATIC)
        self.assertEqual(simple(vegas_mode="dance").get_vegas_display_mode(), VegasDisplayMode.FIXED_SEGMENT)
        self.assertEqual([simple(vegas_panel_count=n).get_vegas_segment_width() for n in (None, 2, "3", -1, "x")],
                         [None, 2, 3, None, None])

    def test_the_devices_configuration_is_found_and_may_be_replaced(self):
        """Six plugins assign it."""
        plugin = simple(PluginManager(config_manager=ConfigManager(config={"timezone": "UTC"})))
        self.assertEqual(plugin.global_config, {"timezone": "UTC"})
        plugin.global_config = {"mine": 1}
        self.assertEqual((plugin.global_config, simple().global_config), ({"mine": 1}, {}))

    def test_a_configuration_is_checked(self):
        """`enabled` and the duration."""
        self.assertEqual([simple(**config).validate_config() for config in (
            {}, {"enabled": True, "display_duration": 3}, {"enabled": 1}, {"display_duration": 0},
            {"display_duration": True}, {"display_duration": "3"})], [True, True, False, False, False, False])

    def test_newer_questions_have_an_answer(self):
        """Nothing special."""
        plugin = simple()
        self.assertIsNone(plugin.get_update_interval())
        self.assertIsNone(plugin.get_vegas_participation())
        self.assertIsNone(plugin.notify_vegas_data_changed())

    def test_a_loggers_records_name_the_plugin(self):
        """Also with `extra` of the caller's."""
        with self.assertLogs("plugin.x", "INFO") as seen:
            get_logger("plugin.x", plugin_id="x").info("hello", extra={"more": 1})
        self.assertEqual((seen.records[0].plugin_id, seen.records[0].more), ("x", 1))


class Logs(unittest.TestCase):
    """What a worker sets up again after the template."""

    def test_the_same_level_again_touches_no_logger(self):
        """Going through all of them would copy memory that workers share."""
        root = logging.getLogger()
        self.addCleanup(root.setLevel, root.level)
        self.addCleanup(setattr, root, "handlers", root.handlers[:])
        setup_logging(logging.WARNING)
        with mock.patch.object(logging.Manager, "_clear_cache") as touched:
            setup_logging(logging.WARNING)
            touched.assert_not_called()
            setup_logging(logging.DEBUG)
            touched.assert_called()


class Managers(unittest.TestCase):
    """What plugins look up."""

    def test_another_plugin_is_not_to_be_had(self):
        """It lives elsewhere."""
        manager = PluginManager()
        manager.plugins["me"] = manager.plugin_manifests["me"] = {}
        self.assertEqual((manager.get_plugin("me"), manager.get_plugin("other")), ({}, None))
        self.assertEqual((manager.find_plugin_for_mode("me"), manager.find_plugin_for_mode("x")), ("me", None))


@needs_pillow
class Canvas(Folder):
    """The display manager."""

    def setUp(self):
        """A canvas whose pictures are kept."""
        super().setUp()
        self.seen = []
        self.screen = DisplayManager(width=64, height=32, sink=self)

    def publish(self, image):
        """A picture comes."""
        self.seen.append(image)

    def test_clearing_makes_new_objects(self):
        """Who kept the old picture draws into nothing."""
        image, draw = self.screen.image, self.screen.draw
        draw.point((0, 0), fill=(1, 1, 1))
        self.screen.clear()
        self.assertIsNot(self.screen.image, image)
        self.assertIsNot(self.screen.draw, draw)
        self.assertIsNone(self.screen.image.getbbox())

    def test_a_font_that_stands_in_is_unpacked_once(self):
        """A template's workers share it, and a file that comes later takes its place."""
        with mock.patch("src.display_manager._opened", {}), mock.patch.object(ImageFont, "load_default") as unpack:
            first, second = DisplayManager(width=8, height=8), DisplayManager(width=8, height=8)
            self.assertEqual(unpack.call_count, 2)
            self.assertIs(first.regular_font, second.regular_font)

    def test_what_is_captured_is_not_published(self):
        """By the thread that captures."""
        with self.screen.capture_mode():
            self.screen.update_display()
            other = threading.Thread(target=self.screen.update_display)
            other.start()
            other.join()
        self.screen.update_display()
        self.assertEqual(len(self.seen), 2)

    def test_what_is_no_picture_is_logged(self):
        """As in LEDMatrix."""
        self.publish = lambda image: image.tobytes()
        self.screen.image = None
        with self.assertLogs("src.display_manager", "ERROR"):
            self.screen.update_display()

    def test_a_smaller_panel_can_be_pretended(self):
        """And everything is as before afterwards."""
        before = self.screen.image
        with self.screen.render_size(20):
            self.assertEqual((self.screen.width, self.screen.matrix.width, self.screen.image.size), (20, 20, (20, 32)))
        self.assertEqual((self.screen.width, self.screen.image), (64, before))

    def test_text_is_placed(self):
        """Centred, around a point, from a point; a colour may be a list."""
        for given, expected in (({}, 0.5), ({"x": 10, "centered": True}, None), ({"x": 3, "y": 2}, None)):
            self.screen.clear()
            self.screen.draw_text("HI", color=[255, 0, 0], **given)
            box = self.screen.image.getbbox()
            self.assertIsNotNone(box)
            if expected:
                self.assertLess(abs((box[0] + box[2]) / 2 - 32), 3)
        self.screen.draw_text(None)  # logged, as plugins expect

    def test_dates_have_their_ending(self):
        """The teens are special."""
        days = [self.screen.format_date_with_ordinal(datetime.date(2026, 8, day)) for day in (1, 2, 3, 4, 11, 13, 30)]
        self.assertEqual(days, ["Aug 1st", "Aug 2nd", "Aug 3rd", "Aug 4th", "Aug 11th", "Aug 13th", "Aug 30th"])

    def test_what_waits_for_the_end_of_scrolling_is_done_then(self):
        """Small priorities first, five at a time, failures again."""
        now, done = [1000.0], []
        with mock.patch("time.time", lambda: now[0]):
            for number in range(7):
                self.screen.defer_update(lambda number=number: done.append(number), priority=-number)
            self.screen.set_scrolling_state(True)
            self.screen.process_deferred_updates()
            self.assertEqual((done, self.screen.is_currently_scrolling()), ([], True))
            now[0] += 3
            self.screen.process_deferred_updates()
            self.assertEqual(done, [6, 5, 4, 3, 2])
            self.screen.process_deferred_updates()
            self.assertEqual(len(done), 7)
            for _ in range(60):
                self.screen.defer_update(lambda: 1 / 0)
            self.assertEqual(self.screen.get_scrolling_stats()["deferred_count"], 50)
            self.screen.process_deferred_updates()
            self.assertEqual(self.screen.get_scrolling_stats()["deferred_count"], 50)
            now[0] += 301
            self.screen.process_deferred_updates()
            self.assertEqual(self.screen.get_scrolling_stats()["deferred_count"], 0)

    def test_weather_pictures_differ_and_stay_in_their_square(self):
        """One for each kind of weather."""
        pictures = set()
        for condition in ("Clear", "Clouds", "light rain", "Snow", "Thunderstorm"):
            self.screen.clear()
            self.screen.draw_weather_icon(condition, 20, 8, 16)
            left, top, right, bottom = self.screen.image.getbbox()
            self.assertTrue(19 <= left and 5 <= top and right <= 38 and bottom <= 26, condition)
            pictures.add(self.screen.image.tobytes())
        self.assertEqual(len(pictures), 5)


@needs_pillow
class Glyphs(unittest.TestCase):
    """Remembered text has the same pixels."""

    def draw(self, font, **how):
        """A line, outlined, over two rows, at broken places."""
        image = Image.new("RGB", (120, 40))
        draw = ImageDraw.Draw(image)
        draw.text((3.5, 1.25), "Wäy 12:34", font=font, fill=(255, 200, 0), **how)
        draw.text((0, 15), "two\nlines", font=font, fill=(0, 0, 255), stroke_width=1, stroke_fill=(1, 2, 3))
        return image.tobytes(), draw.textbbox((0, 0), "Wäy", font=font), font.getlength("Wäy")

    def test_the_second_time_is_the_same_as_without_memory(self):
        """Text, boxes, lengths."""
        font = ImageFont.load_default(11)
        remembered = [self.draw(font), self.draw(font)]
        fresh = ImageFont.load_default(11)
        kind = type(fresh)
        with mock.patch.multiple(kind, getmask2=kind.getmask2.__wrapped__, getbbox=kind.getbbox.__wrapped__,
                                 getlength=kind.getlength.__wrapped__):
            plain = self.draw(fresh)
        self.assertEqual(remembered, [plain, plain])

    def test_memory_is_used_and_bounded(self):
        """A run is rasterised once."""
        font = ImageFont.load_default(11)
        first, second = font.getmask2("hello", "L"), font.getmask2("hello", "L")
        self.assertIs(first[0], second[0])
        for number in range(3 * _glyph_memo.RUNS_PER_FONT_MAX):
            font.getmask2(str(number), "L")
        self.assertLessEqual(len(font.__dict__["_lumarium_getmask2"]), _glyph_memo.RUNS_PER_FONT_MAX)

    def test_what_cannot_be_remembered_is_drawn_as_ever(self):
        """Colour glyphs, lists of features, long lines."""
        font = ImageFont.load_default(11)
        self.assertIsNot(font.getmask2("x", "RGBA")[0], font.getmask2("x", "RGBA")[0])
        self.assertIsNotNone(font.getmask2("y" * 500, "L"))


@needs_pillow
class BitmapText(Folder):
    """Faces of the freetype package."""

    def face(self, freetype):
        """A font of two letters, one of which reaches out of its cell."""
        path = os.path.join(self.folder, "two.bdf")
        with open(path, "w", encoding="ascii") as file:
            file.write(FONT)
        return freetype.Face(path)

    def test_a_face_is_drawn_like_its_bits(self):
        """Compared with reading the bitmap of each letter."""
        try:
            import freetype
        except ImportError:
            self.skipTest("freetype is not installed")
        face = self.face(freetype)
        screen = DisplayManager(width=64, height=32)
        screen.draw_text("ABA", 60, 1, (9, 9, 9), font=face)
        screen.draw_text("ABA", -2, 5, (9, 9, 9), font=face)
        expected = set()
        for left, top in ((60, 1), (-2, 5)):
            for char in "ABA":
                face.load_char(char)
                slot = face.glyph
                for row in range(slot.bitmap.rows):
                    for column in range(slot.bitmap.width):
                        if slot.bitmap.buffer[row * slot.bitmap.pitch + column // 8] >> (7 - column % 8) & 1:
                            expected.add((left + slot.bitmap_left + column,
                                          top + (face.size.ascender >> 6) - slot.bitmap_top + row))
                left += slot.advance.x >> 6
        drawn = {(x, y) for x in range(64) for y in range(32) if screen.image.getpixel((x, y)) != (0, 0, 0)}
        self.assertEqual(drawn, {(x, y) for x, y in expected if 0 <= x < 64 and 0 <= y < 32})
        self.assertTrue(drawn)
        self.assertEqual(screen.get_text_width("ABA", face), 17)


if __name__ == "__main__":
    unittest.main()

"""`ScrollHelper`: tables of time and place, and what is handed to the host."""

import os
import sys
import unittest
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

try:
    from PIL import Image
except ImportError as error:
    raise unittest.SkipTest("Pillow is not installed") from error

from src.common import scroll_hooks
from src.common.scroll_helper import ScrollHelper


def numbered(width, height=8):
    """A strip whose columns tell their number."""
    strip = Image.new("RGB", (width, height))
    for x in range(width):
        strip.paste((x % 256, x // 256, 7), (x, 0, x + 1, height))
    return strip


def columns(image):
    """The numbers of the columns of a window."""
    return [image.getpixel((x, 0))[0] + 256 * image.getpixel((x, 0))[1] for x in range(image.width)]


class Clock:
    """Stands in for the module `time`."""

    def __init__(self):
        """Some moment."""
        self.now = 1000.0

    def time(self):
        """The moment."""
        return self.now


class ScrollCase(unittest.TestCase):
    """A helper for a display of 16x8 and a clock that is turned by hand."""

    def setUp(self):
        """Puts the clock in place."""
        self.clock = Clock()
        patch = mock.patch("src.common.scroll_helper.time", self.clock)
        patch.start()
        self.addCleanup(patch.stop)
        self.helper = ScrollHelper(16, 8)

    def turn(self, seconds):
        """Time goes by and the plugin moves on."""
        self.clock.now += seconds
        self.helper.update_scroll_position()


class Movement(ScrollCase):
    """Where the strip stands after how much time."""

    def table(self, steps):
        """Each step: seconds, position, distance, complete."""
        for number, (seconds, position, distance, complete) in enumerate(steps):
            with self.subTest(step=number):
                self.turn(seconds)
                self.assertAlmostEqual(self.helper.scroll_position, position)
                self.assertAlmostEqual(self.helper.total_distance_scrolled, distance)
                self.assertEqual(self.helper.is_scroll_complete(), complete)

    def test_time_based(self):
        """Pixels a second; the first call only starts the clock."""
        self.helper.set_scroll_speed(10)
        self.helper.set_scrolling_image(numbered(100))
        self.table([(1, 0, 0, False), (0.05, 0.5, 0.5, False), (1, 10.5, 10.5, False), (0, 10.5, 10.5, False),
                    (8, 90.5, 90.5, False), (1, 99, 100.5, True), (50, 99, 600.5, True)])
        self.helper.reset_scroll()
        self.table([(2, 20, 20, False)])

    def test_frame_based(self):
        """Whole steps; at most 0.04 s are made up for."""
        self.helper.set_frame_based_scrolling(True)
        self.helper.set_scroll_speed(2)
        self.helper.set_scroll_delay(0.01)
        self.helper.set_scrolling_image(numbered(100))
        self.table([(0, 0, 0, False), (0.005, 0, 0, False), (0.0051, 2, 2, False), (0.025, 6, 6, False),
                    (0.035, 14, 14, False), (5, 22, 22, False), (0.0101, 24, 24, False)])

    def test_a_slow_step_is_never_lost(self):
        """A delay beyond what is made up for still moves by one step."""
        self.helper.set_frame_based_scrolling(True)
        self.helper.set_scroll_delay(0.5)
        self.helper.set_scrolling_image(numbered(100))
        self.table([(0, 0, 0, False), (0.51, 1, 1, False), (3, 2, 2, False)])

    def test_wraps_until_complete(self):
        """A place set by hand may make it wrap before it is complete."""
        self.helper.set_scroll_speed(10)
        self.helper.set_scrolling_image(numbered(100))
        self.turn(0)
        self.helper.scroll_position = 95
        self.table([(1, 5, 10, False)])

    def test_the_clock_may_be_set_back(self):
        """That moves nothing."""
        self.helper.set_scrolling_image(numbered(100))
        self.turn(0)
        self.table([(-500, 0, 0, False), (3, 3, 3, False)])

    def test_a_new_strip_begins_at_its_left_end(self):
        """The time before it existed does not count."""
        self.helper.set_scrolling_image(numbered(100))
        self.turn(0)
        self.turn(20)
        self.helper.set_scrolling_image(numbered(50))
        self.table([(7, 0, 0, False), (3, 3, 3, False)])

    def test_without_a_strip(self):
        """Nothing moves and nothing is shown."""
        self.table([(1, 0, 0, False), (1, 0, 0, False)])
        self.assertIsNone(self.helper.get_visible_portion())


class Strips(ScrollCase):
    """What the strip looks like and what is cut out of it."""

    def test_layout_of_items(self):
        """A display in front, a gap between, a margin behind each."""
        for gaps, width in (((), 16 + 10 + 16 + 32 + 5 + 16), ((8, 2), 16 + 10 + 2 + 8 + 5 + 2), ((8, 0, 3), 26)):
            with self.subTest(gaps=gaps):
                strip = self.helper.create_scrolling_image([numbered(10), numbered(5)], *gaps)
                self.assertEqual(strip.size, (width, 8))
                self.assertEqual(self.helper.total_scroll_width, width)

    def test_no_items(self):
        """One empty display, which is nowhere near complete."""
        self.assertEqual(self.helper.create_scrolling_image([]).size, (16, 8))
        self.assertEqual(self.helper.total_scroll_width, 0)
        self.assertEqual(self.helper.get_visible_portion().getbbox(), None)

    def test_window_wraps(self):
        """Also where the strip is narrower than the display."""
        for width, position, first in ((100, 3.9, 3), (100, 95, 95), (100, -2, 98), (6, 4, 4)):
            with self.subTest(width=width, position=position):
                self.helper.set_scrolling_image(numbered(width))
                self.helper.scroll_position = position
                expected = [(first + x) % width for x in range(16)]
                self.assertEqual(columns(self.helper.get_visible_portion()), expected)

    def test_between_columns(self):
        """Sub-pixel scrolling mixes two columns."""
        self.helper.set_sub_pixel_scrolling(True)
        strip = numbered(40)
        strip.paste((200, 0, 0), (1, 0, 2, 8))
        self.helper.set_scrolling_image(strip)
        self.helper.scroll_position = 0.5
        self.assertEqual(self.helper.get_visible_portion().getpixel((0, 0))[0], 100)

    def test_append_and_drop(self):
        """The picture on show stays where it is."""
        self.helper.set_scroll_speed(10)
        self.helper.set_scrolling_image(numbered(60))
        self.turn(0)
        self.turn(2)
        self.assertEqual(self.helper.remaining_unscrolled(), 60 - 20 - 16)
        self.assertTrue(self.helper.append_content([numbered(20)], item_gap=4))
        self.assertFalse(self.helper.append_content([]))
        self.assertEqual(self.helper.cached_image.size, (84, 8))
        before = self.helper.get_visible_portion().tobytes()
        self.assertEqual(self.helper.drop_scrolled_prefix(keep_before=5), 15)
        self.assertEqual(self.helper.get_visible_portion().tobytes(), before)
        self.assertEqual((self.helper.total_scroll_width, self.helper.scroll_position), (69, 5))

    def test_strips_put_there_by_hand(self):
        """Plugins assign the picture and the array themselves."""
        self.helper.cached_image = numbered(40).convert("RGBA")
        self.helper.total_scroll_width = 40
        self.assertEqual(columns(self.helper.get_visible_portion()), list(range(16)))
        self.assertIsNotNone(self.helper.cached_array)
        self.helper.cached_image = None
        self.assertIsNone(self.helper.get_visible_portion())
        self.assertIsNone(self.helper.cached_array)

    def test_arrays_put_there_by_hand(self):
        """With numpy, another array is another strip."""
        try:
            import numpy
        except ImportError:
            return
        self.helper.set_scrolling_image(numbered(40))
        self.assertEqual(self.helper.cached_array.shape, (8, 40, 3))
        self.helper.cached_array = numpy.array(numbered(50))[:, 20:]
        self.assertEqual(columns(self.helper.get_visible_portion())[0], 20)

    def test_without_numpy(self):
        """There is still something in place of the array."""
        with mock.patch.dict(sys.modules, {"numpy": None}):
            self.helper.set_scrolling_image(numbered(40))
            self.assertIs(self.helper.cached_array, self.helper.cached_image)


class Settings(ScrollCase):
    """Limits and durations."""

    def test_limits(self):
        """Each setting stays within what a display can show."""
        for setter, name, pairs in (
            ("set_scroll_speed", "scroll_speed", ((-5, 1), (0.1, 1), (50, 50), (10000, 500))),
            ("set_scroll_delay", "scroll_delay", ((0, 0.001), (0.01, 0.01), (20, 1))),
            ("set_target_fps", "target_fps", ((0, 30), (60, 60), (1000, 200))),
        ):
            for given, kept in pairs:
                with self.subTest(setter=setter, given=given):
                    getattr(self.helper, setter)(given)
                    self.assertEqual(getattr(self.helper, name), kept)
        self.helper.set_frame_based_scrolling(True)
        for given, kept in ((0, 0.1), (1, 1), (50, 5)):
            self.helper.set_scroll_speed(given)
            self.assertEqual(self.helper.scroll_speed, kept)

    def test_dynamic_duration(self):
        """Strip and display at the speed, the buffer on top, within the caps."""
        for frames, speed, delay, width, limits, seconds in (
            (False, 10, 0.01, 184, (), 30), (False, 10, 0.01, 484, (), 55), (False, 1, 0.01, 984, (), 300),
            (False, 10, 0.01, 484, (True, 60, 90, 0.1), 60), (False, 10, 0.01, 1984, (True, 60, 90, 0.1), 90),
            (False, 10, 0.01, 484, (True, 10, 300, 0), 50), (True, 2, 0.05, 484, (True, 10, 300, 0.1), 13),
            (False, 10, 0.01, 484, (False, 40, 50), 40),
        ):
            with self.subTest(frames=frames, speed=speed, width=width, limits=limits):
                helper = ScrollHelper(16, 8)
                helper.set_frame_based_scrolling(frames)
                helper.set_scroll_speed(speed)
                helper.set_scroll_delay(delay)
                helper.set_dynamic_duration_settings(*limits)
                helper.set_scrolling_image(numbered(width))
                self.assertEqual(helper.get_dynamic_duration(), seconds)

    def test_information(self):
        """All numbers at once, and no trouble without a strip."""
        self.assertEqual(self.helper.get_scroll_info()["cached_image_size"], None)
        self.helper.set_scrolling_image(numbered(40))
        self.turn(2)
        self.turn(3)
        info = self.helper.get_scroll_info()
        self.assertEqual((info["elapsed_time"], info["scroll_position"], info["required_total_distance"]), (5, 3, 40))
        self.helper.log_frame_rate()


class Sink:
    """Writes down what it is told."""

    def __init__(self, takes=True):
        """`takes` is its answer to an offer."""
        self.takes = takes
        self.told = []

    def offer(self, key, image, speed, position):
        """A new strip."""
        self.told.append(("offer", image.width, speed, position))
        return self.takes

    def control(self, key, speed, position):
        """Another speed or place."""
        self.told.append(("control", speed, position))

    def drop(self, key):
        """No strip any more."""
        self.told.append(("drop",))


class HandedOver(ScrollCase):
    """The host scrolls; Python only follows."""

    def setUp(self):
        """Installs a sink."""
        super().setUp()
        self.sink = scroll_hooks.sink = Sink()
        self.addCleanup(setattr, scroll_hooks, "sink", None)

    def frame(self, seconds):
        """One call of display()."""
        self.turn(seconds)
        self.helper.get_visible_portion()

    def start(self, width=100, speed=10):
        """A strip on its way."""
        self.helper.set_scroll_speed(speed)
        self.helper.set_scrolling_image(numbered(width))
        self.frame(0)

    def test_offered_once(self):
        """However often it is drawn, and however seldom."""
        self.start()
        for seconds in (0.01, 0.02, 1, 5, 0.5):
            self.frame(seconds)
        self.assertEqual(self.sink.told, [("offer", 100, 10, 0.0)])

    def test_steps_are_made_up_for(self):
        """The host does not stop while Python sleeps, so the numbers must not either."""
        self.helper.set_frame_based_scrolling(True)
        self.helper.set_scroll_delay(0.01)
        self.helper.set_scrolling_image(numbered(500))
        self.frame(0)
        self.frame(2.005)
        self.assertEqual(self.helper.scroll_position, 200)
        self.assertEqual(self.sink.told, [("offer", 500, 100, 0.0)])

    def test_complete_while_python_sleeps(self):
        """Whoever asks hears the truth; a strip that is held is not on its way."""
        self.start()
        self.frame(1)
        for seconds, complete in ((8, False), (0.9, False), (0.2, True)):
            self.clock.now += seconds
            self.assertEqual(self.helper.is_scroll_complete(), complete)
        self.assertEqual(self.helper.scroll_position, 10)
        self.frame(0)
        self.assertEqual((self.helper.scroll_position, self.helper.scroll_complete), (99, True))
        self.helper.reset_scroll()
        self.frame(0)
        self.clock.now += 1
        self.helper.get_visible_portion()
        self.clock.now += 100
        self.assertFalse(self.helper.is_scroll_complete())

    def test_changes_are_told(self):
        """Speed, place, completion, another strip, none."""
        self.start()
        self.helper.set_scroll_speed(20)
        self.frame(1)
        self.helper.reset_scroll()
        self.frame(0.1)
        self.frame(9)
        self.helper.set_scrolling_image(numbered(50))
        self.frame(0)
        self.helper.clear_cache()
        told = [tuple(round(value) if isinstance(value, float) else value for value in line) for line in self.sink.told]
        self.assertEqual(told, [
            ("offer", 100, 10, 0), ("control", 20, 20), ("control", 20, 2), ("control", 0, 99), ("offer", 50, 20, 0),
            ("drop",)])

    def test_a_plugin_that_holds_still(self):
        """Showing one place over and over stops the host there."""
        self.start()
        self.frame(1)
        for _ in range(10):
            self.clock.now += 0.05
            self.helper.get_visible_portion()
        self.assertEqual(self.sink.told[1:], [("control", 0.0, 10.0)])
        self.frame(0.01)
        self.assertEqual(self.sink.told[2][:2], ("control", 10))

    def test_a_host_that_will_not(self):
        """Python scrolls as ever, and does not ask again."""
        self.sink.takes = False
        self.start()
        self.frame(1)
        self.helper.set_scroll_speed(50)
        self.frame(1)
        self.assertEqual(len(self.sink.told), 1)
        self.assertEqual(self.helper.scroll_position, 60)


if __name__ == "__main__":
    unittest.main()

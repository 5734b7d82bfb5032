"""`ScrollHelper`: a wide strip that moves through a narrow display.

Plugins call `update_scroll_position()` and `get_visible_portion()` in each frame. With a sink in `scroll_hooks` the
strip is handed over once and the host scrolls it; the numbers here follow the same wall clock, so that completion and
duration stay right however seldom the plugin is called.
"""

import itertools
import logging
import time

from . import scroll_hooks, scroll_strip

# Frame-based scrolling makes up for at most this much lost time; more would be a visible jump.
CATCH_UP_SECONDS = 0.04
# Log lines on the frame rate stand this far apart.
FRAME_LOG_SECONDS = 10.0
FRAME_TIMES_MAX = 100
# A place that is shown this long without a movement in between is meant to stand.
HELD_SECONDS = 0.25

_keys = itertools.count(1)


def _clamp(value, low, high):
    """`value` within its limits; a TypeError for what is no number, as plugins expect."""
    return max(low, min(high, value))


class ScrollHelper:
    """The strip of one plugin, its speed, and how far it has moved."""

    def __init__(self, display_width, display_height, logger=None):
        """A helper without a strip, for a display of this size in pixels."""
        self.display_width = display_width
        self.display_height = display_height
        self.logger = logger or logging.getLogger(__name__)
        self._strip = None
        self._array = None
        self._serial = 0
        self._handover = scroll_hooks.Handover(next(_keys))
        # The place on show and when it was first cut out; None after each movement.
        self._shown_at = self._shown_since = None
        self.total_scroll_width = 0
        self.scroll_position = 0.0
        self.total_distance_scrolled = 0.0
        self.scroll_complete = False
        self.is_scrolling = False
        self.scroll_speed = 1.0
        self.scroll_delay = 0.001
        self.sub_pixel_scrolling = False
        self.frame_based_scrolling = False
        self.target_fps = 120
        self.frame_time_target = 1.0 / 120
        self.dynamic_duration_enabled = True
        self.min_duration = 30
        self.max_duration = 300
        self.duration_buffer = 0.1
        self.calculated_duration = 60
        self.last_update_time = None
        self.last_step_time = 0.0
        self.scroll_start_time = None
        self.frame_count = 0
        self.frame_times = []
        self.last_frame_time = self.last_fps_log_time = time.time()

    # The strip. Plugins assign both attributes by hand, so they are properties here.

    @property
    def cached_image(self):
        """The whole strip, or None."""
        return self._strip

    @cached_image.setter
    def cached_image(self, image):
        """Another strip; the position stays."""
        self._strip = image if image is None or image.mode == "RGB" else image.convert("RGB")
        self._array = None
        self._serial += 1
        if image is None:
            self._handover.drop()

    @property
    def cached_array(self):
        """The strip as a numpy array; made when first asked for. Without numpy it is the picture itself: some plugins
        only ask whether there is one."""
        if self._array is None and self._strip is not None:
            try:
                import numpy
            except ImportError:
                return self._strip
            self._array = numpy.array(self._strip)
        return self._array

    @cached_array.setter
    def cached_array(self, array):
        """Another strip as an array; nothing happens when it is a copy of the one that is there."""
        if array is None:
            self._array = None
            return
        if self._strip is None or array.tobytes() != self._strip.tobytes():
            from PIL import Image

            self.cached_image = Image.fromarray(array)
        self._array = array

    def create_scrolling_image(self, content_items, item_gap=32, element_gap=16, lead_gap=None):
        """Lays the items out as a strip and starts at its left end. `lead_gap` is the empty space before the first of
        them, by default one display. Without items the strip is one empty display."""
        if not content_items:
            self.cached_image = scroll_strip.lay_out([], self.display_height, self.display_width, 0, 0)
            self._restart(0)
            return self._strip
        lead = self.display_width if lead_gap is None else lead_gap
        self.cached_image = scroll_strip.lay_out(content_items, self.display_height, lead, item_gap, element_gap)
        self._restart(self._strip.width)
        self._calculate_dynamic_duration()
        return self._strip

    def set_scrolling_image(self, image):
        """Takes a finished strip and starts at its left end."""
        if image is None:
            self.logger.warning("set_scrolling_image(None): the strip is dropped")
            self.clear_cache()
            return
        self.cached_image = image
        self._restart(image.width)
        self._calculate_dynamic_duration()

    def append_content(self, content_items, item_gap=32, element_gap=0):
        """Lengthens the strip without moving it. False when there is nothing to add."""
        if not content_items:
            return False
        if self._strip is None:
            self.create_scrolling_image(content_items, item_gap, element_gap, lead_gap=0)
            return True
        self.cached_image = scroll_strip.extend(self._strip, content_items, item_gap, element_gap)
        self.total_scroll_width = self._strip.width
        self.scroll_complete = False
        return True

    def drop_scrolled_prefix(self, keep_before=0):
        """Cuts off what has left the display, but for `keep_before` columns; the picture on show stays. Returns how
        many columns went: none while the strip wraps on the display."""
        if self._strip is None:
            return 0
        count = int(self.scroll_position) - max(0, keep_before)
        rest = self._strip.width - count
        # While the end and the beginning are both on show, both are needed.
        if count <= 0 or int(self.scroll_position) + self.display_width > self._strip.width:
            return 0
        self.cached_image = self._strip.crop((count, 0, self._strip.width, self._strip.height))
        self.total_scroll_width = rest
        self.scroll_position -= count
        self.total_distance_scrolled = max(0.0, self.total_distance_scrolled - count)
        return count

    def remaining_unscrolled(self):
        """Columns that have not come into view yet."""
        return max(0, self.total_scroll_width - int(self.scroll_position) - self.display_width)

    def clear_cache(self):
        """Drops the strip and everything about its movement."""
        self.cached_image = None
        self._restart(0)
        self.scroll_start_time = None

    # Movement.

    def update_scroll_position(self):
        """Moves on by the time since the last call. The first call only starts the clock."""
        if self._strip is None:
            return
        now = time.time()
        self._shown_since = None
        if self.last_update_time is None:
            self.last_update_time = self.last_step_time = now
            return
        # The wall clock may be set back: that is no movement.
        elapsed = max(0.0, now - self.last_update_time)
        self.last_update_time = now
        self._move(self._steps(now) if self.frame_based_scrolling else self.scroll_speed * elapsed)

    def _steps(self, now):
        """Pixels that frame-based scrolling makes good now: whole steps, few at a time where Python draws them."""
        if self.last_step_time > now:
            self.last_step_time = now
        due = int((now - self.last_step_time) / self.scroll_delay)
        if due <= 0:
            return 0.0
        self.last_step_time += due * self.scroll_delay
        if not self._handover.active:
            due = min(due, max(1, int(CATCH_UP_SECONDS / self.scroll_delay)))
        return self.scroll_speed * due

    def _move(self, distance):
        """Adds `distance` pixels: a pass is complete after the strip's own width, until then it wraps."""
        self.total_distance_scrolled += distance
        if self.total_scroll_width <= 0:
            self.scroll_position = 0
            return
        self.scroll_position += distance
        self.scroll_complete = self.total_distance_scrolled >= self.total_scroll_width
        if self.scroll_position >= self.total_scroll_width:
            if self.scroll_complete:
                self.scroll_position = self.total_scroll_width - 1
            else:
                self.scroll_position %= self.total_scroll_width

    def get_visible_portion(self):
        """The part of the strip that is on the display now, a fresh picture; None without a strip."""
        # update() of the plugin may put another strip there meanwhile.
        strip = self._strip
        if strip is None:
            return None
        self._tell_host(strip)
        at = self.scroll_position if self.sub_pixel_scrolling else int(self.scroll_position)
        cut = scroll_strip.window_between if self.sub_pixel_scrolling else scroll_strip.window
        view = cut(strip, at, self.display_width, self.display_height)
        self._handover.cut(view)
        return view

    def _tell_host(self, strip):
        """Hands the strip over, or what changed about it. A plugin that goes on showing one place holds it still."""
        if scroll_hooks.sink is None:
            return
        now = time.time()
        if self._shown_since is None or self._shown_at != self.scroll_position:
            self._shown_at, self._shown_since = self.scroll_position, now
        elif now - self._shown_since <= HELD_SECONDS and not self._handover.is_news(self._serial):
            # Cut out twice in one go, for the display and for something else.
            return
        still = now - self._shown_since > HELD_SECONDS
        speed = 0.0 if still or self.scroll_complete or self.total_scroll_width <= 0 else self.pixels_per_second()
        step = self.scroll_speed if self.frame_based_scrolling else 0.0
        self._handover.show(self._serial, strip, speed, self.scroll_position, step, now)

    def pixels_per_second(self):
        """The speed whichever way it was set."""
        if self.frame_based_scrolling:
            return self.scroll_speed / self.scroll_delay
        return self.scroll_speed

    def is_scroll_complete(self):
        """Whether the whole strip has passed once. While the host scrolls, its way since the last call counts too."""
        if self.scroll_complete or not self._handover.moving or self.last_update_time is None:
            return self.scroll_complete
        ahead = self.pixels_per_second() * (time.time() - self.last_update_time)
        return self.total_distance_scrolled + ahead >= self.total_scroll_width

    def reset_scroll(self):
        """Back to the left end; the clock starts now."""
        self._restart(self.total_scroll_width)
        self.last_update_time = self.last_step_time = self.scroll_start_time

    def reset(self):
        """The same as `reset_scroll`."""
        self.reset_scroll()

    def _restart(self, width):
        """Position and clocks of a strip that nobody has seen yet."""
        now = time.time()
        self.total_scroll_width = width
        self.scroll_position = 0.0
        self.total_distance_scrolled = 0.0
        self.scroll_complete = False
        self.scroll_start_time = now
        self.last_step_time = now
        # The time before the strip existed is not movement of the strip.
        self.last_update_time = None

    # Settings. Each is held to what a display can show.

    def set_scroll_speed(self, speed):
        """Pixels a second (1 to 500), or pixels a step (0.1 to 5) when frame-based."""
        low, high = (0.1, 5.0) if self.frame_based_scrolling else (1.0, 500.0)
        self.scroll_speed = _clamp(speed, low, high)

    def set_scroll_delay(self, delay):
        """Seconds between the steps of frame-based scrolling, 0.001 to 1."""
        self.scroll_delay = _clamp(delay, 0.001, 1.0)

    def set_target_fps(self, fps):
        """Frames a second that the plugin would like, 30 to 200."""
        self.target_fps = _clamp(fps, 30.0, 200.0)
        self.frame_time_target = 1.0 / self.target_fps

    def set_sub_pixel_scrolling(self, enabled):
        """Whether places between two columns are mixed."""
        self.sub_pixel_scrolling = enabled

    def set_frame_based_scrolling(self, enabled):
        """Steps of `scroll_speed` pixels every `scroll_delay` seconds instead of pixels a second."""
        self.frame_based_scrolling = enabled
        self.last_step_time = time.time()

    def set_dynamic_duration_settings(self, enabled=True, min_duration=30, max_duration=300, buffer=0.1):
        """Limits in seconds for `get_dynamic_duration`, and the share that is added for the eye."""
        self.dynamic_duration_enabled = enabled
        self.min_duration = max(10, min_duration)
        self.max_duration = max(self.min_duration, max_duration)
        self.duration_buffer = _clamp(buffer, 0.0, 1.0)

    # Duration and information.

    def calculate_dynamic_duration(self):
        """Works the duration out anew and returns it, in seconds."""
        self._calculate_dynamic_duration()
        return self.calculated_duration

    def get_dynamic_duration(self):
        """The duration worked out for the strip, in whole seconds."""
        return self.calculated_duration

    def _calculate_dynamic_duration(self):
        """The strip and one display pass by, plus the buffer, within the limits."""
        if not self.dynamic_duration_enabled or self.total_scroll_width <= 0:
            self.calculated_duration = self.min_duration
            return
        seconds = (self.total_scroll_width + self.display_width) / self.pixels_per_second()
        total = int(seconds + seconds * self.duration_buffer)
        self.calculated_duration = _clamp(total, self.min_duration, self.max_duration)

    def log_frame_rate(self):
        """Counts a frame; the rate goes into the log every ten seconds."""
        now = time.time()
        self.frame_times.append(now - self.last_frame_time)
        del self.frame_times[:-FRAME_TIMES_MAX]
        self.last_frame_time = now
        self.frame_count += 1
        if now - self.last_fps_log_time >= FRAME_LOG_SECONDS:
            self.logger.debug("scroll: %.1f calls a second", self.frame_count / (now - self.last_fps_log_time))
            self.last_fps_log_time = now
            self.frame_count = 0

    def get_scroll_info(self):
        """Everything about the movement as plain values."""
        started = self.scroll_start_time
        return {
            "scroll_position": self.scroll_position,
            "total_distance_scrolled": self.total_distance_scrolled,
            "required_total_distance": self.total_scroll_width,
            "scroll_speed": self.scroll_speed,
            "scroll_delay": self.scroll_delay,
            "total_width": self.total_scroll_width,
            "is_scrolling": self.is_scrolling,
            "scroll_complete": self.is_scroll_complete(),
            "dynamic_duration": self.calculated_duration,
            "elapsed_time": None if started is None else time.time() - started,
            "cached_image_size": None if self._strip is None else self._strip.size,
        }

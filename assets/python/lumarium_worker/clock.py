"""A clock that stands still, so that what a plugin draws depends on nothing but its input.

It is put in place before the plugin is imported. Only Python's own clocks change: sockets, locks and
threads keep real time, because the standard library took its clock before.
"""

import concurrent.futures.thread  # noqa: F401  these four take a clock when they are imported, and need the real one
import datetime
import os
import queue  # noqa: F401
import selectors  # noqa: F401
import subprocess  # noqa: F401
import threading
import time

_real_date = datetime.date
_real_datetime = datetime.datetime
_real_sleep = time.sleep
_real_gmtime = time.gmtime
_real_localtime = time.localtime
_real_strftime = time.strftime

#: In other threads than the main one a sleep is real, but no longer than this: nobody waits for them.
THREAD_SLEEP_SECONDS_MAX = 60.0

_clock = None


class _KindOfDate(type):
    """Makes real dates and times count as instances of the classes that take their place."""

    def __instancecheck__(cls, value):
        """Whether the real class would say so."""
        return isinstance(value, cls.stands_for)

    def __subclasscheck__(cls, other):
        """Whether the real class would say so."""
        return issubclass(other, cls.stands_for)


class FrozenDate(_real_date, metaclass=_KindOfDate):
    """`datetime.date` whose today is the clock's."""

    stands_for = _real_date

    @classmethod
    def today(cls):
        """The clock's day in the local zone."""
        return cls.fromtimestamp(_clock.now)


class FrozenDatetime(_real_datetime, metaclass=_KindOfDate):
    """`datetime.datetime` whose now is the clock's."""

    stands_for = _real_datetime

    @classmethod
    def now(cls, tz=None):
        """The clock's time in the zone, or in the local one."""
        return cls.fromtimestamp(_clock.now, tz)

    @classmethod
    def today(cls):
        """The clock's time in the local zone."""
        return cls.fromtimestamp(_clock.now)

    @classmethod
    def utcnow(cls):
        """The clock's time in UTC, without a zone, as the real one gives it."""
        value = _real_datetime.fromtimestamp(_clock.now, datetime.timezone.utc)
        return cls(*value.timetuple()[:6], value.microsecond)

    def date(self):
        """The day, of the kind that plugins see."""
        return FrozenDate(self.year, self.month, self.day)


class Clock:
    """The instant at which everything happens."""

    def __init__(self, epoch):
        """Stands at that many seconds since 1970."""
        self.start = float(epoch)
        self.now = self.start

    def rewind(self):
        """Back to the instant: what was slept through counts within one call only."""
        self.now = self.start

    def sleep(self, seconds):
        """Moves the clock instead of waiting, so that loops with a deadline end."""
        if threading.current_thread() is threading.main_thread():
            self.now += max(0.0, float(seconds))
        else:
            _real_sleep(min(float(seconds), THREAD_SLEEP_SECONDS_MAX))


def _at_now(function):
    """A function of `time` that takes seconds, with the clock's when none are given."""
    return lambda seconds=None: function(_clock.now if seconds is None else seconds)


def _strftime(form, when=None):
    """`time.strftime` at the clock's time."""
    return _real_strftime(form, _real_localtime(_clock.now) if when is None else when)


def _ctime(seconds=None):
    """`time.ctime` at the clock's time."""
    return time.asctime(_real_localtime(_clock.now if seconds is None else seconds))


def set_zone(name):
    """Makes `name` the local time zone of the process."""
    os.environ["TZ"] = name
    if hasattr(time, "tzset"):
        time.tzset()


def freeze(epoch):
    """Stops the clock at `epoch` for the rest of the process; returns it. A second call moves it."""
    global _clock
    if _clock is not None:
        _clock.start = float(epoch)
        _clock.rewind()
        return _clock
    _clock = Clock(epoch)
    time.time = lambda: _clock.now
    time.time_ns = lambda: int(_clock.now * 1_000_000_000)
    # Monotonic clocks begin somewhere; here they begin where the calendar does.
    time.monotonic = time.perf_counter = time.time
    time.monotonic_ns = time.perf_counter_ns = time.time_ns
    time.sleep = lambda seconds: _clock.sleep(seconds)
    time.gmtime = _at_now(_real_gmtime)
    time.localtime = _at_now(_real_localtime)
    time.strftime = _strftime
    time.ctime = _ctime
    datetime.date = FrozenDate
    datetime.datetime = FrozenDatetime
    return _clock


def epoch_of(text):
    """Seconds since 1970 of an RFC 3339 time such as `2026-03-14T15:09:26Z`."""
    value = _real_datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.timezone.utc)
    return value.timestamp()

"""The clock that stands still, tried in a process of its own: it changes Python's modules."""

import subprocess
import sys
import unittest

from lumarium_worker import clock
from tests.host import PATIENCE_SECONDS, environment

BEGIN = "from lumarium_worker import clock, offline\nc = clock.freeze(clock.epoch_of('2026-03-14T15:09:26Z'))\n"


def run(code):
    """What a program prints."""
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment(0), check=False, universal_newlines=True, timeout=PATIENCE_SECONDS)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.strip()


class Frozen(unittest.TestCase):
    """What a plugin sees of time."""

    def test_every_way_to_ask_gives_the_same_instant(self):
        """Modules, classes, functions."""
        self.assertEqual(run(BEGIN + """
clock.set_zone("UTC")
import time, datetime
from datetime import datetime as D, date
print(time.time(), time.monotonic(), time.perf_counter(), time.time_ns())
print(D.now(), D.utcnow(), D.today(), date.today(), D.now(datetime.timezone.utc).isoformat())
print(time.strftime("%H:%M"), time.localtime().tm_sec, time.gmtime().tm_hour, time.ctime())
"""), """
1773500966.0 1773500966.0 1773500966.0 1773500966000000000
2026-03-14 15:09:26 2026-03-14 15:09:26 2026-03-14 15:09:26 2026-03-14 2026-03-14T15:09:26+00:00
15:09 26 15 Sat Mar 14 15:09:26 2026
""".strip())

    def test_the_zone_counts(self):
        """By name, with its summer time."""
        self.assertEqual(run(BEGIN + """
clock.set_zone("America/New_York")
from datetime import datetime
import time
print(datetime.now(), time.strftime("%Z"))
"""), "2026-03-14 11:09:26 EDT")

    def test_sleeping_moves_the_clock_and_takes_no_time(self):
        """Until it is wound back."""
        self.assertEqual(run(BEGIN + """
import time
while time.time() < c.start + 100_000:
    time.sleep(60)
print(time.time() - c.start)
c.rewind()
print(time.time() - c.start)
"""), "100020.0\n0.0")

    def test_dates_still_are_dates(self):
        """For isinstance, arithmetic, copies and pickles."""
        self.assertEqual(run("""
import datetime as old
real, day = old.datetime(2020, 1, 2), old.date(2020, 1, 2)
""" + BEGIN + """
import datetime, pickle, copy
now = datetime.datetime.now()
print(isinstance(real, datetime.datetime), isinstance(day, datetime.date), isinstance(now, datetime.date))
print((now - real).days, (now + datetime.timedelta(days=1)).date(), now > real, now.date() == datetime.date.today())
print(copy.copy(now) == now, pickle.loads(pickle.dumps(now)) == now, datetime.datetime.strptime("3", "%H").hour)
print(now.replace(hour=1).hour, now.astimezone(datetime.timezone.utc) is not None)
"""), "True True True\n2263 2026-03-15 True True\nTrue True 3\n1 True")

    def test_threads_and_locks_keep_real_time(self):
        """A wait with a time-out ends."""
        self.assertEqual(run(BEGIN + """
import threading, queue
print(threading.Event().wait(0.01))
try:
    queue.Queue().get(timeout=0.01)
except queue.Empty:
    print("empty")
"""), "False\nempty")

    def test_offline_fails_at_once_and_as_without_a_cable(self):
        """Names, numbers, connections; sockets in the file system work."""
        self.assertEqual(run(BEGIN + """
offline.cut()
import socket
for attempt in (lambda: socket.create_connection(("example.org", 80)),
                lambda: socket.create_connection(("127.0.0.1", 1)), lambda: socket.gethostbyname("example.org")):
    try:
        attempt()
    except OSError as error:
        print(type(error).__name__, error)
a, b = socket.socketpair()
a.sendall(b"x")
print(b.recv(1))
"""), """
gaierror [Errno -3] Temporary failure in name resolution
OSError [Errno 101] Network is unreachable
gaierror [Errno -3] Temporary failure in name resolution
b'x'
""".strip())

    def test_a_time_in_words_is_read(self):
        """With a zone, with Z, without either."""
        self.assertEqual({clock.epoch_of(text) for text in ("2026-03-14T15:09:26Z", "2026-03-14T16:09:26+01:00",
                                                            "2026-03-14 15:09:26")}, {1773500966.0})


if __name__ == "__main__":
    unittest.main()

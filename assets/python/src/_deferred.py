"""Scrolling state, and work that waits until nothing scrolls."""

import logging
import time

logger = logging.getLogger(__name__)

QUEUE_LEN_MAX = 50
KEPT_SECONDS = 300.0
RETRIED_SECONDS = 60.0
PER_CALL_MAX = 5
STILL_AFTER_SECONDS = 2.0


class Deferred:
    """Whether something scrolls, and what was put off meanwhile."""

    def __init__(self):
        """Nothing scrolls and nothing waits."""
        self.scrolling = False
        self.last_activity = 0.0
        self.queue = []

    def set_scrolling(self, scrolling):
        """A plugin says that it scrolls, or that it has stopped."""
        self.scrolling = bool(scrolling)
        if scrolling:
            self.last_activity = time.time()

    def is_scrolling(self):
        """Whether something scrolled within the last two seconds."""
        if self.scrolling and time.time() - self.last_activity > STILL_AFTER_SECONDS:
            self.scrolling = False
        return self.scrolling

    def add(self, work, priority):
        """Puts work off; the oldest gives way when there is too much."""
        self._expire()
        if len(self.queue) >= QUEUE_LEN_MAX:
            self.queue.remove(min(self.queue, key=lambda entry: entry[1]))
        self.queue.append((priority, time.time(), work))
        self.queue.sort(key=lambda entry: entry[0])

    def process(self):
        """Does some of the work unless something scrolls; what fails is tried again for a minute."""
        self._expire()
        if self.is_scrolling():
            return
        now_due, self.queue = self.queue[:PER_CALL_MAX], self.queue[PER_CALL_MAX:]
        for entry in now_due:
            try:
                entry[2]()
            except Exception as error:  # the plugin's own code; it must not stop the others
                logger.error("work that was put off failed: %s", error)
                if time.time() - entry[1] < RETRIED_SECONDS:
                    self.queue.append(entry)

    def _expire(self):
        """Forgets what has waited too long."""
        limit = time.time() - KEPT_SECONDS
        self.queue = [entry for entry in self.queue if entry[1] >= limit]

    def stats(self):
        """The state as plain data."""
        return {
            "is_scrolling": self.scrolling,
            "last_activity": self.last_activity,
            "deferred_count": len(self.queue),
            "inactivity_threshold": STILL_AFTER_SECONDS,
            "max_deferred_updates": QUEUE_LEN_MAX,
            "deferred_update_ttl": KEPT_SECONDS,
        }

"""The seam between `ScrollHelper` and the host that scrolls in its place.

Without a sink everything stays in Python. The worker installs one (`scroll_hooks.sink = ...`) with

- `offer(key, image, speed, position)` -> bool: a strip is on show for the first time, or its picture is another one.
  `key` names the helper for as long as it lives, `image` is the whole strip (PIL, RGB), `speed` is in pixels a second,
  `position` is the column at the left edge now. True means that the host scrolls from here on: the strip wraps at its
  width, and the helper's own numbers go on by the same clock. False means that Python scrolls as ever;
- `control(key, speed, position)`: the same strip goes on from elsewhere or at another pace (0 holds it);
- `drop(key)`: the strip is gone;
- `portion(key, image)`, optional: the window that was just cut out, so that the sink can tell an untouched one from
  one that the plugin has drawn over.
"""

# The host's end, or None.
sink = None


class Handover:
    """What the sink knows of one helper's strip, and when it has to be told more."""

    # A helper moves by whole steps and the host evenly: differences below this are no jump.
    SLACK_PX = 2.0

    def __init__(self, key):
        """Nothing is handed over at first."""
        self.key = key
        self.serial = None
        self.accepted = False
        self._speed = 0.0
        self._position = 0.0
        self._since = 0.0

    @property
    def active(self):
        """Whether the host scrolls at this moment."""
        return self.accepted and sink is not None

    @property
    def moving(self):
        """Whether the host scrolls and the strip is not held still."""
        return self.active and self._speed > 0

    def is_news(self, serial):
        """Whether a strip has not been offered yet."""
        return serial != self.serial

    def show(self, serial, image, speed, position, step, now):
        """The strip `serial` is on show: offers it when it is new, corrects the host where it went astray."""
        if sink is None:
            return
        if self.is_news(serial):
            self.serial = serial
            self.accepted = bool(sink.offer(self.key, image, speed, position))
        elif self.accepted and self._astray(image.width, speed, position, step, now):
            sink.control(self.key, speed, position)
        else:
            return
        self._speed, self._position, self._since = speed, position, now

    def cut(self, image):
        """Tells the sink what a window looks like before the plugin draws on it."""
        if self.active:
            portion = getattr(sink, "portion", None)
            if portion is not None:
                portion(self.key, image)

    def drop(self):
        """The strip is gone; the next one is offered afresh."""
        if self.active:
            sink.drop(self.key)
        self.serial = None
        self.accepted = False

    def _astray(self, width, speed, position, step, now):
        """Whether the host, left alone, would show another place than the helper means."""
        if speed != self._speed:
            return True
        expected = self._position + self._speed * max(0.0, now - self._since)
        apart = abs(expected - position) % max(width, 1)
        apart = min(apart, width - apart)
        return apart > self.SLACK_PX + step

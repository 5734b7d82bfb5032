"""What of a plugin's drawing goes to the host: pictures, or a strip once in place of many pictures."""

import threading
from time import monotonic  # the real one, also where the plugin's clock stands still

from lumarium_worker import protocol

#: A picture drawn in a call waits for the next: whoever clears, shows and draws again would flicker.
#: One that stayed for longer than this was meant to be seen.
SEEN_SECONDS = 0.008


def pixels_of(image, width, height):
    """RGB8 bytes of any picture a plugin may have put in place, cut or filled up with black."""
    if image.mode != "RGB":
        image = image.convert("RGB")
    if image.size != (width, height):
        image = image.crop((0, 0, width, height))
    return image.tobytes()


class Strip:
    """A strip that a scroll helper offered, and where it should be by now."""

    def __init__(self, token, image, speed, position):
        """`speed` in pixels a second to the left, `position` the column at the left edge."""
        self.token = token
        self.image = image
        self.sent = False
        self.move(speed, position)

    def move(self, speed, position):
        """It goes on from there, at that speed."""
        self.speed, self.position, self.since = float(speed), float(position), monotonic()

    def place(self):
        """The column at the left edge now."""
        return (self.position + self.speed * (monotonic() - self.since)) % max(1, self.image.width)


class Stage:
    """Takes `publish` from the display manager and strips from `src.common.scroll_hooks`."""

    def __init__(self, channel, width, height):
        """Nothing is shown until the host asks for a display() call."""
        self._channel = channel
        self._size = (width, height)
        self._lock = threading.RLock()
        self.active = False
        self._call = 0
        self._published = False
        self._held = None  # (pixels, strip, time) that waits for the end of the call
        self._last = None  # what the host shows: bytes, a Strip, or None for "not known"
        self._strips = {}
        self._portion = None  # (key, pixels) of the window that was cut out last
        self._tokens = 0

    # A turn and its calls.

    def begin(self, call, fresh):
        """A display() call begins; a fresh one cannot count on what the host showed before."""
        with self._lock:
            self.active = True
            self._call = call
            self._published = False
            self._held = None
            if fresh:
                self._last = None

    def end(self, shown, image):
        """The call is over; a plugin that forgot update_display() is shown all the same."""
        with self._lock:
            if shown and not self._published:
                self.publish(image)
            held, self._held = self._held, None
            if shown and held is not None:
                self._send(held[0], held[1])
            self._call = 0

    def hide(self):
        """The turn is over: what the plugin draws from now on is nobody's business."""
        with self._lock:
            self.active = False
            self._held = self._last = None

    @property
    def scrolls_by_host(self):
        """Whether the host scrolls a strip of this plugin now."""
        return isinstance(self._last, Strip)

    def publish(self, image):
        """The plugin shows its picture, from whichever thread."""
        with self._lock:
            if not self.active:
                return
            self._published = True
            pixels = pixels_of(image, *self._size)
            strip = self._untouched(pixels)
            if not self._call:
                self._send(pixels, strip)
                return
            now = monotonic()
            if self._held is not None and now - self._held[2] >= SEEN_SECONDS:
                self._send(self._held[0], self._held[1])
            self._held = (pixels, strip, now)

    def _untouched(self, pixels):
        """The strip of which these pixels are just a window, or None."""
        if self._portion is None or self._portion[1] != pixels:
            return None
        return self._strips.get(self._portion[0])

    def _send(self, pixels, strip):
        """Sends what the host does not show yet."""
        if strip is not None:
            self._show_strip(strip)
        elif self._last != pixels:
            width, height = self._size
            self._channel.send(protocol.encode_picture(width, height, pixels, self._call))
            self._last = pixels

    # Strips.

    def _show_strip(self, strip):
        """Hands a strip over, or says that it is on again."""
        if self._last is strip:
            return
        if strip.sent:
            self._control(strip, "show", speed=strip.speed, position=strip.place())
        else:
            image = strip.image
            header = {"token": strip.token, "width": image.width, "height": image.height, "speed": strip.speed,
                      "position": strip.place(), "loop": True, "gap": 0, "call": self._call}
            self._channel.send(protocol.encode_strip(header, pixels_of(image, *image.size)))
            strip.sent = True
        self._last = strip

    def _control(self, strip, what, **values):
        """Tells the host about a strip it has."""
        self._channel.send_json(dict(values, type="strip_control", token=strip.token, op=what))

    def offer(self, key, image, speed, position):
        """A helper has a new strip; True when it is one that a host can scroll."""
        width, height = image.size
        if not 0 < width <= protocol.STRIP_WIDTH_MAX or width * height * 3 > protocol.STRIP_PIXELS_LEN_MAX:
            return False
        with self._lock:
            self.drop(key)
            self._tokens += 1
            self._strips[key] = Strip(self._tokens, image, speed, position)
        return True

    def control(self, key, speed, position):
        """A helper's strip goes on from elsewhere or at another pace."""
        with self._lock:
            strip = self._strips.get(key)
            if strip is not None:
                strip.move(speed, position)
                if strip.sent and self.active:
                    self._control(strip, "set", speed=strip.speed, position=strip.position)

    def drop(self, key):
        """A helper's strip is gone; the host keeps showing it until something else comes."""
        with self._lock:
            strip = self._strips.pop(key, None)
            if strip is not None and strip.sent:
                self._control(strip, "drop")

    def portion(self, key, image):
        """The window that a helper has just cut out."""
        with self._lock:
            self._portion = (key, pixels_of(image, *self._size))

"""Sends for ever what `say` names, as fast as the host takes it."""

import os
import socket
import stat
import struct
import threading

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


def json(text):
    """A message of JSON."""
    body = text.encode()
    return struct.pack("<IB", len(body), 0) + body


def strip(token, width):
    """A strip one pixel high."""
    head = b'{"token": %d, "width": %d, "height": 1, "speed": 20}' % (token, width)
    body = struct.pack("<I", len(head)) + head + bytes(width * 3)
    return struct.pack("<IB", len(body), 2) + body


SAYINGS = {
    "notes": lambda number: json('{"type": "note", "message": "note %d"}' % number),
    "limits": lambda number: json('{"type": "limits", "in_force": {"n": %d}}' % number),
    "control": lambda number: json('{"type": "strip_control", "op": "show", "token": 1, "speed": %d}' % (number % 50)),
    "keeps": lambda number: json('{"type": "config_save", "config": {"n": %d}}' % number),
    "strips": lambda number: strip(number, 1),
    "wide strips": lambda number: strip(number, 60_000),
    "offline": lambda _number: json('{"type": "offline"}'),
}


class Plugin(BasePlugin):
    """Never silent."""

    begun = False

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """Begins to nag, and draws."""
        if not self.begun:
            self.begun = True
            threading.Thread(target=self.nag, daemon=True).start()
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (6, 6, 6))
        screen.update_display()

    def nag(self):
        """For ever, through a socket that it has found."""
        say = SAYINGS[self.config["say"]]
        for fd in range(3, 256):
            try:
                if stat.S_ISSOCK(os.fstat(fd).st_mode):
                    break
            except OSError:
                pass
        host = socket.socket(fileno=os.dup(fd))
        host.sendall(strip(1, 100))
        number = 1
        while True:
            number += 1
            host.sendall(b"".join(say(number) for number in range(number, number + 100)))
            number += 100

"""Writes into the connection to the host what `say` names: garbage, or what looks like a message."""

import os
import socket
import stat
import struct

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


def sockets():
    """Every socket of this process."""
    return [fd for fd in range(3, 256) if is_socket(fd)]


def is_socket(fd):
    """Whether a descriptor is a socket that is connected."""
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False


def json(text):
    """A message of JSON."""
    body = text.encode()
    return struct.pack("<IB", len(body), 0) + body


SAYINGS = {
    "garbage": b"\xff" * 100_000,
    "nonsense": json("{not json}"),
    "too long": struct.pack("<IB", 0xFFFF_FFFF, 1),
    "answer": json('{"type": "reply", "id": 4000000, "ok": true}'),
    "large picture": struct.pack("<IBIIII", 16 + 300 * 300 * 3, 1, 300, 300, 0, 0) + bytes(300 * 300 * 3),
    "news": json('{"type": "telepathy"}') + json('{"type": "hello", "protocol": {"min": 1, "max": 1}, "python": "x"}'),
}


class Plugin(BasePlugin):
    """Speaks in place of its worker."""

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """Says it, and draws."""
        for fd in sockets():
            with socket.socket(fileno=os.dup(fd)) as host:
                host.sendall(SAYINGS[self.config["say"]])
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (6, 6, 6))
        screen.update_display()

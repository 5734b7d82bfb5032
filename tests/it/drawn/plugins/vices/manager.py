"""Does one thing wrong, which `config["vice"]` names."""

import os
import signal
import socket
import subprocess
import sys

from src.plugin_system.base_plugin import BasePlugin


class Vices(BasePlugin):
    """Three screens; only the second one misbehaves."""

    modes = ["before", "vice", "after"]

    def __init__(self, **given):
        """What goes wrong before there is a screen."""
        super().__init__(**given)
        if self.config.get("vice") == "package":
            import package_that_is_not_there  # noqa: F401
        if self.config.get("vice") == "stuck":
            self._hang(0)
        if self.config.get("vice") == "gone":
            os._exit(4)

    def update(self):
        """Two kinds of failing."""
        if self.config.get("vice") == "update":
            raise ValueError("no such league")
        if self.config.get("vice") == "offline":
            socket.create_connection(("192.0.2.1", 80), timeout=1)

    def display(self, force_clear=False, display_mode=None):
        """Red, and what is asked for."""
        width, height = self.display_manager.width, self.display_manager.height
        self.display_manager.image.paste((200, 0, 0), (0, 0, width, height))
        if display_mode == "vice":
            return getattr(self, "_" + self.config.get("vice", "none"), self._none)(width)
        return True

    def _none(self, width):
        return True

    def _raise(self, width):
        raise KeyError("temperature")

    def _exit(self, width):
        sys.stderr.write("good bye\n")
        os._exit(3)

    def _kill(self, width):
        os.kill(os.getpid(), signal.SIGSEGV)

    def _hang(self, width):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
        while True:
            pass

    def _over(self, width):
        self.display_manager.draw.line((0, 5, width + 2, 5), fill=(0, 255, 0))

    def _far(self, width):
        self.display_manager.draw.point((120, 5), fill=(0, 255, 0))

    def _dark(self, width):
        self.display_manager.clear()

    def _nothing(self, width):
        self.display_manager.clear()
        return False

    def _flood(self, width):
        line = '{"mode": "vice", "size": "64x32", "file": "/etc/passwd", "shown": true}\n'
        for _ in range(20000):
            sys.stdout.write(line)
            sys.stderr.write(line)

    def _child(self, width):
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])

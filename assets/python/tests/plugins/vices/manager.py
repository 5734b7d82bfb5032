"""Every vice a plugin can have; `config["vice"]` chooses, display() practises it."""

import os
import signal
import subprocess
import sys
import threading
import time

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Misbehaves."""

    def update(self):
        """Behaves here."""

    def display(self, force_clear=False):
        """Does the vice and draws a picture where it comes to that."""
        getattr(self, self.config["vice"])()
        self.display_manager.clear()
        self.display_manager.update_display()

    def close_all(self):
        """Closes every descriptor it can count to."""
        os.closerange(3, 4096)
        for fd in range(3, 4096):
            try:
                os.close(fd)
            except OSError:
                pass

    def close_raw(self):
        """Closes them behind Python's back and puts a file of its own in their place."""
        import ctypes

        libc = ctypes.CDLL(None)
        for fd in range(3, 1024):
            libc.close(fd)
        self.stolen = [open(self.config["file"], "wb") for _ in range(200)]

    def ignore_signals(self):
        """Ignores what can be ignored and stays for ever."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        open(self.config["file"], "w").close()
        while True:
            time.sleep(1)

    def double_fork(self):
        """Leaves a process behind that touches a file for ever."""
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    with open(self.config["file"], "a") as file:
                        file.write(".")
                    time.sleep(0.01)
            os._exit(0)

    def flood(self):
        """Prints ten megabytes."""
        for _ in range(10):
            sys.stdout.write("x" * 1_000_000 + "\n")

    def threads(self):
        """Starts threads that never end."""
        for _ in range(30):
            threading.Thread(target=threading.Event().wait).start()

    def eat(self):
        """Takes two gigabytes."""
        self.meal = bytearray(2 << 30)

    def big_file(self):
        """Writes a file of 100 MB."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with open(self.config["file"], "wb") as file:
            file.truncate(100 << 20)

    def write_outside(self):
        """Writes where it may not."""
        open(self.config["file"], "w").close()

    def see_parent(self):
        """Looks for the process that started it."""
        os.kill(self.config["pid"], 0)

    def inherit(self):
        """Starts a program and counts what it inherits."""
        found = subprocess.check_output([sys.executable, "-c", "import os; print(os.listdir('/proc/self/fd'))"],
                                        close_fds=False)
        open(self.config["file"], "wb").write(found)

    def read_input(self):
        """Waits for somebody to type."""
        assert sys.stdin.read() == ""

    def leave(self):
        """Ends the process without a word."""
        os._exit(9)

    def crash(self):
        """Ends it in C."""
        import ctypes

        ctypes.string_at(0)

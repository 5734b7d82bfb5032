"""Leaves a daemon behind: forked twice, in a session of its own, deaf to every signal that can be ignored."""

import os
import signal

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def update(self):
        """Starts the daemon; waits until it is one."""
        read, write = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
                    signal.signal(number, signal.SIG_IGN)
                os.write(write, b"!")
                while True:
                    signal.pause()
            os._exit(0)
        os.wait()
        os.read(read, 1)
        print("a daemon is there", flush=True)

    def display(self, force_clear=False):
        """A grey picture, or a quick end that leaves the daemon alone."""
        if self.config.get("leave"):
            os._exit(0)
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

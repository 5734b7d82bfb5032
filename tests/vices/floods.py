"""Floods its output: ten megabytes, in long and in short lines; for ever where `ever` says so."""

import os
import sys

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def update(self):
        """Talks."""
        for _ in range(10):
            sys.stdout.write("x" * 500_000 + "\n")
            sys.stdout.write("y\n" * 250_000)
        sys.stdout.flush()
        while self.config.get("ever"):
            os.write(2, b"and on\n" * 1000)

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

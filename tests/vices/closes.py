"""Closes every descriptor, behind Python's back."""

import ctypes

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Cuts its own way to the host."""

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """0 to 255."""
        libc = ctypes.CDLL(None)
        for fd in range(256):
            libc.close(fd)
        self.display_manager.update_display()

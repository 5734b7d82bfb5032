"""Crashes in C."""

import ctypes

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Reads where nothing is."""

    def update(self):
        """Nothing to fetch."""

    def display(self, force_clear=False):
        """Address 0."""
        ctypes.string_at(0)

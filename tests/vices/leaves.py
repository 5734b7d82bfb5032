"""Ends its process without a word."""

import os

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Goes where `in` says."""

    def update(self):
        """Goes, or not."""
        if self.config.get("in") == "update":
            os._exit(3)

    def display(self, force_clear=False):
        """Goes, or draws grey."""
        if self.config.get("in", "display") == "display":
            os._exit(3)
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

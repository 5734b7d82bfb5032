"""Starts two hundred threads that never end."""

import threading

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def update(self):
        """Two hundred of them."""
        for number in range(200):
            threading.Thread(target=threading.Event().wait, name="thread %d" % number).start()

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

"""Its update never returns."""

import threading

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws well."""

    def update(self):
        """Waits for what never comes."""
        print("asleep", flush=True)
        threading.Event().wait()

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

"""Takes two gigabytes."""

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Hungry."""

    def update(self):
        """At once, or in many small bites that are kept."""
        if self.config.get("bites"):
            self.meal = []
            while len(self.meal) < 2048:
                self.meal.append(bytearray(b"x" * (1 << 20)))
        else:
            self.meal = bytearray(2 << 30)

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

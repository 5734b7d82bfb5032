"""Raises what ends a program, in every method that it has; `in` names one of them, or all."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Rude(BaseException):
    """An exception whose text is another one."""

    def __str__(self):
        """Not even this."""
        raise KeyboardInterrupt


class Plugin(BasePlugin):
    """Leaves as a program would."""

    turn = 0

    def go(self, method):
        """Another end each time."""
        if self.config.get("in") in (method, "all"):
            self.turn += 1
            raise (SystemExit(0), KeyboardInterrupt(), GeneratorExit(), Rude())[(self.turn + self.turn // 4) % 4]

    def update(self):
        """As above."""
        self.go("update")

    def display(self, force_clear=False):
        """As above, or a picture."""
        self.go("display")
        screen = self.display_manager
        screen.image = Image.new("RGB", (screen.width, screen.height), (5, 5, 5))
        screen.update_display()

    def get_display_duration(self):
        """As above."""
        self.go("hooks")
        return 3

    def is_cycle_complete(self):
        """As above."""
        self.go("hooks")
        return True

    def has_live_content(self):
        """As above."""
        self.go("hooks")
        return False

    def on_enable(self):
        """As above."""
        self.go("enable")

    def on_disable(self):
        """As above."""
        self.go("disable")

    def on_config_change(self, new_config):
        """As above, with the new one."""
        self.config = new_config
        self.go("configure")

    def get_state(self):
        """As above."""
        self.go("save")
        return {"turn": self.turn}

    def cleanup(self):
        """As above."""
        self.go("cleanup")

"""A plugin that behaves: a red picture, counted updates."""

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Draws red; `config["say"]` chooses what display() does besides."""

    updates = 0

    def update(self):
        """Counts, and does what the configuration asks."""
        self.updates += 1
        wanted = self.config.get("update")
        if wanted == "push":
            self.display_manager.image = Image.new("RGB", (64, 32), (0, 0, 255))
            self.display_manager.update_display()
        elif wanted == "save":
            self.config["counted"] = self.updates
            whole = self.cache_manager.config_manager.get_config()
            whole["another"] = {"enabled": True}
            self.cache_manager.config_manager.save_config(whole)

    def display(self, force_clear=False, display_mode=None):
        """One colour, shown in one of several ways."""
        wanted = self.config.get("show", "update")
        if wanted == "nothing":
            return False
        if wanted == "raise":
            raise ValueError("no picture today")
        if wanted == "exit":
            raise SystemExit(3)
        if wanted == "clear":
            self.display_manager.clear()
            self.display_manager.update_display()
        red = Image.new("RGBA" if wanted == "alpha" else "RGB", (64, 32), (255, 0, 0))
        if wanted == "large":
            red = red.resize((100, 10))
        self.display_manager.image = red
        if wanted != "forget":
            self.display_manager.update_display()
        return None

    def get_display_duration(self):
        """A duration, or trouble."""
        if self.config.get("hook") == "raise":
            raise RuntimeError("no duration")
        return 7

    def get_state(self):
        """What survives a reload."""
        return {"updates": self.updates}

    def set_state(self, state):
        """What an earlier run counted."""
        self.updates = state["updates"]

    def get_info(self):
        """The folder it runs in, for the tests."""
        import os

        return dict(super().get_info(), cwd=os.getcwd(), updates=self.updates)

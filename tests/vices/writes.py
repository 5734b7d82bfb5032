"""Tries to write where it may not, and says where it could."""

import os

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """`places` are the paths, each of a new file or of one that is there."""

    def update(self):
        """Tries them all, and its own folder."""
        own = os.path.join(os.environ["HOME"], "own")
        for place in list(self.config["places"]) + [own]:
            try:
                with open(place, "a", encoding="utf-8") as file:
                    file.write("was here")
            except OSError as error:
                print("refused %s: %s" % (place, error.strerror), flush=True)
            else:
                print("wrote %s" % place, flush=True)
        for place in self.config["places"]:
            for attempt in (os.remove, os.mkdir, lambda path: os.rename(own, path)):
                try:
                    attempt(place)
                except OSError:
                    continue
                print("changed %s" % place, flush=True)

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

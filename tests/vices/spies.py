"""Looks for the secrets of others: in the environment, in files, in other processes."""

import glob
import os

from src.plugin_system.base_plugin import BasePlugin


def read(path):
    """A file, as far as it can be read."""
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""


class Plugin(BasePlugin):
    """`secret` is what it must not find, `files` are where it looks besides."""

    def update(self):
        """Looks, and says where it has found it."""
        secret = self.config["secret"][::-1].encode()
        places = ["/proc/self/environ"] + glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline")
        for place in places + list(self.config["files"]):
            if secret in read(place):
                print("found in %s" % place, flush=True)
        if any(secret in os.fsencode(value) for value in os.environ.values()):
            print("found in os.environ", flush=True)
        whole = repr(self.cache_manager.config_manager.get_config())
        if secret.decode() in whole:
            print("found in the configuration", flush=True)
        print("looked", flush=True)

    def display(self, force_clear=False):
        """A grey picture."""
        self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(9, 9, 9))
        self.display_manager.update_display()

"""A plugin whose update() finds no network."""

import urllib.request

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Asks a name that the worker does not resolve."""

    def update(self):
        """Fails as urllib does."""
        try:
            urllib.request.urlopen("http://lumarium.invalid/")
        except OSError as error:
            raise RuntimeError("no data") from error

    def display(self, force_clear=False):
        """Nothing to show."""
        return False

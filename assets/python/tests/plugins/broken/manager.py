"""A plugin that needs what nobody has."""

import a_package_that_is_not_there

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Never built."""

"""The plugin system as plugins see it: the class they extend and the manager they are given."""

from .base_plugin import BasePlugin, VegasDisplayMode
from .plugin_manager import PluginManager

__version__ = "1.0.0"
__api_version__ = "1.0.0"
__all__ = ["BasePlugin", "PluginManager", "VegasDisplayMode"]

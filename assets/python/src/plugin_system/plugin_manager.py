"""The plugin manager as a plugin sees it: alone in its process, it knows only itself."""

import os


class PluginManager:
    """Holds what plugins look up: managers, their own manifest, and nobody else's objects."""

    def __init__(self, plugins_dir="plugin-repos", config_manager=None, display_manager=None,
                 cache_manager=None, font_manager=None):
        """Keeps the managers; the font manager is made when first asked for."""
        self.plugins_dir = plugins_dir
        self.config_manager = config_manager
        self.display_manager = display_manager
        self.cache_manager = cache_manager
        self._font_manager = font_manager
        self.plugins = {}
        self.plugin_manifests = {}
        self.plugin_modules = {}
        self.plugin_last_update = {}
        self.plugin_directories = {}

    @property
    def font_manager(self):
        """The fonts of this process; None when they cannot be had."""
        if self._font_manager is None:
            try:
                from src.font_manager import FontManager

                config = self.config_manager.get_config() if self.config_manager else {}
                self._font_manager = FontManager(config)
            except (ImportError, OSError):
                return None
        return self._font_manager

    @font_manager.setter
    def font_manager(self, value):
        """Plugins' tests put their own here."""
        self._font_manager = value

    @property
    def loaded_plugins(self):
        """The same as `plugins`, under its older name."""
        return self.plugins

    def get_plugin(self, plugin_id):
        """The plugin itself; None for another one, which lives in a process of its own."""
        return self.plugins.get(plugin_id)

    def get_all_plugins(self):
        """The plugins of this process by id."""
        return dict(self.plugins)

    def get_enabled_plugins(self):
        """The ids of those that are switched on."""
        return [name for name, plugin in self.plugins.items() if getattr(plugin, "enabled", False)]

    def get_plugin_info(self, plugin_id):
        """The manifest and what the plugin says of itself; None if it is not known."""
        manifest = self.plugin_manifests.get(plugin_id)
        if manifest is None:
            return None
        info = dict(manifest)
        plugin = self.plugins.get(plugin_id)
        info["loaded"] = plugin is not None
        if plugin is not None:
            info["runtime_info"] = plugin.get_info() if hasattr(plugin, "get_info") else {}
        return info

    def get_all_plugin_info(self):
        """`get_plugin_info` of every plugin of this process."""
        return [self.get_plugin_info(plugin_id) for plugin_id in self.plugin_manifests]

    def get_plugin_directory(self, plugin_id):
        """The plugin's folder as text, or None."""
        known = self.plugin_directories.get(plugin_id)
        if known:
            return str(known)
        guess = os.path.join(str(self.plugins_dir), str(plugin_id))
        return guess if os.path.isdir(guess) else None

    def get_plugin_display_modes(self, plugin_id):
        """The screens a plugin has."""
        plugin = self.plugins.get(plugin_id)
        modes = getattr(plugin, "modes", None) or self.plugin_manifests.get(plugin_id, {}).get("display_modes")
        return list(modes) if modes else [plugin_id]

    def find_plugin_for_mode(self, mode):
        """The plugin of this process that has the screen, or None."""
        for plugin_id in self.plugin_manifests:
            if mode in self.get_plugin_display_modes(plugin_id):
                return plugin_id
        return None

    def discover_plugins(self):
        """The ids of the plugins of this process."""
        return list(self.plugin_manifests)

    def load_plugin(self, plugin_id):
        """Loading is the host's business; True if the plugin is here already."""
        return plugin_id in self.plugins

    def unload_plugin(self, plugin_id):
        """Unloading is the host's business."""
        return False

    def reload_plugin(self, plugin_id):
        """Reloading is the host's business."""
        return False

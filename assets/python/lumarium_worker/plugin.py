"""One plugin with the managers it is given: how it is found, built and asked."""

import importlib
import importlib.util
import inspect
import itertools
import logging
import os
import sys

from src import _patience

#: Screens of one plugin that are looked at; some lists have no end.
MODES_MAX = 64
ROOT_PACKAGES = ("src", "src.common", "src.plugin_system", "src.base_classes")


class LoadError(Exception):
    """The plugin cannot be built; the text is for its author."""


def shim_folder():
    """The folder that holds our `src`."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def extend_shim(ledmatrix_folder):
    """Lets a user's own LEDMatrix folder add modules that ours does not have; ours always win."""
    for package in ROOT_PACKAGES:
        folder = os.path.join(ledmatrix_folder, *package.split("."))
        if os.path.isdir(folder):
            path = importlib.import_module(package).__path__
            if folder not in path:
                path.append(folder)


def load_module(plugin_id, folder, entry_point):
    """Imports the plugin's main file; its folder comes first on the path, as plugins expect."""
    path = os.path.join(folder, entry_point)
    if not os.path.isfile(path):
        raise LoadError("there is no %s in the plugin's folder" % entry_point)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    name = "plugin_" + plugin_id.replace("-", "_").replace(".", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise LoadError("%s is not a Python file" % entry_point)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def find_class(module, class_name):
    """The plugin's class in its module."""
    found = getattr(module, class_name, None)
    if not inspect.isclass(found):
        raise LoadError("there is no class %s" % class_name)
    return found


class Plugin:
    """A plugin and its managers. `setup` is the `init` message, see PROTOCOL.md."""

    def __init__(self, setup, sink=None, margin=(0, 0)):
        """Builds the managers; `load` then imports the plugin."""
        from src.cache_manager import CacheManager
        from src.config_manager import ConfigManager
        from src.display_manager import DisplayManager
        from src.plugin_system.plugin_manager import PluginManager

        self.setup = setup
        self.id = setup["plugin_id"]
        self.manifest = setup.get("manifest") or {}
        self.config = setup.get("config") or {}
        device = dict(setup.get("global_config") or {})
        device[self.id] = self.config
        device.setdefault("timezone", setup.get("timezone") or "UTC")
        self.config_manager = ConfigManager(config=device, plugin_id=self.id)
        self.cache = CacheManager(setup.get("cache_dir") or False, self.config_manager)
        self.screen = DisplayManager(device, width=setup["width"], height=setup["height"], sink=sink, margin=margin)
        self.manager = PluginManager(os.path.dirname(setup["plugin_dir"]), self.config_manager,
                                     self.screen, self.cache)
        self.manager.plugin_manifests[self.id] = self.manifest
        self.manager.plugin_directories[self.id] = setup["plugin_dir"]
        self.instance = None
        self.names_mode = False

    def load(self, module=None):
        """Imports the plugin, or takes a module that is imported already, and builds its instance."""
        setup = self.setup
        if module is None:
            module = load_module(self.id, setup["plugin_dir"], setup.get("entry_point") or "manager.py")
        _patience.install()
        self.manager.plugin_modules[self.id] = module
        build = find_class(module, setup["class_name"])
        self.instance = build(plugin_id=self.id, config=self.config, display_manager=self.screen,
                              cache_manager=self.cache, plugin_manager=self.manager)
        self.manager.plugins[self.id] = self.instance
        self._register_fonts()
        self.names_mode = "display_mode" in inspect.signature(self.instance.display).parameters
        return module

    def _register_fonts(self):
        """Fonts that the manifest brings along; without them the plugin still draws."""
        fonts = self.manifest.get("fonts")
        register = getattr(self.manager.font_manager, "register_plugin_fonts", None) if fonts else None
        if register is not None:
            try:
                register(self.id, fonts)
            except (OSError, ValueError, TypeError, KeyError) as error:
                logging.getLogger(__name__).warning("the fonts of the manifest: %s", error)

    def modes(self):
        """The plugin's screens: its own attribute, else its manifest, else its id."""
        own = getattr(self.instance, "modes", None) or self.manifest.get("display_modes")
        return [str(mode) for mode in itertools.islice(own, MODES_MAX)] if own else [self.id]

    def validate(self):
        """Whether the plugin takes its configuration."""
        check = getattr(self.instance, "validate_config", None)
        return check is None or bool(check())

    def update(self):
        """Fetches; what the plugin imported since it was loaded is taught not to wait for a network that is away."""
        _patience.install()
        self.instance.update()

    def display(self, mode, force_clear):
        """Draws; False when the plugin has nothing to show. Only exactly False counts as that."""
        if self.names_mode:
            shown = self.instance.display(force_clear=force_clear, display_mode=mode)
        else:
            shown = self.instance.display(force_clear=force_clear)
        return shown is not False

    def reconfigure(self, config, device=None):
        """A new merged configuration, and a new device part if there is one."""
        if device is not None:
            self.config_manager.config.clear()
            self.config_manager.config.update(device)
        self.config = config
        self.config_manager.config[self.id] = config
        if hasattr(self.instance, "on_config_change"):
            self.instance.on_config_change(config)

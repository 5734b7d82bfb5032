"""The configuration a plugin may see: the device's public part and its own section.

Nothing is written from here. What a plugin saves goes to the host, which takes its own section only.
"""

import copy
import logging
import os

from lumarium_worker import bridge

logger = logging.getLogger(__name__)


class ConfigManager:
    """LEDMatrix's configuration manager over what the host sent."""

    def __init__(self, config_path=None, secrets_path=None, *, config=None, plugin_id=None):
        """`config` is the device's part with this plugin's section under its id."""
        self.config_path = config_path or os.path.join("config", "config.json")
        self.secrets_path = secrets_path or os.path.join("config", "config_secrets.json")
        self.plugin_id = plugin_id
        self.config = config if isinstance(config, dict) else {}

    def get_config(self):
        """Everything that is known here."""
        return self.config

    def load_config(self):
        """The same; the host sends a change by itself."""
        return self.config

    def get_config_path(self):
        """Where the host keeps the configuration, relative to the root."""
        return self.config_path

    def get_secrets_path(self):
        """Where the host keeps secrets; not readable from a plugin's process."""
        return self.secrets_path

    def get_timezone(self):
        """The device's time zone."""
        return self.config.get("timezone", "UTC")

    def get_display_config(self):
        """The section `display`."""
        return self.config.get("display", {})

    def get_plugin_config(self, plugin_id):
        """A plugin's section; {} for any but the own one."""
        section = self.config.get(plugin_id)
        return section if isinstance(section, dict) else {}

    def get_secret(self, key):
        """A secret of this plugin; they are merged into its section."""
        return self.get_plugin_config(self.plugin_id).get(key)

    def save_config(self, new_config_data):
        """Hands the own section to the host; other sections are left as they are, and said so in the log."""
        if not isinstance(new_config_data, dict):
            return False
        section = new_config_data.get(self.plugin_id)
        if not isinstance(section, dict):
            logger.warning("nothing saved: there is no section %s", self.plugin_id)
            return False
        self.config[self.plugin_id] = section
        return bridge.save_section(self.plugin_id, copy.deepcopy(section))

    def save_config_atomic(self, new_config_data, *_args, **_kwargs):
        """The same; the host writes atomically anyway."""
        return self.save_config(new_config_data)

"""The configuration with subscriptions, over the same data as the configuration manager."""


class ConfigService:
    """Tells subscribers about new configurations; the worker calls `changed`."""

    def __init__(self, config_manager=None, enable_hot_reload=False, **_options):
        """`config_manager` holds the data; hot reload is the host's business."""
        self.config_manager = config_manager
        self._subscribers = []

    def get_config(self):
        """Everything that is known here."""
        return self.config_manager.get_config() if self.config_manager else {}

    def load_config(self):
        """The same."""
        return self.get_config()

    def get_plugin_config(self, plugin_id):
        """A plugin's section."""
        section = self.get_config().get(plugin_id)
        return section if isinstance(section, dict) else {}

    def subscribe(self, callback, plugin_id=None):
        """`callback(old, new)` at each change, of one plugin's section if it is named."""
        self._subscribers.append((callback, plugin_id))

    def unsubscribe(self, callback, plugin_id=None):
        """Ends a subscription."""
        self._subscribers = [entry for entry in self._subscribers if entry != (callback, plugin_id)]

    def changed(self, old, new):
        """Tells everybody whose part differs."""
        for callback, plugin_id in list(self._subscribers):
            before = old.get(plugin_id, {}) if plugin_id else old
            after = new.get(plugin_id, {}) if plugin_id else new
            if before != after:
                callback(before, after)

    def reload(self):
        """The host sends changes by itself."""
        return False

    def save_config(self, new_config_data):
        """Hands the own section to the host."""
        return bool(self.config_manager and self.config_manager.save_config(new_config_data))

    def get_config_path(self):
        """Where the host keeps the configuration."""
        return self.config_manager.get_config_path() if self.config_manager else ""

    def get_secrets_path(self):
        """Where the host keeps secrets."""
        return self.config_manager.get_secrets_path() if self.config_manager else ""

    def shutdown(self):
        """Ends all subscriptions."""
        self._subscribers = []

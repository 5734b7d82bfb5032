"""What the host can ask of a loaded plugin, apart from update()'s thread."""

import json
import threading

from lumarium_worker import protocol, ticker
from lumarium_worker.hooks import Hooks
from lumarium_worker.plugin import Plugin
from lumarium_worker.stage import Stage
from src.common import scroll_hooks

#: How long a new configuration waits for an update() under way. LEDMatrix does not wait at all.
CONFIG_WAIT_SECONDS = 1.0
STATE_LEN_MAX = 256 * 1024


class Calls:
    """One method for each request, and the lock between update() and display()."""

    def __init__(self, channel, setup):
        """Builds the managers; the plugin itself is loaded by `plugin.load()`."""
        self.stage = Stage(channel, setup["width"], setup["height"])
        self.plugin = Plugin(setup, sink=self.stage)
        self.hooks = Hooks(self.plugin)
        self._channel = channel
        self._lock = threading.Lock()
        # Scroll helpers offer their strips to the stage from now on.
        scroll_hooks.sink = self.stage
        self._names = {
            "display": self.display, "hide": self.hide, "hooks": self.ask_hooks, "config_change": self.config_change,
            "enable": self.enable, "disable": self.disable, "info": self.info, "save_state": self.save_state,
            "ticker": self.ticker,
        }

    def by_name(self, kind):
        """The method for a request, or None."""
        return self._names.get(kind)

    def hooks_after(self, request):
        """The values that go with an answer."""
        return self.hooks.values(request.get("mode"))

    def ready(self):
        """What `init` is answered with."""
        return {
            "modes": self.plugin.modes(),
            "display_takes_mode": self.plugin.names_mode,
            "class": type(self.plugin.instance).__name__,
        }

    # Drawing and fetching.

    def display(self, request):
        """display() on the main thread. While update() holds the plugin its last picture stays."""
        fresh = bool(request.get("force_clear"))
        if not self._lock.acquire(blocking=False):
            # The turn has begun all the same: what update() pushes is on screen.
            self.stage.begin(0, fresh)
            return {"shown": True, "held": True, "strip": self.stage.scrolls_by_host}
        try:
            if fresh:
                self.plugin.screen.process_deferred_updates()
            self.stage.begin(int(request.get("id") or 0), fresh)
            shown = self.plugin.display(request.get("mode"), fresh)
            self.stage.end(shown, self.plugin.screen.image)
            # Only after the first picture: plugins rely on the order.
            if request.get("reset_cycle") and hasattr(self.plugin.instance, "reset_cycle_state"):
                self.plugin.instance.reset_cycle_state()
        finally:
            self._lock.release()
        return {"shown": shown, "held": False, "strip": self.stage.scrolls_by_host}

    def failed(self, kind):
        """A request raised; a picture that waited for the end of its call is dropped."""
        if kind == "display":
            self.stage.end(False, None)

    def update(self):
        """update(), which nothing interrupts but a kill."""
        with self._lock:
            self.plugin.update()

    def hide(self, _request):
        """The turn is over."""
        self.stage.hide()
        return {}

    def ticker(self, request):
        """The pictures the plugin gives for the ticker, each as a strip that stands still."""
        with self._lock:
            return ticker.send(self._channel, self.plugin, request)

    # Settings and life.

    def ask_hooks(self, _request):
        """The values alone."""
        return {}

    def config_change(self, request):
        """A new merged configuration, after an update() under way or in the middle of a long one."""
        held = self._lock.acquire(timeout=CONFIG_WAIT_SECONDS)
        try:
            self.plugin.reconfigure(request.get("config") or {}, request.get("global_config"))
        finally:
            if held:
                self._lock.release()
        return {"valid": self.plugin.validate()}

    def _tell(self, method):
        """Calls one of the plugin's own methods if it has it."""
        call = getattr(self.plugin.instance, method, None)
        return call() if callable(call) else None

    def enable(self, _request):
        """on_enable()."""
        self._tell("on_enable")
        return {}

    def disable(self, _request):
        """on_disable(); nothing it draws is shown any more."""
        self.stage.hide()
        self._tell("on_disable")
        return {}

    def info(self, _request):
        """get_info() without the configuration, which the host has and which may hold secrets."""
        found = self._tell("get_info")
        found = dict(found) if isinstance(found, dict) else {}
        found.pop("config", None)
        return {"info": json.loads(json.dumps(found, default=str))}

    def save_state(self, _request):
        """get_state(), for plugins that want to survive a reload; LEDMatrix itself has no such hook."""
        state = self._tell("get_state")
        self.plugin.cache.flush()
        text = json.dumps(state, default=str)
        if len(text) > STATE_LEN_MAX:
            raise protocol.ProtocolError("a state of %d bytes; %d are allowed" % (len(text), STATE_LEN_MAX))
        return {"state": json.loads(text)}

    def give_state(self, state):
        """set_state() with what an earlier run saved."""
        take = getattr(self.plugin.instance, "set_state", None)
        if state is not None and callable(take):
            take(state)

    def cleanup(self):
        """The plugin's cleanup(), and the cache to disk whatever that does."""
        self.stage.hide()
        try:
            self._tell("cleanup")
        finally:
            self.plugin.cache.flush()

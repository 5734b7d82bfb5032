"""The worker: one plugin, asked by the host over one socket.

Three threads: this module's main loop calls display() and the hooks, `updates` calls update(), and
`requests` reads the socket, so that the process ends with the host even when the plugin is stuck.
"""

import faulthandler
import os
import queue
import sys
import threading

from lumarium_worker import (PROTOCOL_MAX, PROTOCOL_MIN, actions, bridge, channel as channels, clock, errors, limits, linux,
                             network, offline, setup as setups)
from lumarium_worker.calls import Calls

#: Requests the host may have under way; more means that it does not wait for answers.
REQUESTS_MAX = 64


class Worker:
    """Reads requests and answers each of them exactly once."""

    def __init__(self, channel):
        """Nothing is loaded yet."""
        self.channel = channel
        self._requests = queue.Queue(maxsize=REQUESTS_MAX)
        self._updates = queue.Queue(maxsize=1)
        self._updating = threading.Event()
        self.calls = None
        self.actions = None

    # Answers.

    def answer(self, request, result=None, error=None, hooks=None):
        """The one answer to a request."""
        reply = {"type": "reply", "id": request.get("id"), "ok": error is None}
        if error is None:
            reply["result"] = result or {}
        else:
            reply["error"] = error
        if hooks is not None:
            reply["hooks"] = hooks
        self.channel.send_json(reply)

    def save_section(self, plugin_id, section):
        """The plugin wants its section kept; the host decides."""
        self.channel.send_json({"type": "config_save", "plugin_id": plugin_id, "config": section})
        return True

    def _network_away(self):
        """No name can be resolved; the host will not blame the plugin for being late."""
        self.channel.send_json({"type": "offline"})

    # The life of the process.

    def hello(self):
        """Says what is speaking, before anything heavy is imported."""
        self.channel.send_json({
            "type": "hello", "role": "worker", "pid": os.getpid(),
            "protocol": {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX},
            "python": "%d.%d.%d" % sys.version_info[:3], "pillow": setups.pillow_version(),
        })

    def begin(self, parent_outside):
        """Takes `init`: the fences first, then the threads, then the plugin."""
        request = self.channel.receive()
        if request["type"] != "init" or request.get("protocol", PROTOCOL_MAX) != PROTOCOL_MAX:
            channels.give_up(channels.EXIT_PROTOCOL, "the host began with %r" % request["type"])
        in_force = limits.apply(request.get("isolation") or {}, parent_outside, setups.files(request))
        self.channel.send_json({"type": "limits", "in_force": in_force})
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        self._load(request)

    def _load(self, request):
        """Builds the plugin and answers `init`."""
        stage = "load"
        try:
            setups.prepare(request)
            if request.get("offline"):
                offline.cut()
            network.watch(self._network_away)
            if request.get("clock"):
                clock.freeze(clock.epoch_of(request["clock"]))
            self.actions = actions.Actions(request)
            if request.get("errand"):
                self.answer(request, {})
                return
            calls = Calls(self.channel, request)
            bridge.connect(self)
            calls.plugin.load()
            stage = "configure"
            if not calls.plugin.validate():
                self.answer(request, error=errors.plain(stage, "plugin", "the plugin refuses its configuration"))
                return
            calls.give_state(request.get("state"))
        except BaseException as error:  # a plugin may raise anything, SystemExit included
            self.answer(request, error=errors.describe(error, stage))
            return
        self.calls = calls
        self.answer(request, calls.ready(), hooks=calls.hooks.values())
        linux.give_memory_back()
        threading.Thread(target=self._run_updates, name="updates", daemon=True).start()

    def _read(self):
        """Puts requests where the main loop takes them; ends the process with the connection."""
        while True:
            message = self.channel.receive()
            try:
                self._requests.put_nowait(message)
            except queue.Full:
                channels.give_up(channels.EXIT_PROTOCOL, "more than %d requests are under way" % REQUESTS_MAX)

    def run(self):
        """Serves until `cleanup` or the end of the connection."""
        while True:
            request = self._requests.get()
            kind = request["type"]
            if kind == "cleanup":
                self._cleanup(request)
                return 0
            if kind == "action":
                self._act(request)
            elif self.calls is None:
                self.answer(request, error=errors.plain(kind, "plugin", "the plugin is not loaded"))
            elif kind == "update":
                self._hand_to_updates(request)
            else:
                self._serve(request)

    def _act(self, request):
        """A script of the plugin, on a thread of its own, whether the plugin is there or not."""
        try:
            if self.actions is None:
                raise FileNotFoundError("the plugin could not be prepared")
            self.actions.start(request, self.answer)
        except BaseException as error:  # as in _load: no thread may be to be had
            self.answer(request, error=errors.describe(error, "action"))

    def _serve(self, request):
        """One request of the main thread; display() is the usual one."""
        kind = request["type"]
        call = self.calls.by_name(kind)
        if call is None:
            self.answer(request, error=errors.plain(kind, "unknown", "this worker does not know %r" % kind))
            return
        try:
            result = call(request)
        except BaseException as error:  # as in _load
            self.calls.failed(kind)
            self.answer(request, error=errors.describe(error, kind), hooks=self.calls.hooks_after(request))
            return
        self.answer(request, result, hooks=self.calls.hooks_after(request))

    # update().

    def _hand_to_updates(self, request):
        """Gives an update to its thread; a second one meanwhile is refused."""
        if self._updating.is_set():
            self.answer(request, error=errors.plain("update", "busy", "an update is under way"))
            return
        self._updating.set()
        self._updates.put(request)

    def _run_updates(self):
        """The thread of update()."""
        while True:
            request = self._updates.get()
            error = None
            try:
                self.calls.update()
            except BaseException as raised:  # as in _load
                error = errors.describe(raised, "update")
            hooks = self.calls.hooks.values()
            # A host that reads the answer may ask for the next update at once.
            self._updating.clear()
            self.answer(request, {}, error, hooks)

    def _cleanup(self, request):
        """The plugin's own end; whatever it leaves behind ends with the process."""
        error = None
        if self.calls is not None:
            try:
                self.calls.cleanup()
            except BaseException as raised:  # as in _load
                error = errors.describe(raised, "cleanup")
        self.answer(request, {}, error)


def serve(fd, parent_outside=None):
    """A whole life on a socket; the number of the exit. Does not wait for the plugin's threads."""
    channel = channels.Channel(fd)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)
    faulthandler.enable(file=2)
    worker = Worker(channel)
    worker.hello()
    worker.begin(parent_outside)
    code = worker.run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main():
    """A worker that the host started by itself, where there is no fork."""
    if linux.IS_LINUX:
        linux.die_with_parent()
        expected = os.environ.get("LUMARIUM_PARENT")
        if expected and os.getppid() != int(expected):
            return 0
    linux.few_arenas()
    control = linux.take_socket()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return serve(control)

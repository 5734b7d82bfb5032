"""A plugin's life, played once by the template: what Python makes on the way is made then, and shared by all workers.

Nobody listens, nothing is written, and nothing of it is left but warm memory.
"""

import json
import types

from lumarium_worker import protocol, worker
from lumarium_worker.calls import Calls
from src.common import scroll_hooks
from src.plugin_system.base_plugin import BasePlugin

#: Python makes functions faster when they are called again and again, in the memory they lie in.
ROUNDS = 3
SETUP = {"plugin_id": "rehearsal", "plugin_dir": "", "class_name": "Extra", "width": 8, "height": 8, "cache_dir": None}


class Extra(BasePlugin):
    """Stands in for all plugins."""

    def update(self):
        """Asks the cache."""
        self.cache_manager.get("rehearsal")

    def display(self, force_clear=False):
        """Draws a word."""
        if force_clear:
            self.display_manager.clear()
        self.display_manager.draw_text("0", 0, 0)
        self.display_manager.update_display()


class Nobody:
    """In place of the host."""

    def send(self, _message):
        """Not heard."""

    def send_json(self, message):
        """Not heard, but put into bytes and read again."""
        protocol.decode_json(protocol.encode_json(message)[protocol.HEAD.size:])


def play():
    """From hello to the end of a turn."""
    stage = types.ModuleType("rehearsal")
    stage.Extra = Extra
    for _ in range(ROUNDS):
        part = worker.Worker(Nobody())
        part.hello()
        calls = Calls(part.channel, json.loads(json.dumps(SETUP)))
        calls.plugin.load(stage)
        calls.plugin.validate()
        part.answer({"id": 1}, calls.ready(), hooks=calls.hooks.values())
        for number, kind in enumerate(("enable", "display", "display", "hide"), 2):
            request = {"id": number, "type": kind, "mode": "rehearsal", "force_clear": number == 3}
            result = calls.by_name(kind)(request)
            part.answer(request, result, hooks=calls.hooks_after(request))
        calls.update()
    scroll_hooks.sink = None

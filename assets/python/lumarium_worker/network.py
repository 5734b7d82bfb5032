"""Watches for the network being away, so that a plugin is not blamed for what the cable does.

Many plugins ask for a dozen addresses and try each of them five times with growing pauses: without a
network such an update() takes minutes, is killed at its deadline and looks like the plugin's failure.
So the host is told as soon as a name cannot be resolved, and urllib3 does not pause between tries then.
"""

import socket
from time import monotonic  # the real one, also where the plugin's clock stands still

TOLD_AGAIN_SECONDS = 5.0
PAUSES_SKIPPED_SECONDS = 2.0


class Watch:
    """When a name could not be resolved last."""

    def __init__(self, tell):
        """`tell()` is called when the network is found to be away, every few seconds at most."""
        self._tell = tell
        self._failed = None
        self._told = None

    def fails(self):
        """A name could not be resolved."""
        now = self._failed = monotonic()
        if self._told is None or now - self._told >= TOLD_AGAIN_SECONDS:
            self._told = now
            self._tell()

    def is_away(self):
        """Whether that happened just now."""
        return self._failed is not None and monotonic() - self._failed < PAUSES_SKIPPED_SECONDS


def watch(tell):
    """Begins to watch this process; call it after anything else that changes `socket`."""
    state = Watch(tell)
    resolve = socket.getaddrinfo

    def getaddrinfo(*args, **kwargs):
        """`socket.getaddrinfo`, whose failures are noted."""
        try:
            return resolve(*args, **kwargs)
        except socket.gaierror as error:
            # A name that does not exist is the plugin's business; that nobody could be asked is not.
            if error.errno != socket.EAI_NONAME:
                state.fails()
            raise

    socket.getaddrinfo = getaddrinfo
    _skip_pauses(state)
    return state


def _skip_pauses(state):
    """urllib3 goes on at once while the network is away."""
    try:
        from urllib3.util.retry import Retry
    except ImportError:  # then nobody uses it
        return
    pause = Retry.sleep

    def sleep(self, response=None):
        """`Retry.sleep`, unless there is nothing to wait for."""
        if not state.is_away():
            pause(self, response)

    Retry.sleep = sleep

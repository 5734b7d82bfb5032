"""Watches for the network being away, so that a plugin is not blamed for what the cable does.

Many plugins ask for a dozen addresses: without a network such an update() may be late, is killed at its
deadline and looks like the plugin's failure. So the host is told as soon as a name cannot be resolved.
That it is not late in the first place is the business of `src._patience`.
"""

import socket
from time import monotonic  # the real one, also where the plugin's clock stands still

TOLD_AGAIN_SECONDS = 5.0


class Watch:
    """When the host was told last that no name can be resolved."""

    def __init__(self, tell):
        """`tell()` is called when the network is found to be away, every few seconds at most."""
        self._tell = tell
        self._told = None

    def fails(self):
        """A name could not be resolved."""
        now = monotonic()
        if self._told is None or now - self._told >= TOLD_AGAIN_SECONDS:
            self._told = now
            self._tell()


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

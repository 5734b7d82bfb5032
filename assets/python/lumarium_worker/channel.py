"""The worker's end of the control socket, kept out of the plugin's reach as far as that goes.

A plugin runs in the same process, so nothing can truly stop it from closing or writing to the socket.
It is moved to a high number, not inherited, spared by `os.close` and `os.closerange`, and checked before
each use: what has become another file is never written to.
"""

import os
import socket
import threading

from lumarium_worker import protocol

try:
    import fcntl
except ImportError:  # Windows; there the host spawns workers and passes a socket by its handle
    fcntl = None

#: Above what plugins open, below the 256 that the limit on files allows.
HIGH_FD = 200
EXIT_HOST_GONE = 0
EXIT_PROTOCOL = 70
EXIT_SOCKET_LOST = 71

_protected = set()
_real_close = os.close
_real_closerange = os.closerange
_real_dup2 = os.dup2


def _close(fd):
    """`os.close` that leaves the control socket alone."""
    if fd not in _protected:
        _real_close(fd)


def _closerange(low, high):
    """`os.closerange` around the control socket."""
    for kept in sorted(fd for fd in _protected if low <= fd < high):
        _real_closerange(low, kept)
        low = kept + 1
    _real_closerange(low, high)


def _dup2(fd, onto, *args, **kwargs):
    """`os.dup2` that refuses to land on the control socket."""
    if onto in _protected:
        raise OSError("the descriptor %d is taken" % onto)
    return _real_dup2(fd, onto, *args, **kwargs)


def protect(fd):
    """Spares a descriptor from Python's own ways of closing it."""
    _protected.add(fd)
    os.close, os.closerange, os.dup2 = _close, _closerange, _dup2


def raise_fd(fd):
    """Moves a descriptor out of the range that plugins count through; the new one is not inherited."""
    if fcntl is None:
        return fd
    try:
        high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, HIGH_FD)
    except OSError:  # fewer descriptors are allowed than that
        os.set_inheritable(fd, False)
        return fd
    _real_close(fd)
    return high


def give_up(code, why):
    """Ends the process at once; the host sees the code, its log the reason."""
    try:
        os.write(2, ("lumarium: %s\n" % why).encode("utf-8", "replace"))
    finally:
        os._exit(code)


class Channel:
    """Sends and receives whole messages; any thread may send, one receives."""

    def __init__(self, fd):
        """Takes the descriptor over."""
        fd = raise_fd(fd)
        protect(fd)
        self._fd = fd
        self._socket = socket.socket(fileno=fd)
        # A plugin may set a default for all sockets.
        self._socket.settimeout(None)
        state = os.fstat(fd)
        self._identity = (state.st_dev, state.st_ino)
        self._lock = threading.Lock()

    def _check(self):
        """Ends the process when the descriptor is no longer the host's socket."""
        try:
            state = os.fstat(self._fd)
        except OSError:
            state = None
        if state is None or (state.st_dev, state.st_ino) != self._identity:
            give_up(EXIT_SOCKET_LOST, "the plugin closed the connection to the host")

    def send(self, message):
        """Sends the bytes of a whole message; without a host the process ends."""
        with self._lock:
            self._check()
            try:
                self._socket.sendall(message)
            except OSError as error:
                give_up(EXIT_HOST_GONE, "the host is gone: %s" % error)

    def send_json(self, message):
        """Sends an object; one that is too long or holds what JSON cannot say becomes a note of that."""
        try:
            body = protocol.encode_json(message)
        except (protocol.ProtocolError, ValueError, TypeError, RecursionError) as error:
            body = protocol.encode_json(_excuse(message, error))
        self.send(body)

    def _read(self, length):
        """Exactly so many bytes; the process ends with the connection."""
        buffer = bytearray(length)
        view, filled = memoryview(buffer), 0
        while filled < length:
            try:
                count = self._socket.recv_into(view[filled:])
            except OSError:
                self._check()
                count = 0
            if count == 0:
                os._exit(EXIT_HOST_GONE)
            filled += count
        return bytes(buffer)

    def receive(self):
        """The next message of the host; only JSON comes this way."""
        try:
            length, kind = protocol.check_head(self._read(protocol.HEAD.size))
            if kind != protocol.KIND_JSON:
                raise protocol.ProtocolError("the host sent a message of kind %d" % kind)
            return protocol.decode_json(self._read(length))
        except protocol.ProtocolError as error:
            give_up(EXIT_PROTOCOL, "the host broke the protocol: %s" % error)


def _excuse(message, error):
    """What is sent in place of a message that cannot be: an answer stays an answer."""
    note = "the message could not be sent: %s" % error
    if message.get("type") == "reply":
        return {"type": "reply", "id": message.get("id"), "ok": False,
                "error": {"stage": "reply", "kind": "plugin", "message": note[:protocol.TEXT_LEN_MAX]}}
    return {"type": "note", "about": str(message.get("type"))[:64], "message": note[:protocol.TEXT_LEN_MAX]}

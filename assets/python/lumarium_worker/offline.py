"""No network: every connection of this process fails at once, as it does without a cable."""

import errno
import socket

_real_connect = socket.socket.connect
_real_connect_ex = socket.socket.connect_ex
_real_getaddrinfo = socket.getaddrinfo


def _is_local(sock):
    """Whether the socket stays on this machine by its nature."""
    return sock.family == getattr(socket, "AF_UNIX", None)


def _connect(sock, address):
    """Refuses anything but a socket in the file system."""
    if _is_local(sock):
        return _real_connect(sock, address)
    raise OSError(errno.ENETUNREACH, "Network is unreachable")


def _connect_ex(sock, address):
    """The same, as a number."""
    return _real_connect_ex(sock, address) if _is_local(sock) else errno.ENETUNREACH


def _getaddrinfo(host, port, *args, **kwargs):
    """Resolves numbers only."""
    try:
        socket.inet_aton(host if isinstance(host, str) else "")
    except OSError:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return _real_getaddrinfo(host, port, *args, **kwargs)


def _resolve(*_args, **_kwargs):
    """Resolves nothing."""
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def cut():
    """Takes the network away for the rest of the process."""
    socket.socket.connect = _connect
    socket.socket.connect_ex = _connect_ex
    socket.getaddrinfo = _getaddrinfo
    for name in ("gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        setattr(socket, name, _resolve)

"""What went wrong, told so that the host can tell whose fault it is."""

import errno
import http.client
import os
import re
import socket
import sys
import traceback
import urllib.error

from lumarium_worker import protocol

CHAIN_LEN_MAX = 16

OFFLINE_ERRNOS = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ECONNREFUSED, errno.ETIMEDOUT,
                  errno.ECONNRESET, errno.ECONNABORTED, getattr(errno, "EHOSTDOWN", errno.ENETDOWN)}
#: Names in the modules of the usual libraries, so that none of them has to be imported for the question.
OFFLINE_NAMES = {"ConnectionError", "ConnectTimeout", "ReadTimeout", "Timeout", "ProxyError", "MaxRetryError",
                 "NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError",
                 "ProtocolError", "ConnectError", "ClientConnectorError", "ServerNotFoundError", "TransportError"}
OFFLINE_MODULES = ("requests", "urllib3", "httpx", "httpcore", "aiohttp", "httplib2", "websocket", "google.auth")


def chain(error):
    """The error and what led to it, newest first."""
    seen = []
    waiting = [error]
    while waiting and len(seen) < CHAIN_LEN_MAX:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or any(current is known for known in seen):
            continue
        seen.append(current)
        # urllib and urllib3 keep the cause under names of their own.
        waiting += [current.__cause__, None if current.__suppress_context__ else current.__context__,
                    getattr(current, "reason", None)]
        waiting += [item for item in getattr(current, "args", ())[:4] if isinstance(item, BaseException)]
    return seen


def _says_offline(error):
    """Whether this one error means that the network could not be reached."""
    if isinstance(error, (socket.gaierror, socket.timeout, http.client.RemoteDisconnected)):
        return True
    if isinstance(error, urllib.error.HTTPError):
        return False
    if isinstance(error, OSError) and error.errno in OFFLINE_ERRNOS:
        return True
    kind = type(error)
    return kind.__name__ in OFFLINE_NAMES and kind.__module__.startswith(OFFLINE_MODULES)


def is_offline(error):
    """Whether the network is to blame."""
    return any(_says_offline(found) for found in chain(error))


def _missing(error):
    """The module that is not there, or None."""
    for found in chain(error):
        if isinstance(found, ModuleNotFoundError):
            named = found.name
            if not named:
                told = re.search(r"['\"]?([A-Za-z_][\w.]*)['\"]?\s*$", str(found))
                named = told.group(1) if told else None
            return named
    return None


def _kind(error):
    """`(kind, names)` of an error."""
    missing = _missing(error)
    if missing:
        if missing == "src" or missing.startswith("src."):
            return "needs_ledmatrix", [missing]
        name = missing.split(".")[0]
        if name in getattr(sys, "stdlib_module_names", ()):
            # Nothing to install: the user that plugins run as cannot read Python's own library.
            return "plugin", []
        return "missing_package", [name]
    told = re.search(r"pip3? install ([A-Za-z][\w.-]*)", str(error)) if isinstance(error, ImportError) else None
    if told:  # the plugin found out by itself, and says what to do
        return "missing_package", [told.group(1)]
    if isinstance(error, MemoryError):
        return "memory", []
    return ("offline" if is_offline(error) else "plugin"), []


def _from_the_plugin(trace):
    """The traceback without its beginning in this package, which says nothing to who wrote the plugin."""
    here = os.path.dirname(os.path.abspath(__file__))
    while trace is not None and trace.tb_next is not None:
        if os.path.dirname(os.path.abspath(trace.tb_frame.f_code.co_filename)) != here:
            break
        trace = trace.tb_next
    return trace


def text_of(error):
    """The error's own words."""
    try:
        return str(error)
    except BaseException:  # even an error's own text may be broken
        return "(no text)"


def _trace_of(error):
    """Where it came from, if it lets itself be looked at."""
    try:
        return "".join(traceback.format_exception(type(error), error, _from_the_plugin(error.__traceback__)))
    except BaseException:  # as its text
        return "".join(traceback.format_tb(error.__traceback__))


def describe(error, stage):
    """The error as the protocol carries it: stage, kind, message, traceback, names."""
    try:
        kind, names = _kind(error)
    except BaseException:  # as its text
        kind, names = "plugin", []
    text = text_of(error)
    trace = _trace_of(error)
    # The end of a traceback says most; paths are the plugin author's own.
    told = {
        "stage": stage,
        "kind": kind,
        "message": ("%s: %s" % (type(error).__name__, text))[:protocol.TEXT_LEN_MAX],
        "traceback": trace[-protocol.TRACEBACK_LEN_MAX:],
    }
    if names:
        told["names"] = names
    return told


def plain(stage, kind, message):
    """An error of the worker itself."""
    return {"stage": stage, "kind": kind, "message": str(message)[:protocol.TEXT_LEN_MAX]}


def exit_code_text(status):
    """`{"exit": n}` or `{"signal": n}` from what `os.waitpid` tells."""
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status)}
    return {"exit": os.WEXITSTATUS(status)}

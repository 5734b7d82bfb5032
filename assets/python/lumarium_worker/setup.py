"""Makes the process a place where a plugin feels at home: folder, zone, paths, logs."""

import logging
import os
import socket
import sys
import tempfile

from lumarium_worker import clock
from lumarium_worker.plugin import extend_shim, shim_folder

#: A request without a time-out ends as "offline" before the host's deadline for update() kills the process.
SOCKET_SECONDS = 25.0
REQUIRED = {"plugin_id": str, "plugin_dir": str, "class_name": str, "width": int, "height": int}
SIDE_MAX = 4096


class SetupError(Exception):
    """The host's `init` cannot be worked with."""


def pillow_version():
    """Pillow's version; None without it."""
    try:
        import PIL

        return PIL.__version__
    except ImportError:
        return None


def check(request):
    """Refuses an `init` that lacks something or has sizes out of reason."""
    for name, kind in REQUIRED.items():
        if not isinstance(request.get(name), kind):
            raise SetupError("init lacks %s" % name)
    if not (0 < request["width"] <= SIDE_MAX and 0 < request["height"] <= SIDE_MAX):
        raise SetupError("a panel of %d x %d" % (request["width"], request["height"]))


def files(request):
    """What a plugin finds where the host keeps its configuration: its own section and the device's part."""
    if not request.get("root"):
        return {}
    folder = os.path.join(request["root"], "config")
    section = {str(request.get("plugin_id")): request.get("config") or {}}
    found = dict(request.get("global_config") or {}, **section)
    # Its secrets are in its section; there are plugins that look for them in the file.
    return {os.path.join(folder, "config.json"): found, os.path.join(folder, "config_secrets.json"): section}


def prepare(request):
    """Folder, environment, paths and logs, as `init` says."""
    check(request)
    if request.get("root"):
        os.chdir(request["root"])
    data = request.get("data_dir")
    if data:
        # What a plugin keeps for itself goes where it may write, whoever the user is.
        scratch = os.path.join(data, "tmp")
        os.makedirs(scratch, exist_ok=True)
        os.environ.update(HOME=data, TMPDIR=scratch)
        tempfile.tempdir = None
        # Compiling a large plugin takes longer and leaves more memory behind than all the rest. Not in the
        # shared cache: there one plugin could put code under another's name.
        sys.pycache_prefix = os.path.join(data, "compiled")
        sys.dont_write_bytecode = False
    if request.get("cache_dir"):
        os.environ["LUMARIUM_CACHE_DIR"] = request["cache_dir"]
    for name, value in (request.get("environment") or {}).items():
        os.environ[str(name)] = str(value)
    if request.get("timezone"):
        clock.set_zone(request["timezone"])
    for folder in [shim_folder()] + list(request.get("paths") or ()):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    socket.setdefaulttimeout(SOCKET_SECONDS)
    from src.logging_config import setup_logging

    setup_logging(getattr(logging, str(request.get("log_level", "INFO")).upper(), logging.INFO))
    if request.get("extend"):
        extend_shim(request["extend"])

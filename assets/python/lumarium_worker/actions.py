"""The scripts a plugin offers in its settings, run in the plugin's own environment and fences."""

import json
import os
import subprocess
import sys
import threading

from lumarium_worker import errors
from lumarium_worker.plugin import shim_folder

OUTPUT_LEN_MAX = 64 * 1024
SECONDS_DEFAULT = 60.0
SECONDS_WITH_PARAMETERS = 120.0

#: The first step of signing in: a script that can name the address is only asked for it, and not run.
SIGN_IN = """
import json, runpy, sys
path = sys.argv[1]
sys.argv = [path]
sys.path.insert(0, path.rpartition("/")[0])
names = runpy.run_path(path, run_name="action")
ask = names.get("get_auth_url")
if callable(ask):
    print(json.dumps({"auth_url": ask(), "message": "Sign in at this address:"}))
else:
    runpy.run_path(path, run_name="__main__")
"""


class Actions:
    """One script at a time."""

    def __init__(self, setup):
        """`setup` is the `init` message."""
        self._folder = os.path.realpath(setup["plugin_dir"])
        # As in the plugin itself: its packages come first.
        self._paths = [*(setup.get("paths") or ()), shim_folder(), self._folder]
        self._busy = threading.Lock()

    def _path(self, script):
        """The script's path; it must lie in the plugin's folder."""
        path = os.path.realpath(os.path.join(self._folder, str(script)))
        if not path.startswith(self._folder + os.sep) or not os.path.isfile(path):
            raise FileNotFoundError("the plugin has no script %s" % script)
        return path

    def start(self, request, answer):
        """Runs the script of a request on a thread, which answers it."""
        path = self._path(request.get("script"))
        if not self._busy.acquire(blocking=False):
            answer(request, error=errors.plain("action", "busy", "another action is running"))
            return
        threading.Thread(target=self._run, args=(path, request, answer), name="action", daemon=True).start()

    def _run(self, path, request, answer):
        """The script to its end; parameters as JSON or a line of text come to its input."""
        given = request.get("parameters")
        text = given if isinstance(given, str) else "" if given is None else json.dumps(given)
        seconds = SECONDS_DEFAULT if given is None else SECONDS_WITH_PARAMETERS
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(self._paths), LEDMATRIX_ROOT=os.getcwd())
        words = [sys.executable, "-c", SIGN_IN, path] if request.get("sign_in") else [sys.executable, path]
        try:
            done = subprocess.run(words, input=text.encode("utf-8"), stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=float(request.get("seconds") or seconds),
                                  env=environment, check=False)
            result = {"exit": done.returncode, "output": _text(done.stdout), "errors": _text(done.stderr)}
            answer(request, result)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            answer(request, error=errors.describe(error, "action"))
        finally:
            self._busy.release()


def _text(output):
    """The end of an output as text."""
    return output[-OUTPUT_LEN_MAX:].decode("utf-8", "replace")

"""The first steps of a forked worker, before anything of the plugin is near."""

import os
import select
import signal
import traceback

from lumarium_worker import linux


def settle(control, log, life, ids):
    """A session of its own, the log as output, nothing as input, and an end with the template.

    `life` is a pipe whose other end only the template holds; `ids` are given in a new user namespace.
    """
    if ids is not None:
        linux.keep_ids(*ids)
    os.setsid()
    if linux.IS_LINUX:
        linux.die_with_parent()
        # Its own until it ends; then the template ends them.
        linux.adopt_orphans()
    # The template may have ended before that call: then its end of the pipe is closed.
    if select.select([life], [], [], 0)[0]:
        os._exit(0)
    os.close(life)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    for fd in (nothing, log):
        if fd > 2:
            os.close(fd)
    os.set_inheritable(control, False)


def last_words(error):
    """Why the worker could not even begin, into its log."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    try:
        os.write(2, text.encode("utf-8", "replace"))
    except OSError:
        pass  # there is no log to write to

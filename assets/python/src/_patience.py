"""Without a network, requests give up soon.

Plugins build sessions with five tries and pauses that double: offline, each request then takes half a minute, and an
update with several of them is late however the plugin was written. A server's trouble is still waited out; where there
is no connection at all, one more try is enough, and the next update comes anyway.
"""

import functools
import sys

# Tries after the first one while nobody can be reached.
CONNECT_RETRIES = 1


def _unreachable(error):
    """Whether a try ended before there was a connection."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

    return isinstance(error, (ConnectTimeoutError, NewConnectionError, ProxyError))


def _impatient(increment):
    """`Retry.increment` that ends early when nobody can be reached."""

    @functools.wraps(increment)
    def increments(self, method=None, url=None, response=None, error=None, _pool=None, _stacktrace=None):
        """Counts a try; raises what is wrong when it was the last."""
        following = increment(self, method, url, response, error, _pool, _stacktrace)
        if error is None or not _unreachable(error):
            return following
        tries = sum(1 for entry in following.history if entry.error is not None and _unreachable(entry.error))
        if tries > CONNECT_RETRIES:
            from urllib3.exceptions import MaxRetryError

            raise MaxRetryError(_pool, url, error) from error
        return following

    increments.is_impatient = True
    return increments


def install():
    """Teaches urllib3, if it has been imported; a second call changes nothing. Call it when the plugin is loaded."""
    retry = sys.modules.get("urllib3.util.retry")
    if retry is not None and not getattr(retry.Retry.increment, "is_impatient", False):
        retry.Retry.increment = _impatient(retry.Retry.increment)

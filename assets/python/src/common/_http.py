"""One way to the network for all helpers: sessions of `requests`, which need not be installed."""

USER_AGENT = "LEDMatrix/3.2 (Lumarium)"
HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json",
    "Accept-Language": "en-US,en;q=0.9",
}

# What can go wrong: what requests raises is an OSError, bad JSON a ValueError, a missing package a RuntimeError.
ERRORS = (OSError, ValueError, RuntimeError)
# Answers worth another try.
RETRY_STATUSES = (429, 500, 502, 503, 504)


def requests_or_complain():
    """The module `requests`; without it an error that says what to do."""
    try:
        import requests
    except ImportError as error:
        raise RuntimeError("the network needs the Python package requests: pip install requests") from error
    return requests


def session(retries=3, backoff_seconds=1.0):
    """A session that tries again after a server's passing trouble, and once when there is no connection: without a
    network an update would otherwise wait for minutes."""
    requests = requests_or_complain()
    made = requests.Session()
    made.headers.update(HEADERS)
    if retries > 0:
        from urllib3.util.retry import Retry

        retry = Retry(total=retries, connect=min(1, retries), backoff_factor=backoff_seconds,
                      status_forcelist=RETRY_STATUSES, allowed_methods=("GET", "HEAD", "OPTIONS"))
        adapter = requests.adapters.HTTPAdapter(max_retries=retry)
        made.mount("https://", adapter)
        made.mount("http://", adapter)
    return made


def get_json(asked, url, **how):
    """What `asked`, a session or `requests` itself, finds at an address, as Python values; raises one of `ERRORS`, also
    where the server answers with trouble."""
    response = asked.get(url, **how)
    response.raise_for_status()
    return response.json()


class LazySession:
    """A session that is made when it is first asked for, so that importing and building a helper costs nothing."""

    def __init__(self, retries=3, retries_from=None):
        """`retries` as for `session`; an attribute of the owner called `retries_from` comes first."""
        self._retries = retries
        self._retries_from = retries_from
        self._name = None

    def __set_name__(self, owner, name):
        """Python says under which name this stands in the class."""
        self._name = name

    def __get__(self, owner, kind=None):
        """The owner's session; it stays in the owner, where plugins may replace it."""
        if owner is None:
            return self
        retries = getattr(owner, self._retries_from) if self._retries_from else self._retries
        made = owner.__dict__[self._name] = session(retries)
        return made

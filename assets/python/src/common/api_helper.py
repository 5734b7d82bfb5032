"""`APIHelper`: JSON from the network, politely and through the cache."""

import datetime
import logging
import time

from ._http import ERRORS, LazySession

ESPN_URL = "https://site.api.espn.com/apis/site/v2/sports/{}/{}/{}"


class APIHelper:
    """Requests with retries and a pause between them; answers are kept under `cache_key` where one is given."""

    session = LazySession(retries_from="max_retries")

    def __init__(self, cache_manager=None, default_timeout=30, max_retries=3, logger=None):
        """`default_timeout` is in seconds; without a cache manager nothing is kept."""
        self.cache_manager = cache_manager
        self.default_timeout = default_timeout
        self.max_retries = max_retries
        self.logger = logger or logging.getLogger(__name__)
        self._last_request_time = 0
        self._min_request_interval = 1.0

    def get(self, url, params=None, headers=None, timeout=None, cache_key=None, cache_ttl=3600):
        """The answer as Python values; None when there is none, which is logged."""
        if cache_key:
            known = self._get_from_cache(cache_key, cache_ttl)
            if known is not None:
                return known
        answer = self._fetch("GET", url, params=params, headers=headers, timeout=timeout)
        if answer is not None and cache_key:
            self.set_cache(cache_key, answer, cache_ttl)
        return answer

    def post(self, url, data=None, json_data=None, headers=None, timeout=None):
        """Sends a form (`data`) or JSON; the answer as Python values, or None."""
        return self._fetch("POST", url, data=data, json=json_data, headers=headers, timeout=timeout)

    def _fetch(self, method, url, timeout=None, **how):
        """One request; whatever goes wrong is logged and None."""
        self._enforce_rate_limit()
        try:
            response = self.session.request(method, url, timeout=timeout or self.default_timeout, **how)
            response.raise_for_status()
            return response.json()
        except ERRORS as error:
            self.logger.error("request to %s failed: %s", url, error)
            return None

    def fetch_espn_scoreboard(self, sport, league, date=None, cache_key=None, cache_ttl=300):
        """The games of a day (`YYYYMMDD`, today by default)."""
        date = date or datetime.datetime.now().strftime("%Y%m%d")
        key = cache_key or "espn_{}_{}_{}".format(sport, league, date)
        url = ESPN_URL.format(sport, league, "scoreboard")
        return self.get(url, params={"dates": date, "limit": 1000}, cache_key=key, cache_ttl=cache_ttl)

    def fetch_espn_standings(self, sport, league, cache_key=None, cache_ttl=3600):
        """The table of a league."""
        key = cache_key or "espn_standings_{}_{}".format(sport, league)
        return self.get(ESPN_URL.format(sport, league, "standings"), cache_key=key, cache_ttl=cache_ttl)

    def fetch_espn_rankings(self, sport, league, cache_key=None, cache_ttl=3600):
        """The polls of a college league."""
        key = cache_key or "espn_rankings_{}_{}".format(sport, league)
        return self.get(ESPN_URL.format(sport, league, "rankings"), cache_key=key, cache_ttl=cache_ttl)

    def set_cache(self, key, data, ttl=3600):
        """Keeps data for `ttl` seconds."""
        if self.cache_manager is not None:
            self.cache_manager.set(key, data, ttl=ttl)

    def get_cache(self, key):
        """What is kept under a key, or None."""
        return self._get_from_cache(key)

    def _get_from_cache(self, key, max_age=3600):
        """What is kept and not older than `max_age` seconds."""
        if self.cache_manager is None:
            return None
        return self.cache_manager.get(key, max_age=max_age)

    def clear_cache(self, pattern=None):
        """Forgets everything, or the keys that contain `pattern`."""
        if self.cache_manager is None:
            return
        if pattern is None:
            self.cache_manager.clear_cache()
            return
        for entry in self.cache_manager.list_cache_files() or []:
            key = entry.get("key", "") if isinstance(entry, dict) else str(entry)
            if pattern in key:
                self.cache_manager.clear_cache(key)

    def _enforce_rate_limit(self):
        """Waits until the last request is long enough ago."""
        wait = self._last_request_time + self._min_request_interval - time.time()
        # A clock that was set back must not make this wait for ever.
        if 0 < wait <= self._min_request_interval:
            time.sleep(wait)
        self._last_request_time = time.time()

    def set_rate_limit(self, min_interval):
        """Seconds from one request to the next."""
        self._min_request_interval = max(0.0, min_interval)

    def get_request_stats(self):
        """The pace of the requests as plain values."""
        return {
            "min_request_interval": self._min_request_interval,
            "last_request_time": self._last_request_time,
            "time_since_last_request": time.time() - self._last_request_time,
        }

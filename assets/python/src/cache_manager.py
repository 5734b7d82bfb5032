"""LEDMatrix's cache: memory before files, each record with its time."""

import logging
import os
import tempfile
import threading
import time

from src import _cache_policy as policy
from src._cache_files import CacheFiles

logger = logging.getLogger(__name__)

ENTRIES_MAX = 300
LOAD_MEMORY_SECONDS = 60
LOAD_FILE_SECONDS = 3600


def _default_folder():
    """Where records go when nobody says: a folder in the user's temporary files."""
    return os.environ.get("LUMARIUM_CACHE_DIR") or os.path.join(tempfile.gettempdir(), "lumarium_cache")


def _envelope(record):
    """The record if it is an envelope around data, else {}."""
    return record if isinstance(record, dict) and "data" in record else {}


class CacheManager:
    """Keeps data for plugins; what is too old is as good as absent."""

    def __init__(self, cache_dir=None, config_manager=None):
        """`cache_dir` may be False to keep everything in memory."""
        self.cache_dir = None if cache_dir is False else str(cache_dir or _default_folder())
        self.config_manager = config_manager
        self.logger = logger
        self._files = CacheFiles(self.cache_dir)
        self._memory = {}  # key -> (record, seconds at which it was put there)
        self._lock = threading.RLock()
        self._entries_max = int(os.environ.get("LEDMATRIX_CACHE_MAX_ENTRIES") or ENTRIES_MAX)
        self._counts = {"hits": 0, "misses": 0, "fetch_seconds": 0.0, "fetches": 0}

    # Reading.

    def get(self, key, max_age=300, memory_ttl=None):
        """The data under a key; None when there is none or it is too old. None as age takes any."""
        record = self.get_cached_data(key, max_age, memory_ttl)
        return record["data"] if _envelope(record) else record

    def get_cached_data(self, key, max_age=300, memory_ttl=None):
        """The record under a key with its envelope; memory first, then the file."""
        now = time.time()
        with self._lock:
            known = self._memory.get(key)
        if known is not None and self._fresh(known[0], known[1], now, max_age if memory_ttl is None else memory_ttl):
            self._counts["hits"] += 1
            return known[0]
        found = self._files.read(key)
        if found is None:
            self._counts["misses"] += 1
            return None
        record, written = found
        # An unchanged record is not written again, only its file's time moves on.
        stamp = max(written, _envelope(record).get("timestamp") or 0)
        if not self._fresh(record, stamp, now, max_age):
            self._counts["misses"] += 1
            return None
        self._remember(key, record, now)
        self._counts["hits"] += 1
        return record

    @staticmethod
    def _fresh(record, stamp, now, max_age):
        """Whether a record of that time may be used; its own `ttl` counts more than the reader's wish."""
        own = _envelope(record).get("ttl")
        limit = own if own is not None else max_age
        return limit is None or now - stamp <= limit

    def get_stale(self, key):
        """The data under a key, however old: better than nothing when fetching failed."""
        return self.get(key, max_age=None)

    def load_cache(self, key):
        """The record of the last minute from memory or of the last hour from the file."""
        return self.get_cached_data(key, LOAD_FILE_SECONDS, LOAD_MEMORY_SECONDS)

    def get_cached_data_with_strategy(self, key, data_type="default"):
        """The data under a key if it is fresh for its kind."""
        sport = policy.sport_of_key(key) if data_type in ("sports_live", "live_scores") else None
        rule = self.get_cache_strategy(data_type, sport)
        max_age = rule["max_age"]
        if rule.get("market_hours_only") and not policy.market_is_open():
            max_age *= policy.OFF_HOURS_FACTOR
        return self.get(key, max_age, rule["memory_ttl"])

    def get_with_auto_strategy(self, key):
        """The same, with the kind guessed from the key."""
        return self.get_cached_data_with_strategy(key, self.get_data_type_from_key(key))

    def get_background_cached_data(self, key, sport_key=None):
        """What the background service put there, if it is fresh for its kind."""
        rule = self.get_cache_strategy(self.get_data_type_from_key(key), sport_key)
        return self.get(key, rule["max_age"], rule["memory_ttl"])

    def is_background_data_available(self, key, sport_key=None):
        """Whether `get_background_cached_data` would answer."""
        return self.get_background_cached_data(key, sport_key) is not None

    # Writing.

    def set(self, key, data, ttl=None):
        """Keeps data from now on; `ttl` in seconds counts more than what readers ask."""
        record = {"data": data, "timestamp": time.time()}
        if ttl is not None:
            record["ttl"] = ttl
        self.save_cache(key, record)

    def save_cache(self, key, data):
        """Keeps a record as it is, without an envelope."""
        self._remember(key, data, time.time())
        self._files.write(key, data)

    def update_cache(self, data_type, data):
        """Keeps data under the name of its kind."""
        self.set(data_type, data)
        return True

    def _remember(self, key, record, now):
        """Puts a record into memory; the oldest give way."""
        with self._lock:
            self._memory.pop(key, None)
            self._memory[key] = (record, now)
            while len(self._memory) > self._entries_max:
                del self._memory[next(iter(self._memory))]

    def delete(self, key):
        """Forgets a key."""
        with self._lock:
            self._memory.pop(key, None)
        self._files.remove(key)

    def clear_cache(self, key=None):
        """Forgets a key; without one, everything this plugin has written."""
        if key is not None:
            self.delete(key)
            return
        with self._lock:
            self._memory.clear()
        self._files.remove_own()

    def flush(self):
        """Writes what still waits for the disk."""
        self._files.flush()

    def cleanup(self):
        """The end: writes what waits."""
        self.flush()

    # Looking around.

    def has_data_changed(self, data_type, new_data):
        """Whether data differs from what is kept under the name of its kind."""
        return self.get(data_type, max_age=None) != new_data

    def list_cache_files(self):
        """The files of the folder."""
        return self._files.list()

    def get_cache_dir(self):
        """The folder of the records; None when everything stays in memory."""
        return self.cache_dir

    def get_cache_strategy(self, data_type, sport_key=None):
        """How long data of a kind is fresh."""
        return policy.strategy(data_type, sport_key, getattr(self.config_manager, "config", None))

    def get_sport_live_interval(self, sport_key):
        """Seconds between updates of live games."""
        return self.get_cache_strategy("sports_live", sport_key)["max_age"]

    def get_data_type_from_key(self, key):
        """The kind a key stands for."""
        return policy.kind_of_key(key)

    def get_sport_key_from_cache_key(self, key):
        """The sport a key speaks of."""
        return policy.sport_of_key(key)

    def generate_sport_cache_key(self, sport, date_str=None):
        """The key that the parts of a scoreboard share for a day."""
        return "%s_%s" % (sport, date_str or time.strftime("%Y%m%d", time.gmtime()))

    def record_cache_hit(self, cache_type="regular"):
        """Counts."""
        self._counts["hits"] += 1

    def record_cache_miss(self, cache_type="regular"):
        """Counts."""
        self._counts["misses"] += 1

    def record_fetch_time(self, duration):
        """Counts a fetch and its seconds."""
        self._counts["fetches"] += 1
        self._counts["fetch_seconds"] += duration

    def get_cache_metrics(self):
        """What was counted."""
        counts = dict(self._counts)
        asked = counts["hits"] + counts["misses"]
        counts["cache_hit_rate"] = counts["hits"] / asked if asked else 0.0
        return counts

    def get_memory_cache_stats(self):
        """How full memory is."""
        return {"size": len(self._memory), "max_size": self._entries_max}

    def cleanup_disk_cache(self, force=False):
        """Old records are the host's business."""
        return {"files_scanned": 0, "files_deleted": 0}

    def setup_persistent_cache(self):
        """Whether records outlive the process."""
        return self.cache_dir is not None

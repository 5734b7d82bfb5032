"""Fetches for plugins in the background: one pool of threads for all of a process."""

import itertools
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Callable, Dict, Optional

from src.common._http import ERRORS, HEADERS, LazySession, get_json

logger = logging.getLogger(__name__)

# Answers are large; the cache keeps them, the results here only for those who ask soon.
COMPLETED_MAX = 8
COMPLETED_SECONDS = 600.0


class FetchStatus(Enum):
    """How far a fetch has come."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass
class FetchRequest:
    """What somebody asked for."""

    id: str
    sport: str
    year: int
    cache_key: str
    url: str
    params: Dict[str, Any] = field(default_factory=dict)
    headers: Dict[str, str] = field(default_factory=dict)
    timeout: int = 30
    retry_count: int = 0
    max_retries: int = 3
    priority: int = 1
    callback: Optional[Callable] = None
    created_at: float = field(default_factory=time.time)
    status: FetchStatus = FetchStatus.PENDING
    result: Optional[Any] = None
    error: Optional[str] = None


@dataclass
class FetchResult:
    """What came of it."""

    request_id: str
    success: bool
    data: Optional[Any] = None
    error: Optional[str] = None
    cached: bool = False
    fetch_time: float = 0.0
    retry_count: int = 0
    completed_at: float = field(default_factory=time.time)


class BackgroundDataService:
    """Fetches lists of events and tells whoever asked, on a thread of its own."""

    session = LazySession(retries=3)

    def __init__(self, cache_manager, max_workers=3, request_timeout=30):
        """`request_timeout` in seconds is for requests that name none."""
        self.cache_manager = cache_manager
        self.max_workers = max_workers
        self.request_timeout = request_timeout
        self.default_headers = dict(HEADERS)
        self.executor = ThreadPoolExecutor(max_workers=max_workers, thread_name_prefix="BackgroundData")
        self.active_requests = {}
        self.completed_requests = {}
        self.stats = dict.fromkeys(("total_requests", "completed_requests", "failed_requests", "cached_hits",
                                    "cache_misses"), 0)
        self.stats["total_fetch_time"] = 0.0
        self._statuses = {}
        self._numbers = itertools.count()
        self._lock = threading.RLock()

    def get_sport_cache_key(self, sport, date_str=None):
        """The key under which a sport's events of a day are kept."""
        generate = getattr(self.cache_manager, "generate_sport_cache_key", None)
        if generate is not None:
            return generate(sport, date_str)
        return "{}_{}".format(sport, date_str or time.strftime("%Y%m%d", time.gmtime()))

    def submit_fetch_request(self, sport, year, url, cache_key=None, params=None, headers=None, timeout=None,
                             max_retries=3, priority=1, callback=None):
        """Asks for the events at `url` and returns an id at once. `callback(FetchResult)` is called on a worker's
        thread; for what the cache holds, before this returns."""
        key = cache_key or self.get_sport_cache_key(sport)
        request = FetchRequest(
            id="{}_{}_{}_{}".format(sport, year, int(time.time() * 1000), next(self._numbers)),
            sport=sport, year=year, cache_key=key, url=url, params=params or {},
            headers=dict(self.default_headers, **(headers or {})), timeout=timeout or self.request_timeout,
            max_retries=max_retries, priority=priority, callback=callback,
        )
        with self._lock:
            self.active_requests[request.id] = request
        known = self.cache_manager.get(key) if self.cache_manager is not None else None
        if known:
            self.stats["cached_hits"] += 1
            self._finish(request, FetchResult(request.id, True, data=known, cached=True))
            return request.id
        self.stats["cache_misses"] += 1
        self.stats["total_requests"] += 1
        try:
            self.executor.submit(self._fetch, request)
        except RuntimeError as error:  # the service is shut down
            self._finish(request, FetchResult(request.id, False, error=str(error)))
        return request.id

    def _fetch(self, request):
        """Runs on a worker's thread."""
        if request.status is FetchStatus.CANCELLED:
            return
        request.status = FetchStatus.IN_PROGRESS
        started = time.time()
        try:
            data = self._download(request)
        except ERRORS as error:
            logger.warning("fetch for %s %s failed: %s", request.sport, request.year, error)
            result = FetchResult(request.id, False, error=str(error), fetch_time=time.time() - started)
        else:
            if self.cache_manager is not None:
                self.cache_manager.set(request.cache_key, data)
            result = FetchResult(request.id, True, data=data, fetch_time=time.time() - started)
        self._finish(request, result)

    def _download(self, request):
        """The events, or an error that says what is wrong with the answer."""
        data = get_json(self.session, request.url, params=request.params, headers=request.headers,
                        timeout=request.timeout)
        if not isinstance(data, dict):
            raise ValueError("expected an object, got {}".format(type(data).__name__))
        if "events" not in data:
            raise ValueError("the answer has no 'events'")
        return data

    def _finish(self, request, result):
        """Files the result and tells whoever asked, unless it was cancelled meanwhile."""
        with self._lock:
            self.active_requests.pop(request.id, None)
            if request.status is FetchStatus.CANCELLED:
                return
            request.status = FetchStatus.COMPLETED if result.success else FetchStatus.FAILED
            self._statuses[request.id] = request.status
            self.completed_requests[request.id] = result
            if not result.cached:
                self.stats["completed_requests" if result.success else "failed_requests"] += 1
                self.stats["total_fetch_time"] += result.fetch_time
            self._forget_old()
        if request.callback is None:
            return
        try:
            request.callback(result)
        except Exception:  # a plugin's mistake must not end the pool's thread
            logger.exception("the callback for %s failed", request.id)

    def _forget_old(self, max_age=COMPLETED_SECONDS):
        """Lets go of results that are old or too many; returns how many. The lock is held."""
        limit = time.time() - max_age
        old = [key for key, result in self.completed_requests.items() if result.completed_at < limit]
        surplus = len(self.completed_requests) - len(old) - COMPLETED_MAX
        if surplus > 0:
            old += [key for key in self.completed_requests if key not in set(old)][:surplus]
        for key in old:
            del self.completed_requests[key]
            self._statuses.pop(key, None)
        return len(old)

    def get_result(self, request_id):
        """The result, or None as long as there is none."""
        with self._lock:
            return self.completed_requests.get(request_id)

    def is_request_complete(self, request_id):
        """Whether there is a result, good or bad."""
        return self.get_result(request_id) is not None

    def get_request_status(self, request_id):
        """How far a request has come; None for one that nobody knows."""
        with self._lock:
            active = self.active_requests.get(request_id)
            return active.status if active is not None else self._statuses.get(request_id)

    def cancel_request(self, request_id):
        """Takes a request back; False when it is through or unknown."""
        with self._lock:
            request = self.active_requests.pop(request_id, None)
            if request is None:
                return False
            request.status = self._statuses[request_id] = FetchStatus.CANCELLED
            return True

    def get_statistics(self):
        """Counts and times in seconds."""
        with self._lock:
            done = self.stats["completed_requests"] + self.stats["failed_requests"]
            return dict(
                self.stats,
                average_fetch_time=self.stats["total_fetch_time"] / done if done else 0.0,
                active_requests=len(self.active_requests),
                completed_requests_count=len(self.completed_requests),
                queue_size=sum(1 for request in self.active_requests.values() if request.status is FetchStatus.PENDING),
            )

    def log_memory_stats(self):
        """The statistics as a log line."""
        logger.info("background fetches: %s", self.get_statistics())

    def clear_completed_requests(self, older_than_hours=24):
        """Lets go of old results; returns how many."""
        with self._lock:
            return self._forget_old(older_than_hours * 3600.0)

    def shutdown(self, wait=True):
        """No further fetches; what waits is dropped."""
        for request_id in list(self.active_requests):
            self.cancel_request(request_id)
        self.executor.shutdown(wait=wait)


_background_service = None
_service_lock = threading.Lock()


def get_background_service(cache_manager=None, max_workers=3):
    """The service of this process; the first call needs a cache manager, else a ValueError."""
    global _background_service
    with _service_lock:
        if _background_service is None:
            if cache_manager is None:
                raise ValueError("the first call of get_background_service needs a cache manager")
            _background_service = BackgroundDataService(cache_manager, max_workers)
        return _background_service


def shutdown_background_service():
    """Ends the service of this process; the next call makes a new one."""
    global _background_service
    with _service_lock:
        service, _background_service = _background_service, None
    if service is not None:
        service.shutdown(wait=False)

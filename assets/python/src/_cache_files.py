"""Records in files, shared by the plugins of a root: named safely, written late and only when they changed."""

import atexit
import datetime
import hashlib
import json
import logging
import os
import re
import threading
import time

from src.common._files import write_whole

logger = logging.getLogger(__name__)

#: Records wait this long for the next version of themselves; cards and flash are spared.
WRITE_BEHIND_SECONDS = 2.0
RECORD_LEN_MAX = 64 * 1024 * 1024
#: Plugins of a root share the records; whoever is not of their group reads none.
RECORD_MODE = 0o660


def file_name(key):
    """A name that says what it is and cannot leave the folder, whatever the key holds."""
    text = str(key)
    readable = re.sub(r"[^A-Za-z0-9._-]+", "_", text).lstrip(".")[:60]
    return "%s-%s.json" % (readable, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16])


def _plain(value):
    """What JSON has no form for."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError("%s is not plain data" % type(value).__name__)


class CacheFiles:
    """A folder of records; None as folder keeps nothing."""

    def __init__(self, folder):
        """Writing begins with the first record."""
        self.folder = folder
        self._lock = threading.Lock()
        self._pending = {}  # path -> (bytes, timestamp)
        self._digests = {}  # path -> digest of the data that stands in the file
        self._own = set()
        self._timer = None
        if folder:
            atexit.register(self.flush)

    def path(self, key):
        """Where a key's record stands."""
        return os.path.join(self.folder, file_name(key)) if self.folder else None

    def write(self, key, record):
        """Takes a record; it reaches the disk a moment later, at `flush` or at the end of the process."""
        if not self.folder:
            return
        try:
            body = json.dumps(record, separators=(",", ":"), default=_plain).encode("utf-8")
        except (TypeError, ValueError, RecursionError) as error:
            logger.debug("%s stays in memory: %s", key, error)
            return
        if len(body) > RECORD_LEN_MAX:
            logger.warning("%s stays in memory: %d bytes", key, len(body))
            return
        stamp = record.get("timestamp") if isinstance(record, dict) else None
        with self._lock:
            path = self.path(key)
            self._own.add(path)
            self._pending[path] = (body, _digest(record, body), stamp or time.time())
            if self._timer is None:
                self._timer = threading.Timer(WRITE_BEHIND_SECONDS, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def read(self, key):
        """`(record, time of writing)`, or None; a broken file is no record."""
        path = self.path(key)
        if path is None:
            return None
        with self._lock:
            waiting = self._pending.get(path)
        try:
            if waiting is not None:
                return json.loads(waiting[0].decode("utf-8")), waiting[2]
            with open(path, "rb") as file:
                body = file.read(RECORD_LEN_MAX + 1)
                written = os.fstat(file.fileno()).st_mtime
            record = json.loads(body.decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        with self._lock:
            self._digests.setdefault(path, _digest(record, body))
        return record, written

    def remove(self, key):
        """Forgets one record."""
        self._remove_path(self.path(key))

    def remove_own(self):
        """Forgets what this process wrote; the folder is shared, the rest belongs to others."""
        for path in list(self._own):
            self._remove_path(path)

    def _remove_path(self, path):
        """Forgets a record and its file."""
        if path is None:
            return
        with self._lock:
            self._pending.pop(path, None)
            self._digests.pop(path, None)
            self._own.discard(path)
        try:
            os.unlink(path)
        except OSError:
            pass  # it was never written, or another plugin was faster

    def flush(self):
        """Writes what waits."""
        with self._lock:
            waiting, self._pending, self._timer = self._pending, {}, None
        for path, (body, digest, stamp) in waiting.items():
            try:
                self._store(path, body, digest, stamp)
            except OSError as error:
                logger.debug("%s is not written: %s", path, error)

    def _store(self, path, body, digest, stamp):
        """One file, replaced whole; the same data only gets a new time."""
        if self._digests.get(path) == digest and os.path.exists(path):
            os.utime(path, (stamp, stamp))
            return

        def write(temporary):
            """The data, as old as the record."""
            with open(temporary, "wb") as file:
                file.write(body)
            os.utime(temporary, (stamp, stamp))

        write_whole(path, write, RECORD_MODE)
        self._digests[path] = digest

    def list(self):
        """Every record of the folder: key-like name, file, size, age."""
        try:
            names = sorted(os.listdir(self.folder)) if self.folder else []
        except OSError:
            return []
        found = []
        for name in names:
            try:
                state = os.stat(os.path.join(self.folder, name))
            except OSError:
                continue
            if name.endswith(".json"):
                age = max(0, time.time() - state.st_mtime)
                found.append({"key": name[:-5].rsplit("-", 1)[0], "filename": name, "size_bytes": state.st_size,
                              "age_seconds": age, "modified_time": state.st_mtime})
        return found


def _digest(record, body):
    """What tells one state of the data from another; the time of writing is not part of the data."""
    if isinstance(record, dict) and "timestamp" in record and "data" in record:
        rest = {name: value for name, value in record.items() if name != "timestamp"}
        body = json.dumps(rest, separators=(",", ":"), default=_plain).encode("utf-8")
    return hashlib.blake2b(body, digest_size=16).digest()

"""What a plugin must not even read: folders that are empty for its process, whatever its rights are.

A file could be replaced, and what hides it would go with it; a folder stays.
"""

import ctypes
import json
import os

from lumarium_worker import linux

CLONE_NEWNS = 0x0002_0000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_REC, MS_SLAVE = 0x4000, 0x8_0000
SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC


def _mount(source, target, kind, flags, data=None):
    """A mount, or `linux.Unavailable` with the system's reason."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    result = linux.libc().mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])
    linux.checked(result, "mount on %s" % target)


def hide(folders, files):
    """Makes folders empty but for `files` ({path: what JSON it holds}); what is told was tried by looking."""
    linux.checked(linux.libc().unshare(ctypes.c_int(CLONE_NEWNS)), "unshare")
    _mount(None, "/", None, MS_REC | MS_SLAVE)
    for folder in folders:
        if os.path.isdir(folder):
            _cover(folder, {path: value for path, value in files.items() if os.path.dirname(path) == folder})
    return "proved" if all(_is_empty(folder, files) for folder in folders) else "not proved"


def _cover(folder, files):
    """An empty file system over a folder, with these files in it; then nobody writes there."""
    _mount("none", folder, "tmpfs", SAFE, "mode=0755,size=4m")
    for path, value in files.items():
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.chmod(path, 0o644)
    _mount(None, folder, None, SAFE | MS_RDONLY | MS_REMOUNT)


def _is_empty(folder, files):
    """Whether nothing but `files` is there."""
    try:
        names = os.listdir(folder)
    except OSError:
        return not os.path.exists(folder)
    return all(os.path.join(folder, name) in files for name in names)

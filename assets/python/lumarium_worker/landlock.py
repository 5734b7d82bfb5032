"""Landlock: after `restrict` this process and its children write only below the given folders."""

import ctypes
import os
import tempfile

from lumarium_worker import linux

#: Rights that change something, and the version of the interface that knows them.
WRITING = ((1 << 1, 1), (1 << 4, 1), (1 << 5, 1), (1 << 6, 1), (1 << 7, 1), (1 << 8, 1), (1 << 9, 1), (1 << 10, 1),
           (1 << 11, 1), (1 << 12, 1), (1 << 13, 2), (1 << 14, 3))
FILE_ONLY = (1 << 1) | (1 << 14)
SCOPES = (1 << 0) | (1 << 1)  # abstract sockets and signals, from version 6 on
VERSION_FLAG = 1
PATH_BENEATH = 1
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/shm")


class Ruleset(ctypes.Structure):
    """What is restricted; shorter versions of the kernel's structure are prefixes of longer ones."""

    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class PathBeneath(ctypes.Structure):
    """What is allowed below a folder."""

    _pack_ = 1
    _layout_ = "ms"  # newer Pythons want it said when a structure is packed
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version():
    """The kernel's version of the interface; 0 without it."""
    try:
        return linux.syscall(linux.SYS_LANDLOCK_CREATE, 0, 0, VERSION_FLAG)
    except linux.Unavailable:
        return 0


def _allow(ruleset, path, rights):
    """Allows writing at or below a path; one that does not exist needs no rule."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        granted = rights if os.path.isdir(path) else rights & FILE_ONLY
        rule = PathBeneath(granted, fd)
        linux.syscall(linux.SYS_LANDLOCK_ADD, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(fd)


def restrict(folders):
    """Restricts writing; returns the version in force. The caller refuses new privileges before."""
    known = version()
    if known < 1:
        raise linux.Unavailable("the kernel has no landlock")
    rights = sum(right for right, since in WRITING if known >= since)
    attributes = Ruleset(rights, 0, SCOPES if known >= 6 else 0)
    size = ctypes.sizeof(Ruleset) if known >= 6 else 16 if known >= 4 else 8
    ruleset = linux.syscall(linux.SYS_LANDLOCK_CREATE, ctypes.byref(attributes), size, 0)
    try:
        for path in list(folders) + list(DEVICES):
            _allow(ruleset, path, rights)
        linux.syscall(linux.SYS_LANDLOCK_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return known


def proved(folders):
    """Whether writing elsewhere really fails: tried in the folder everybody may write to."""
    place = os.path.realpath(tempfile.gettempdir() if not os.path.isdir("/tmp") else "/tmp")
    if any(os.path.realpath(folder) in (place, "/") for folder in folders):
        place = "/var/tmp"
    probe = os.path.join(place, ".lumarium-probe-%d" % os.getpid())
    try:
        fd = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except PermissionError:
        return True
    except OSError:
        return False
    os.close(fd)
    os.unlink(probe)
    return False

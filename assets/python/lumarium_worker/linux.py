"""The few calls of Linux that Python has no names for. Every one may be absent; then it says so."""

import ctypes
import gc
import os
import platform
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_GET_PDEATHSIG = 2
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
CAPABILITY_VERSION = 0x2008_0522
CAP_DAC_READ_SEARCH = 2
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000

SYS_CLONE = {"x86_64": 56, "aarch64": 220, "riscv64": 220, "armv7l": 120, "armv6l": 120, "i686": 120}
SYS_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "armv7l": 314, "armv6l": 314, "i686": 289}
SYS_LANDLOCK_CREATE, SYS_LANDLOCK_ADD, SYS_LANDLOCK_RESTRICT = 444, 445, 446
IOPRIO_IDLE = 3 << 13

IS_LINUX = sys.platform.startswith("linux")


class Unavailable(Exception):
    """The system does not offer it; the text says what it answered."""


def _machine():
    """The machine's name; a 32-bit Python on a 64-bit kernel uses the 32-bit numbers."""
    name = platform.machine()
    if ctypes.sizeof(ctypes.c_void_p) == 4:
        return {"aarch64": "armv7l", "x86_64": "i686"}.get(name, name)
    return name


# PyDLL keeps the interpreter's lock during a call, which the child of a clone must not have lost.
_libc = ctypes.PyDLL(None, use_errno=True) if IS_LINUX else None
if _libc is not None:
    _libc.syscall.restype = ctypes.c_long


def libc():
    """The C library."""
    if _libc is None:
        raise Unavailable("not on this system")
    return _libc


def checked(result, what):
    """The result, or `Unavailable` with the system's reason."""
    if result < 0:
        raise Unavailable("%s: %s" % (what, os.strerror(ctypes.get_errno())))
    return result


def syscall(number, *arguments):
    """A system call by its number."""
    if _libc is None or number is None:
        raise Unavailable("not on this system")
    plain = [argument if isinstance(argument, ctypes._SimpleCData) or hasattr(argument, "_obj")
             else ctypes.c_long(argument) for argument in arguments]
    return checked(_libc.syscall(ctypes.c_long(number), *plain), "system call %d" % number)


def prctl(option, *values):
    """A call of prctl with up to four values."""
    if _libc is None:
        raise Unavailable("not on this system")
    padded = list(values) + [0] * (4 - len(values))
    return checked(_libc.prctl(ctypes.c_int(option), *[ctypes.c_ulong(value) for value in padded]),
                    "prctl %d" % option)


def die_with_parent():
    """This process gets SIGKILL when the one that started it ends; True when it holds."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    told = ctypes.c_int(0)
    checked(_libc.prctl(ctypes.c_int(PR_GET_PDEATHSIG), ctypes.byref(told)), "prctl")
    return told.value == signal.SIGKILL


def adopt_orphans():
    """Processes below this one that lose their parent get this one as parent, however often they were forked."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def children_of(parent_pid):
    """The numbers of a process's children, the ended ones included; none where /proc does not tell."""
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else ():
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    # The name in parentheses may have any character.
                    parent = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it has just gone
            if parent == parent_pid:
                found.append(int(name))
    return found


def refuse_new_privileges():
    """No set-uid program gives more rights to this process or its children; True when it holds."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    return prctl(PR_GET_NO_NEW_PRIVS) == 1


def take_socket():
    """The socket that `LUMARIUM_FD` names. A host that gives it as standard input gets it moved away from there."""
    fd = int(os.environ["LUMARIUM_FD"])
    if fd > 2:
        os.set_inheritable(fd, False)
        return fd
    moved = os.dup(fd)
    nothing = os.open(os.devnull, os.O_RDONLY if fd == 0 else os.O_WRONLY)
    os.dup2(nothing, fd)
    os.close(nothing)
    return moved


def become(uid, gid, read_all):
    """Stops being root. `read_all`: of root's rights only reading stays, for a root that nobody else may enter."""
    os.setgroups([])
    if read_all:
        prctl(PR_SET_KEEPCAPS, 1)
    os.setgid(gid)
    os.setuid(uid)
    if read_all:
        keep_capabilities(1 << CAP_DAC_READ_SEARCH)


def keep_capabilities(only):
    """Of all that root may do beyond others this process keeps these rights, as bits; True when it holds."""
    head = ctypes.create_string_buffer(struct.pack("II", CAPABILITY_VERSION, 0))
    data = struct.pack("IIIIII", only, only, 0, 0, 0, 0)
    checked(libc().capset(head, ctypes.create_string_buffer(data)), "capset")
    told = ctypes.create_string_buffer(len(data))
    checked(libc().capget(head, told), "capget")
    return told.raw[:len(data)] == data


def may_enter(folder, uid, gid):
    """Whether a user can come to a folder and read it; only its own group counts."""
    wanted = 0o5
    while True:
        try:
            found = os.stat(folder)
        except OSError:
            return False
        shift = 6 if found.st_uid == uid else 3 if found.st_gid == gid else 0
        if (found.st_mode >> shift) & wanted != wanted:
            return False
        above = os.path.dirname(folder)
        if above == folder:
            return True
        folder, wanted = above, 0o1


def idle_disk():
    """Reads and writes only when nobody else does."""
    syscall(SYS_IOPRIO_SET.get(_machine()), 1, 0, IOPRIO_IDLE)


def few_arenas():
    """Keeps the C library from reserving 64 MiB of addresses for each thread: they count against the limit."""
    if _libc is not None and hasattr(_libc, "mallopt"):
        _libc.mallopt(ctypes.c_int(-8), ctypes.c_int(1))


def give_memory_back():
    """Returns what was only needed for loading to the system."""
    gc.collect()
    if _libc is not None and hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(ctypes.c_size_t(0))


def fork_into(flags):
    """`os.fork` into new namespaces; 0 in the child. The calling process must have one thread."""
    number = SYS_CLONE.get(_machine())
    if _libc is None or number is None:
        raise Unavailable("not on this system")
    api = ctypes.pythonapi
    api.PyOS_BeforeFork()
    pid = _libc.syscall(ctypes.c_long(number), ctypes.c_ulong(flags | signal.SIGCHLD),
                        ctypes.c_long(0), ctypes.c_long(0), ctypes.c_long(0), ctypes.c_long(0))
    if pid == 0:
        api.PyOS_AfterFork_Child()
        return 0
    api.PyOS_AfterFork_Parent()
    return checked(pid, "clone")


def own_user_namespace():
    """Moves this process, which has one thread, into a user namespace in which it is the same user as before."""
    ids = os.geteuid(), os.getegid()
    # After a change of user the files of a process in /proc are root's, unless it may be looked into.
    prctl(PR_SET_DUMPABLE, 1)
    try:
        checked(libc().unshare(ctypes.c_int(CLONE_NEWUSER)), "unshare")
        keep_ids(*ids)
    finally:
        prctl(PR_SET_DUMPABLE, 0)


def keep_ids(uid, gid):
    """Makes the user of a new user namespace the same as outside."""
    for name, text in (("setgroups", "deny"), ("uid_map", "%d %d 1" % (uid, uid)), ("gid_map", "%d %d 1" % (gid, gid))):
        with open("/proc/self/" + name, "w", encoding="utf-8") as file:
            file.write(text)

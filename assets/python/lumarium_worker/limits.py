"""What a worker may use at most, set before the plugin is imported and read back afterwards."""

import os
import sys

from lumarium_worker import landlock, linux, mounts

try:
    import resource
except ImportError:  # Windows: the host holds its workers in a job object
    resource = None

MIB = 1024 * 1024

#: name in `init` -> (resource, what holds when the host says nothing)
RESOURCES = {
    "address_space": ("RLIMIT_AS", 1024 * MIB),
    "file_size": ("RLIMIT_FSIZE", 64 * MIB),
    "files": ("RLIMIT_NOFILE", 256),
    "core": ("RLIMIT_CORE", 0),
    "processes": ("RLIMIT_NPROC", 64),
}
NOBODY = 65534
#: Where all workers are one user to the system, and cannot have a namespace of their own, they share this many.
PROCESSES_SHARED = 1024


def _set_resource(name, wanted):
    """Lowers one limit; what the system then says is returned."""
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(kind, (wanted, wanted))
    return resource.getrlimit(kind)[0]


def set_resources(wanted, alone, shared=False):
    """Sets the limits; `alone` is True when the count of processes is this worker's own, else why it is not.

    `shared`: the count is that of all workers, and of nobody else.
    """
    if resource is None:
        return {"resources": "not on this system"}
    told = {}
    for name, (kind, default) in RESOURCES.items():
        if name == "processes" and shared:
            try:
                told[name] = "%d, shared with the other plugins" % _set_resource(kind, PROCESSES_SHARED)
            except (OSError, ValueError, AttributeError) as error:
                told[name] = "not set: %s" % error
            continue
        if name == "processes" and alone is not True:
            # The count is the user's, so a limit would depend on whatever else the person runs.
            told[name] = alone
            continue
        try:
            told[name] = _set_resource(kind, int(wanted.get(name, default)))
        except (OSError, ValueError, AttributeError) as error:
            told[name] = "not set: %s" % error
    return told


def drop_user(user):
    """Stops being root: the given user, or nobody. An explicit user 0 stays root.

    The user, and whether it still reads what only root may: then a user namespace would take that away.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return os.geteuid() if hasattr(os, "geteuid") else None, False
    uid = int(user.get("uid", NOBODY))
    gid = int(user.get("gid", uid))
    if uid != 0:
        # Who cannot read Python's own modules could not import the next one.
        reads_all = bool(user.get("read_all"))
        reads_all = reads_all or not all(linux.may_enter(folder, uid, gid) for folder in set(_code_folders()))
        linux.become(uid, gid, reads_all)
        return os.geteuid(), reads_all
    return os.geteuid(), False


def _code_folders():
    """Where modules come from that a plugin may import later."""
    yield os.path.dirname(os.path.realpath(os.__file__))
    for name in ("PIL", "lumarium_worker"):
        found = sys.modules.get(name)
        if found is not None and getattr(found, "__file__", None):
            yield os.path.dirname(os.path.realpath(found.__file__))


def _tried(action):
    """The action's result, or why it could not be had."""
    try:
        return action()
    except Exception as error:  # a level that is not to be had is told, never fatal
        return "not set: %s" % error


def _be_first_to_die(score):
    """When memory runs out the system takes a worker rather than the host."""
    with open("/proc/self/oom_score_adj", "r+", encoding="utf-8") as file:
        file.write(str(score))
        file.seek(0)
        return int(file.read())


def _be_modest(nice):
    """Waits for others so much, however much the process that started it did."""
    os.setpriority(os.PRIO_PROCESS, 0, nice)
    return os.getpriority(os.PRIO_PROCESS, 0)


def _be_idle():
    """Runs and reads only when nothing else wants to."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    _tried(linux.idle_disk)
    return "idle" if os.sched_getscheduler(0) == os.SCHED_IDLE else "not set"


def _only_below(folders):
    """Landlock with its proof."""
    known = landlock.restrict(folders)
    if not landlock.proved(folders):
        return "version %d, not proved" % known
    return "version %d, proved" % known


def in_own_namespace(parent_outside):
    """Whether this process cannot see the one that started it, tried with a signal that does nothing."""
    if parent_outside is None or os.getpid() != 1:
        return False
    try:
        os.kill(parent_outside, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return parent_outside == 1


def _counts_alone(in_user_namespace):
    """Whether processes are counted for this worker alone, else why not. Users outside a namespace share a count."""
    if in_user_namespace:
        return True
    if not linux.IS_LINUX:
        return "not set: the count belongs to the user"
    if os.geteuid() == 0:
        return "not set: root is not held to it"
    done = _tried(linux.own_user_namespace)
    return True if done is None else done


def apply(wanted, parent_outside=None, files=None):
    """Applies the `isolation` part of `init`; returns what is really in force, name by name.

    `files` stand in hidden folders: {path: what JSON it holds}.
    """
    told = {}
    user = wanted.get("user") or {}
    own_pids = _tried(lambda: in_own_namespace(parent_outside))
    if "oom_score_adj" in wanted:
        told["oom_score_adj"] = _tried(lambda: _be_first_to_die(int(wanted["oom_score_adj"])))
    if "nice" in wanted:
        told["nice"] = _tried(lambda: _be_modest(int(wanted["nice"])))
    if wanted.get("idle"):
        told["scheduling"] = _tried(_be_idle)
    if wanted.get("hidden"):
        told["secrets"] = _tried(lambda: mounts.hide(wanted["hidden"], files or {}))
    forked_by_user = own_pids is True and os.geteuid() != 0
    dropped = _tried(lambda: drop_user(user))
    told["user"], reads_all = dropped if isinstance(dropped, tuple) else (dropped, False)
    if reads_all:
        told["reads"] = "everything, as it could not read its own files otherwise"
    alone = False if reads_all else _counts_alone(forked_by_user)
    told.update(set_resources(wanted.get("limits") or {}, alone, reads_all))
    if linux.IS_LINUX:
        # A change of user takes it back, so it is asked for again.
        told["dies_with_parent"] = _tried(linux.die_with_parent)
    told["no_new_privileges"] = _tried(linux.refuse_new_privileges)
    told["process_group"] = hasattr(os, "getpgrp") and os.getpgrp() == os.getpid()
    told["pid_namespace"] = "proved" if own_pids is True else "none"
    folders = wanted.get("writable")
    told["writes"] = "not restricted" if folders is None else _tried(lambda: _only_below(folders))
    if linux.IS_LINUX and os.geteuid() != 0 and not reads_all:
        # A namespace gives them; with them its hidden folders could be uncovered.
        told["no_capabilities"] = _tried(lambda: linux.keep_capabilities(0))
    return told

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
#: Processes and threads of all workers together, where they cannot be counted for each.
SHARED_PROCESSES = 2048


SHARED = "%d, shared by all plugins: this one reads with a right of root" % SHARED_PROCESSES


def _set_resource(name, wanted):
    """Lowers one limit; what the system then says is returned."""
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(kind, (wanted, wanted))
    return resource.getrlimit(kind)[0]


def set_resources(wanted, alone):
    """Sets the limits; `alone` is True when the count of processes is this worker's own, else why it is not."""
    if resource is None:
        return {"resources": "not on this system"}
    told = {}
    for name, (kind, default) in RESOURCES.items():
        if name == "processes" and alone is not True:
            # The count is the user's, so a limit would depend on whatever else the person runs.
            told[name] = alone
            if alone == SHARED:
                _set_resource(kind, SHARED_PROCESSES)
            continue
        try:
            told[name] = _set_resource(kind, int(wanted.get(name, default)))
        except (OSError, ValueError, AttributeError) as error:
            told[name] = "not set: %s" % error
    return told


def drop_user(uid, gid, read_all):
    """Stops being root, unless the user to become is root."""
    if os.geteuid() == 0 and uid != 0:
        linux.become(uid, gid, read_all)
    return os.geteuid()


def locked_out(uid, gid):
    """Whether that user may not read what Python itself and its packages lie in."""
    library = os.path.dirname(os.__file__)
    folders = [folder for folder in [library] + sys.path if os.path.isdir(folder)]
    return not all(linux.may_read(folder, uid, gid) for folder in folders)


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


def _counts_alone(in_user_namespace, read_all):
    """Whether processes are counted for this worker alone, else why not. Users outside a namespace share a count."""
    if in_user_namespace:
        return True
    if not linux.IS_LINUX:
        return "not set: the count belongs to the user"
    if os.geteuid() == 0:
        return "not set: root is not held to it"
    if read_all:
        # In a user namespace that right would be gone.
        return SHARED
    done = _tried(linux.own_user_namespace)
    return True if done is None else done


def apply(wanted, parent_outside=None, files=None):
    """Applies the `isolation` part of `init`; returns what is really in force, name by name.

    `files` stand in hidden folders: {path: what JSON it holds}.
    """
    told = {}
    own_pids = _tried(lambda: in_own_namespace(parent_outside))
    if "oom_score_adj" in wanted:
        told["oom_score_adj"] = _tried(lambda: _be_first_to_die(int(wanted["oom_score_adj"])))
    if "nice" in wanted:
        told["nice"] = _tried(lambda: os.nice(int(wanted["nice"])))
    if wanted.get("idle"):
        told["scheduling"] = _tried(_be_idle)
    if wanted.get("hidden"):
        told["secrets"] = _tried(lambda: mounts.hide(wanted["hidden"], files or {}))
    read_all = _change_user(wanted.get("user") or {}, own_pids, wanted.get("limits") or {}, told)
    if linux.IS_LINUX:
        # A change of user takes it back, so it is asked for again.
        told["dies_with_parent"] = _tried(linux.die_with_parent)
    told["no_new_privileges"] = _tried(linux.refuse_new_privileges)
    told["process_group"] = hasattr(os, "getpgrp") and os.getpgrp() == os.getpid()
    told["pid_namespace"] = "proved" if own_pids is True else "none"
    folders = wanted.get("writable")
    told["writes"] = "not restricted" if folders is None else _tried(lambda: _only_below(folders))
    if linux.IS_LINUX and os.geteuid() != 0 and not read_all:
        # A namespace gives them; with them its hidden folders could be uncovered.
        told["no_capabilities"] = _tried(lambda: linux.keep_capabilities(0))
    return told


def _change_user(user, own_pids, wanted, told):
    """Who this process is from now on, and what it may use; whether it may read everything."""
    if not hasattr(os, "geteuid"):
        told.update(set_resources(wanted, "not set: not on this system"), user=None)
        return False
    root = os.geteuid() == 0
    forked_by_user = own_pids is True and not root
    uid = int(user.get("uid", NOBODY))
    gid = int(user.get("gid", uid))
    read_all = root and uid != 0 and (bool(user.get("read_all")) or locked_out(uid, gid))
    if read_all:
        told["reads"] = "everything, with a right of root: some folder it needs is closed to others"
    told["user"] = _tried(lambda: drop_user(uid, gid, read_all))
    told.update(set_resources(wanted, _counts_alone(forked_by_user, read_all)))
    return read_all

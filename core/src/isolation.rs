//! What keeps the process of a plugin in, in words. Workers name each limit and what the system answered when
//! it was read back; here that becomes what it means, and what is missing is said plainly.

use serde::{Deserialize, Serialize};

use crate::failure::cut;

/// One limit of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// As the worker calls it.
    pub name: String,
    /// The system keeps to it; not: it is missing.
    pub holds: bool,
    /// What that means: a clause about "it", the plugin.
    pub text: String,
}

impl Guard {
    fn holds(name: &str, text: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            holds: true,
            text: cut(text.into()),
        }
    }

    fn missing(name: &str, text: impl Into<String>) -> Self {
        Self {
            holds: false,
            ..Self::holds(name, text)
        }
    }

    /// The memory it may take, together with all it has started.
    pub fn memory(bytes: u64) -> Self {
        let most = mebibytes(bytes);
        Self::holds(
            "memory",
            format!("is ended when it and what it has started take more than {most} of memory"),
        )
    }
}

/// The user that belongs to nobody, on Linux.
const NOBODY: u64 = 65_534;

/// What the system has put in force, as a worker tells it; `note` says why there is no PID namespace.
pub fn guards(in_force: &[(String, String)], note: Option<&str>) -> Vec<Guard> {
    let one = |(name, told): &(String, String)| guard(name, told, note);
    let mut guards: Vec<Guard> = in_force.iter().map(one).collect();
    let rank = |guard: &Guard| {
        let place = WEIGHT.iter().position(|name| *name == guard.name);
        place.unwrap_or(WEIGHT.len())
    };
    guards.sort_by_key(rank);
    guards
}

/// What matters most comes first.
const WEIGHT: [&str; 10] = [
    "user",
    "writes",
    "no_new_privileges",
    "pid_namespace",
    "dies_with_parent",
    "process_group",
    "address_space",
    "processes",
    "files",
    "file_size",
];

fn guard(name: &str, told: &str, note: Option<&str>) -> Guard {
    let number = told.parse::<u64>().ok();
    let because = because(told);
    match (name, number, told) {
        ("pid_namespace", _, "proved") => Guard::holds(
            name,
            "sees no processes but its own, and all of them end with it",
        ),
        ("pid_namespace", ..) => {
            let note = note.map_or_else(String::new, |note| format!(" ({note})"));
            Guard::missing(name, format!("can see the processes of others{note}"))
        }
        ("process_group", _, "true") => Guard::holds(name, "is ended as a group"),
        ("process_group", ..) => Guard::missing(
            name,
            "is no group of its own: what it starts may outlive it",
        ),
        ("no_new_privileges", _, "true") => {
            Guard::holds(name, "cannot get more rights, whatever it starts")
        }
        ("no_new_privileges", ..) => Guard::missing(
            name,
            format!("may get more rights by what it starts{because}"),
        ),
        ("dies_with_parent", _, "true") => Guard::holds(name, "ends when Lumarium ends"),
        ("dies_with_parent", ..) => Guard::missing(name, format!("may outlive Lumarium{because}")),
        ("user", Some(0), _) => Guard::missing(name, "runs as root and may do anything"),
        ("user", Some(NOBODY), _) => {
            Guard::holds(name, format!("runs as nobody (user {NOBODY}), not as root"))
        }
        ("user", Some(user), _) => Guard::holds(name, format!("runs as user {user}, not as root")),
        ("user", None, _) => Guard::missing(name, format!("runs as the user that we are{because}")),
        ("writes", _, told) if told.ends_with(", proved") => Guard::holds(
            name,
            "writes only to its own folders and the shared cache (tried out)",
        ),
        ("writes", _, told) if told.ends_with("not proved") => Guard::missing(
            name,
            "was to write only to its own folders, but writing elsewhere went well when it was tried",
        ),
        ("writes", ..) => Guard::missing(
            name,
            format!("may write wherever its user may write{because}"),
        ),
        ("resources", ..) => Guard::missing(
            name,
            format!("has no limits of memory, files and processes{because}"),
        ),
        _ => amount(name, number, told),
    }
}

/// Limits that are numbers, and what we do not know yet.
fn amount(name: &str, number: Option<u64>, told: &str) -> Guard {
    let because = because(told);
    match (name, number) {
        ("address_space", Some(bytes)) => Guard::holds(
            name,
            format!("may reserve {} of memory at most", mebibytes(bytes)),
        ),
        ("file_size", Some(bytes)) => Guard::holds(
            name,
            format!("may write files of {} at most", mebibytes(bytes)),
        ),
        ("files", Some(count)) => {
            Guard::holds(name, format!("may have {count} files open at most"))
        }
        ("processes", Some(count)) => Guard::holds(
            name,
            format!("may have {count} processes and threads at most"),
        ),
        ("core", Some(0)) => Guard::holds(name, "leaves no memory dump behind"),
        ("core", Some(bytes)) => Guard::missing(
            name,
            format!("may leave memory dumps of {}", mebibytes(bytes)),
        ),
        ("oom_score_adj", Some(1..)) => {
            Guard::holds(name, "goes first when the machine runs out of memory")
        }
        ("nice", Some(1..)) => {
            Guard::holds(name, "lets Lumarium go first when the processor is busy")
        }
        ("scheduling", None) if told == "idle" => {
            Guard::holds(name, "runs only when nothing else wants to")
        }
        ("address_space", _) => {
            Guard::missing(name, format!("may reserve any amount of memory{because}"))
        }
        ("file_size", _) => Guard::missing(name, format!("may write files of any size{because}")),
        ("files", _) => Guard::missing(name, format!("may open any number of files{because}")),
        ("processes", _) => Guard::missing(
            name,
            format!("may start as many processes as its user may{because}"),
        ),
        ("oom_score_adj", _) => Guard::missing(
            name,
            format!("does not go first when the machine runs out of memory{because}"),
        ),
        ("nice" | "scheduling", _) => {
            Guard::missing(name, format!("takes the processor as others do{because}"))
        }
        // A newer worker than we know.
        _ if told == "false" || told == "none" || told.starts_with("not ") => {
            Guard::missing(name, format!("{name}: {told}"))
        }
        _ => Guard::holds(name, format!("{name}: {told}")),
    }
}

/// `: reason`, where the system gave one.
fn because(told: &str) -> String {
    let reason = told.strip_prefix("not set: ").or_else(|| {
        let other = told.starts_with("not on") && !told.is_empty();
        other.then_some(told)
    });
    reason.map_or_else(String::new, |reason| format!(": {reason}"))
}

/// How much of it is there, in a few words: the level of a process's isolation.
pub fn level(guards: &[Guard]) -> String {
    let missing = guards.iter().filter(|guard| !guard.holds).count();
    match (guards.len(), missing) {
        (0, _) => "not known yet".to_owned(),
        (_, 0) => "complete: nothing is missing".to_owned(),
        (all, missing) if missing == all => "none: no limit holds".to_owned(),
        (all, 1) => format!("in part: 1 of {all} limits is missing"),
        (all, missing) => format!("in part: {missing} of {all} limits are missing"),
    }
}

/// `31.2 MiB`; whole numbers without a fraction.
pub fn mebibytes(bytes: u64) -> String {
    let whole = bytes.is_multiple_of(1024 * 1024);
    let size = bytes as f64 / (1024.0 * 1024.0);
    if whole {
        format!("{size:.0} MiB")
    } else {
        format!("{size:.1} MiB")
    }
}

#[cfg(test)]
mod tests;

//! One set of wishes: how far it is, how long it waits after a failure, and the name of its environment.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::Key;
use crate::host::python::environment::build::Built;
use crate::host::python::environment::probe::Told;
use crate::host::python::environment::requirement::Requirement;
use crate::host::python::environment::why::Why;
use crate::limits;
use crate::time::Moment;

#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) why: Why,
    pub(super) tries: u32,
    pub(super) retry_at: Moment,
}

pub(super) struct Set {
    pub(super) wanted: Vec<Requirement>,
    pub(super) number: u64,
    pub(super) progress: Progress,
    pub(super) log: VecDeque<String>,
    pub(super) tries: u32,
}

pub(super) enum Progress {
    Waiting(Moment),
    Building(Moment),
    Ready(Arc<Built>, PathBuf),
    Failed(Failure),
}

/// Doubles from the shortest wait to the longest; what cannot pass by itself waits longest at once.
pub(super) fn failure(why: Why, tries: u32, now: Moment) -> Failure {
    let wait = if why.can_pass() {
        let doubled =
            limits::ENVIRONMENT_RETRY_MIN.checked_mul(1 << tries.saturating_sub(1).min(16));
        doubled
            .unwrap_or(Duration::MAX)
            .min(limits::ENVIRONMENT_RETRY_MAX)
    } else {
        limits::ENVIRONMENT_RETRY_MAX
    };
    Failure {
        why,
        tries,
        retry_at: now.plus(wait),
    }
}

/// Another Python, or another wish, is another environment.
pub(super) fn key(told: &Told, names: &BTreeSet<String>) -> Key {
    let machine = |name: &str| {
        told.installed
            .machine
            .get(name)
            .cloned()
            .unwrap_or_default()
    };
    let mut hash = Sha256::new();
    for name in ["implementation_name", "python_version", "platform_machine"] {
        hash.update(machine(name));
        hash.update("\n");
    }
    hash.update(told.program.as_os_str().as_encoded_bytes());
    for name in names {
        hash.update("\n");
        hash.update(name);
    }
    hash.finalize()
        .iter()
        .take(12)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

//! Asks a Python, in a process of its own, what it is and which packages it has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::child::{Ended, Heard, Leash, Task};
use super::requirement::{Installed, Package, normal};
use crate::limits;

const SCRIPT: &str = include_str!("probe.py");

/// What a Python says.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What it is, and its packages.
    pub installed: Installed,
    /// The program itself, behind all links and wrappers.
    pub program: PathBuf,
    /// It is an environment itself, so that others made by it do not see its packages.
    pub is_virtual: bool,
    /// It has pip.
    pub has_pip: bool,
    /// Where it installs packages.
    pub paths: Vec<PathBuf>,
    /// Where it looks for packages.
    pub search: Vec<PathBuf>,
    /// Packages that stand below its own folder and not in the system.
    pub own: Vec<String>,
}

/// As it is printed.
#[derive(Deserialize)]
struct Printed {
    machine: BTreeMap<String, String>,
    program: PathBuf,
    #[serde(rename = "virtual")]
    is_virtual: bool,
    has_pip: bool,
    paths: Vec<PathBuf>,
    search: Vec<PathBuf>,
    packages: BTreeMap<String, PrintedPackage>,
    own: Vec<String>,
}

#[derive(Deserialize)]
struct PrintedPackage {
    version: String,
    needs: Vec<String>,
}

/// Asks; the reason in words if there is no answer.
pub fn probe(leash: &Leash, python: &Path) -> Result<Told, String> {
    let program = python
        .to_str()
        .ok_or("the path of Python is no ordinary text; use another Python")?;
    let mut answer = Vec::new();
    let task = Task {
        words: &[program, "-c", SCRIPT],
        heard: Heard::Output,
        deadline: limits::PROBE_TIMEOUT,
    };
    let ended = leash.run(task, &mut |bytes| {
        if answer.len() <= limits::PROBE_BYTES_MAX {
            answer.extend_from_slice(bytes);
        }
    });
    match ended {
        Ended::Well => {}
        Ended::Badly => {
            return Err(format!("{program} does not say which packages it has"));
        }
        Ended::Late => return Err(format!("{program} took too long to say what it has")),
        Ended::Cancelled => return Err("Lumarium ends".to_owned()),
        Ended::NotStarted(why) => return Err(why),
    }
    if answer.len() > limits::PROBE_BYTES_MAX {
        return Err(format!("{program} has too many packages to look at"));
    }
    let printed: Printed = serde_json::from_slice(&answer)
        .map_err(|error| format!("the answer of {program} cannot be understood: {error}"))?;
    let packages = printed.packages.into_iter().map(|(name, package)| {
        let PrintedPackage { version, needs } = package;
        (normal(&name), Package { version, needs })
    });
    Ok(Told {
        installed: Installed {
            machine: printed.machine,
            packages: packages.collect(),
        },
        program: printed.program,
        is_virtual: printed.is_virtual,
        has_pip: printed.has_pip,
        paths: printed.paths,
        search: printed.search,
        own: printed.own.iter().map(|name| normal(name)).collect(),
    })
}

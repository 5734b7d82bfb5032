//! Packages that plugins ask for: what the system's Python has is used, the rest is installed beside it, one
//! environment for each set of wishes, in the background. Asking never waits and never touches a file.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

use crate::host::clock::Clock;
use crate::host::handle::lock;
use crate::host::queue;
use crate::host::root::Paths;
use crate::host::vfs::Vfs;
use crate::id::PluginId;
use crate::time::Moment;

mod build;
pub mod child;
mod kept;
pub mod marker;
pub mod probe;
pub mod requirement;
mod state;
mod thread;
pub mod version;
mod why;
pub mod wishes;

pub use build::Built;
pub use why::Why;
pub use wishes::{Said, Wishes};

use child::Leash;
use state::State;

/// What environments need.
pub struct Setup {
    /// Where they are kept.
    pub paths: Paths,
    /// The Python that plugins run in.
    pub python: PathBuf,
    /// The fast installer, where there is one.
    pub uv: Option<PathBuf>,
    /// Added to the environment of what installs.
    pub variables: Vec<(String, String)>,
    /// For waits, and for who used what when.
    pub clock: Arc<dyn Clock>,
    /// For files of ours.
    pub vfs: Arc<dyn Vfs>,
}

/// Told when the answer for a plugin has changed; called on the thread `environments`.
pub type OnChange = Box<dyn Fn(&PluginId) + Send>;

/// How a plugin's packages are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// All there.
    Ready {
        /// Folders of packages, to be searched before the system's, as `site.addsitedir` does it; none if the
        /// system has everything.
        paths: Vec<PathBuf>,
        /// What is worth knowing.
        notes: Vec<String>,
    },
    /// Being looked at or installed.
    Building {
        /// Since when.
        since: Moment,
        /// What is done now, in one line.
        progress: String,
    },
    /// Not there. It is tried again by itself.
    Lacking {
        /// What is missing, as it was asked for.
        names: Vec<String>,
        /// Why.
        why: Why,
        /// When it is tried again.
        retry_at: Moment,
    },
}

impl Answer {
    /// In one line: what is waited for and why; `None` if nothing is.
    pub fn words(&self, now: Moment) -> Option<String> {
        match self {
            Self::Ready { .. } => None,
            Self::Building { progress, .. } => Some(format!("waits for packages: {progress}")),
            Self::Lacking {
                names,
                why,
                retry_at,
            } => {
                let wait = retry_at.since(now).as_secs();
                let names = names.join(", ");
                let why = why.words();
                Some(format!(
                    "waits: lacks {names} ({why}); tried again in {wait} s"
                ))
            }
        }
    }
}

/// All environments of a root. Dropping it kills what is being installed.
pub struct Environments {
    shared: Arc<Shared>,
    bell: Option<queue::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    leash: Leash,
    setup: Setup,
}

impl Environments {
    /// Starts the thread; it begins by asking Python what it has.
    pub fn start(setup: Setup, on_change: OnChange) -> io::Result<Self> {
        let clock = Arc::clone(&setup.clock);
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(clock.now().at)),
            leash: Leash::new(&setup.python, setup.variables.clone(), clock),
            setup,
        });
        // One ring is enough: what there is to do stands in the state.
        let (bell, rings) = queue::queue("environments", 1);
        let theirs = Arc::clone(&shared);
        let thread = Builder::new()
            .name("environments".to_owned())
            .spawn(move || thread::run(&theirs, &rings, &on_change))?;
        Ok(Self {
            shared,
            bell: Some(bell),
            thread: Some(thread),
        })
    }

    /// How the packages of a plugin are; what is missing is going to be installed. Never waits.
    pub fn ask(&self, plugin: &PluginId, wishes: &Wishes) -> Answer {
        let now = self.shared.setup.clock.now().at;
        let (answer, work) = lock(&self.shared.state).ask(plugin, wishes, now);
        if work {
            self.ring();
        }
        answer
    }

    /// What was said while the environment of a plugin was built, oldest first.
    pub fn log(&self, plugin: &PluginId) -> Vec<String> {
        lock(&self.shared.state).log(plugin)
    }

    /// Looks at Python again, and tries at once what has failed: a person has done something about it.
    pub fn retry(&self) {
        lock(&self.shared.state).look_again();
        self.ring();
    }

    /// These plugins are installed: environments that none of them uses are removed.
    pub fn sweep(&self, installed: BTreeSet<PluginId>) {
        lock(&self.shared.state).sweep(installed);
        self.ring();
    }

    fn ring(&self) {
        // A bell that has rung already is heard.
        if let Some(bell) = &self.bell {
            match bell.try_send(()) {
                Ok(()) | Err(_) => {}
            }
        }
    }
}

impl Drop for Environments {
    fn drop(&mut self) {
        self.shared.leash.cancel();
        self.bell = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of environments has panicked; please report it");
        }
    }
}

/// Where the packages lie that were installed for a plugin, if they are there; for drawing without a host.
pub fn packages_of(vfs: &dyn Vfs, paths: &Paths, plugin: &PluginId) -> Vec<PathBuf> {
    kept::Kept::open(vfs, paths.environments()).packages_of(vfs, plugin)
}

/// The fast installer on the search path.
pub fn find_uv(search: &std::ffi::OsStr) -> Option<PathBuf> {
    let mut places = std::env::split_paths(search).map(|folder| folder.join("uv"));
    places.find(|file| file.is_absolute() && is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.is_file() && rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests;

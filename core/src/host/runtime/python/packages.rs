//! The packages that a plugin asks for: waited for on its own thread while they are being installed, and
//! done without where they are not to be had, as LEDMatrix does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::host::clock::Clock;
use crate::host::handle::lock;
use crate::host::python::environment::{Answer, Environments, Said, Setup, Wishes, find_uv};
use crate::host::python::interpreter::Interpreter;
use crate::host::root::Paths;
use crate::host::runtime::worker::seat::ProcessSeat;
use crate::host::vfs::Disk;
use crate::id::PluginId;
use crate::limits;

/// Environments of a root, made when the first plugin asks for a package.
pub(super) struct Packages {
    paths: Paths,
    clock: Arc<dyn Clock>,
    environments: OnceLock<Result<Environments, String>>,
    news: Arc<News>,
    /// Plugins that were started once without waiting.
    tried: Mutex<BTreeSet<PluginId>>,
}

/// Counts whenever something about environments has changed.
#[derive(Default)]
struct News {
    count: Mutex<u64>,
    more: Condvar,
}

/// What a plugin gets.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Folders of packages, before all others.
    pub(super) paths: Vec<PathBuf>,
    /// For its log.
    pub(super) notes: Vec<String>,
    /// What it has to do without, and why.
    pub(super) lacks: Option<String>,
    /// That is nothing for the log.
    pub(super) quietly: bool,
}

impl Packages {
    pub(super) fn new(paths: Paths, clock: Arc<dyn Clock>) -> Self {
        Self {
            paths,
            clock,
            environments: OnceLock::new(),
            news: Arc::default(),
            tried: Mutex::default(),
        }
    }

    /// What a plugin in `folder` gets. The first time nothing is waited for: nearly always the system has
    /// what is asked for, and a plugin that lacks something comes back at once. Then it waits while it is
    /// being installed, and tells what for; ends early when its run is killed.
    pub(super) fn wait_for(
        &self,
        seat: &ProcessSeat,
        folder: &Path,
        manifest: &Value,
        tell: &dyn Fn(String),
    ) -> Found {
        let wishes = read(folder, manifest);
        let mut found = Found {
            notes: wishes.left_out.clone(),
            ..Found::default()
        };
        if wishes.is_empty() {
            return found;
        }
        let environments = match self.environments.get_or_init(|| self.start()) {
            Ok(environments) => environments,
            Err(why) => {
                found.lacks = Some(why.clone());
                return found;
            }
        };
        while !seat.dead() {
            let seen = *lock(&self.news.count);
            let answer = environments.ask(&seat.plugin, &wishes);
            match &answer {
                Answer::Ready { paths, notes } => {
                    found.paths.clone_from(paths);
                    found.notes.extend(notes.iter().cloned());
                    return found;
                }
                Answer::Lacking { names, why, .. } => {
                    let names = names.join(", ");
                    found.lacks = Some(format!("{names} cannot be installed: {}", why.words()));
                    return found;
                }
                Answer::Building { .. } => {}
            }
            if lock(&self.tried).insert(seat.plugin.clone()) {
                found.lacks = Some("its packages are being looked at".to_owned());
                found.quietly = true;
                return found;
            }
            let words = answer.words(self.clock.now().at).unwrap_or_default();
            // Told again and again: it is alive, and its deadline does not count meanwhile.
            tell(words);
            self.news.wait(seen);
        }
        found
    }

    fn start(&self) -> Result<Environments, String> {
        let python = match Interpreter::likely() {
            Some(python) => python,
            None => {
                Interpreter::find()
                    .map_err(|error| error.to_string())?
                    .program
            }
        };
        let search = std::env::var_os("PATH").unwrap_or_default();
        let setup = Setup {
            paths: self.paths.clone(),
            python,
            uv: find_uv(&search),
            variables: Vec::new(),
            clock: Arc::clone(&self.clock),
            vfs: Arc::new(Disk),
        };
        let news = Arc::clone(&self.news);
        Environments::start(setup, Box::new(move |_| news.came()))
            .map_err(|error| error.to_string())
    }
}

impl News {
    fn came(&self) {
        *lock(&self.count) += 1;
        self.more.notify_all();
    }

    /// Until there is something newer than `seen`, or for a moment.
    fn wait(&self, seen: u64) {
        let count = lock(&self.count);
        let same = |count: &mut u64| *count == seen;
        let waited = self
            .more
            .wait_timeout_while(count, limits::PACKAGES_LOOK, same);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

fn read(folder: &Path, manifest: &Value) -> Wishes {
    let texts = |name: &str| -> Vec<String> {
        let list = manifest.get(name).and_then(Value::as_array);
        let list = list
            .into_iter()
            .flatten()
            .take(limits::REQUIREMENTS_LINES_MAX);
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut list = texts("dependencies");
    list.extend(texts("requirements"));
    let said = Said {
        file: manifest.get("requirements_file").and_then(Value::as_str),
        list: &list,
    };
    Wishes::read(&Disk, folder, said)
}

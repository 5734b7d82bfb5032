//! Watching files: the folder of configuration, the folder of plugins, and working copies as a whole.
//! It only says that something may have changed; who is told compares contents, so our own writes
//! make no loops. Where the machine gives no more watches, it says so and goes on without.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use thiserror::Error;

use crate::host::files::is_temp;
use crate::host::handle::lock;
use crate::id::PluginId;

mod debounce;

use debounce::Debounce;

/// What may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The configuration.
    pub config: bool,
    /// Plugins came or went.
    pub plugins: bool,
    /// Files of these working copies.
    pub copies: BTreeSet<PluginId>,
}

impl Change {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        !self.config && !self.plugins && self.copies.is_empty()
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.config |= other.config;
        self.plugins |= other.plugins;
        self.copies.extend(other.copies);
    }
}

/// What is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// The folder of configuration.
    pub config: PathBuf,
    /// The folder of plugins, if it is known.
    pub plugins: Option<PathBuf>,
    /// Working copies: folders, or single files.
    pub copies: BTreeMap<PluginId, PathBuf>,
}

/// Watching is not possible here.
#[derive(Debug, Error)]
pub enum WatchError {
    /// The machine gives no watcher.
    #[error(
        "changes of files are not noticed by themselves: {0}; reload plugins and settings by hand"
    )]
    Notify(#[source] notify::Error),
    /// No thread.
    #[error(
        "changes of files are not noticed by themselves, because no thread could be started: {0}"
    )]
    Thread(#[source] io::Error),
}

/// Takes a change; false if it has no room now and wants it again later.
pub type OnChange = Box<dyn Fn(Change) -> bool + Send>;

/// A running watcher; dropping it ends it.
pub struct Watch {
    watcher: RecommendedWatcher,
    targets: Arc<Mutex<Targets>>,
    watched: BTreeMap<PathBuf, RecursiveMode>,
}

impl Watch {
    /// Starts the watcher and its thread `watch`; nothing is watched before `follow`.
    pub fn start(on_change: OnChange) -> Result<Self, WatchError> {
        let targets = Arc::new(Mutex::new(Targets::default()));
        let debounce = Debounce::start(on_change).map_err(WatchError::Thread)?;
        let shared = Arc::clone(&targets);
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let targets = lock(&shared);
            debounce.add(match event {
                Ok(event) => change_of(&targets, &event),
                // The machine lost events: anything may have changed.
                Err(_) => everything(&targets),
            });
        })
        .map_err(WatchError::Notify)?;
        Ok(Self {
            watcher,
            targets,
            watched: BTreeMap::new(),
        })
    }

    /// Watches these from now on; what cannot be watched, in words. What was told once is not told again
    /// before the targets change.
    pub fn follow(&mut self, targets: Targets) -> Vec<String> {
        if *lock(&self.targets) == targets {
            return Vec::new();
        }
        let mut wanted = BTreeMap::new();
        wanted.insert(targets.config.clone(), RecursiveMode::NonRecursive);
        if let Some(plugins) = &targets.plugins {
            wanted.insert(plugins.clone(), RecursiveMode::NonRecursive);
        }
        for path in targets.copies.values() {
            if path.is_dir() {
                wanted.insert(path.clone(), RecursiveMode::Recursive);
            } else if let Some(folder) = path.parent() {
                // Editors replace files: the folder sees that, a watch on the file does not.
                wanted
                    .entry(folder.to_owned())
                    .or_insert(RecursiveMode::NonRecursive);
            }
        }
        *lock(&self.targets) = targets;
        self.watched.retain(|path, mode| {
            let stays = wanted.get(path) == Some(mode);
            if !stays && let Err(error) = self.watcher.unwatch(path) {
                tracing::debug!("{error}");
            }
            stays
        });
        let mut notices = Vec::new();
        for (path, mode) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            match self.watcher.watch(&path, mode) {
                Ok(()) => {
                    self.watched.insert(path, mode);
                }
                Err(error) => notices.extend(complaint(&path, &error)),
            }
        }
        notices
    }
}

/// What people have to know about a folder that cannot be watched; a missing one is no news.
fn complaint(path: &Path, error: &notify::Error) -> Option<String> {
    let out_of_watches = match &error.kind {
        notify::ErrorKind::PathNotFound => return None,
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) if error.kind() == io::ErrorKind::NotFound => return None,
        notify::ErrorKind::Io(error) => error.raw_os_error() == Some(libc::ENOSPC),
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_) => false,
    };
    let hint = if out_of_watches {
        "; this machine has no more watches, raise fs.inotify.max_user_watches"
    } else {
        ""
    };
    Some(format!(
        "changes in {} are not noticed by themselves: {error}{hint}",
        path.display()
    ))
}

fn everything(targets: &Targets) -> Change {
    Change {
        config: true,
        plugins: true,
        copies: targets.copies.keys().cloned().collect(),
    }
}

/// What an event means for the targets. Reading a file is no change.
fn change_of(targets: &Targets, event: &notify::Event) -> Change {
    if event.need_rescan() {
        return everything(targets);
    }
    if matches!(event.kind, EventKind::Access(_)) {
        return Change::default();
    }
    let mut change = Change::default();
    for path in &event.paths {
        change.add(change_of_path(targets, path));
    }
    change
}

fn change_of_path(targets: &Targets, path: &Path) -> Change {
    let mut change = Change::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.parent() == Some(&targets.config) {
        change.config = name == crate::config::MAIN_NAME || name == crate::config::SECRETS_NAME;
    }
    if let Some(plugins) = &targets.plugins {
        let direct = path.parent() == Some(plugins) && !is_noise(&name);
        change.plugins = direct || path == plugins;
    }
    for (id, copy) in &targets.copies {
        let Ok(inside) = path.strip_prefix(copy) else {
            continue;
        };
        let noise = inside
            .components()
            .any(|part| is_noise(&part.as_os_str().to_string_lossy()));
        if !noise {
            change.copies.insert(id.clone());
        }
    }
    change
}

/// Names that editors, Python, git and we make on the way.
fn is_noise(name: &str) -> bool {
    is_temp(name)
        || matches!(name, ".git" | "__pycache__" | ".lumarium-trash" | "4913")
        || name.ends_with('~')
        || (name.starts_with(".#") || (name.starts_with('#') && name.ends_with('#')))
        || [".swp", ".swx", ".swo", ".pyc", ".tmp"]
            .iter()
            .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests;

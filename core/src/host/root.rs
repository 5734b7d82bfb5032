//! The root: the folder that a running Lumarium owns, its paths, and its one owner.
//! An existing LEDMatrix folder is a valid root: nothing of it is changed by opening it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use crate::config::{Document, MAIN_NAME, SECRETS_NAME};

/// How often, and how long apart, a lock that somebody has is tried again: a second in all.
const ATTEMPTS: u32 = 50;
const ATTEMPT_EVERY: Duration = Duration::from_millis(20);

/// Why a folder cannot be opened as a root.
#[derive(Debug, Error)]
pub enum RootError {
    /// Something is in it, but no configuration.
    #[error(
        "this folder is neither empty nor a root of Lumarium or LEDMatrix; \
         name an empty folder or one that has config/{MAIN_NAME}: {}",
        path.display()
    )]
    NotARoot {
        /// The folder.
        path: PathBuf,
    },
    /// Something else stands there.
    #[error("the root must be a folder, and a file stands there; name another root with --root: {}", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// Another process has it.
    #[error(
        "the root is in use by process {}; end that one first, or name another root with --root: {}",
        owner.map_or_else(|| "unknown".to_owned(), |pid| pid.to_string()),
        path.display()
    )]
    Owned {
        /// The folder.
        path: PathBuf,
        /// The owner, if it could be read.
        owner: Option<u32>,
    },
    /// The file system refused.
    #[error("{what} failed: {source}; make it readable and writable for this user: {}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Checked paths of a root, and the lock that makes this process its owner until it is dropped.
#[derive(Debug)]
pub struct Root {
    paths: Paths,
    /// Held, not read: the lock ends with the file.
    _lock: File,
}

/// Where everything is. Cheap to copy to other threads; says nothing about ownership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    root: PathBuf,
}

impl Paths {
    /// The paths of the root at `root`; nothing is looked at.
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The root itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// LEDMatrix's folder of configuration.
    pub fn config(&self) -> PathBuf {
        self.root.join("config")
    }

    /// `config/config.json`.
    pub fn main_file(&self) -> PathBuf {
        self.config().join(MAIN_NAME)
    }

    /// `config/config_secrets.json`.
    pub fn secrets_file(&self) -> PathBuf {
        self.config().join(SECRETS_NAME)
    }

    /// Where plugins are: the configuration may name another folder, also an absolute one.
    pub fn plugins(&self, document: &Document) -> PathBuf {
        self.root.join(document.plugins_directory())
    }

    /// Fonts and logos.
    pub fn assets(&self) -> PathBuf {
        self.root.join("assets")
    }

    /// What is ours.
    pub fn state(&self) -> PathBuf {
        self.root.join("state")
    }

    /// The record.
    pub fn record(&self) -> PathBuf {
        self.state().join("lumarium.db")
    }

    /// Verified copies of the record.
    pub fn record_backups(&self) -> PathBuf {
        self.state().join("backup")
    }

    /// Copies of the configuration.
    pub fn config_history(&self) -> PathBuf {
        self.state().join("config-history")
    }

    /// Files of uninstalled plugins.
    pub fn trash(&self) -> PathBuf {
        self.state().join("trash")
    }

    /// The previous versions of plugins.
    pub fn versions(&self) -> PathBuf {
        self.state().join("versions")
    }

    /// What plugins keep for themselves, a folder for each.
    pub fn plugin_data(&self) -> PathBuf {
        self.root.join("plugin-data")
    }

    /// What plugins have fetched, shared by them; may be deleted.
    pub fn plugin_cache(&self) -> PathBuf {
        self.cache().join("plugins")
    }

    /// Emptied at start.
    pub fn staging(&self) -> PathBuf {
        self.state().join("staging")
    }

    /// Python packages of plugins, one folder for each set of them.
    pub fn environments(&self) -> PathBuf {
        self.root.join("environments")
    }

    /// Files that plugins of others expect: fonts.
    pub fn packs(&self) -> PathBuf {
        self.state().join("packs")
    }

    /// The lock; holds the owner's process id.
    pub fn lock(&self) -> PathBuf {
        self.state().join("lock")
    }

    /// Anything that may be deleted.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }
}

impl Root {
    /// Opens `path` and becomes its owner; makes the folders of a fresh root.
    pub fn open(path: &Path) -> Result<Self, RootError> {
        let fresh = is_fresh(path)?;
        fs::create_dir_all(path).map_err(io_error("making the folder", path))?;
        let root = fs::canonicalize(path).map_err(io_error("opening the folder", path))?;
        let paths = Paths::new(root);
        let state = paths.state();
        fs::create_dir_all(&state).map_err(io_error("making the folder", &state))?;
        let lock = own(&paths)?;
        let config = paths.config();
        fs::create_dir_all(&config).map_err(io_error("making the folder", &config))?;
        let mut useful = vec![paths.cache()];
        if fresh {
            let plugins = crate::config::views::PLUGINS_DIRECTORY_DEFAULT;
            useful.extend([paths.root().join(plugins), paths.assets()]);
        }
        for folder in useful {
            if let Err(error) = fs::create_dir_all(&folder) {
                tracing::warn!(%error, path = %folder.display(), "a folder could not be made");
            }
        }
        Ok(Self { paths, _lock: lock })
    }

    /// Its paths.
    pub const fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The process that owns the root at `path` now, without becoming its owner: `None` if nobody does,
    /// `Some(None)` if its id cannot be read.
    pub fn owner(path: &Path) -> Option<Option<u32>> {
        let paths = Paths::new(path.to_owned());
        let mut file = File::open(paths.lock()).ok()?;
        match file.try_lock_shared() {
            Ok(()) | Err(TryLockError::Error(_)) => None,
            Err(TryLockError::WouldBlock) => Some(read_pid(&mut file)),
        }
    }
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> RootError {
    let path = path.to_owned();
    move |source| RootError::Io { what, path, source }
}

/// Whether the folder is missing or empty; refuses a folder that is something else.
/// What a file manager or mkfs puts there does not count.
fn is_fresh(path: &Path) -> Result<bool, RootError> {
    /// An interrupted first start leaves some of these.
    const OURS: [&str; 3] = ["config", "state", "plugin-repos"];
    let names = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(RootError::NotAFolder {
                path: path.to_owned(),
            });
        }
        Err(source) => return Err(io_error("opening the folder", path)(source)),
    };
    let mut empty = true;
    for entry in names {
        let name = entry
            .map_err(io_error("reading the folder", path))?
            .file_name();
        let name = name.to_string_lossy();
        if OURS.contains(&&*name) {
            return Ok(false);
        }
        empty &= name.starts_with('.') || name == "lost+found" || name == "cache";
    }
    if empty {
        return Ok(true);
    }
    Err(RootError::NotARoot {
        path: path.to_owned(),
    })
}

fn own(paths: &Paths) -> Result<File, RootError> {
    let path = paths.lock();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(io_error("opening the lock", &path))?;
    match patiently(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(RootError::Owned {
                path: paths.root().to_owned(),
                owner: read_pid(&mut file),
            });
        }
        Err(TryLockError::Error(source)) => return Err(io_error("locking", &path)(source)),
    }
    // The id is for people only; the lock itself says who owns the root.
    let written = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    if let Err(error) = written {
        tracing::debug!("the process id could not be written into the lock: {error}");
    }
    Ok(file)
}

/// A command that only asks holds the lock for a moment; a host that starts just then waits for it.
fn patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 0..ATTEMPTS {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::park_timeout(ATTEMPT_EVERY),
            other => return other,
        }
    }
    file.try_lock()
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut bytes = Vec::new();
    file.take(32).read_to_end(&mut bytes).ok()?;
    String::from_utf8_lossy(&bytes).trim().parse().ok()
}

#[cfg(test)]
mod tests;

//! Taking a LEDMatrix folder over into a root of ours: settings, secrets, plugins, pictures and fonts. Nothing of
//! the source is changed, nothing of ours is overwritten unless a person says so, and it happens as a whole: all
//! is copied aside first, then one change of the store puts it in place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::config::{Document, MAIN_NAME, SECRETS_NAME};
use crate::facts::{Disk, Known, Place};
use crate::host::bundled::bundled;
use crate::host::config_files::Which;
use crate::host::discovery::Discovery;
use crate::host::files::{self, FileError};
use crate::host::packs::Packs;
use crate::host::root::{Paths, Root, RootError};
use crate::host::store::plan::{Move, Plan};
use crate::host::store::{Discover as _, Store, Where};
use crate::host::vfs::{Kind, Vfs};
use crate::id::PluginId;
use crate::limits;

mod plugins;
mod report;
mod rest;
mod settings;
mod tree;

pub use report::{Line, Report};

use tree::Stage;

/// How to import.
#[derive(Clone, Debug)]
pub struct Order {
    /// LEDMatrix's folder.
    pub source: PathBuf,
    /// What is ours and differs is replaced; plugins and files go to the trash.
    pub replace: bool,
}

/// Nothing was taken over.
#[derive(Debug, Error)]
pub enum ImportError {
    /// This is no such folder.
    #[error(
        "there is no LEDMatrix in {}: neither config/{MAIN_NAME} nor a folder of plugins",
        path.display()
    )]
    NoLedmatrix {
        /// The folder.
        path: PathBuf,
    },
    /// One would be in the other.
    #[error("the folder is the root itself, or one is in the other: {}", path.display())]
    Itself {
        /// The folder.
        path: PathBuf,
    },
    /// The root cannot be owned.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A configuration cannot be understood.
    #[error("{file} cannot be understood: {why}")]
    Config {
        /// Which.
        file: String,
        /// Why.
        why: String,
    },
    /// It is too much.
    #[error("there is too much to import: {what}; {most} is the most")]
    TooMuch {
        /// What.
        what: &'static str,
        /// How much may be.
        most: u64,
    },
    /// The store could not do it.
    #[error("the import was taken back: {0}")]
    Store(String),
}

/// What a root has before an import.
struct Ours {
    paths: Paths,
    /// Absent: there is no configuration yet.
    document: Option<Document>,
    disk: Arc<Disk>,
}

impl Ours {
    fn read(vfs: &dyn Vfs, paths: &Paths) -> Result<Self, ImportError> {
        let document = settings::read(vfs, &paths.main_file(), &paths.secrets_file())?;
        let none = std::collections::BTreeMap::new();
        let empty = Document::default();
        let known = document.as_ref().unwrap_or(&empty);
        let place = Where {
            paths,
            plugins: paths.plugins(known),
            links: &none,
            development_mode: false,
        };
        let disk = match Discovery::new(bundled()).scan(&place) {
            Known::Known(disk) => disk,
            Known::Unknown(why) => {
                tracing::debug!("no plugins yet: {why}");
                Arc::default()
            }
        };
        Ok(Self {
            paths: paths.clone(),
            document,
            disk,
        })
    }
}

/// What an import does, worked out and staged.
struct Staged {
    report: Report,
    document: Option<Document>,
    moves: Vec<Move>,
}

/// The folder in which an import waits until it is complete. Unlike staging it outlives a start: the change that
/// puts it in place may have been interrupted.
fn waiting(paths: &Paths) -> PathBuf {
    paths.state().join("import")
}

/// Removes what an import has left that is no longer needed.
pub(super) fn tidy(vfs: &dyn Vfs, paths: &Paths) {
    let folder = waiting(paths);
    if vfs.stamp(&folder).is_ok_and(|stamp| stamp.is_some())
        && let Err(error) = vfs.remove_dir_all(&folder)
    {
        tracing::warn!("what is left of an import could not be removed: {error}");
    }
}

/// Says what an import would do. Nothing is written, not even the root.
pub fn preview(vfs: &dyn Vfs, root: &Path, order: &Order) -> Result<Report, ImportError> {
    let paths = Paths::new(root.to_owned());
    let ours = Ours::read(vfs, &paths)?;
    let source = source(vfs, root, order)?;
    let stage = Stage::new(vfs, None, order.replace);
    Ok(work_out(&ours, &source, order, stage)?.report)
}

/// Takes a folder over into a root, which nobody else may own meanwhile.
pub fn import(vfs: &Arc<dyn Vfs>, root: &Path, order: &Order) -> Result<Report, ImportError> {
    let source = source(&**vfs, root, order)?;
    // Before the root is made: one that is new has nothing of its own.
    let is_new = vfs
        .stamp(&Paths::new(root.to_owned()).main_file())
        .map_err(FileError::on("looking at", root))?
        .is_none();
    let root = Root::open(root)?;
    let paths = root.paths().clone();
    let discovery = Discovery::new(bundled());
    let (mut store, _) = Store::open(root, Arc::clone(vfs), Box::new(discovery));
    let mut ours = Ours::read(&**vfs, &paths)?;
    if is_new {
        ours.document = None;
    }
    store.settle_unfinished().map_err(ImportError::Store)?;
    tidy(&**vfs, &paths);
    let stage = Stage::new(&**vfs, Some(waiting(&paths)), order.replace);
    let result = work_out(&ours, &source, order, stage).and_then(|staged| {
        if vfs
            .stamp(&waiting(&paths))
            .is_ok_and(|stamp| stamp.is_some())
        {
            files::sync_file_system(&waiting(&paths))?;
        }
        store.take_over(&staged).map_err(ImportError::Store)?;
        Ok(staged.report)
    });
    // The next start may have to put in place what waits there.
    if store.is_settled() {
        tidy(&**vfs, &paths);
    }
    result
}

/// The folder with links followed, if it is a LEDMatrix and apart from the root.
fn source(vfs: &dyn Vfs, root: &Path, order: &Order) -> Result<PathBuf, ImportError> {
    let real = |path: &Path| vfs.resolve(path).map_err(FileError::on("looking up", path));
    let path = real(&order.source)?;
    let root = real(root)?;
    if path.starts_with(&root) || root.starts_with(&path) {
        return Err(ImportError::Itself { path });
    }
    let has = |name: &str, kind| {
        let stamp = vfs.stamp(&path.join(name));
        matches!(stamp, Ok(Some(stamp)) if stamp.kind == kind)
    };
    let config = has(&format!("config/{MAIN_NAME}"), Kind::File);
    if config || has("plugin-repos", Kind::Folder) || has("plugins", Kind::Folder) {
        Ok(path)
    } else {
        Err(ImportError::NoLedmatrix { path })
    }
}

fn work_out(
    ours: &Ours,
    source: &Path,
    order: &Order,
    mut stage: Stage<'_>,
) -> Result<Staged, ImportError> {
    let mut report = Report::default();
    let config = source.join("config");
    let theirs = settings::read(
        stage.vfs(),
        &config.join(MAIN_NAME),
        &config.join(SECRETS_NAME),
    )?;
    if theirs.is_none() {
        report.left(
            format!("config/{MAIN_NAME}"),
            "there is none, so no settings are taken over",
        );
    }
    let theirs = theirs.unwrap_or_default();
    let document = settings::merge(ours, &theirs, order.replace, &mut report);
    plugins::take(ours, source, &theirs, &document, &mut stage, &mut report)?;
    rest::take(ours, source, &mut stage, &mut report)?;
    let (moves, files, bytes) = stage.done();
    report.files = files;
    report.bytes = bytes;
    let before = ours.document.as_ref();
    Ok(Staged {
        report,
        document: Some(document).filter(|document| before != Some(document)),
        moves,
    })
}

impl Store {
    /// Puts a staged import in place, all or none.
    fn take_over(&mut self, staged: &Staged) -> Result<(), String> {
        if let Some(why) = self.config.blocked() {
            return Err(why);
        }
        let mut plan = Plan {
            moves: staged.moves.clone(),
            words: vec!["imported a LEDMatrix folder".to_owned()],
            ..Plan::default()
        };
        if let Some(document) = &staged.document {
            plan.main = self.config.must_write(Which::Main, document);
            plan.secrets = self.config.must_write(Which::Secrets, document);
            plan.document = Some(Arc::new(document.clone()));
        }
        if plan.places() > 1
            && let Err(why) = &self.record
        {
            return Err(format!("the record cannot be used: {why}"));
        }
        self.execute(&plan).map(drop)
    }
}

#[cfg(test)]
mod tests;

//! The store: everything that is kept on disk, with one owner. Takes edits, makes them durable all or none,
//! and says what is there now. It decides nothing: the engine does.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Document;
use crate::facts::{Disk, Found, Known, Misfit, RecordFacts};
use crate::host::config_files::ConfigFiles;
use crate::host::config_files::history::Revision;
use crate::host::files;
use crate::host::record::{Operation, Record};
use crate::host::root::{Paths, Root};
use crate::host::vfs::Vfs;
use crate::id::PluginId;
use crate::limits;
use crate::message::{Edit, StoreEvent, Written};

mod execute;
mod finish;
pub mod import;
pub mod installer;
pub mod plan;
mod schemas;
mod secrets;
pub mod thread;

use execute::Unfinished;

/// Where discovery looks.
#[derive(Clone, Debug)]
pub struct Where<'a> {
    /// Paths of the root.
    pub paths: &'a Paths,
    /// The folder of plugins, absolute.
    pub plugins: PathBuf,
    /// Working copies elsewhere.
    pub links: &'a BTreeMap<PluginId, PathBuf>,
    /// All plugins are working copies.
    pub development_mode: bool,
}

/// Discovery, as the store needs it.
pub trait Discover: Send {
    /// Finds all plugins; loads nothing.
    fn scan(&self, place: &Where<'_>) -> Known<Arc<Disk>>;
    /// Looks at one path, for a link.
    fn inspect(&self, path: &Path) -> Result<Arc<Found>, Misfit>;
}

/// The store. Owns the root.
pub struct Store {
    root: Root,
    vfs: Arc<dyn Vfs>,
    discover: Box<dyn Discover>,
    config: ConfigFiles,
    record: Result<Record, String>,
    disk: Known<Arc<Disk>>,
    unfinished: Option<Unfinished>,
    /// Plugins whose settings somebody looked at, the last one last: their schemas are read also while they
    /// are off.
    looked_at: VecDeque<PluginId>,
    /// What was noticed on the way of a write and has to be told before its result.
    waiting: Vec<StoreEvent>,
}

impl Store {
    /// Opens everything that a root holds. Never fails: what cannot be read is told as unknown.
    pub fn open(root: Root, vfs: Arc<dyn Vfs>, discover: Box<dyn Discover>) -> (Self, StoreEvent) {
        let paths = root.paths().clone();
        let mut notices = Vec::new();
        tidy(&*vfs, &paths);
        let mut record = Record::open(&paths, Arc::clone(&vfs)).map_err(|error| error.to_string());
        let mut unfinished = None;
        if let Ok(record) = &mut record {
            match finish::finish_intent(record, &paths, &*vfs) {
                Ok(done) => notices.extend(done),
                Err(why) => {
                    notices.push(format!("an interrupted change is not finished yet: {why}"));
                    unfinished = Some(Unfinished::Intent);
                }
            }
            if unfinished.is_none() {
                import::tidy(&*vfs, &paths);
            }
            if let Err(error) = record.back_up() {
                notices.push(format!("the record could not be backed up: {error}"));
            }
            notices.extend(record.facts().repaired.iter().cloned());
        }
        let (config, look) = ConfigFiles::open(paths, Arc::clone(&vfs));
        notices.extend(look.notices);
        let mut store = Self {
            root,
            vfs,
            discover,
            config,
            record,
            disk: Known::Unknown("nobody has looked yet".to_owned()),
            unfinished,
            looked_at: VecDeque::new(),
            waiting: Vec::new(),
        };
        store.scan();
        if let Err(why) = &store.record {
            notices.push(format!(
                "the record of what is installed and agreed cannot be used, so nothing is changed: {why}"
            ));
        }
        if let (Known::Unknown(why), Some(_)) = (&store.disk, store.config.document()) {
            notices.push(format!("the plugins on disk cannot be listed: {why}"));
        }
        let event = StoreEvent::Read {
            config: Some(look.config),
            disk: Some(store.disk.clone()),
            record: Some(store.record_facts()),
            notices,
        };
        (store, event)
    }

    /// Makes edits durable, all or none, and says what has changed. After an error nothing has changed.
    pub fn apply(&mut self, edits: &[Edit]) -> Result<Written, String> {
        self.reopen_record();
        self.settle_unfinished()?;
        let base = self.config.document().cloned();
        if let Some(event) = self.reread() {
            self.waiting.push(event);
        }
        let (plan, conflicts) = self.plan(edits, base.as_ref())?;
        let mut written = self.execute(&plan)?;
        if edits.contains(&Edit::Rebuilt)
            && let Ok(record) = &mut self.record
        {
            record.forget_repairs();
            written.record = Some(record.facts().clone());
        }
        if !conflicts.is_empty() {
            self.waiting.push(StoreEvent::Read {
                config: None,
                disk: None,
                record: None,
                notices: conflicts,
            });
        }
        Ok(written)
    }

    /// Reads the configuration again; an event if somebody else has changed it.
    pub fn reread(&mut self) -> Option<StoreEvent> {
        if self.settle_unfinished().is_err() {
            // Half of a change of ours is on disk: that is nobody's edit.
            return None;
        }
        let before = self.config.document().cloned();
        let look = self.config.look_again()?;
        let mut notices = look.notices;
        let after = self.config.document().cloned();
        if before == after && notices.is_empty() {
            return None;
        }
        if let (Some(_), Some(_), true) = (&before, &after, notices.is_empty()) {
            notices.push("the configuration was changed by someone else and is in use".to_owned());
        }
        let place = |document: Option<&Document>| {
            document.map(|document| (document.plugins_directory(), document.development_mode()))
        };
        let moved = place(before.as_deref()) != place(after.as_deref());
        if moved {
            self.scan();
        }
        Some(StoreEvent::Read {
            config: Some(look.config),
            disk: moved.then(|| self.disk.clone()),
            record: None,
            notices,
        })
    }

    /// Looks at the plugins again.
    pub fn rescan(&mut self) -> StoreEvent {
        self.reopen_record();
        self.scan();
        StoreEvent::Read {
            config: None,
            disk: Some(self.disk.clone()),
            record: None,
            notices: Vec::new(),
        }
    }

    /// Reads the schema of one plugin again, and keeps reading it with each look at the disk; an event if it is
    /// another one than before. Loads nothing.
    pub fn read_schema(&mut self, plugin: &PluginId) -> Option<StoreEvent> {
        let Known::Known(disk) = &mut self.disk else {
            return None;
        };
        if !disk.found.contains_key(plugin) {
            return None;
        }
        self.looked_at.retain(|one| one != plugin);
        if self.looked_at.len() >= limits::SCHEMAS_LOOKED_AT_MAX {
            self.looked_at.pop_front();
        }
        self.looked_at.push_back(plugin.clone());
        schemas::renew(disk, plugin).then(|| StoreEvent::Read {
            config: None,
            disk: Some(self.disk.clone()),
            record: None,
            notices: Vec::new(),
        })
    }

    /// Looks at one path, for a link.
    pub fn inspect(&self, path: &Path) -> Result<Arc<Found>, Misfit> {
        self.discover.inspect(path)
    }

    /// Copies of the configuration, oldest first.
    pub fn history(&self) -> Vec<Revision> {
        self.config.history().list(&*self.vfs)
    }

    /// What was done, oldest first.
    pub fn operations(&self) -> &[Operation] {
        self.record.as_ref().map_or(&[], Record::operations)
    }

    /// The configuration in use.
    pub const fn document(&self) -> Option<&Arc<Document>> {
        self.config.document()
    }

    /// What is on disk, as found last.
    pub const fn disk(&self) -> &Known<Arc<Disk>> {
        &self.disk
    }

    /// What the record knows.
    pub fn record_facts(&self) -> Known<RecordFacts> {
        match &self.record {
            Ok(record) => Known::Known(record.facts().clone()),
            Err(why) => Known::Unknown(why.clone()),
        }
    }

    /// Paths of the root.
    pub const fn paths(&self) -> &Paths {
        self.root.paths()
    }

    /// Events that came up during a write, to be told before its result.
    pub fn take_waiting(&mut self) -> Vec<StoreEvent> {
        std::mem::take(&mut self.waiting)
    }

    /// Folders and files of working copies. A broken one is among them: it is going to be mended.
    pub fn working_copies(&self) -> BTreeMap<PluginId, PathBuf> {
        let mut copies = BTreeMap::new();
        if let Ok(record) = &self.record {
            copies.extend(record.facts().links.clone());
        }
        let Known::Known(disk) = &self.disk else {
            return copies;
        };
        let found = disk.found.iter().filter(|(_, found)| found.working_copy);
        copies.extend(
            found.filter_map(|(id, found)| Some((id.clone(), found.place.path()?.clone()))),
        );
        if self
            .config
            .document()
            .is_some_and(|document| document.development_mode())
        {
            for misfit in &disk.misfits {
                let name = misfit
                    .path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy();
                let id = misfit.id.clone().or_else(|| PluginId::parse(&name).ok());
                if let Some(id) = id {
                    copies.entry(id).or_insert_with(|| misfit.path.clone());
                }
            }
        }
        copies
    }

    /// The folder of plugins, if the configuration is known.
    pub fn plugins_folder(&self) -> Option<PathBuf> {
        let document = self.config.document()?;
        Some(self.root.paths().plugins(document))
    }

    fn scan(&mut self) {
        let Some(document) = self.config.document() else {
            let why = "the configuration names the folder of plugins, and it cannot be read";
            self.disk = Known::Unknown(why.to_owned());
            return;
        };
        let none = BTreeMap::new();
        let links = self
            .record
            .as_ref()
            .map_or(&none, |record| &record.facts().links);
        self.disk = self.discover.scan(&Where {
            paths: self.root.paths(),
            plugins: self.root.paths().plugins(document),
            links,
            development_mode: document.development_mode(),
        });
        self.fill_schemas();
    }

    /// Reads the schemas of plugins that are on now, or looked at; whether the disk is known better than before.
    fn fill_schemas(&mut self) -> bool {
        let looked_at = &self.looked_at;
        match (self.config.document(), &mut self.disk) {
            (Some(document), Known::Known(disk)) => {
                schemas::fill(disk, |id| document.enabled(id) || looked_at.contains(id))
            }
            (None, _) | (_, Known::Unknown(_)) => false,
        }
    }

    /// A record that could not be opened is tried again: the reason may have passed.
    fn reopen_record(&mut self) {
        if self.record.is_ok() {
            return;
        }
        let opened = Record::open(self.root.paths(), Arc::clone(&self.vfs));
        self.record = opened.map_err(|error| error.to_string());
        if self.record.is_ok() {
            self.waiting.push(StoreEvent::Read {
                config: None,
                disk: None,
                record: Some(self.record_facts()),
                notices: vec!["the record can be read again".to_owned()],
            });
        }
    }
}

/// Removes what interrupted writes have left, and what is too old in the trash.
fn tidy(vfs: &dyn Vfs, paths: &Paths) {
    let folders = [
        paths.config(),
        paths.state(),
        paths.config_history(),
        paths.record_backups(),
    ];
    for folder in folders {
        files::sweep(vfs, &folder);
    }
    let staging = paths.staging();
    if vfs.list(&staging).is_ok_and(|names| !names.is_empty())
        && let Err(error) = vfs.remove_dir_all(&staging)
    {
        tracing::warn!("staging could not be emptied: {error}");
    }
    let trash = paths.trash();
    let mut old: Vec<(i64, PathBuf)> = Vec::new();
    for name in vfs.list(&trash).unwrap_or_default() {
        let path = trash.join(name);
        if let Ok(Some(stamp)) = vfs.stamp(&path) {
            old.push((stamp.modified_millis, path));
        }
    }
    old.sort();
    let excess = old.len().saturating_sub(limits::TRASH_MAX);
    for (_, path) in old.into_iter().take(excess) {
        if let Err(error) = vfs.remove_dir_all(&path) {
            tracing::warn!("the trash could not be emptied: {error}");
        }
    }
}

#[cfg(test)]
mod tests;

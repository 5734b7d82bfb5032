//! Shared by the tests of the store: a root with two plugins, secrets, a link, and what can be seen of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::facts::Place;
use crate::host::vfs::Disk as RealDisk;
use crate::manifest::{Manifest, RuntimeKind};

mod edits;
mod faults;
mod running;

pub(super) fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

/// Discovery that takes each folder's name for an id.
pub(super) struct ByName;

fn found(id: &PluginId, place: Place, working_copy: bool) -> Arc<Found> {
    let manifest = Manifest {
        id: id.clone(),
        name: id.to_string(),
        version: None,
        description: String::new(),
        author: String::new(),
        runtime: RuntimeKind::Python,
        entry_point: "manager.py".to_owned(),
        class_name: None,
        screens: vec![Arc::from(id.as_str())],
        update_interval: None,
        default_duration: None,
        capabilities: Vec::new(),
        requires: Vec::new(),
        actions: Vec::new(),
    };
    Arc::new(Found {
        manifest: Arc::new(manifest),
        place,
        content_hash: None,
        working_copy,
        schema: None,
        problems: Vec::new(),
    })
}

impl Discover for ByName {
    fn scan(&self, place: &Where<'_>) -> Known<Arc<Disk>> {
        let mut disk = Disk::default();
        let Ok(entries) = fs::read_dir(&place.plugins) else {
            return Known::Unknown("no folder of plugins".to_owned());
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if let Ok(id) = PluginId::parse(&path.file_name().unwrap().to_string_lossy()) {
                let place = Place::Folder(path);
                disk.found.insert(id.clone(), found(&id, place, false));
            }
        }
        for (id, path) in place.links {
            let place = Place::Linked(path.clone());
            disk.found.insert(id.clone(), found(id, place, true));
        }
        Known::Known(Arc::new(disk))
    }

    fn inspect(&self, path: &Path) -> Result<Arc<Found>, Misfit> {
        Ok(found(
            &id("inspected"),
            Place::Folder(path.to_owned()),
            true,
        ))
    }
}

/// A root on disk.
pub(super) struct Rig {
    folder: tempfile::TempDir,
}

pub(super) const MAIN: &str = "{\n  \"timezone\": \"UTC\",\n  \"clock\": {\"enabled\": true, \"city\": \"Rome\"},\n  \
     \"weather\": {\"enabled\": false},\n  \"unknown_key\": [1, 2]\n}\n";
pub(super) const SECRETS: &str = "{\"weather\": {\"api_key\": \"s3cret\"}}";

impl Rig {
    pub(super) fn new() -> Self {
        let rig = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for plugin in ["clock", "weather"] {
            let folder = rig.path().join("plugin-repos").join(plugin);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("manifest.json"), "{}").unwrap();
        }
        fs::create_dir(rig.path().join("config")).unwrap();
        fs::write(rig.paths().main_file(), MAIN).unwrap();
        fs::write(rig.paths().secrets_file(), SECRETS).unwrap();
        rig
    }

    /// The same root in a folder of its own.
    pub(super) fn copy(&self) -> Self {
        fn copy(from: &Path, to: &Path) {
            fs::create_dir_all(to).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let path = entry.unwrap().path();
                let to = to.join(path.file_name().unwrap());
                if path.is_dir() {
                    copy(&path, &to);
                } else {
                    fs::copy(&path, &to).unwrap();
                }
            }
        }
        let rig = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        copy(self.path(), rig.path());
        rig
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn paths(&self) -> Paths {
        Paths::new(self.path().canonicalize().unwrap())
    }

    pub(super) fn open_with(&self, vfs: Arc<dyn Vfs>) -> (Store, StoreEvent) {
        Store::open(Root::open(self.path()).unwrap(), vfs, Box::new(ByName))
    }

    pub(super) fn open(&self) -> Store {
        self.open_with(Arc::new(RealDisk)).0
    }

    /// Everything that matters, after opening the root again.
    pub(super) fn seen(&self) -> Seen {
        let store = self.open();
        assert!(store.unfinished.is_none());
        let seen = Seen::of(&store);
        drop(store);
        for entry in walk(self.path()) {
            let name = entry.to_string_lossy().into_owned();
            assert!(!files::is_temp(&name), "rubbish: {name}");
        }
        seen
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

pub(super) fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(walk(&path));
        }
        all.push(path);
    }
    all.sort();
    all
}

/// What people would see of a root.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) document: Option<Document>,
    pub(super) facts: RecordFacts,
    pub(super) plugins: Vec<String>,
    pub(super) trash: Vec<PathBuf>,
}

impl Seen {
    pub(super) fn of(store: &Store) -> Self {
        let mut facts = store.record_facts().get().cloned().unwrap_or_default();
        facts.repaired.clear();
        // The text says when; who is what matters.
        facts.tombstones.values_mut().for_each(String::clear);
        let trash = store.paths().trash();
        let inside = if trash.exists() {
            walk(&trash)
        } else {
            Vec::new()
        };
        Self {
            document: store.document().map(|document| Document::clone(document)),
            facts,
            plugins: RealDisk
                .list(&store.paths().root().join("plugin-repos"))
                .unwrap(),
            trash: inside
                .into_iter()
                .map(|path| path.strip_prefix(&trash).unwrap().to_owned())
                .collect(),
        }
    }
}

pub(super) fn set(path: &[&str], value: Value) -> Edit {
    Edit::Set {
        path: path.iter().map(|key| (*key).to_owned()).collect(),
        value: value.into(),
        secret: false,
    }
}

pub(super) fn secret(path: &[&str], value: &str) -> Edit {
    Edit::Set {
        path: path.iter().map(|key| (*key).to_owned()).collect(),
        value: json!(value).into(),
        secret: true,
    }
}

pub(super) fn uninstall(rig: &Rig, plugin: &str) -> Edit {
    Edit::Uninstall {
        plugin: id(plugin),
        path: Some(rig.paths().root().join("plugin-repos").join(plugin)),
        keep_settings: false,
    }
}

pub(super) fn links(store: &Store) -> BTreeMap<PluginId, PathBuf> {
    store.record_facts().get().unwrap().links.clone()
}

//! Which environments are on disk, who uses them, and which may go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::build::{Built, READY};
use crate::host::files::{self, Mode};
use crate::host::vfs::{Kind, Vfs};
use crate::id::PluginId;
use crate::limits;
use crate::time::Wall;

/// The file beside the environments.
const FILE: &str = "used.json";

/// Who uses one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Use {
    plugins: BTreeSet<String>,
    last: Wall,
}

/// The folder of environments. Only its own thread writes there.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    uses: BTreeMap<String, Use>,
}

impl Kept {
    /// Reads who uses what. A list that cannot be read makes nobody lose anything.
    pub(super) fn open(vfs: &dyn Vfs, folder: PathBuf) -> Self {
        let path = folder.join(FILE);
        let read = files::read_if_there(vfs, &path, limits::CONFIG_BYTES_MAX);
        let uses = match read {
            Ok(Some(bytes)) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Ok(None) => BTreeMap::new(),
            Err(error) => {
                tracing::warn!("who uses which environment is not known: {error}");
                BTreeMap::new()
            }
        };
        Self { folder, uses }
    }

    /// Where one is.
    pub(super) fn place(&self, key: &str) -> PathBuf {
        self.folder.join(key)
    }

    /// One that is there and whole.
    pub(super) fn get(&self, vfs: &dyn Vfs, key: &str) -> Option<Built> {
        let place = self.place(key);
        let bytes = vfs
            .read(&place.join(READY), limits::CONFIG_BYTES_MAX)
            .ok()?;
        let built: Built = serde_json::from_slice(&bytes).ok()?;
        let inside = |path: &PathBuf| {
            let mut parts = path.components();
            parts.all(|part| matches!(part, std::path::Component::Normal(_)))
                && vfs.list(&place.join(path)).is_ok()
        };
        built.paths.iter().all(inside).then_some(built)
    }

    /// The folders of the environment that a plugin used last.
    pub(super) fn packages_of(&self, vfs: &dyn Vfs, plugin: &PluginId) -> Vec<PathBuf> {
        let mut uses = self.uses.iter();
        let used = uses.find(|(_, one)| one.plugins.contains(plugin.as_str()));
        let built = used.and_then(|(key, _)| Some((self.place(key), self.get(vfs, key)?)));
        built.map_or_else(Vec::new, |(place, built)| {
            built.paths.iter().map(|path| place.join(path)).collect()
        })
    }

    /// A plugin uses this environment now, and no other.
    pub(super) fn used(&mut self, vfs: &dyn Vfs, key: &str, plugin: &PluginId, now: Wall) {
        let before = self.uses.clone();
        for other in self.uses.values_mut() {
            other.plugins.remove(plugin.as_str());
        }
        let one = self.uses.entry(key.to_owned()).or_default();
        one.plugins.insert(plugin.as_str().to_owned());
        let who = |uses: &BTreeMap<String, Use>| -> Vec<(String, BTreeSet<String>)> {
            let uses = uses.iter();
            uses.map(|(key, one)| (key.clone(), one.plugins.clone()))
                .collect()
        };
        // Only the moment differs: not worth a write to an SD card.
        if who(&before) != who(&self.uses) {
            if let Some(one) = self.uses.get_mut(key) {
                one.last = now;
            }
            self.write(vfs);
        }
    }

    /// Removes what no installed plugin uses, and what is too much of those that nobody wants now.
    pub(super) fn sweep(
        &mut self,
        vfs: &dyn Vfs,
        wanted: &BTreeSet<String>,
        installed: &BTreeSet<PluginId>,
    ) -> Vec<String> {
        let names = vfs.list(&self.folder).unwrap_or_default();
        let is_folder = |name: &String| {
            let stamp = vfs.stamp(&self.folder.join(name));
            matches!(stamp, Ok(Some(stamp)) if stamp.kind == Kind::Folder)
        };
        let mut idle: Vec<(bool, Wall, String)> = Vec::new();
        let mut count = 0_usize;
        for name in names.into_iter().filter(is_folder) {
            count += 1;
            if !wanted.contains(&name) {
                let one = self.uses.get(&name);
                let last = one.map_or(Wall(0), |one| one.last);
                let used = one.is_none_or(|one| {
                    installed
                        .iter()
                        .any(|plugin| one.plugins.contains(plugin.as_str()))
                });
                idle.push((used && self.get(vfs, &name).is_some(), last, name));
            }
        }
        // The unused first, then those that were used least recently.
        idle.sort_by_key(|(used, last, _)| (*used, last.0));
        let mut gone = Vec::new();
        for (used, _, name) in idle {
            if used && count <= limits::ENVIRONMENTS_MAX {
                break;
            }
            count -= 1;
            match remove(vfs, &self.folder, &name) {
                Ok(()) => gone.push(name),
                Err(error) => tracing::warn!("an unused environment could not be removed: {error}"),
            }
        }
        let before = self.uses.len();
        let there: BTreeSet<String> = vfs
            .list(&self.folder)
            .unwrap_or_default()
            .into_iter()
            .collect();
        self.uses.retain(|key, _| there.contains(key));
        if before != self.uses.len() {
            self.write(vfs);
        }
        gone
    }

    fn write(&self, vfs: &dyn Vfs) {
        let text = serde_json::to_vec_pretty(&self.uses).unwrap_or_default();
        if let Err(error) = files::write_atomic(vfs, &self.folder.join(FILE), &text, Mode::Kept) {
            tracing::warn!("who uses which environment could not be kept: {error}");
        }
    }
}

/// Its last file goes first, so that one that is half removed is not whole.
fn remove(vfs: &dyn Vfs, folder: &Path, name: &str) -> std::io::Result<()> {
    let place = folder.join(name);
    match vfs.remove_file(&place.join(READY)) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    vfs.remove_dir_all(&place)
}

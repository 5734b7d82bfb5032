//! What plugins there are: one look at the plugin folder, the links and this binary. Nothing is loaded,
//! and what did not change since the last look is not read again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::facts::{Disk, Found, Known, Misfit, Place};
use crate::id::PluginId;
use crate::limits;
use crate::manifest::Problem;

mod entry;
mod hash;
mod schema;
mod split;

pub use hash::{HashError, HashJob, Hashes};
pub use schema::{is_of_schema, read_schema, schema};

use entry::{Outcome, Seen, Stamp};

/// Where plugins can be.
#[derive(Clone, Copy, Debug)]
pub struct Roots<'a> {
    /// The root's plugin folder.
    pub plugins_dir: &'a Path,
    /// Working copies linked by a person.
    pub links: &'a BTreeMap<PluginId, PathBuf>,
    /// In this binary.
    pub bundled: &'a [Arc<Found>],
}

/// What the last look has read. Empty at first; one for each set of roots. A new one looks at everything
/// again, also at whether an unchanged plugin has become a git checkout.
#[derive(Debug, Default)]
pub struct Cache {
    /// The links by id, then the plugin folder by name: in the order in which they are looked at, so that
    /// the next look walks along.
    entries: Vec<Kept>,
    development_mode: bool,
    /// What came of them, for as long as nothing changes.
    disk: Option<Arc<Disk>>,
}

/// A place that was looked at, and what was there.
#[derive(Debug)]
struct Kept {
    /// The id of a link; absent: it stands in the plugin folder.
    linked: Option<PluginId>,
    /// Its name in the plugin folder; of a link, the id.
    name: OsString,
    path: PathBuf,
    symlink: bool,
    /// Absent: no plugin at all.
    entry: Option<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    stamp: Stamp,
    outcome: Outcome,
}

/// What stands in the plugin folder under one name.
struct Candidate<'a> {
    /// The name without the suffix of a single file; what an id is compared with.
    name: Cow<'a, str>,
    path: &'a Path,
    found: &'a Arc<Found>,
    linked: bool,
}

/// Looks at all plugins. Unknown if the plugin folder cannot be read; a folder that does not exist in
/// a root that does has no plugins. In `development_mode` every plugin of the folder is a working copy.
/// The same `Arc` again while nothing has changed.
pub fn discover(roots: &Roots<'_>, development_mode: bool, cache: &mut Cache) -> Known<Arc<Disk>> {
    let listing = match list(roots.plugins_dir) {
        Ok(listing) => listing,
        Err(reason) => return Known::Unknown(reason),
    };
    if cache.development_mode != development_mode {
        *cache = Cache {
            development_mode,
            ..Cache::default()
        };
    }
    let (mut entries, mut changed) = walk_along(roots, listing, std::mem::take(&mut cache.entries));
    changed |= split::any(&mut entries, |kept| {
        let look = entry::Look {
            path: &kept.path,
            linked: kept.linked.as_ref(),
            working_copy: development_mode || kept.symlink || kept.linked.is_some(),
            bundled: roots.bundled,
        };
        match entry::look(&look, kept.entry.as_ref()) {
            Seen::Unchanged => false,
            Seen::Nothing => kept.entry.take().is_some(),
            Seen::New(entry) => {
                kept.entry = Some(entry);
                true
            }
        }
    });
    let disk = match &cache.disk {
        Some(disk) if !changed => Arc::clone(disk),
        _ => Arc::new(disk(&entries, roots.bundled)),
    };
    cache.entries = entries;
    cache.disk = Some(Arc::clone(&disk));
    Known::Known(disk)
}

/// What is to be looked at, the links and then the folder, each with what was there at the last look; and
/// whether other places were looked at then.
fn walk_along(
    roots: &Roots<'_>,
    listing: Vec<(OsString, bool)>,
    before: Vec<Kept>,
) -> (Vec<Kept>, bool) {
    let links = roots.links.iter().map(|(id, path)| Kept {
        linked: Some(id.clone()),
        // Ids are sorted without regard to case.
        name: OsString::from(id.as_str().to_ascii_lowercase()),
        path: path.clone(),
        symlink: false,
        entry: None,
    });
    let linked = |name: &OsString| {
        let is = |link: &PathBuf| {
            link.file_name() == Some(name) && *link == roots.plugins_dir.join(name)
        };
        roots.links.values().any(is)
    };
    let folder = listing.into_iter().filter(|(name, _)| !linked(name));
    let folder = folder.map(|(name, symlink)| Kept {
        linked: None,
        name,
        path: PathBuf::new(),
        symlink,
        entry: None,
    });
    let count = before.len();
    let mut same = 0;
    let mut before = before.into_iter().peekable();
    let mut entries = Vec::with_capacity(count);
    for mut new in links.chain(folder) {
        while before.next_if(|old| old.place() < new.place()).is_some() {}
        if let Some(old) = before.next_if(|old| old.place() == new.place()) {
            let moved = new.linked.is_some() && old.path != new.path;
            if !moved && old.symlink == new.symlink {
                same += 1;
                entries.push(old);
                continue;
            }
            // What an unreadable place was before is still known by its entry.
            new.entry = old.entry.filter(|_| !moved);
        }
        if new.linked.is_none() {
            new.path = roots.plugins_dir.join(&new.name);
        }
        entries.push(new);
    }
    let changed = same != count || entries.len() != count;
    (entries, changed)
}

impl Kept {
    /// By what the places of two looks are compared: links first.
    fn place(&self) -> (bool, &OsStr) {
        (self.linked.is_none(), &self.name)
    }
}

/// All that was seen, as one answer.
fn disk(entries: &[Kept], bundled: &[Arc<Found>]) -> Disk {
    let mut misfits = Vec::new();
    let mut candidates = Vec::with_capacity(entries.len());
    for kept in entries {
        match kept.entry.as_ref().map(|entry| &entry.outcome) {
            None => {}
            Some(Err(misfit)) => misfits.push(misfit.clone()),
            Some(Ok(found)) => {
                let mut name = kept.name.to_string_lossy();
                if kept.linked.is_none()
                    && let Some((stem, _)) = entry::single_file(&name)
                {
                    name = Cow::Owned(stem.to_owned());
                }
                candidates.push(Candidate {
                    name,
                    path: &kept.path,
                    found,
                    linked: kept.linked.is_some(),
                });
            }
        }
    }
    let mut found = chosen(candidates, &mut misfits);
    for plugin in bundled {
        found
            .entry(plugin.manifest.id.clone())
            .or_insert_with(|| Arc::clone(plugin));
    }
    Disk { found, misfits }
}

/// Looks at one folder or file that a person wants to link.
pub fn inspect(path: &Path) -> Result<Arc<Found>, Misfit> {
    let look = entry::Look {
        path,
        linked: None,
        working_copy: true,
        bundled: &[],
    };
    let misfit = |text: String| Misfit {
        path: path.to_owned(),
        id: None,
        problems: vec![Problem::error(text)],
    };
    let Seen::New(entry) = entry::look(&look, None) else {
        let text =
            "there is no plugin: neither a folder with a manifest.json nor a .star or .wasm file";
        return Err(misfit(text.to_owned()));
    };
    let found = entry.outcome?;
    Ok(Arc::new(Found {
        place: Place::Linked(path.to_owned()),
        ..Found::clone(&found)
    }))
}

impl Cache {
    /// The plugins whose content can be compared with what was installed: all but working copies.
    /// Hashing reads every file, so it is a step of its own, for a thread that may take its time.
    pub fn hash_jobs(&self) -> Vec<HashJob> {
        let mut jobs: Vec<HashJob> = self
            .entries
            .iter()
            .filter_map(|kept| {
                let entry = kept.entry.as_ref()?;
                let found = entry.outcome.as_ref().ok()?;
                (!found.working_copy).then(|| HashJob {
                    plugin: found.manifest.id.clone(),
                    path: kept.path.clone(),
                    stamp: entry.stamp,
                })
            })
            .collect();
        jobs.sort_by(|a, b| a.path.cmp(&b.path));
        jobs
    }

    /// Keeps a hash for the next look; false, and nothing done, if the plugin was replaced meanwhile
    /// or the hash is the one that is known.
    pub fn set_hash(&mut self, job: &HashJob, hash: &Arc<str>) -> bool {
        // Only plugins of the folder are hashed: links are working copies.
        let name = (true, job.path.file_name().unwrap_or_default());
        let place = self
            .entries
            .binary_search_by(|kept| kept.place().cmp(&name));
        let kept = place.ok().and_then(|at| self.entries.get_mut(at));
        let entry = kept.and_then(|kept| kept.entry.as_mut());
        let Some(entry) = entry.filter(|entry| entry.stamp == job.stamp) else {
            return false;
        };
        let Ok(found) = &mut entry.outcome else {
            return false;
        };
        let news = found.content_hash.as_ref() != Some(hash);
        if news {
            Arc::make_mut(found).content_hash = Some(Arc::clone(hash));
            self.disk = None;
        }
        news
    }
}

/// The names in the plugin folder that may be plugins, sorted, and whether each is a symlink.
fn list(folder: &Path) -> Result<Vec<(OsString, bool)>, String> {
    let unreadable = |error: io::Error| format!("{error}: {}", folder.display());
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let fresh = error.kind() == io::ErrorKind::NotFound
                && fs::symlink_metadata(folder).is_err()
                && folder.parent().is_some_and(Path::is_dir);
            return if fresh {
                Ok(Vec::new())
            } else {
                Err(unreadable(error))
            };
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let kind = entry.file_type().map_err(unreadable)?;
        let text = name.to_string_lossy();
        let aside =
            text.starts_with('.') || text.contains(".standalone-backup-") || text == "__pycache__";
        if aside || (kind.is_file() && entry::single_file(&text).is_none()) {
            continue;
        }
        if names.len() >= limits::PLUGINS_MAX {
            return Err(format!(
                "more than {} plugins: {}",
                limits::PLUGINS_MAX,
                folder.display()
            ));
        }
        names.push((name, kind.is_symlink()));
    }
    names.sort_unstable();
    Ok(names)
}

/// One plugin for each id: a link, else the folder that is called like it, else the first by name.
/// The others become misfits that name both.
fn chosen(
    mut candidates: Vec<Candidate<'_>>,
    misfits: &mut Vec<Misfit>,
) -> BTreeMap<PluginId, Arc<Found>> {
    let rank = |candidate: &Candidate<'_>| {
        let id = candidate.found.manifest.id.as_str();
        if candidate.linked {
            0
        } else if candidate.name == id {
            1
        } else if candidate.name.eq_ignore_ascii_case(id) {
            2
        } else {
            3
        }
    };
    // The sort is stable: equals stay in the order of their names.
    candidates.sort_by(|a, b| {
        let ids = a.found.manifest.id.cmp(&b.found.manifest.id);
        ids.then_with(|| rank(a).cmp(&rank(b)))
    });
    let mut winner: Option<(PluginId, &Path)> = None;
    candidates.retain(|candidate| {
        let id = &candidate.found.manifest.id;
        if let Some((used, path)) = winner.as_ref().filter(|(used, _)| used == id) {
            misfits.push(Misfit {
                path: candidate.path.to_owned(),
                id: Some(id.clone()),
                problems: vec![Problem::error(format!(
                    "the id {id} is taken by {used} in {}, which is used instead of {}; change one id or remove one",
                    path.display(),
                    candidate.path.display()
                ))],
            });
            return false;
        }
        winner = Some((id.clone(), candidate.path));
        true
    });
    candidates
        .into_iter()
        .map(|candidate| {
            (
                candidate.found.manifest.id.clone(),
                Arc::clone(candidate.found),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;

//! What plugins there are: one look at the plugin folder, the links and this binary. Nothing is loaded,
//! and what did not change since the last look is not read again.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
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
pub use schema::{read_schema, schema};

use entry::{Outcome, Stamp};

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
    /// By path, as a plain text: comparing paths part by part would cost more than looking.
    entries: HashMap<OsString, Entry>,
    development_mode: bool,
}

#[derive(Clone, Debug)]
struct Entry {
    stamp: Stamp,
    outcome: Outcome,
}

/// One look to be taken.
struct Job<'a> {
    path: PathBuf,
    /// As in [`Candidate`].
    name: String,
    linked: Option<&'a PluginId>,
    symlink: bool,
    old: Option<Entry>,
}

/// What stands in the plugin folder under one name.
struct Candidate {
    /// The name without the suffix of a single file; what an id is compared with.
    name: String,
    path: PathBuf,
    found: Arc<Found>,
    linked: bool,
}

/// Looks at all plugins. Unknown if the plugin folder cannot be read; a folder that does not exist in
/// a root that does has no plugins. In `development_mode` every plugin of the folder is a working copy.
pub fn discover(roots: &Roots<'_>, development_mode: bool, cache: &mut Cache) -> Known<Disk> {
    let listing = match list(roots.plugins_dir) {
        Ok(listing) => listing,
        Err(reason) => return Known::Unknown(reason),
    };
    if cache.development_mode != development_mode {
        cache.entries.clear();
        cache.development_mode = development_mode;
    }
    let mut before = std::mem::take(&mut cache.entries);
    let jobs = jobs(roots, listing, &mut before);
    let looks = split::each(&jobs, |job| {
        let look = entry::Look {
            path: &job.path,
            linked: job.linked,
            working_copy: development_mode || job.symlink || job.linked.is_some(),
            bundled: roots.bundled,
        };
        entry::look(&look, job.old.clone())
    });
    cache.entries.reserve(jobs.len());
    let mut misfits = Vec::new();
    let mut candidates = Vec::with_capacity(jobs.len());
    for (job, entry) in jobs.into_iter().zip(looks) {
        let Some(entry) = entry else {
            continue;
        };
        match &entry.outcome {
            Ok(found) => candidates.push(Candidate {
                name: job.name,
                path: job.path.clone(),
                found: Arc::clone(found),
                linked: job.linked.is_some(),
            }),
            Err(misfit) => misfits.push(misfit.clone()),
        }
        cache.entries.insert(job.path.into_os_string(), entry);
    }
    let mut found = chosen(candidates, &mut misfits);
    for plugin in roots.bundled {
        found
            .entry(plugin.manifest.id.clone())
            .or_insert_with(|| Arc::clone(plugin));
    }
    Known::Known(Disk { found, misfits })
}

/// What is to be looked at: the links, then the folder in the order of its names.
fn jobs<'a>(
    roots: &Roots<'a>,
    listing: Vec<(OsString, bool)>,
    before: &mut HashMap<OsString, Entry>,
) -> Vec<Job<'a>> {
    let mut jobs = Vec::with_capacity(listing.len() + roots.links.len());
    let mut add = |path: PathBuf, name: String, linked: Option<&'a PluginId>, symlink: bool| {
        let old = before.remove(path.as_os_str());
        jobs.push(Job {
            path,
            name,
            linked,
            symlink,
            old,
        });
    };
    for (id, path) in roots.links {
        add(path.clone(), id.as_str().to_owned(), Some(id), false);
    }
    for (name, symlink) in listing {
        let path = roots.plugins_dir.join(&name);
        if !roots.links.values().any(|link| *link == path) {
            let name = name.to_string_lossy();
            let stem = entry::single_file(&name).map_or(&*name, |(stem, _)| stem);
            add(path, stem.to_owned(), None, symlink);
        }
    }
    jobs
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
    let Some(entry) = entry::look(&look, None) else {
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
            .filter_map(|(path, entry)| {
                let found = entry.outcome.as_ref().ok()?;
                (!found.working_copy).then(|| HashJob {
                    plugin: found.manifest.id.clone(),
                    path: PathBuf::from(path),
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
        let entry = self.entries.get_mut(job.path.as_os_str());
        let Some(entry) = entry.filter(|entry| entry.stamp == job.stamp) else {
            return false;
        };
        let Ok(found) = &mut entry.outcome else {
            return false;
        };
        let news = found.content_hash.as_ref() != Some(hash);
        if news {
            Arc::make_mut(found).content_hash = Some(Arc::clone(hash));
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
    mut candidates: Vec<Candidate>,
    misfits: &mut Vec<Misfit>,
) -> BTreeMap<PluginId, Arc<Found>> {
    let rank = |candidate: &Candidate| {
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
    let mut winner: Option<(PluginId, PathBuf)> = None;
    candidates.retain(|candidate| {
        let id = &candidate.found.manifest.id;
        if let Some((used, path)) = winner.as_ref().filter(|(used, _)| used == id) {
            misfits.push(Misfit {
                path: candidate.path.clone(),
                id: Some(id.clone()),
                problems: vec![Problem::error(format!(
                    "the id {id} is taken by {used} in {}, which is used instead of {}; change one id or remove one",
                    path.display(),
                    candidate.path.display()
                ))],
            });
            return false;
        }
        winner = Some((id.clone(), candidate.path.clone()));
        true
    });
    candidates
        .into_iter()
        .map(|candidate| (candidate.found.manifest.id.clone(), candidate.found))
        .collect()
}

#[cfg(test)]
mod tests;

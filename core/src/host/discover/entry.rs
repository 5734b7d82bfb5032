//! One folder or file: whether it is a plugin, and what it says about itself.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::Entry;
use crate::facts::{Found, Misfit, Place};
use crate::id::PluginId;
use crate::limits;
use crate::manifest::{self, Manifest, Problem};

/// A usable plugin, or why not.
pub(super) type Outcome = Result<Arc<Found>, Misfit>;

/// By what a change of the file that describes a plugin is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
    inode: u64,
    /// A symlink, a link, or development mode: it makes another plugin of the same files.
    pointed_at: bool,
}

impl Stamp {
    pub(super) fn new(metadata: &Metadata, pointed_at: bool) -> Self {
        Self {
            modified: metadata.modified().ok(),
            len: metadata.len(),
            inode: inode(metadata),
            pointed_at,
        }
    }

    /// Of something that could not be looked at.
    const NONE: Self = Self {
        modified: None,
        len: 0,
        inode: 0,
        pointed_at: false,
    };
}

/// The file's number; 0 where files have none.
pub(super) fn inode(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let inode = {
        let _ = metadata;
        0
    };
    inode
}

/// What is looked at.
pub(super) struct Look<'a> {
    pub(super) path: &'a Path,
    /// The id under which a person linked it.
    pub(super) linked: Option<&'a PluginId>,
    pub(super) working_copy: bool,
    pub(super) bundled: &'a [Arc<Found>],
}

/// What was seen.
pub(super) enum Seen {
    /// No plugin at all.
    Nothing,
    /// What was there at the last look.
    Unchanged,
    /// Something else.
    New(Entry),
}

/// The stem and suffix of a plugin that is one file.
pub(super) fn single_file(name: &str) -> Option<(&str, &str)> {
    let (stem, suffix) = name.rsplit_once('.')?;
    let fits = suffix.eq_ignore_ascii_case("star") || suffix.eq_ignore_ascii_case("wasm");
    fits.then_some((stem, suffix))
}

/// Looks at one entry; `old` is what was there at the last look.
pub(super) fn look(look: &Look<'_>, old: Option<&Entry>) -> Seen {
    let name = look.path.file_name().unwrap_or_default().to_string_lossy();
    let single = single_file(&name);
    // A file can be called like a single-file plugin and be a folder.
    if let Some((stem, suffix)) = single
        && !look.path.is_dir()
    {
        return file(look, old, stem, suffix);
    }
    let described = look.path.join("manifest.json");
    // A first look reads in any case, and opening at once saves a walk along the path; later ones seldom do.
    let file = old.is_none().then(|| open(&described).ok()).flatten();
    let metadata = file
        .as_ref()
        .map_or_else(|| fs::metadata(&described), File::metadata);
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err(error) => return unreadable_folder(look, old, &error),
    };
    let stamp = Stamp::new(&metadata, look.working_copy);
    if old.is_some_and(|old| old.stamp == stamp) {
        return Seen::Unchanged;
    }
    let working_copy = look.working_copy || look.path.join(".git").exists();
    let bytes = || {
        let file = file.map_or_else(|| open(&described), Ok)?;
        read_bounded(file, metadata.len(), limits::MANIFEST_BYTES_MAX)
    };
    let bytes = metadata.is_file().then(bytes);
    let outcome = folder(look, old, bytes, working_copy);
    Seen::New(Entry { stamp, outcome })
}

/// A file that is a plugin by itself.
fn file(look: &Look<'_>, old: Option<&Entry>, stem: &str, suffix: &str) -> Seen {
    let metadata = match fs::metadata(look.path) {
        Ok(metadata) => metadata,
        Err(error) => return damaged(look, old, known_id(look, old), error.to_string()),
    };
    let stamp = Stamp::new(&metadata, look.working_copy);
    if old.is_some_and(|old| old.stamp == stamp) {
        return Seen::Unchanged;
    }
    let outcome = match Manifest::for_single_file(stem, suffix) {
        Ok(manifest) => {
            let path = look.path.to_owned();
            let place = match look.linked {
                Some(_) => Place::Linked(path),
                None => Place::File(path),
            };
            found(look, manifest, Vec::new(), place, look.working_copy)
        }
        Err(problem) => Err(misfit(look, None, vec![problem])),
    };
    Seen::New(Entry { stamp, outcome })
}

/// A folder whose manifest is there; `bytes` are absent if it is no file.
fn folder(
    look: &Look<'_>,
    old: Option<&Entry>,
    bytes: Option<io::Result<Vec<u8>>>,
    working_copy: bool,
) -> Outcome {
    let bytes = match bytes {
        Some(Ok(bytes)) => bytes,
        None => {
            let text = "its manifest.json is no file; put one there";
            return Err(misfit(look, folder_id(look), vec![Problem::error(text)]));
        }
        // Not being able to read says nothing about whose it is.
        Some(Err(error)) => {
            let problem = Problem::error(format!("its manifest.json cannot be read: {error}"));
            return Err(misfit(look, known_id(look, old), vec![problem]));
        }
    };
    let (text, replaced) = match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    };
    let (manifest, mut problems) = manifest::parse(&text);
    if replaced {
        problems.push(Problem::warning(
            "the manifest is not UTF-8; unreadable characters were replaced",
        ));
    }
    let Some(manifest) = manifest else {
        let id = manifest::claimed_id(&text).or_else(|| folder_id(look));
        return Err(misfit(look, look.linked.cloned().or(id), problems));
    };
    let path = look.path.to_owned();
    let place = match look.linked {
        Some(_) => Place::Linked(path),
        None => Place::Folder(path),
    };
    found(look, manifest, problems, place, working_copy)
}

fn found(
    look: &Look<'_>,
    manifest: Manifest,
    mut problems: Vec<Problem>,
    place: Place,
    working_copy: bool,
) -> Outcome {
    if let Some(linked) = look.linked.filter(|linked| **linked != manifest.id) {
        problems.push(Problem::error(format!(
            "it is linked as {linked}, but its manifest says {}; unlink it and link it again",
            manifest.id
        )));
        return Err(misfit(look, Some(linked.clone()), problems));
    }
    let hides = look
        .bundled
        .iter()
        .any(|bundled| bundled.manifest.id == manifest.id);
    if hides {
        problems.push(Problem::hint(format!(
            "it stands in for the bundled plugin {}",
            manifest.id
        )));
    }
    Ok(Arc::new(Found {
        manifest: Arc::new(manifest),
        place,
        content_hash: None,
        working_copy,
        schema: None,
        problems,
    }))
}

/// A folder without a manifest is no plugin; one that cannot be looked into may be one.
fn unreadable_folder(look: &Look<'_>, old: Option<&Entry>, error: &io::Error) -> Seen {
    let missing =
        error.kind() == io::ErrorKind::NotFound || error.kind() == io::ErrorKind::NotADirectory;
    if look.linked.is_some() {
        let text = format!(
            "the linked folder has no readable manifest.json: {error}; put it back or unlink it"
        );
        return damaged(look, old, look.linked.cloned(), text);
    }
    if missing && (fs::metadata(look.path).is_ok() || fs::symlink_metadata(look.path).is_err()) {
        return Seen::Nothing;
    }
    let text = format!("it cannot be read: {error}");
    damaged(look, old, known_id(look, old), text)
}

/// Something that cannot be read, for the same reason as at the last look or for a new one.
fn damaged(look: &Look<'_>, old: Option<&Entry>, id: Option<PluginId>, text: String) -> Seen {
    let entry = Entry {
        stamp: Stamp::NONE,
        outcome: Err(misfit(look, id, vec![Problem::error(text)])),
    };
    let known = old.is_some_and(|old| old.stamp == entry.stamp && old.outcome == entry.outcome);
    if known {
        Seen::Unchanged
    } else {
        Seen::New(entry)
    }
}

fn misfit(look: &Look<'_>, id: Option<PluginId>, problems: Vec<Problem>) -> Misfit {
    Misfit {
        path: look.path.to_owned(),
        id,
        problems,
    }
}

/// The id that stood here at the last look.
fn known_id(look: &Look<'_>, old: Option<&Entry>) -> Option<PluginId> {
    look.linked.cloned().or_else(|| match &old?.outcome {
        Ok(found) => Some(found.manifest.id.clone()),
        Err(misfit) => misfit.id.clone(),
    })
}

/// The id that the folder's name would be.
fn folder_id(look: &Look<'_>) -> Option<PluginId> {
    look.linked.cloned().or_else(|| {
        let name = look.path.file_name()?;
        PluginId::parse(&name.to_string_lossy()).ok()
    })
}

/// Opens a file for reading, without waiting for the other end if it is a pipe.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.read(true).open(path)
}

/// A file's bytes, if they are not more than `most`; `len` is how many it probably has.
pub(super) fn read_bounded(mut file: File, len: u64, most: u64) -> io::Result<Vec<u8>> {
    let room = usize::try_from(len.min(most)).unwrap_or_default();
    let mut bytes = vec![0; room + 1];
    // One read gets a whole file, as a rule; where it does not, the rest is asked for until there is none.
    let got = match file.read(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        got => got?,
    };
    bytes.truncate(got);
    if got != room {
        let left = (most + 1).saturating_sub(got as u64);
        file.take(left).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > most {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has more than {most} bytes"),
        ));
    }
    Ok(bytes)
}

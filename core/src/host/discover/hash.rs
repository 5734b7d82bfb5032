//! Whether a plugin is still what was installed: a hash over its files. It reads all of them, so it
//! runs apart from discovery, and reads again only what changed.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::entry::{Stamp, inode};
use crate::id::PluginId;
use crate::limits;

/// One plugin to be hashed.
#[derive(Clone, Debug)]
pub struct HashJob {
    /// Whose.
    pub plugin: PluginId,
    /// Its folder or file.
    pub path: PathBuf,
    pub(super) stamp: Stamp,
}

/// Why a plugin has no content hash; it is then not compared.
#[derive(Debug, Error)]
pub enum HashError {
    /// A file or folder could not be read, or changed meanwhile.
    #[error("cannot read the plugin's files: {source}: {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Too many files, too many bytes, too deep.
    #[error("the plugin is too large to be compared: {}", path.display())]
    TooLarge {
        /// Its folder.
        path: PathBuf,
    },
}

/// Hashes by path, each with a fingerprint of the list of files it was made from.
#[derive(Debug, Default)]
pub struct Hashes {
    known: HashMap<PathBuf, ([u8; 32], Arc<str>)>,
}

impl Hashes {
    /// The content hash of a plugin: hex SHA-256 over the sorted list of path, length and hash of each
    /// file. What plugins write themselves (caches, logs, logins) and hidden files do not count.
    pub fn of(&mut self, job: &HashJob) -> Result<Arc<str>, HashError> {
        let files = files(&job.path)?;
        let print = fingerprint(&files);
        if let Some((known, hash)) = self.known.get(&job.path)
            && *known == print
        {
            return Ok(Arc::clone(hash));
        }
        let mut all = Sha256::new();
        for file in &files {
            let sum = match &file.target {
                Some(target) => Sha256::digest(target.as_encoded_bytes()).into(),
                None => contents(&file.path)?,
            };
            all.update(file.name.as_encoded_bytes());
            all.update([0]);
            all.update(file.len.to_le_bytes());
            all.update(sum);
        }
        let hash: Arc<str> = Arc::from(hex(&all.finalize()));
        self.keep(job.path.clone(), print, &hash);
        Ok(hash)
    }

    fn keep(&mut self, path: PathBuf, print: [u8; 32], hash: &Arc<str>) {
        if self.known.len() >= limits::PLUGINS_MAX {
            self.known.clear();
        }
        self.known.insert(path, (print, Arc::clone(hash)));
    }
}

/// One file of a plugin.
struct Listed {
    /// From the plugin's folder, with `/` between parts.
    name: OsString,
    path: PathBuf,
    len: u64,
    modified_nanos: u128,
    inode: u64,
    /// Where a symlink points; it is not followed.
    target: Option<OsString>,
}

fn files(root: &Path) -> Result<Vec<Listed>, HashError> {
    let too_large = || HashError::TooLarge {
        path: root.to_owned(),
    };
    let metadata = fs::metadata(root).map_err(|source| read_error(root, source))?;
    if metadata.is_file() {
        return Ok(vec![listed(
            OsString::new(),
            root.to_owned(),
            &metadata,
            None,
        )]);
    }
    let mut files = Vec::new();
    let mut bytes = 0_u64;
    let mut folders = vec![(root.to_owned(), OsString::new(), 0_usize)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|source| read_error(&folder, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| read_error(&folder, source))?;
            if written_by_plugins(&entry.file_name(), depth) {
                continue;
            }
            let path = entry.path();
            let metadata = entry
                .metadata()
                .map_err(|source| read_error(&path, source))?;
            let mut name = prefix.clone();
            name.push(entry.file_name());
            if metadata.is_dir() {
                name.push("/");
                folders.push((path, name, depth + 1));
                if depth >= limits::HASH_DEPTH_MAX || folders.len() > limits::HASH_FILES_MAX {
                    return Err(too_large());
                }
                continue;
            }
            let target = if metadata.is_symlink() {
                let target = fs::read_link(&path).map_err(|source| read_error(&path, source))?;
                Some(target.into_os_string())
            } else if metadata.is_file() {
                None
            } else {
                // Pipes and devices have no content.
                continue;
            };
            bytes = bytes.saturating_add(metadata.len());
            files.push(listed(name, path, &metadata, target));
            if files.len() > limits::HASH_FILES_MAX || bytes > limits::HASH_BYTES_MAX {
                return Err(too_large());
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn listed(
    name: OsString,
    path: PathBuf,
    metadata: &fs::Metadata,
    target: Option<OsString>,
) -> Listed {
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Listed {
        name,
        path,
        len: metadata.len(),
        modified_nanos: since.map_or(0, |since| since.as_nanos()),
        inode: inode(metadata),
        target,
    }
}

/// What LEDMatrix's plugins write into their own folder, and what tools leave there.
fn written_by_plugins(name: &OsStr, depth: usize) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    let data = ["data", "cache", "logs", "uploads"];
    let logins = ["credentials.json", "token.pickle", "token.json"];
    let leftovers = [".pyc", ".pyo", ".log"];
    name.starts_with('.')
        || name == "__pycache__"
        || (depth == 0 && data.contains(&name.as_str()))
        || logins.contains(&name.as_str())
        || leftovers.iter().any(|end| name.ends_with(end))
}

fn fingerprint(files: &[Listed]) -> [u8; 32] {
    let mut print = Sha256::new();
    for file in files {
        print.update(file.name.as_encoded_bytes());
        print.update([0]);
        print.update(file.len.to_le_bytes());
        print.update(file.modified_nanos.to_le_bytes());
        print.update(file.inode.to_le_bytes());
        print.update(
            file.target
                .as_deref()
                .unwrap_or_default()
                .as_encoded_bytes(),
        );
    }
    print.finalize().into()
}

fn contents(path: &Path) -> Result<[u8; 32], HashError> {
    let read = || -> io::Result<[u8; 32]> {
        // What grows while it is read ends at the limit.
        let mut file = File::open(path)?.take(limits::HASH_BYTES_MAX);
        let mut sum = Sha256::new();
        let mut block = vec![0_u8; 64 * 1024];
        loop {
            let len = file.read(&mut block)?;
            let Some(bytes) = block.get(..len).filter(|bytes| !bytes.is_empty()) else {
                return Ok(sum.finalize().into());
            };
            sum.update(bytes);
        }
    };
    read().map_err(|source| read_error(path, source))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let written = write!(text, "{byte:02x}");
        debug_assert!(written.is_ok(), "writing to a text cannot fail");
    }
    text
}

fn read_error(path: &Path, source: io::Error) -> HashError {
    HashError::Read {
        path: path.to_owned(),
        source,
    }
}

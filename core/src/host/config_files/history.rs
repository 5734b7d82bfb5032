//! Good copies of the configuration: numbered files in state/config-history, bounded, each with the hash of
//! its content in its name, so that a damaged copy is never taken for a good one.
//! `000012-<hash>.json` is config.json; `000012-<hash>.secrets.json` (mode 0600) the secrets.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::config::Document;
use crate::host::files::{self, FileError, Mode};
use crate::host::vfs::Vfs;
use crate::limits;
use crate::time::Wall;

/// One copy, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Revision {
    /// Its number; grows.
    pub number: u64,
    /// When it was written.
    pub wall: Wall,
    /// Bytes of config.json.
    pub bytes: u64,
}

/// The folder of copies.
#[derive(Clone, Debug)]
pub struct History {
    folder: PathBuf,
}

/// A file of the history.
struct Copy {
    number: u64,
    hash: String,
    secret: bool,
    name: String,
}

impl History {
    /// Uses `folder`, which need not exist.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// All copies, oldest first.
    pub fn list(&self, vfs: &dyn Vfs) -> Vec<Revision> {
        let mut revisions: Vec<Revision> = self
            .copies(vfs)
            .into_iter()
            .filter(|copy| !copy.secret)
            .filter_map(|copy| {
                let stamp = vfs.stamp(&self.folder.join(&copy.name)).ok()??;
                Some(Revision {
                    number: copy.number,
                    wall: Wall(stamp.modified_millis),
                    bytes: stamp.len,
                })
            })
            .collect();
        revisions.sort_by_key(|revision| revision.number);
        revisions
    }

    /// A copy, if it is whole.
    pub fn get(&self, vfs: &dyn Vfs, number: u64) -> Option<Document> {
        let copies = self.copies(vfs);
        let text = |secret| {
            let copy = copies
                .iter()
                .find(|copy| copy.number == number && copy.secret == secret)?;
            self.verified(vfs, copy)
        };
        Document::parse(&text(false)?, Some(&text(true)?)).ok()
    }

    /// The newest whole copy and its number.
    pub fn newest(&self, vfs: &dyn Vfs) -> Option<(u64, Document)> {
        let mut numbers: Vec<u64> = self.copies(vfs).iter().map(|copy| copy.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let newest = numbers.into_iter().rev();
        newest
            .filter_map(|number| Some((number, self.get(vfs, number)?)))
            .next()
    }

    /// Adds a copy and gives its number; 0 if the newest one is the same already.
    pub fn add(&self, vfs: &dyn Vfs, document: &Document) -> Result<u64, FileError> {
        let copies = self.copies(vfs);
        let newest = copies.iter().map(|copy| copy.number).max().unwrap_or(0);
        let main = document.main_text();
        let secrets = document.secrets_text();
        let (main_hash, secrets_hash) = (hash(main.as_bytes()), hash(secrets.as_bytes()));
        let same = |secret, hash: &str| {
            copies
                .iter()
                .any(|copy| copy.number == newest && copy.secret == secret && copy.hash == hash)
        };
        if same(false, &main_hash) && same(true, &secrets_hash) && self.get(vfs, newest).is_some() {
            return Ok(0);
        }
        let number = newest + 1;
        // The secrets go first: a copy counts only with its main file.
        let secrets_path = self
            .folder
            .join(format!("{number:06}-{secrets_hash}.secrets.json"));
        let main_path = self.folder.join(format!("{number:06}-{main_hash}.json"));
        files::write_atomic(vfs, &secrets_path, secrets.as_bytes(), Mode::Private)?;
        files::write_atomic(vfs, &main_path, main.as_bytes(), Mode::Kept)?;
        Ok(number)
    }

    /// Takes a copy back, because what it holds was never written.
    pub fn take_back(&self, vfs: &dyn Vfs, number: u64) {
        self.remove(vfs, |copy| copy.number == number);
    }

    /// Removes the oldest copies beyond `CONFIG_HISTORY_MAX`; the newest whole one always stays.
    pub fn prune(&self, vfs: &dyn Vfs) {
        let mut numbers: Vec<u64> = self.copies(vfs).iter().map(|copy| copy.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let Some(excess) = numbers.len().checked_sub(limits::CONFIG_HISTORY_MAX) else {
            return;
        };
        let Some(&first) = numbers.get(excess) else {
            return;
        };
        let whole = self.newest(vfs).map(|(number, _)| number);
        self.remove(vfs, |copy| {
            copy.number < first && Some(copy.number) != whole
        });
    }

    fn remove(&self, vfs: &dyn Vfs, which: impl Fn(&Copy) -> bool) {
        for copy in self.copies(vfs).iter().filter(|copy| which(copy)) {
            // What stays is removed by the next prune.
            if let Err(error) = files::remove_if_there(vfs, &self.folder.join(&copy.name)) {
                tracing::debug!("{error}");
            }
        }
    }

    fn verified(&self, vfs: &dyn Vfs, copy: &Copy) -> Option<Vec<u8>> {
        let bytes = vfs
            .read(&self.folder.join(&copy.name), limits::CONFIG_BYTES_MAX)
            .ok()?;
        (hash(&bytes) == copy.hash).then_some(bytes)
    }

    fn copies(&self, vfs: &dyn Vfs) -> Vec<Copy> {
        let names = vfs.list(&self.folder).unwrap_or_default();
        names.into_iter().filter_map(parse_name).collect()
    }

    /// The folder, for sweeping.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn parse_name(name: String) -> Option<Copy> {
    let stem = name.strip_suffix(".json")?;
    let (stem, secret) = match stem.strip_suffix(".secrets") {
        Some(stem) => (stem, true),
        None => (stem, false),
    };
    let (number, hash) = stem.split_once('-')?;
    let number = number
        .parse()
        .ok()
        .filter(|number| *number < u64::MAX / 2)?;
    Some(Copy {
        number,
        hash: hash.to_owned(),
        secret,
        name,
    })
}

/// The first 16 hex digits of SHA-256.
pub(crate) fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ok = write!(text, "{byte:02x}");
        text
    })
}

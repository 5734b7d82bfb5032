//! Putting fonts where plugins look for them. What we put there is known by its hash and may be replaced by us;
//! everything else is somebody's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Pack, PackError, Packs, own, sha256};
use crate::host::files::{self, Mode};
use crate::host::git::File;
use crate::host::vfs::{Kind, Vfs};
use crate::limits;

/// Names, and hashes of what we put there, the last one last: after a crash the one before may still be there.
type Ours = BTreeMap<String, Vec<String>>;

/// Hashes of one name that are remembered.
const HASHES_MAX: usize = 4;

/// Writes our own fonts into a folder of their own, for drawing where no others are. What is there already is not
/// written again.
pub fn own_into(vfs: &dyn Vfs, folder: &Path) -> Result<(), PackError> {
    for File { name, bytes } in own::files() {
        let path = folder.join(name);
        let same = vfs.read(&path, limits::PACK_FILE_BYTES_MAX);
        if same.is_ok_and(|same| same == bytes) {
            continue;
        }
        files::write_atomic(vfs, &path, &bytes, Mode::Kept)?;
    }
    Ok(())
}

/// What was done with the fonts that plugins see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Written, because there was none or an older one of ours.
    pub written: usize,
    /// Left as they are: somebody's own, or right already.
    pub kept: usize,
}

impl Packs {
    /// Where plugins look for fonts.
    pub fn fonts_folder(&self) -> PathBuf {
        self.paths.assets().join("fonts")
    }

    /// Fonts that hardly any plugin can do without and that are not there, whoever's they are.
    pub fn missing(&self) -> Vec<&'static str> {
        let folder = self.fonts_folder();
        let there = |name: &str| matches!(self.vfs.stamp(&folder.join(name)), Ok(Some(_)));
        super::NEEDED
            .into_iter()
            .filter(|name| !there(name))
            .collect()
    }

    /// Whether we have put a file there, and nobody has changed it since.
    pub fn is_ours(&self, path: &Path) -> bool {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return false;
        };
        let bytes = self.vfs.read(path, limits::PACK_FILE_BYTES_MAX);
        let inside = path.parent() == Some(&self.fonts_folder());
        inside && bytes.is_ok_and(|bytes| is_ours(&self.ours(), name, &sha256(&bytes)))
    }

    /// Whether one of the fonts that plugins see is our own stand-in.
    pub fn stands_in(&self) -> bool {
        let ours = self.ours();
        let own = own::files();
        own.iter().any(|file| {
            // What was noted last is what stands there.
            let last = ours.get(&file.name).and_then(|hashes| hashes.last());
            last.is_some_and(|last| *last == sha256(&file.bytes))
        })
    }

    /// Offers the files of a pack.
    pub fn offer(&self, pack: &Pack) -> Result<Offered, PackError> {
        let folder = self.folder().join(&pack.hash).join("fonts");
        let mut all = Vec::new();
        for file in &pack.files {
            let path = folder.join(&file.name);
            let bytes = files::read_if_there(&*self.vfs, &path, limits::PACK_FILE_BYTES_MAX)?;
            let whole = bytes.filter(|bytes| sha256(bytes) == file.sha256);
            let Some(bytes) = whole else {
                tracing::warn!(
                    "{} of the font pack is damaged; fetch it again with `lumarium packs fetch`",
                    file.name
                );
                continue;
            };
            all.push(File {
                name: file.name.clone(),
                bytes,
            });
        }
        self.put(&all)
    }

    /// Offers our own fonts.
    pub fn offer_own(&self) -> Result<Offered, PackError> {
        self.put(&own::files())
    }

    fn put(&self, all: &[File]) -> Result<Offered, PackError> {
        let folder = self.fonts_folder();
        let mut ours = self.ours();
        let mut offered = Offered::default();
        let mut wanted = Vec::new();
        for file in all {
            let path = folder.join(&file.name);
            let hash = sha256(&file.bytes);
            let stamp = self.vfs.stamp(&path);
            let replaced = match stamp.map_err(files::FileError::on("looking at", &path))? {
                None => true,
                Some(stamp) if stamp.kind == Kind::File => {
                    let now = files::read_if_there(&*self.vfs, &path, limits::PACK_FILE_BYTES_MAX);
                    // One that cannot be read is none of ours.
                    let now = now.ok().flatten().map(|bytes| sha256(&bytes));
                    now.is_some_and(|now| now != hash && is_ours(&ours, &file.name, &now))
                }
                Some(_) => false,
            };
            if replaced {
                wanted.push((path, file));
                let hashes = ours.entry(file.name.clone()).or_default();
                hashes.retain(|one| *one != hash);
                hashes.push(hash);
                let excess = hashes.len().saturating_sub(HASHES_MAX);
                hashes.drain(..excess);
            } else {
                offered.kept += 1;
            }
        }
        if wanted.is_empty() {
            return Ok(offered);
        }
        // Before the files: one that was written and not noted would be taken for somebody's own.
        self.note(&ours)?;
        for (path, file) in wanted {
            files::write_atomic(&*self.vfs, &path, &file.bytes, Mode::Kept)?;
            offered.written += 1;
        }
        Ok(offered)
    }

    fn note(&self, ours: &Ours) -> Result<(), PackError> {
        let text = serde_json::to_vec_pretty(ours).unwrap_or_default();
        files::write_atomic(
            &*self.vfs,
            &self.paths.packs().join("offered.json"),
            &text,
            Mode::Kept,
        )?;
        Ok(())
    }

    /// A list that cannot be read makes everything somebody's own.
    fn ours(&self) -> Ours {
        let path = self.paths.packs().join("offered.json");
        let bytes = self
            .vfs
            .read(&path, limits::CONFIG_BYTES_MAX)
            .unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

fn is_ours(ours: &Ours, name: &str, hash: &String) -> bool {
    ours.get(name).is_some_and(|hashes| hashes.contains(hash))
}

//! Packs: files that plugins of others expect and that are not ours to bring. There is one, LEDMatrix's fonts.
//! It is fetched from its own repository when it is first needed, kept whole under its hash, and offered where
//! plugins look; what a person has put there is never changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::host::clock::wall_now;
use crate::host::files::{self, FileError, Mode};
use crate::host::git::{self, Fetched, File, GitError, Go, Progress, Wanted};
use crate::host::root::Paths;
use crate::host::vfs::{Kind, Vfs};
use crate::limits;
use crate::time::Wall;

pub mod desk;
mod offer;
mod own;
pub mod service;

pub use desk::FontDesk;
pub use offer::{Offered, own_into};

/// The pack's name, also that of its folder in `LUMARIUM_PACKS`.
pub const LEDMATRIX: &str = "ledmatrix";
/// Where its fonts come from.
pub const REPOSITORY: &str = "https://github.com/ChuckBuilds/LEDMatrix";
/// The folder of it.
const FOLDER: &str = "assets/fonts";
/// That folder as it has been since February 2026: 8 MB instead of 200 where a server gives single objects, and
/// nobody can put anything else under this name.
const KNOWN: &str = "2c024599c7eb89e16af9415ad8d4673fda0a39f7";
/// The fonts without which hardly any plugin starts.
pub const NEEDED: [&str; 4] = [
    "PressStart2P-Regular.ttf",
    "4x6-font.ttf",
    "5x7.bdf",
    "4x6.bdf",
];

/// A pack could not be had.
#[derive(Debug, Error)]
pub enum PackError {
    /// The repository gave nothing.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What is there are no fonts.
    #[error(
        "there are no fonts in {place}; name a folder with the files of LEDMatrix's assets/fonts"
    )]
    NoFonts {
        /// Where.
        place: String,
    },
}

/// Where a pack comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder of this machine, used as it is.
    Folder(PathBuf),
    /// A repository.
    Repository(String),
}

impl Source {
    /// What a person has named: `--fonts DIR`, else the folder `ledmatrix` in `LUMARIUM_PACKS`, else the
    /// repository.
    pub fn chosen(fonts: Option<&Path>, packs: Option<&Path>) -> Self {
        let folder = fonts.map(Path::to_owned);
        let folder = folder.or_else(|| packs.map(|packs| packs.join(LEDMATRIX)));
        folder.map_or_else(|| Self::Repository(REPOSITORY.to_owned()), Self::Folder)
    }

    /// For people.
    pub fn words(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Repository(url) => url.clone(),
        }
    }
}

/// A pack that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The hash of all names and contents.
    pub hash: String,
    /// Where it came from.
    pub source: String,
    /// git's hash of the folder.
    pub tree: Option<String>,
    /// git's hash of the commit, where one was fetched.
    pub commit: Option<String>,
    /// When it came.
    pub taken: Wall,
    /// Its files.
    pub files: Vec<PackFile>,
}

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// Its plain name.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// The hash of its content.
    pub sha256: String,
}

/// The packs of one root. Only one at a time may write: the service's thread, or a command that owns the root.
#[derive(Clone)]
pub struct Packs {
    paths: Paths,
    vfs: Arc<dyn Vfs>,
}

/// What says that a pack is whole; written before the pack gets its place.
const PACK_FILE: &str = "pack.json";

impl Packs {
    /// The packs of a root.
    pub fn new(paths: Paths, vfs: Arc<dyn Vfs>) -> Self {
        Self { paths, vfs }
    }

    fn folder(&self) -> PathBuf {
        self.paths.packs().join("ledmatrix-fonts")
    }

    /// The newest whole pack of LEDMatrix's fonts.
    pub fn fonts(&self) -> Option<Pack> {
        let names = self.vfs.list(&self.folder()).unwrap_or_default();
        let packs = names.iter().filter_map(|name| {
            let path = self.folder().join(name).join(PACK_FILE);
            let bytes = self.vfs.read(&path, limits::CONFIG_BYTES_MAX).ok()?;
            let pack: Pack = serde_json::from_slice(&bytes).ok()?;
            (pack.hash == *name && pack.files.iter().all(|file| git::is_plain(&file.name)))
                .then_some(pack)
        });
        packs.max_by_key(|pack| pack.taken.0)
    }

    /// Takes the fonts from their source, whole or not at all, and removes older ones.
    pub fn take(
        &self,
        source: &Source,
        on_progress: &mut dyn FnMut(Progress) -> Go,
    ) -> Result<Pack, PackError> {
        let staging = self.paths.staging().join("pack-ledmatrix-fonts");
        self.clear(&staging)?;
        let taken = match source {
            Source::Folder(folder) => self.folder_of(folder)?,
            Source::Repository(url) => {
                let scratch = self.paths.staging().join("pack-repository");
                self.clear(&scratch)?;
                let wanted = Wanted {
                    url,
                    folder: FOLDER,
                    known: (url == REPOSITORY).then_some(KNOWN),
                };
                let fetched = git::fetch_folder(wanted, &scratch, on_progress);
                self.clear(&scratch)?;
                fetched?
            }
        };
        for left in &taken.left {
            tracing::info!("of the font pack {left}");
        }
        if !taken.files.iter().any(|file| is_font(&file.name)) {
            return Err(PackError::NoFonts {
                place: source.words(),
            });
        }
        let pack = describe(&taken, source);
        for file in &taken.files {
            let path = staging.join("fonts").join(&file.name);
            files::write_atomic(&*self.vfs, &path, &file.bytes, Mode::Kept)?;
        }
        let text = serde_json::to_vec_pretty(&pack).unwrap_or_default();
        files::write_atomic(&*self.vfs, &staging.join(PACK_FILE), &text, Mode::Kept)?;
        let place = self.folder().join(&pack.hash);
        // The same pack again may be a damaged one.
        self.clear(&place)?;
        files::move_durably(&*self.vfs, &staging, &place)?;
        for name in self.vfs.list(&self.folder()).unwrap_or_default() {
            if name != pack.hash {
                self.clear(&self.folder().join(name))?;
            }
        }
        Ok(pack)
    }

    /// The plain files of a folder of this machine.
    fn folder_of(&self, folder: &Path) -> Result<Fetched, PackError> {
        let names = self
            .vfs
            .list(folder)
            .map_err(FileError::on("looking into", folder))?;
        let mut fetched = Fetched {
            tree: String::new(),
            commit: None,
            files: Vec::new(),
            left: Vec::new(),
        };
        let mut total = 0_u64;
        for name in names {
            let path = folder.join(&name);
            let stamp = self
                .vfs
                .stamp(&path)
                .map_err(FileError::on("looking at", &path))?;
            // A link in a folder that a person names leads where that person wants.
            let usable = stamp.is_some_and(|stamp| matches!(stamp.kind, Kind::File | Kind::Link));
            let room =
                fetched.files.len() < limits::PACK_FILES_MAX && total < limits::PACK_BYTES_MAX;
            if !usable || !git::is_plain(&name) || !room {
                fetched
                    .left
                    .push(format!("{name:.64}: not a plain file, or too many"));
                continue;
            }
            let bytes = self.vfs.read(&path, limits::PACK_FILE_BYTES_MAX);
            let bytes = bytes.map_err(FileError::on("reading", &path))?;
            total += bytes.len() as u64;
            fetched.files.push(File { name, bytes });
        }
        Ok(fetched)
    }

    fn clear(&self, path: &Path) -> Result<(), FileError> {
        match self.vfs.remove_dir_all(path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(FileError::on("removing", path)(error)),
        }
    }
}

fn is_font(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".ttf", ".otf", ".bdf", ".pcf"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn describe(taken: &Fetched, source: &Source) -> Pack {
    let files: Vec<PackFile> = taken
        .files
        .iter()
        .map(|file| PackFile {
            name: file.name.clone(),
            bytes: file.bytes.len() as u64,
            sha256: sha256(&file.bytes),
        })
        .collect();
    let all: Vec<String> = files
        .iter()
        .map(|file| format!("{} {}\n", file.sha256, file.name))
        .collect();
    let hash: String = sha256(all.concat().as_bytes()).chars().take(24).collect();
    Pack {
        hash,
        source: source.words(),
        tree: Some(taken.tree.clone()).filter(|tree| !tree.is_empty()),
        commit: taken.commit.clone(),
        taken: wall_now(),
        files,
    }
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests;

//! All file operations of the store, as one trait, so that tests can make each of them fail.
//! It knows nothing of what the files mean.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

pub mod faulty;

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, not followed.
    Link,
    /// Something else.
    Other,
}

/// What the file system says about a path, without following a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub len: u64,
    /// Last change in milliseconds since 1970.
    pub modified_millis: i64,
    /// Number within the file system.
    pub inode: u64,
    /// Who may use it.
    pub access: Access,
}

/// Who may use a file, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Permission bits.
    pub mode: u32,
    /// User and group; absent: ours.
    pub owner: Option<(u32, u32)>,
}

impl Access {
    /// Ours, for everybody to read.
    pub const OPEN: Self = Self {
        mode: 0o644,
        owner: None,
    };
    /// Ours, for nobody else.
    pub const PRIVATE: Self = Self {
        mode: 0o600,
        owner: None,
    };
}

/// File operations. Each is one step that can fail or be the last before a power cut.
pub trait Vfs: Send + Sync {
    /// A whole file; an error if it has more than `max` bytes.
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>>;
    /// A new file; an error if there is one. Not durable before `sync_file`.
    fn write_new(&self, path: &Path, bytes: &[u8], access: Access) -> io::Result<()>;
    /// Makes a file's content durable.
    fn sync_file(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Gives a file or folder another name, replacing a file of that name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes a folder and those above it.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with all that is in it; does not follow links.
    fn remove_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Names in a folder, sorted.
    fn list(&self, path: &Path) -> io::Result<Vec<String>>;
    /// What is at a path; `None` if nothing.
    fn stamp(&self, path: &Path) -> io::Result<Option<Stamp>>;
    /// The path with links followed; the path itself if nothing is there.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
    /// Called before each commit of the record, so that faults reach it too.
    fn gate(&self, _what: &str) -> io::Result<()> {
        Ok(())
    }
}

/// The machine's file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Vfs for Disk {
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // A FIFO or a device would block or never end: only regular files are read.
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_NONBLOCK)
            .open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file",
            ));
        }
        file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("more than {max} bytes"),
            ));
        }
        Ok(bytes)
    }

    fn write_new(&self, path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(bytes)?;
        if let Some((user, group)) = access.owner {
            // Only root may give a file away; anybody else keeps it, which is still readable to them.
            if std::os::unix::fs::fchown(&file, Some(user), Some(group)).is_err() {
                tracing::debug!("{} stays ours: its owner could not be kept", path.display());
            }
        }
        file.set_permissions(fs::Permissions::from_mode(access.mode))
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            // A name that is no text is none of ours.
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn stamp(&self, path: &Path) -> io::Result<Option<Stamp>> {
        let data = match fs::symlink_metadata(path) {
            Ok(data) => data,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let kind = if data.is_file() {
            Kind::File
        } else if data.is_dir() {
            Kind::Folder
        } else if data.is_symlink() {
            Kind::Link
        } else {
            Kind::Other
        };
        Ok(Some(Stamp {
            kind,
            len: data.len(),
            modified_millis: data.mtime().saturating_mul(1_000) + data.mtime_nsec() / 1_000_000,
            inode: data.ino(),
            access: Access {
                mode: data.mode() & 0o7777,
                owner: Some((data.uid(), data.gid())),
            },
        }))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        match fs::canonicalize(path) {
            Ok(real) => Ok(real),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
            Err(error) => Err(error),
        }
    }
}

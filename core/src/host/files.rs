//! Atomic files: temp in the same folder, fsync, rename, fsync of the folder; only when the content changed.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::host::vfs::{Access, Vfs};

/// The end of every temp name of ours, so that leftovers are known.
pub const TEMP_SUFFIX: &str = ".lumarium-tmp";

/// A file operation failed.
#[derive(Debug, Error)]
#[error("{what} failed: {source}: {}", path.display())]
pub struct FileError {
    /// What was tried.
    pub what: &'static str,
    /// On what.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: io::Error,
}

impl FileError {
    /// For `map_err`.
    pub fn on(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { what, path, source }
    }
}

/// Who may use a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As before; a new file is for everybody to read.
    Kept,
    /// For nobody else, whatever it was before.
    Private,
}

/// A file's bytes; `None` if there is no file.
pub fn read_if_there(vfs: &dyn Vfs, path: &Path, max: u64) -> Result<Option<Vec<u8>>, FileError> {
    match vfs.read(path, max) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::on("reading", path)(error)),
    }
}

/// Replaces a file as a whole, durably. An error before the rename leaves the old content; an error after it
/// (the folder could not be made durable) leaves the new one, and the caller puts the old one back.
pub fn write_atomic(vfs: &dyn Vfs, path: &Path, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
    // Through a link the file it names is replaced, not the link.
    let path = &vfs
        .resolve(path)
        .map_err(FileError::on("looking up", path))?;
    let (Some(folder), Some(temp)) = (path.parent(), temp_name(path)) else {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "not the path of a file");
        return Err(FileError::on("writing", path)(error));
    };
    let before = vfs.stamp(path).map_err(FileError::on("looking at", path))?;
    let access = match (mode, before) {
        (Mode::Kept, Some(stamp)) => stamp.access,
        (Mode::Kept, None) => Access::OPEN,
        (Mode::Private, stamp) => Access {
            owner: stamp.and_then(|stamp| stamp.access.owner),
            ..Access::PRIVATE
        },
    };
    vfs.create_dir_all(folder)
        .map_err(FileError::on("making the folder", folder))?;
    remove_if_there(vfs, &temp)?;
    let written = vfs
        .write_new(&temp, bytes, access)
        .map_err(FileError::on("writing", &temp))
        .and_then(|()| {
            vfs.sync_file(&temp)
                .map_err(FileError::on("making durable", &temp))
        })
        .and_then(|()| {
            vfs.rename(&temp, path)
                .map_err(FileError::on("replacing", path))
        });
    if let Err(error) = written {
        // The temp file is swept at the next start if it cannot be removed now.
        if let Err(leftover) = remove_if_there(vfs, &temp) {
            tracing::debug!("{leftover}");
        }
        return Err(error);
    }
    vfs.sync_dir(folder)
        .map_err(FileError::on("making durable", folder))
}

/// Removes a file that need not be there.
pub fn remove_if_there(vfs: &dyn Vfs, path: &Path) -> Result<(), FileError> {
    match vfs.remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FileError::on("removing", path)(error)),
    }
}

/// Moves a file or folder, durably in both folders.
pub fn move_durably(vfs: &dyn Vfs, from: &Path, to: &Path) -> Result<(), FileError> {
    let (Some(old), Some(new)) = (from.parent(), to.parent()) else {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "not a path in a folder");
        return Err(FileError::on("moving", from)(error));
    };
    vfs.create_dir_all(new)
        .map_err(FileError::on("making the folder", new))?;
    vfs.rename(from, to)
        .map_err(FileError::on("moving", from))?;
    for folder in [new, old] {
        vfs.sync_dir(folder)
            .map_err(FileError::on("making durable", folder))?;
    }
    Ok(())
}

/// Keeps damaged bytes as `<name>.damaged-<n>` beside the file; the same bytes are kept once.
pub fn keep_damaged(vfs: &dyn Vfs, path: &Path, bytes: &[u8]) -> Result<PathBuf, FileError> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    for number in 1..=crate::limits::DAMAGED_COPIES_MAX {
        let copy = path.with_file_name(format!("{name}.damaged-{number}"));
        match read_if_there(vfs, &copy, bytes.len() as u64) {
            Ok(Some(there)) if there == bytes => return Ok(copy),
            Ok(None) => {
                write_atomic(vfs, &copy, bytes, Mode::Private)?;
                return Ok(copy);
            }
            Ok(Some(_)) | Err(_) => {}
        }
    }
    let error = io::Error::other("there are too many damaged copies; look at them and remove them");
    Err(FileError::on("keeping a copy", path)(error))
}

/// Makes everything durable that was written to the file system of a folder: thousands of small files at once.
pub fn sync_file_system(folder: &Path) -> Result<(), FileError> {
    let opened = std::fs::File::open(folder).map_err(FileError::on("opening", folder))?;
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(&opened)
        .map_err(|error| FileError::on("making durable", folder)(error.into()))?;
    drop(opened);
    Ok(())
}

/// Removes what an interrupted write has left in a folder.
pub fn sweep(vfs: &dyn Vfs, folder: &Path) {
    let Ok(names) = vfs.list(folder) else {
        return;
    };
    for name in names.iter().filter(|name| is_temp(name)) {
        if let Err(error) = remove_if_there(vfs, &folder.join(name)) {
            tracing::debug!("{error}");
        }
    }
}

/// Whether a name is one of our temp files (or the journal of one).
pub fn is_temp(name: &str) -> bool {
    name.contains(TEMP_SUFFIX)
}

fn temp_name(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy();
    Some(path.with_file_name(format!(".{name}{TEMP_SUFFIX}")))
}

#[cfg(test)]
mod tests;

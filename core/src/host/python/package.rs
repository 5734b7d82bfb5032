//! Our Python package: its files are in this binary, and are written out for the interpreter to read.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::host::files::{FileError, TEMP_SUFFIX, remove_if_there};
use crate::host::vfs::{Access, Disk, Kind, Vfs};
use crate::limits;

/// Each file by its name below `assets/python`; a test compares the list with the folder.
macro_rules! files {
    ($($name:literal,)*) => {
        &[$(($name, include_bytes!(concat!("../../../../assets/python/", $name)))),*]
    };
}

const FILES: &[(&str, &[u8])] = files![
    "lumarium_worker/__init__.py",
    "lumarium_worker/__main__.py",
    "lumarium_worker/actions.py",
    "lumarium_worker/bridge.py",
    "lumarium_worker/calls.py",
    "lumarium_worker/channel.py",
    "lumarium_worker/child.py",
    "lumarium_worker/clock.py",
    "lumarium_worker/errors.py",
    "lumarium_worker/hooks.py",
    "lumarium_worker/landlock.py",
    "lumarium_worker/limits.py",
    "lumarium_worker/linux.py",
    "lumarium_worker/mounts.py",
    "lumarium_worker/network.py",
    "lumarium_worker/offline.py",
    "lumarium_worker/plugin.py",
    "lumarium_worker/protocol.py",
    "lumarium_worker/rehearsal.py",
    "lumarium_worker/render.py",
    "lumarium_worker/setup.py",
    "lumarium_worker/stage.py",
    "lumarium_worker/template.py",
    "lumarium_worker/ticker.py",
    "lumarium_worker/worker.py",
    "src/__init__.py",
    "src/_bdf.py",
    "src/_cache_files.py",
    "src/_cache_policy.py",
    "src/_deferred.py",
    "src/_font_files.py",
    "src/_glyph_memo.py",
    "src/_patience.py",
    "src/_regions.py",
    "src/_text_measure.py",
    "src/_weather_icons.py",
    "src/adaptive_images.py",
    "src/adaptive_layout.py",
    "src/background_data_service.py",
    "src/base_classes/__init__.py",
    "src/base_classes/data_sources.py",
    "src/base_odds_manager.py",
    "src/cache_manager.py",
    "src/common/__init__.py",
    "src/common/_files.py",
    "src/common/_http.py",
    "src/common/_logo_files.py",
    "src/common/api_helper.py",
    "src/common/logo_helper.py",
    "src/common/scroll_helper.py",
    "src/common/scroll_hooks.py",
    "src/common/scroll_strip.py",
    "src/common/text_helper.py",
    "src/config_manager.py",
    "src/display_manager.py",
    "src/dynamic_team_resolver.py",
    "src/element_style.py",
    "src/font_manager.py",
    "src/logging_config.py",
    "src/logo_downloader.py",
    "src/plugin_system/__init__.py",
    "src/plugin_system/_turns.py",
    "src/plugin_system/_vegas.py",
    "src/plugin_system/base_plugin.py",
    "src/plugin_system/plugin_manager.py",
];

/// Where versions of the package stand in a cache.
const FOLDER: &str = "python";
/// What Python puts beside its files.
const BYTECODE: &str = "__pycache__";
/// Hex digits of a version's name.
const HASH_LEN: usize = 16;

/// The package could not be written out.
#[derive(Debug, Error)]
#[error(
    "Lumarium's own Python package cannot be written: {0}; make room on the disk, and the folder writable for this user"
)]
pub struct PackageError(#[from] FileError);

/// Our Python package.
#[derive(Clone, Copy, Debug)]
pub struct Package;

impl Package {
    /// What this version is called: the first hex digits of the SHA-256 over its names and bytes.
    pub fn hash() -> &'static str {
        static HASH: OnceLock<String> = OnceLock::new();
        HASH.get_or_init(|| hash_of(FILES))
    }

    /// The folder in `cache` that holds exactly our files, for `PYTHONPATH`. It is written if it is not there, mended
    /// if it differs, and versions of old are removed. Reads half a megabyte; not for the engine or the player.
    pub fn ensure(cache: &Path) -> Result<PathBuf, PackageError> {
        Ok(ensure(&Disk, cache, FILES, Self::hash())?)
    }
}

fn hash_of(files: &[(&str, &[u8])]) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    let mut text = String::new();
    for byte in hash.finalize().iter().take(HASH_LEN / 2) {
        // Writing into a text cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

/// Nothing here is made durable: whatever a power cut leaves is compared and mended before it is used.
fn ensure(
    vfs: &dyn Vfs,
    cache: &Path,
    files: &[(&str, &[u8])],
    hash: &str,
) -> Result<PathBuf, FileError> {
    let versions = cache.join(FOLDER);
    let folder = versions.join(hash);
    if kind(vfs, &folder)? != Some(Kind::Folder) {
        remove(vfs, &folder)?;
        write_whole(vfs, &versions, &folder, files)?;
    }
    // Also when it was just written: another process may have been faster, and worse.
    mend(vfs, &folder, files)?;
    forget_old(vfs, &versions, hash);
    Ok(folder)
}

/// Writes beside the folder and renames, so that nobody ever finds half of it.
fn write_whole(
    vfs: &dyn Vfs,
    versions: &Path,
    folder: &Path,
    files: &[(&str, &[u8])],
) -> Result<(), FileError> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let temp = versions.join(format!(".{name}{TEMP_SUFFIX}-{}", std::process::id()));
    remove(vfs, &temp)?;
    let written = files.iter().try_for_each(|(name, bytes)| {
        let path = temp.join(name);
        make_folder_of(vfs, &path)?;
        vfs.write_new(&path, bytes, Access::OPEN)
            .map_err(FileError::on("writing", &path))
    });
    let renamed = written.and_then(|()| {
        vfs.rename(&temp, folder)
            .map_err(FileError::on("naming", folder))
    });
    if let Err(error) = renamed {
        if let Err(leftover) = remove(vfs, &temp) {
            tracing::debug!("{leftover}");
        }
        // A second process that needed the package too has been faster.
        if kind(vfs, folder)? != Some(Kind::Folder) {
            return Err(error);
        }
    }
    Ok(())
}

/// Makes the folder hold exactly our files, and the bytecode that Python made of them.
fn mend(vfs: &dyn Vfs, folder: &Path, files: &[(&str, &[u8])]) -> Result<(), FileError> {
    for inner in folders_of(files) {
        let inner = folder.join(inner);
        if kind(vfs, &inner)? != Some(Kind::Folder) {
            remove(vfs, &inner)?;
            vfs.create_dir_all(&inner)
                .map_err(FileError::on("making the folder", &inner))?;
        }
        let prefix = inner.strip_prefix(folder).unwrap_or(&inner);
        for name in vfs.list(&inner).map_err(FileError::on("listing", &inner))? {
            let path = prefix.join(&name);
            let ours = files
                .iter()
                .any(|(file, _)| Path::new(file).starts_with(&path));
            if !ours && name != BYTECODE {
                tracing::warn!(
                    "{} is none of ours and is removed",
                    inner.join(&name).display()
                );
                remove(vfs, &inner.join(&name))?;
            }
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        let whole = kind(vfs, &path)? == Some(Kind::File)
            && vfs
                .read(&path, bytes.len() as u64)
                .is_ok_and(|there| there == *bytes);
        if !whole {
            tracing::warn!("{} was damaged and is written again", path.display());
            replace(vfs, &path, bytes)?;
        }
    }
    Ok(())
}

/// The folders that files are in, the outermost first.
fn folders_of<'a>(files: &[(&'a str, &[u8])]) -> BTreeSet<&'a Path> {
    let names = files.iter().map(|(name, _)| Path::new(*name));
    names.flat_map(|name| name.ancestors().skip(1)).collect()
}

fn replace(vfs: &dyn Vfs, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if kind(vfs, path)? == Some(Kind::Folder) {
        remove(vfs, path)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!("{TEMP_SUFFIX}-{}", std::process::id()));
    let temp = path.with_file_name(name);
    remove(vfs, &temp)?;
    vfs.write_new(&temp, bytes, Access::OPEN)
        .map_err(FileError::on("writing", &temp))?;
    vfs.rename(&temp, path)
        .map_err(FileError::on("replacing", path))
}

/// Older versions and what an interrupted write left; the newest few stay, since another process may use them.
fn forget_old(vfs: &dyn Vfs, versions: &Path, hash: &str) {
    let Ok(names) = vfs.list(versions) else {
        return;
    };
    let old = names
        .iter()
        .filter(|name| is_version(name) && *name != hash);
    let mut old: Vec<(i64, PathBuf)> = old
        .filter_map(|name| {
            let path = versions.join(name);
            let stamp = vfs.stamp(&path).ok()??;
            Some((stamp.modified_millis, path))
        })
        .collect();
    old.sort();
    let kept = limits::PYTHON_PACKAGES_KEPT.min(old.len());
    for (_, path) in old.iter().rev().skip(kept) {
        if let Err(error) = remove(vfs, path) {
            tracing::debug!("{error}");
        }
    }
}

/// Whether a name is one that this file gives.
fn is_version(name: &str) -> bool {
    let hash = match name.strip_prefix('.') {
        Some(temp) => temp.split(TEMP_SUFFIX).next().unwrap_or_default(),
        None => name,
    };
    hash.len() == HASH_LEN && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn kind(vfs: &dyn Vfs, path: &Path) -> Result<Option<Kind>, FileError> {
    let stamp = vfs.stamp(path).map_err(FileError::on("looking at", path))?;
    Ok(stamp.map(|stamp| stamp.kind))
}

fn make_folder_of(vfs: &dyn Vfs, path: &Path) -> Result<(), FileError> {
    let folder = path.parent().unwrap_or(path);
    vfs.create_dir_all(folder)
        .map_err(FileError::on("making the folder", folder))
}

/// Whatever is there, goes; a link is not followed.
fn remove(vfs: &dyn Vfs, path: &Path) -> Result<(), FileError> {
    match kind(vfs, path)? {
        Some(Kind::Folder) => vfs
            .remove_dir_all(path)
            .map_err(FileError::on("removing", path)),
        Some(_) => remove_if_there(vfs, path),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;

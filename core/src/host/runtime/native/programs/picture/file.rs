//! Finds and reads picture files.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::host::runtime::native::Context;
use crate::limits;

/// Pictures of one slideshow; further ones, by name, are left out.
const SLIDES_MAX: usize = 500;
/// Files looked at in a folder.
const ENTRIES_MAX: usize = 10_000;

/// What changes when a file changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

/// The file or folder that a setting names: absolute, in the plugin's folder, or in `assets/pictures`.
pub(super) fn resolve(path: &str, context: &Context) -> Result<PathBuf, String> {
    let wish = Path::new(path);
    if wish.is_absolute() {
        return Ok(wish.to_owned());
    }
    let places: Vec<PathBuf> = context
        .folder
        .iter()
        .cloned()
        .chain([context.assets.join("pictures"), context.assets.clone()])
        .collect();
    places
        .iter()
        .map(|place| place.join(wish))
        .find(|path| path.exists())
        .ok_or_else(|| {
            let looked: Vec<_> = places.iter().map(|place| place.display().to_string()).collect();
            format!(
                "there is no picture \"{path}\": put it into one of the folders, or give its whole path; looked in {}",
                looked.join(", ")
            )
        })
}

/// The pictures of a folder by name; none if `path` is a file.
pub(super) fn slides(path: &Path) -> Result<Option<Vec<PathBuf>>, String> {
    if !path.is_dir() {
        return Ok(None);
    }
    let told = |error| format!("the folder cannot be read: {error}: {}", path.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(told)?.take(ENTRIES_MAX) {
        let file = entry.map_err(told)?.path();
        if has_known_suffix(&file) && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    files.truncate(SLIDES_MAX);
    if files.is_empty() {
        return Err(format!(
            "the folder has no PNG, GIF or WebP file: put some into it: {}",
            path.display()
        ));
    }
    Ok(Some(files))
}

fn has_known_suffix(path: &Path) -> bool {
    let suffix = path.extension().and_then(|suffix| suffix.to_str());
    suffix.is_some_and(|suffix| {
        ["png", "apng", "gif", "webp"]
            .iter()
            .any(|known| suffix.eq_ignore_ascii_case(known))
    })
}

/// What is known of the file without reading it.
pub(super) fn stamp(path: &Path) -> Result<Stamp, String> {
    let data = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !data.is_file() {
        return Err(format!("this is not a file: {}", path.display()));
    }
    if data.len() > limits::PICTURE_BYTES_MAX {
        return Err(format!(
            "the picture has {} MiB; {} is the most, make it smaller: {}",
            data.len() >> 20,
            limits::PICTURE_BYTES_MAX >> 20,
            path.display()
        ));
    }
    Ok(Stamp {
        len: data.len(),
        // A file system without times only loses the notice of an edit that keeps the length.
        modified: data.modified().ok(),
    })
}

/// The bytes of a file, at most `PICTURE_BYTES_MAX`.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limits::PICTURE_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!(
        "the picture cannot be read: {error}; check the name and the rights: {}",
        path.display()
    )
}

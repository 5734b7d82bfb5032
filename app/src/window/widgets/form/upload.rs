//! Copying files to where plugins find them: `assets/plugins/<id>/uploads` in the root, as LEDMatrix does.

use std::fs;
use std::path::{Path, PathBuf};

use lumarium_core::form::Files;
use lumarium_core::id::PluginId;

use crate::window::text::{fill, t};

/// Bytes of a file whose field names no limit.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Names that are tried until one is free.
const NAMES_MAX: u32 = 1_000;

/// What is to be copied.
pub(super) struct Upload {
    /// The root.
    pub(super) root: PathBuf,
    /// For which plugin.
    pub(super) plugin: PluginId,
    /// What may be copied.
    pub(super) rules: Files,
    /// The files.
    pub(super) sources: Vec<PathBuf>,
}

/// Copies the files; for each its path as the plugin names it, or why not.
pub(super) fn copy(upload: &Upload) -> Vec<Result<String, String>> {
    let most = upload.sources.iter().take(upload.rules.most.max(1));
    most.map(|source| copy_one(upload, source)).collect()
}

fn copy_one(upload: &Upload, source: &Path) -> Result<String, String> {
    let refuse = |why: &dyn std::fmt::Display| {
        fill(
            "files.refused",
            &[("file", &source.display()), ("why", why)],
        )
    };
    let rules = &upload.rules;
    let ending = source.extension().unwrap_or_default().to_string_lossy();
    let ending = ending.to_ascii_lowercase();
    if !rules.endings.is_empty() && !rules.endings.contains(&ending) {
        let endings = rules.endings.join(", ");
        return Err(refuse(&fill("files.ending", &[("endings", &endings)])));
    }
    let facts = fs::metadata(source).map_err(|error| refuse(&error))?;
    let most = rules.bytes_max.unwrap_or(BYTES_MAX);
    if !facts.is_file() {
        return Err(refuse(&t("files.no_file")));
    }
    if facts.len() > most {
        return Err(refuse(&fill(
            "files.large",
            &[("bytes", &facts.len()), ("most", &most)],
        )));
    }
    let folder = format!("assets/plugins/{}/uploads", upload.plugin);
    let into = upload.root.join(&folder);
    fs::create_dir_all(&into).map_err(|error| refuse(&error))?;
    let own = source.file_name().unwrap_or_default().to_string_lossy();
    let name = rules.name.as_deref().unwrap_or(&own);
    let name = free_name(&into, Path::new(name), rules.name.is_some());
    fs::copy(source, into.join(&name)).map_err(|error| refuse(&error))?;
    Ok(format!("{folder}/{name}"))
}

/// A name that no other file has, unless it has to be this one. Only the last part counts: a name never leads
/// out of the folder.
fn free_name(folder: &Path, wanted: &Path, fixed: bool) -> String {
    let part =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let name = part(wanted.file_name());
    if fixed || !folder.join(&name).exists() {
        return name;
    }
    let (stem, ending) = (part(wanted.file_stem()), part(wanted.extension()));
    let numbered = |number: u32| match ending.as_str() {
        "" => format!("{stem}-{number}"),
        ending => format!("{stem}-{number}.{ending}"),
    };
    let free = (2..NAMES_MAX)
        .map(numbered)
        .find(|name| !folder.join(name).exists());
    free.unwrap_or(name)
}

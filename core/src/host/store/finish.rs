//! Finishing or taking back, at start, the change that a crash has interrupted; and the moves to the trash.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::merge::merge3;
use crate::config::{Document, MAIN_NAME};
use crate::host::config_files::history::hash;
use crate::host::files::{self, FileError, Mode};
use crate::host::record::{IntentChange, Record, RecordOp};
use crate::host::root::Paths;
use crate::host::store::plan::Move;
use crate::host::vfs::Vfs;
use crate::limits;

/// A change as the record keeps it until it is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Intent {
    /// Take it back instead of finishing it.
    pub(super) undo: bool,
    pub(super) main: Option<FileChange>,
    pub(super) secrets: Option<FileChange>,
    pub(super) moves: Vec<Move>,
    /// For the record, when it is done.
    pub(super) record: Vec<RecordOp>,
    /// For the record, when it is taken back.
    pub(super) inverse: Vec<RecordOp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FileChange {
    /// The text before; absent: there was no file.
    pub(super) before: Option<String>,
    /// The hash of the bytes before, which need not be text.
    pub(super) before_hash: Option<String>,
    pub(super) after: String,
}

/// Finishes (or takes back) the change that a crash has interrupted; what was done, in words.
pub(super) fn finish_intent(
    record: &mut Record,
    paths: &Paths,
    vfs: &dyn Vfs,
) -> Result<Vec<String>, String> {
    let Some(text) = record.intent().map(str::to_owned) else {
        return Ok(Vec::new());
    };
    let Ok(intent) = serde_json::from_str::<Intent>(&text) else {
        // Of a newer version of Lumarium, perhaps: kept for people, and not in the way for ever.
        let kept = files::keep_damaged(vfs, &paths.state().join("intent"), text.as_bytes());
        let kept = kept.map_err(|error| error.to_string())?;
        let cleared = record.commit(&[], IntentChange::Clear);
        cleared.map_err(|error| error.to_string())?;
        return Ok(vec![format!(
            "an interrupted change could not be understood and was put aside as {}",
            kept.display()
        )]);
    };
    let done = |error: FileError| error.to_string();
    for (change, path, mode) in [
        (&intent.secrets, paths.secrets_file(), Mode::Private),
        (&intent.main, paths.main_file(), Mode::Kept),
    ] {
        if let Some(change) = change {
            finish_file(vfs, change, intent.undo, &path, mode).map_err(done)?;
        }
    }
    let steps = intent.moves.iter().map(|step| step.under(paths.root()));
    if intent.undo {
        // The last first: what made room comes back when the room is free.
        for step in steps.rev() {
            move_back(vfs, &step).map_err(done)?;
        }
    } else {
        for step in steps {
            move_away(vfs, &step).map_err(done)?;
        }
    }
    let ops = if intent.undo {
        &intent.inverse
    } else {
        &intent.record
    };
    let cleared = record.commit(ops, IntentChange::Clear);
    cleared.map_err(|error| error.to_string())?;
    Ok(vec![if intent.undo {
        "a change that had failed was taken back".to_owned()
    } else {
        "a change that was interrupted has been finished".to_owned()
    }])
}

/// Brings one file to where the intent wants it; an edit that somebody made in between is merged.
fn finish_file(
    vfs: &dyn Vfs,
    change: &FileChange,
    undo: bool,
    path: &Path,
    mode: Mode,
) -> Result<(), FileError> {
    let now = files::read_if_there(vfs, path, limits::CONFIG_BYTES_MAX)?;
    let is_before = now.as_deref().map(hash) == change.before_hash;
    let is_after = now.as_deref() == Some(change.after.as_bytes());
    let (from, target) = if undo {
        (Some(change.after.as_str()), change.before.as_deref())
    } else {
        (change.before.as_deref(), Some(change.after.as_str()))
    };
    if (undo && is_before) || (!undo && is_after) {
        return Ok(());
    }
    let Some(target) = target else {
        return if is_after {
            files::remove_if_there(vfs, path)
        } else {
            Ok(())
        };
    };
    let expected = if undo { is_after } else { is_before };
    let parse = |text: &[u8]| Document::parse(text, None).ok();
    let merged = match (&now, expected) {
        (Some(now), false) => {
            let base = from
                .and_then(|text| parse(text.as_bytes()))
                .unwrap_or_default();
            parse(now)
                .zip(parse(target.as_bytes()))
                .map(|(theirs, ours)| merge3(&base, &ours, &theirs).0.main_text_over(Some(now)))
        }
        _ => None,
    };
    if let Some(bytes) = now.filter(|bytes| parse(bytes).is_none()) {
        files::keep_damaged(vfs, path, &bytes)?;
    }
    let text = merged.as_deref().unwrap_or(target);
    files::write_atomic(vfs, path, text.as_bytes(), mode)
}

/// A second trash beside the plugins, where the first is on another file system.
fn trash_beside(step: &Move) -> Option<PathBuf> {
    let own = step.to.parent()?.file_name()?;
    // What is on its way to another place is not for the trash.
    if step.to.parent()?.parent()?.file_name()? != "trash" {
        return None;
    }
    let name = step.to.file_name()?;
    let folder = step.from.parent()?.join(".lumarium-trash");
    Some(folder.join(own).join(name))
}

fn is_there(vfs: &dyn Vfs, path: &Path) -> Result<bool, FileError> {
    let stamp = vfs.stamp(path).map_err(FileError::on("looking at", path))?;
    Ok(stamp.is_some())
}

pub(super) fn move_away(vfs: &dyn Vfs, step: &Move) -> Result<(), FileError> {
    // Where something has come to its place, what stands at its old one now is another thing.
    if !is_there(vfs, &step.from)? || is_there(vfs, &step.to)? {
        return Ok(());
    }
    let result = files::move_durably(vfs, &step.from, &step.to);
    match (result, trash_beside(step)) {
        (Err(error), Some(beside)) if error.source.kind() == io::ErrorKind::CrossesDevices => {
            files::move_durably(vfs, &step.from, &beside)
        }
        (result, _) => result,
    }
}

pub(super) fn move_back(vfs: &dyn Vfs, step: &Move) -> Result<(), FileError> {
    let places = [Some(step.to.clone()), trash_beside(step)];
    for place in places.into_iter().flatten() {
        if !is_there(vfs, &step.from)? && is_there(vfs, &place)? {
            files::move_durably(vfs, &place, &step.from)?;
        }
        remove_empty(vfs, place.parent());
    }
    if !is_there(vfs, &step.from)? {
        tracing::warn!(
            "{} is gone: {MAIN_NAME} may still name it",
            step.from.display()
        );
    }
    Ok(())
}

/// The folder that was made in the trash for nothing; one that has something in it stays.
fn remove_empty(vfs: &dyn Vfs, folder: Option<&Path>) {
    let Some(folder) = folder else {
        return;
    };
    if vfs.list(folder).is_ok_and(|names| names.is_empty())
        && let Err(error) = vfs.remove_dir_all(folder)
    {
        tracing::debug!("{} stays: {error}", folder.display());
    }
}

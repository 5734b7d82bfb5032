//! Carrying out a plan so that all of it happens or nothing: intent into the record, files, record and end of
//! the intent in one commit. What fails on the way is undone; what a crash interrupts is finished at start.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::merge::merge3;
use crate::config::{Document, MAIN_NAME};
use crate::host::config_files::Which;
use crate::host::config_files::history::hash;
use crate::host::files::{self, FileError, Mode};
use crate::host::record::{IntentChange, Record, RecordOp};
use crate::host::root::Paths;
use crate::host::store::Store;
use crate::host::store::plan::{Move, Plan};
use crate::host::vfs::Vfs;
use crate::limits;
use crate::message::Written;

/// A change that is neither done nor undone because the disk failed in between.
pub(super) enum Unfinished {
    /// It failed here; what was there before is known.
    Undo(Box<Undo>),
    /// It was found at start.
    Intent,
}

/// What was there before.
pub(super) struct Undo {
    main: Option<Option<Vec<u8>>>,
    secrets: Option<Option<Vec<u8>>>,
    moves: Vec<Move>,
    copy: u64,
    intent: Option<Intent>,
}

/// A change as the record keeps it until it is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Intent {
    /// Take it back instead of finishing it.
    undo: bool,
    main: Option<FileChange>,
    secrets: Option<FileChange>,
    moves: Vec<Move>,
    /// For the record, when it is done.
    record: Vec<RecordOp>,
    /// For the record, when it is taken back.
    inverse: Vec<RecordOp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FileChange {
    /// The text before; absent: there was no file.
    before: Option<String>,
    /// The hash of the bytes before, which need not be text.
    before_hash: Option<String>,
    after: String,
}

impl Store {
    pub(super) fn execute(&mut self, plan: Plan) -> Result<Written, String> {
        let files = plan.main || plan.secrets || !plan.moves.is_empty();
        if !files {
            let all: Vec<RecordOp> = plan.early.iter().chain(&plan.record).cloned().collect();
            self.commit(&all, IntentChange::Keep)?;
            return Ok(self.written(&plan));
        }
        let before = |which| self.config.bytes(which).map(<[u8]>::to_vec);
        let mut undo = Undo {
            main: plan.main.then(|| before(Which::Main)),
            secrets: plan.secrets.then(|| before(Which::Secrets)),
            moves: plan.moves.clone(),
            copy: 0,
            intent: (plan.places() > 1).then(|| self.intent(&plan)),
        };
        match self.carry_out(&plan, &mut undo) {
            Ok(()) => Ok(self.written(&plan)),
            Err(why) => {
                // A last commit that failed may have happened all the same; then everything is done.
                let done = undo.intent.is_some()
                    && !plan.record.is_empty()
                    && self.is_recorded(&plan.record);
                if done {
                    return Ok(self.written(&plan));
                }
                if let Err(again) = self.undo(&mut undo) {
                    tracing::error!("a change could not be undone yet: {again}");
                    self.unfinished = Some(Unfinished::Undo(Box::new(undo)));
                }
                Err(why)
            }
        }
    }

    /// Undoes or finishes what an earlier failure has left; an error if that fails again.
    pub(super) fn settle_unfinished(&mut self) -> Result<(), String> {
        let result = match self.unfinished.take() {
            None => return Ok(()),
            Some(Unfinished::Undo(mut undo)) => self
                .undo(&mut undo)
                .map_err(|why| (why, Unfinished::Undo(undo))),
            Some(Unfinished::Intent) => {
                let paths = self.root.paths().clone();
                let vfs = Arc::clone(&self.vfs);
                match &mut self.record {
                    Ok(record) => finish_intent(record, &paths, &*vfs).map(drop),
                    Err(why) => Err(why.clone()),
                }
                .map_err(|why| (why, Unfinished::Intent))
            }
        };
        result.map_err(|(why, unfinished)| {
            self.unfinished = Some(unfinished);
            format!(
                "an earlier change is neither done nor undone yet, because the disk fails: {why}"
            )
        })
    }

    fn carry_out(&mut self, plan: &Plan, undo: &mut Undo) -> Result<(), String> {
        if let Some(intent) = &undo.intent {
            let text = serde_json::to_string(intent).map_err(|error| error.to_string())?;
            self.commit(&plan.early, IntentChange::Open(&text))?;
        }
        if let Some(document) = &plan.document {
            // The copy comes first, so that no acknowledged change is ever without one.
            let copy = self.config.history().add(&*self.vfs, document);
            undo.copy = copy.map_err(|error| error.to_string())?;
            if plan.secrets {
                let text = document.secrets_text();
                let result = self.config.write(Which::Secrets, &text);
                result.map_err(|error| error.to_string())?;
            }
            if plan.main {
                let result = self.config.write(Which::Main, &document.main_text());
                result.map_err(|error| error.to_string())?;
            }
        }
        for step in &plan.moves {
            move_away(&*self.vfs, step).map_err(|error| error.to_string())?;
        }
        if undo.intent.is_some() {
            self.commit(&plan.record, IntentChange::Clear)?;
        }
        Ok(())
    }

    fn undo(&mut self, undo: &mut Undo) -> Result<(), String> {
        let open = matches!(&self.record, Ok(record) if record.intent().is_some());
        if let (Some(intent), true) = (&mut undo.intent, open) {
            intent.undo = true;
            let text = serde_json::to_string(intent).map_err(|error| error.to_string())?;
            self.commit(&[], IntentChange::Open(&text))?;
        }
        let text = |error: FileError| error.to_string();
        for step in &undo.moves {
            move_back(&*self.vfs, step).map_err(text)?;
        }
        if let Some(before) = &undo.main {
            self.config
                .put_back(Which::Main, before.as_deref())
                .map_err(text)?;
        }
        if let Some(before) = &undo.secrets {
            self.config
                .put_back(Which::Secrets, before.as_deref())
                .map_err(text)?;
        }
        if undo.copy != 0 {
            self.config.history().take_back(&*self.vfs, undo.copy);
        }
        if let (Some(intent), true) = (&undo.intent, open) {
            let inverse = intent.inverse.clone();
            self.commit(&inverse, IntentChange::Clear)?;
        }
        Ok(())
    }

    fn intent(&self, plan: &Plan) -> Intent {
        let change = |which, wanted: bool, after: &dyn Fn(&Document) -> String| {
            let document = plan.document.as_ref().filter(|_| wanted)?;
            let before = self.config.bytes(which);
            Some(FileChange {
                before: before.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
                before_hash: before.map(hash),
                after: after(document),
            })
        };
        let buried = |plugin| match &self.record {
            Ok(record) => record.facts().tombstones.get(plugin).cloned(),
            Err(_) => None,
        };
        let inverse = plan.early.iter().filter_map(|op| match op {
            RecordOp::Bury { plugin, .. } => Some(match buried(plugin) {
                Some(text) => RecordOp::Bury {
                    plugin: plugin.clone(),
                    text,
                },
                None => RecordOp::Forgive {
                    plugin: plugin.clone(),
                },
            }),
            RecordOp::Agree { .. }
            | RecordOp::Adopt { .. }
            | RecordOp::Link { .. }
            | RecordOp::Unlink { .. }
            | RecordOp::Forgive { .. }
            | RecordOp::Forget { .. }
            | RecordOp::Position { .. } => None,
        });
        Intent {
            undo: false,
            main: change(Which::Main, plan.main, &Document::main_text),
            secrets: change(Which::Secrets, plan.secrets, &Document::secrets_text),
            moves: plan.moves.clone(),
            record: plan.record.clone(),
            inverse: inverse.collect(),
        }
    }

    fn commit(&mut self, ops: &[RecordOp], intent: IntentChange<'_>) -> Result<(), String> {
        match &mut self.record {
            Ok(record) => record
                .commit(ops, intent)
                .map_err(|error| error.to_string()),
            Err(why) if ops.is_empty() && matches!(intent, IntentChange::Keep) => {
                tracing::debug!("nothing to record: {why}");
                Ok(())
            }
            Err(why) => Err(format!("the record cannot be used: {why}")),
        }
    }

    /// Whether the last commit has happened although it was reported as failed.
    fn is_recorded(&self, ops: &[RecordOp]) -> bool {
        let Ok(record) = &self.record else {
            return false;
        };
        record.intent().is_none()
            && ops.iter().all(|op| match op {
                RecordOp::Agree { plugin, enabled } => {
                    let recorded = record.facts().plugins.get(plugin);
                    recorded.is_some_and(|recorded| recorded.agreed == Some(*enabled))
                }
                RecordOp::Forget { plugin } => !record.facts().plugins.contains_key(plugin),
                RecordOp::Unlink { plugin } => !record.facts().links.contains_key(plugin),
                RecordOp::Forgive { plugin } => !record.facts().tombstones.contains_key(plugin),
                RecordOp::Link { plugin, path } => record.facts().links.get(plugin) == Some(path),
                RecordOp::Bury { plugin, .. } => record.facts().tombstones.contains_key(plugin),
                RecordOp::Adopt {
                    plugin,
                    content_hash,
                    version,
                } => record.facts().plugins.get(plugin).is_some_and(|recorded| {
                    recorded.content_hash == *content_hash && recorded.version == *version
                }),
                RecordOp::Position { screen } => record.facts().position.as_ref() == Some(screen),
            })
    }

    /// Everything is durable: takes it into use and says what has changed.
    fn written(&mut self, plan: &Plan) -> Written {
        let place =
            |document: &Document| (document.plugins_directory(), document.development_mode());
        let before = self.config.document().map(|document| place(document));
        let mut rescan = !plan.moves.is_empty();
        if let Some(document) = &plan.document {
            rescan |= before != Some(place(document));
            self.config.settle(Arc::clone(document));
        }
        let all = || plan.early.iter().chain(&plan.record);
        let lasting = all().any(|op| {
            matches!(
                op,
                RecordOp::Bury { .. }
                    | RecordOp::Forgive { .. }
                    | RecordOp::Link { .. }
                    | RecordOp::Unlink { .. }
            )
        });
        rescan |= all().any(|op| matches!(op, RecordOp::Link { .. } | RecordOp::Unlink { .. }));
        if let Ok(record) = &mut self.record {
            if !plan.words.is_empty() {
                record.note(&plan.words.join(", "));
            }
            // What a person decided once must survive the loss of the whole record.
            if lasting && let Err(error) = record.back_up() {
                tracing::warn!("the record could not be backed up: {error}");
            }
        }
        if rescan {
            self.scan();
        } else if plan.document.is_some() {
            rescan = self.fill_schemas();
        }
        let touched = all().next().is_some();
        Written {
            config: plan.document.clone(),
            record: match &self.record {
                Ok(record) if touched => Some(record.facts().clone()),
                Ok(_) | Err(_) => None,
            },
            disk: self.disk.get().filter(|_| rescan).cloned(),
        }
    }
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
    for step in &intent.moves {
        if intent.undo {
            move_back(vfs, step).map_err(done)?;
        } else {
            move_away(vfs, step).map_err(done)?;
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
                .map(|(theirs, ours)| merge3(&base, &ours, &theirs).0.main_text())
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
    let name = step.to.file_name()?;
    let folder = step.from.parent()?.join(".lumarium-trash");
    Some(folder.join(own).join(name))
}

fn is_there(vfs: &dyn Vfs, path: &Path) -> Result<bool, FileError> {
    let stamp = vfs.stamp(path).map_err(FileError::on("looking at", path))?;
    Ok(stamp.is_some())
}

fn move_away(vfs: &dyn Vfs, step: &Move) -> Result<(), FileError> {
    if !is_there(vfs, &step.from)? {
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

fn move_back(vfs: &dyn Vfs, step: &Move) -> Result<(), FileError> {
    if is_there(vfs, &step.from)? {
        return Ok(());
    }
    for place in [Some(step.to.clone()), trash_beside(step)]
        .into_iter()
        .flatten()
    {
        if is_there(vfs, &place)? {
            files::move_durably(vfs, &place, &step.from)?;
            if let Some(own) = place.parent() {
                // Only an empty folder of the trash is left.
                if let Err(error) = vfs.remove_dir_all(own) {
                    tracing::debug!("{} stays: {error}", own.display());
                }
            }
            return Ok(());
        }
    }
    tracing::warn!(
        "{} is gone: {MAIN_NAME} may still name it",
        step.from.display()
    );
    Ok(())
}

//! Carrying out a plan so that all of it happens or nothing: intent into the record, files, record and end of
//! the intent in one commit. What fails on the way is undone; what a crash interrupts is finished at start.

use std::sync::Arc;

use crate::config::Document;
use crate::host::config_files::Which;
use crate::host::config_files::history::hash;
use crate::host::files::FileError;
use crate::host::record::{IntentChange, RecordOp};
use crate::host::store::Store;
use crate::host::store::finish::{FileChange, Intent, finish_intent, move_away, move_back};
use crate::host::store::plan::{Move, Plan};
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
    /// The bytes of files; absent: there was no file.
    files: Vec<(Which, Option<Vec<u8>>)>,
    moves: Vec<Move>,
    copy: u64,
    intent: Option<Intent>,
    /// The intent was committed.
    opened: bool,
}

impl Store {
    pub(super) fn execute(&mut self, plan: &Plan) -> Result<Written, String> {
        let files = plan.main || plan.secrets || !plan.moves.is_empty();
        if !files {
            let all: Vec<RecordOp> = plan.early.iter().chain(&plan.record).cloned().collect();
            self.commit(&all, IntentChange::Keep)?;
            return Ok(self.written(plan));
        }
        let before = |which| self.config.bytes(which).map(<[u8]>::to_vec);
        let mut undo = Undo {
            files: [(Which::Main, plan.main), (Which::Secrets, plan.secrets)]
                .into_iter()
                .filter(|(_, wanted)| *wanted)
                .map(|(which, _)| (which, before(which)))
                .collect(),
            moves: plan.moves.clone(),
            copy: 0,
            intent: (plan.places() > 1).then(|| self.intent(plan)),
            opened: false,
        };
        match self.carry_out(plan, &mut undo) {
            Ok(()) => Ok(self.written(plan)),
            Err(why) => {
                // A last commit that failed may have happened all the same; then everything is done.
                let cleared = matches!(&self.record, Ok(record) if record.intent().is_none());
                if undo.opened && cleared {
                    return Ok(self.written(plan));
                }
                if let Err(again) = self.undo(&mut undo) {
                    tracing::error!("a change could not be undone yet: {again}");
                    self.unfinished = Some(Unfinished::Undo(Box::new(undo)));
                }
                Err(why)
            }
        }
    }

    /// Whether nothing is half done: what was staged for it would be needed still.
    pub(super) fn is_settled(&self) -> bool {
        // A record that cannot be read may have any.
        let closed = matches!(&self.record, Ok(record) if record.intent().is_none());
        self.unfinished.is_none() && closed
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
            undo.opened = true;
        }
        if let Some(document) = &plan.document {
            // The copy comes first, so that no acknowledged change is ever without one.
            let copy = self.config.history().add(&*self.vfs, document);
            undo.copy = copy.map_err(|error| error.to_string())?;
            if plan.secrets {
                let text = self.config.text(Which::Secrets, document);
                let result = self.config.write(Which::Secrets, &text);
                result.map_err(|error| error.to_string())?;
            }
            if plan.main {
                let text = self.config.text(Which::Main, document);
                let result = self.config.write(Which::Main, &text);
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
        for step in undo.moves.iter().rev() {
            move_back(&*self.vfs, step).map_err(text)?;
        }
        for (which, before) in &undo.files {
            self.config
                .put_back(*which, before.as_deref())
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
        let change = |which, wanted: bool| {
            let document = plan.document.as_ref().filter(|_| wanted)?;
            let before = self.config.bytes(which);
            Some(FileChange {
                before: before.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
                before_hash: before.map(hash),
                after: self.config.text(which, document),
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
            main: change(Which::Main, plan.main),
            secrets: change(Which::Secrets, plan.secrets),
            moves: plan
                .moves
                .iter()
                .map(|step| step.inside(self.paths().root()))
                .collect(),
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

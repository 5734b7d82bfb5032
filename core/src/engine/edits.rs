//! Writes on their way to the disk. A command is answered when its write is durable, not before.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::Engine;
use crate::facts::Known;
use crate::id::PluginId;
use crate::journal::Topic;
use crate::message::{CommandId, Edit, Effect, Refusal, Ticket, Written};
use crate::snapshot::Level;
use crate::time::{Moment, Now};

/// Why something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// People asked for it.
    Command(Vec<(CommandId, String)>),
    /// Reconciliation found it.
    Reconcile,
    /// To remember the screen that is on.
    Position,
    /// A plugin changed its own settings.
    Plugin,
}

/// Brightness changes in bursts, under a finger: shown at once, written when it rests.
#[derive(Clone, Debug, Default)]
struct BrightnessWish {
    percent: u8,
    at: Moment,
    commands: Vec<CommandId>,
}

/// What is being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Writes {
    next: Ticket,
    pending: BTreeMap<Ticket, Why>,
    brightness: Option<BrightnessWish>,
    brightness_written: Option<Moment>,
    /// After a failed write of its own, reconciliation waits.
    failed: Option<(Moment, u32)>,
}

/// How long brightness must rest before it is written, when it was written a moment ago.
const BRIGHTNESS_REST: Duration = Duration::from_millis(500);

impl Writes {
    pub(super) const fn next_ticket(&mut self) -> Ticket {
        self.next += 1;
        self.next
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.brightness.is_none()
    }

    pub(super) fn reconciling(&self) -> bool {
        self.pending.values().any(|why| *why == Why::Reconcile)
    }

    pub(super) fn next_wake(&self) -> Option<Moment> {
        let brightness = self.brightness.as_ref().map(|wish| wish.at);
        let retry = self.failed.map(|(at, _)| at);
        [brightness, retry].into_iter().flatten().min()
    }

    /// Whether reconciliation may write: nothing of its own is under way, and the last failure is
    /// long enough ago.
    pub(super) fn may_reconcile(&self, now: Moment) -> bool {
        !self.reconciling() && self.failed.is_none_or(|(at, _)| now >= at)
    }

    pub(super) const fn forget_failure(&mut self) {
        self.failed = None;
    }

    /// The retry time has come.
    pub(super) fn retry_due(&self, now: Moment) -> bool {
        self.failed.is_some_and(|(at, _)| now >= at) && !self.reconciling()
    }
}

impl Engine {
    /// Sends edits to the store: all of them happen, or none.
    pub(super) fn write(&mut self, _now: Now, edits: Vec<Edit>, why: Why) {
        let ticket = self.ticket();
        self.writes.pending.insert(ticket, why);
        self.out.push(Effect::Write { ticket, edits });
    }

    /// A write for one command, answered with `text` when it is durable.
    pub(super) fn write_for(&mut self, now: Now, id: CommandId, edits: Vec<Edit>, text: String) {
        self.write(now, edits, Why::Command(vec![(id, text)]));
    }

    pub(super) fn written(&mut self, now: Now, ticket: Ticket, result: Result<Written, String>) {
        let Some(why) = self.writes.pending.remove(&ticket) else {
            return;
        };
        match result {
            Ok(written) => {
                if why == Why::Reconcile {
                    self.writes.failed = None;
                }
                self.take_written(now, written);
                if let Why::Command(commands) = why {
                    for (id, text) in commands {
                        self.answer(now, id, Ok(text));
                    }
                }
            }
            Err(error) => self.write_failed(now, why, &error),
        }
        self.revision += 1;
    }

    fn take_written(&mut self, now: Now, written: Written) {
        if let Some(config) = written.config {
            self.config = Known::Known(config);
        }
        if let Some(record) = written.record {
            self.record = Known::Known(record);
        }
        if let Some(disk) = written.disk {
            self.disk = Known::Known(disk);
        }
        self.sync(now);
    }

    fn write_failed(&mut self, now: Now, why: Why, error: &str) {
        let text = format!("nothing was changed: {error}");
        self.note(now, Topic::Store, None, text.clone());
        match why {
            Why::Command(commands) => {
                for (id, _) in commands {
                    let hint = "if the disk is full or cannot be written, see `lumarium doctor`";
                    self.answer(now, id, Err(Refusal::new(text.clone(), hint)));
                }
                // What was shown in advance goes back to what is on disk.
                self.sync(now);
            }
            Why::Reconcile => {
                let count = self.writes.failed.map_or(0, |(_, count)| count) + 1;
                let wait = crate::health::wait(count, Duration::from_secs(10));
                self.writes.failed = Some((now.at.plus(wait), count));
                self.notify(now, Level::Error, None, &text);
            }
            Why::Position | Why::Plugin => {}
        }
    }

    /// Takes effect at once, is written when it rests, and answered when it is durable.
    pub(super) fn set_brightness(&mut self, now: Now, id: CommandId, percent: u8) {
        let rested = self
            .writes
            .brightness_written
            .is_none_or(|at| now.at.since(at) >= BRIGHTNESS_REST);
        let due = if rested {
            now.at
        } else {
            now.at.plus(BRIGHTNESS_REST)
        };
        let wish = self
            .writes
            .brightness
            .get_or_insert_with(BrightnessWish::default);
        wish.percent = percent;
        wish.at = due;
        wish.commands.push(id);
        self.canvas.brightness = percent;
        self.out.push(Effect::Player(self.player_settings()));
        self.revision += 1;
    }

    pub(super) fn flush_brightness(&mut self, now: Now) {
        let stopping = self.stopping.is_some();
        let due = |wish: &mut BrightnessWish| stopping || wish.at <= now.at;
        let Some(wish) = self.writes.brightness.take_if(due) else {
            return;
        };
        self.writes.brightness_written = Some(now.at);
        let path = ["display", "hardware", "brightness"]
            .map(str::to_owned)
            .to_vec();
        let edit = Edit::Set {
            path,
            value: Value::from(wish.percent).into(),
            secret: false,
        };
        let text = format!("brightness {} %", wish.percent);
        let commands = wish
            .commands
            .into_iter()
            .map(|id| (id, text.clone()))
            .collect();
        self.write(now, vec![edit], Why::Command(commands));
    }

    /// Whether a write of people about this plugin is under way; then its findings wait.
    pub(super) fn is_writing(&self) -> bool {
        self.writes
            .pending
            .values()
            .any(|why| matches!(why, Why::Command(_)))
    }

    /// `config.json`: `<id>.enabled`, and what the record agrees on.
    pub(super) fn edits_enabled(&self, id: &PluginId, enabled: bool) -> Vec<Edit> {
        let path = vec![self.config_key(id), "enabled".to_owned()];
        vec![
            Edit::Set {
                path,
                value: Value::from(enabled).into(),
                secret: false,
            },
            Edit::Agree {
                plugin: id.clone(),
                enabled,
            },
        ]
    }

    /// The key of a plugin's section as the file spells it.
    pub(super) fn config_key(&self, id: &PluginId) -> String {
        let known = self.config.get().and_then(|config| config.section_key(id));
        known.unwrap_or_else(|| id.as_str().to_owned())
    }
}

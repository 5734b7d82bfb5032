//! What was said: toasts for a moment, and a bell that keeps the last hundred with their times.

mod log;
mod popup;
mod toasts;

use std::collections::VecDeque;

use lumarium_core::id::PluginId;
use lumarium_core::lifecycle::Run;
use lumarium_core::snapshot::{Level, Notice, Snapshot};
use lumarium_core::time::Wall;

use super::text::{fill, t};

pub use self::log::hear;
pub use self::popup::button;
pub use self::toasts::show;

/// Messages that the bell keeps.
const KEPT_MAX: usize = 100;
/// Toasts at once; the oldest goes first.
const TOASTS_MAX: usize = 3;
/// Letters of a message.
const TEXT_MAX: usize = 1_000;

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub wall: Wall,
    /// How bad.
    pub level: Level,
    /// Which run of which plugin it is about.
    pub about: Option<(PluginId, Run)>,
    /// What happened and what to do.
    pub text: String,
}

/// A message that is shown for a moment.
#[derive(Debug)]
struct Toast {
    number: u64,
    level: Level,
    text: String,
    /// The change that it tells of; it can be taken back.
    change: Option<u64>,
    /// Until when, in seconds of the window's time; absent: not seen yet.
    until: Option<f64>,
}

/// What was said.
#[derive(Debug, Default)]
pub struct Bell {
    kept: VecDeque<Message>,
    toasts: VecDeque<Toast>,
    /// Grows with each toast.
    number: u64,
    unread: usize,
    worst: Option<Level>,
    /// The newest notice that was taken.
    seen: Option<u64>,
    /// What was heard of the log.
    log: log::Heard,
    open: bool,
}

impl Bell {
    /// Opens what the bell keeps, which is read then; or closes it.
    pub const fn toggle(&mut self) {
        self.open = !self.open;
        self.unread = 0;
        self.worst = None;
    }

    /// Whether what it keeps is shown.
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// What is kept, oldest first.
    pub fn kept(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.kept.iter()
    }

    /// How many were not read yet.
    pub const fn unread(&self) -> usize {
        self.unread
    }

    /// Its name, with the number of unread messages and the worst of them.
    pub fn name(&self) -> String {
        let Some(worst) = self.worst.filter(|_| self.unread > 0) else {
            return t("bell.name").to_owned();
        };
        fill(
            "bell.unread",
            &[("n", &self.unread), ("worst", &word(worst))],
        )
    }

    /// Says something for a moment, and keeps it.
    pub fn tell(&mut self, wall: Wall, level: Level, text: &str) {
        self.toast(level, text, None);
        self.keep(wall, level, None, text);
    }

    /// The same about a change that can be taken back.
    pub fn tell_with_undo(&mut self, wall: Wall, text: &str, change: u64) {
        self.toast(Level::Info, text, Some(change));
        self.keep(wall, Level::Info, None, text);
    }

    /// Takes notices that are new. Those that were there before the window are kept, but not shown.
    pub fn listen(&mut self, snapshot: &Snapshot) {
        let first = self.seen.is_none();
        let seen = self.seen.unwrap_or(0);
        let new = snapshot
            .notices
            .iter()
            .filter(|one| first || one.number > seen);
        for notice in new {
            self.take(notice, snapshot, first);
        }
        let newest = snapshot.notices.iter().map(|notice| notice.number).max();
        self.seen = Some(newest.unwrap_or(0).max(seen));
    }

    fn take(&mut self, notice: &Notice, snapshot: &Snapshot, first: bool) {
        let plugin = notice.plugin.as_ref().and_then(|id| snapshot.plugin(id));
        let about = plugin.map(|plugin| (plugin.id.clone(), plugin.run));
        // A plugin that fails again and again in one run is told of once.
        let again = notice.level > Level::Info
            && about.is_some()
            && self
                .kept
                .iter()
                .any(|one| one.about == about && one.level > Level::Info);
        // What concerns everything stands in a line over the stage.
        let in_a_line = notice.plugin.is_none() && notice.level > Level::Info;
        if !first && !again && !in_a_line {
            self.toast(notice.level, &notice.text, None);
        }
        self.keep(notice.wall, notice.level, about, &notice.text);
    }

    fn toast(&mut self, level: Level, text: &str, change: Option<u64>) {
        // The same again takes the place of the one that is shown.
        self.toasts.retain(|toast| toast.text != text);
        if self.toasts.len() >= TOASTS_MAX {
            self.toasts.pop_front();
        }
        self.number += 1;
        self.toasts.push_back(Toast {
            number: self.number,
            level,
            text: text.chars().take(TEXT_MAX).collect(),
            change,
            until: None,
        });
    }

    fn keep(&mut self, wall: Wall, level: Level, about: Option<(PluginId, Run)>, text: &str) {
        if self.kept.len() >= KEPT_MAX {
            self.kept.pop_front();
        }
        let text = text.chars().take(TEXT_MAX).collect();
        self.kept.push_back(Message {
            wall,
            level,
            about,
            text,
        });
        if !self.open {
            self.unread = (self.unread + 1).min(KEPT_MAX);
            self.worst = self.worst.max(Some(level));
        }
    }
}

/// The word for a level.
pub(super) fn word(level: Level) -> &'static str {
    t(match level {
        Level::Info => "level.info",
        Level::Warning => "level.warning",
        Level::Error => "level.error",
    })
}

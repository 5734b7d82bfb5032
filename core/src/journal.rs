//! Bounded memory of what happened: one entry for every call of `Engine::handle` that changed something,
//! and for every report that was dropped.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::PluginId;
use crate::limits;
use crate::time::{Moment, Now, Wall};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// A command from people and its answer.
    Command,
    /// A state of a plugin changed.
    Life,
    /// A failure.
    Failure,
    /// A report of an older run, dropped.
    Late,
    /// Reconciliation.
    Reconcile,
    /// What is shown.
    Show,
    /// Files.
    Store,
    /// Panels.
    Panel,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Grows without gaps.
    pub number: u64,
    /// The engine's revision.
    pub revision: u64,
    /// When.
    pub at: Moment,
    /// The same for display.
    pub wall: Wall,
    /// What about.
    pub topic: Topic,
    /// Which plugin.
    pub plugin: Option<PluginId>,
    /// In words.
    pub text: String,
}

/// A change of state, as the journal says it.
pub fn change(from: &str, to: &str, cause: &str) -> String {
    format!("{from} → {to}: {cause}")
}

impl Entry {
    /// From which state to which, and why, if it is about a change of state.
    pub fn changed(&self) -> Option<(&str, &str, &str)> {
        if self.topic != Topic::Life {
            return None;
        }
        let (from, rest) = self.text.split_once(" → ")?;
        let (to, cause) = rest.split_once(": ")?;
        Some((from, to, cause))
    }
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Command,
        Self::Life,
        Self::Failure,
        Self::Late,
        Self::Reconcile,
        Self::Show,
        Self::Store,
        Self::Panel,
    ];

    /// The word used in window, command line and file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Life => "life",
            Self::Failure => "failure",
            Self::Late => "late",
            Self::Reconcile => "reconcile",
            Self::Show => "show",
            Self::Store => "store",
            Self::Panel => "panel",
        }
    }
}

/// The last `JOURNAL_MAX` entries.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    entries: VecDeque<Arc<Entry>>,
    next: u64,
}

impl Journal {
    /// Adds an entry; the oldest one goes when it is full.
    pub fn add(
        &mut self,
        now: Now,
        revision: u64,
        topic: Topic,
        plugin: Option<&PluginId>,
        text: String,
    ) {
        if self.entries.len() >= limits::JOURNAL_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back(Arc::new(Entry {
            number: self.next,
            revision,
            at: now.at,
            wall: now.wall,
            topic,
            plugin: plugin.cloned(),
            text,
        }));
        self.next += 1;
    }

    /// The entries from `number` on, oldest first.
    pub fn since(&self, number: u64) -> Vec<Arc<Entry>> {
        self.entries
            .iter()
            .filter(|entry| entry.number >= number)
            .cloned()
            .collect()
    }

    /// The number that the next entry will have.
    pub const fn next_number(&self) -> u64 {
        self.next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_was_written() {
        let mut entry = Entry {
            number: 1,
            revision: 1,
            at: Moment::ZERO,
            wall: Wall(0),
            topic: Topic::Life,
            plugin: None,
            text: change("loading", "error", "load failed: no file: gone → away"),
        };
        let found = Some(("loading", "error", "load failed: no file: gone → away"));
        assert_eq!(entry.changed(), found);
        entry.topic = Topic::Store;
        assert_eq!(entry.changed(), None);
        for topic in Topic::ALL {
            assert_eq!(serde_json::json!(topic), topic.name());
        }
    }
}

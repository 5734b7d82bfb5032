//! Edits that are not done, or not answered yet.

use std::collections::BTreeMap;

use serde_json::Value;

/// Edits at once: more than a page has lines under a person's hands.
const DRAFTS_MAX: usize = 64;

/// A value that a person has given, until the configuration has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) value: Value,
    pub(super) sent: bool,
}

/// Drafts by path.
#[derive(Debug, Default)]
pub(super) struct Drafts(BTreeMap<String, Draft>);

impl Drafts {
    /// Takes the draft of a line. One that was sent and is not waited for any more is over.
    pub(super) fn take(&mut self, key: &str, waits: bool) -> Option<Draft> {
        let draft = self.0.remove(key)?;
        (waits || !draft.sent).then_some(draft)
    }

    /// Keeps it for the next frame.
    pub(super) fn put(&mut self, key: String, draft: Option<Draft>) {
        if let Some(draft) = draft
            && self.0.len() < DRAFTS_MAX
        {
            self.0.insert(key, draft);
        }
    }
}

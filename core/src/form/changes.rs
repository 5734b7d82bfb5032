//! What differs between two values of one section: in words for people, as edits for the engine.

use std::fmt;

use serde_json::{Map, Value};

use crate::form::{Path, Step, dotted, get};
use crate::message::SettingEdit;

/// One difference. Lists are replaced as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where: keys only.
    pub path: Path,
    /// What was there; absent: nothing, the default held.
    pub before: Option<Value>,
    /// What is there; absent: nothing, the default holds.
    pub after: Option<Value>,
}

/// What differs, in the order of `after`; what was removed comes last in its object.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    differ(Some(before), Some(after), &mut Vec::new(), &mut found);
    found
}

/// The edits that make `after` of `before`, and touch nothing that is the same in both.
pub fn edits(before: &Value, after: &Value) -> Vec<SettingEdit> {
    let edit = |change: Change| {
        let path = super::keys_only(&change.path);
        match change.after {
            Some(value) => SettingEdit::Set { path, value },
            None => SettingEdit::Remove { path },
        }
    };
    changes(before, after).into_iter().map(edit).collect()
}

/// The edits that take `edits` back, for a section that is `before` them. Secrets cannot be taken back: their
/// old values are not known, so edits at or below one of `secrets` are left out.
pub fn undo(
    before: &Value,
    edits: &[SettingEdit],
    secrets: &[Vec<String>],
) -> Vec<SettingEdit> {
    let open = |edit: &&SettingEdit| !secrets.iter().any(|secret| edit.path().starts_with(secret));
    let mut back: Vec<SettingEdit> = Vec::new();
    for edit in edits.iter().filter(open) {
        let inverse = inverse(before, edit.path());
        if !back.contains(&inverse) {
            back.push(inverse);
        }
    }
    back.reverse();
    back
}

fn inverse(before: &Value, path: &[String]) -> SettingEdit {
    let mut at = before;
    for (depth, key) in path.iter().enumerate() {
        match at.as_object().and_then(|map| map.get(key)) {
            Some(value) => at = value,
            // Objects that the edit makes on the way go again.
            None => {
                return SettingEdit::Remove {
                    path: path.get(..=depth).unwrap_or(path).to_vec(),
                };
            }
        }
    }
    SettingEdit::Set {
        path: path.to_vec(),
        value: at.clone(),
    }
}

fn differ(
    before: Option<&Value>,
    after: Option<&Value>,
    path: &mut Path,
    found: &mut Vec<Change>,
) {
    match (before, after) {
        (Some(before), Some(after)) if before == after => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let gone = before.keys().filter(|key| !after.contains_key(*key));
            for key in after.keys().chain(gone) {
                path.push(Step::Key(key.clone()));
                differ(before.get(key), after.get(key), path, found);
                path.pop();
            }
        }
        // A whole new section is a change for each of its keys.
        (None, Some(Value::Object(after))) if path.is_empty() => {
            let empty = Value::Object(Map::new());
            let after = Value::Object(after.clone());
            differ(Some(&empty), Some(&after), path, found);
        }
        (None, None) => {}
        (before, after) => found.push(Change {
            path: path.clone(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

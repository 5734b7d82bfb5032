//! What differs between two values of one section: in words for people, as edits for the engine.

use std::fmt;

use serde_json::Value;

use crate::form::{Path, Step, dotted, remove};
use crate::limits;
use crate::message::SettingEdit;

/// One difference. Lists are replaced as a whole.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// Where: keys only.
    pub path: Path,
    /// What was there; absent: nothing, the default held.
    pub before: Option<Value>,
    /// What is there; absent: nothing, the default holds.
    pub after: Option<Value>,
}

impl Change {
    /// The difference in words: `clock.format: 12 → 24`. Of a secret only that it changes.
    pub fn words(&self, secrets: &[Vec<String>]) -> String {
        let place = dotted(&self.path);
        let keys = super::keys_only(&self.path);
        if secrets.iter().any(|secret| keys.starts_with(secret)) {
            let what = if self.after.is_some() {
                "set"
            } else {
                "removed"
            };
            return format!("{place}: {what}");
        }
        let below = |secret: &Vec<String>| {
            let rest = secret.strip_prefix(keys.as_slice())?;
            Some(rest.iter().cloned().map(Step::Key).collect::<Path>())
        };
        let below: Vec<Path> = secrets.iter().filter_map(below).collect();
        let open = |value: &Option<Value>| {
            let mut value = value.clone()?;
            for secret in &below {
                remove(&mut value, secret);
            }
            Some(value)
        };
        match (open(&self.before), open(&self.after)) {
            (Some(Value::Array(before)), Some(Value::Array(after))) => {
                format!("{place}: {}", lists(&before, &after))
            }
            (Some(before), Some(after)) => {
                format!("{place}: {} → {}", short(&before), short(&after))
            }
            (None, Some(after)) => format!("{place}: default → {}", short(&after)),
            (Some(before), None) => format!("{place}: {} → default", short(&before)),
            (None, None) => place,
        }
    }
}

impl fmt::Debug for Change {
    /// Without values: they may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Change({})", dotted(&self.path))
    }
}

/// How two lists differ, in words.
fn lists(before: &[Value], after: &[Value]) -> String {
    let same = before
        .iter()
        .zip(after)
        .take_while(|(one, other)| one == other);
    let place = same.count() + 1;
    let counts = if before.len() == after.len() {
        String::new()
    } else {
        format!(", {} → {} entries", before.len(), after.len())
    };
    match (before.get(place - 1), after.get(place - 1)) {
        (Some(_), Some(_)) if before.len() != after.len() => {
            format!("changed from entry {place} on{counts}")
        }
        (Some(one), Some(other)) => {
            let further = before
                .iter()
                .zip(after)
                .skip(place)
                .filter(|(one, other)| one != other);
            let further = match further.count() {
                0 => String::new(),
                count => format!(", and {count} more"),
            };
            format!("entry {place}: {} → {}{further}", short(one), short(other))
        }
        (None, Some(new)) => format!("+ {}{counts}", short(new)),
        (Some(gone), None) => format!("− {}{counts}", short(gone)),
        (None, None) => "as before".to_owned(),
    }
}

/// A value as JSON, cut where it gets long.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(limits::FORM_WORDS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
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
pub fn undo(before: &Value, edits: &[SettingEdit], secrets: &[Vec<String>]) -> Vec<SettingEdit> {
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

fn differ(before: Option<&Value>, after: Option<&Value>, path: &mut Path, found: &mut Vec<Change>) {
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
        // Each key of a new object is a change of its own: others may write their keys into it meanwhile.
        (None, Some(Value::Object(after))) if !after.is_empty() => {
            for (key, value) in after {
                path.push(Step::Key(key.clone()));
                differ(None, Some(value), path, found);
                path.pop();
            }
        }
        (None, None) => {}
        (before, after) => found.push(Change {
            path: path.clone(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

//! Places in a JSON value, and changes at them. Nothing beside the place is touched, and order is kept.

use std::fmt;

use serde_json::{Map, Value};

use crate::form::Field;

/// Steps from a plugin's section down to a value.
pub type Path = Vec<Step>;

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into an object.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A dot in a key must not read as a step.
            Self::Key(key) if key.contains(['.', '"', '[']) || key.is_empty() => {
                write!(f, "{key:?}")
            }
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{}", index + 1),
        }
    }
}

/// A path for people: steps joined by dots, entries of lists counted from 1, keys with dots in quotes.
pub fn dotted(path: &[Step]) -> String {
    let steps: Vec<String> = path.iter().map(ToString::to_string).collect();
    steps.join(".")
}

/// The keys down to the first list: what one edit can name.
pub fn keys_only(path: &[Step]) -> Vec<String> {
    path.iter()
        .map_while(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Index(_) => None,
        })
        .collect()
}

/// The value at a path.
pub fn get<'a>(value: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(index) => value.as_array()?.get(*index),
    })
}

/// Sets the value at a path; missing objects on the way are made. `false`, and nothing is changed, where the
/// way leads through something else or past the end of a list.
#[must_use = "the value may not have been set"]
pub fn set(value: &mut Value, path: &[Step], new: Value) -> bool {
    if !is_open(value, path) {
        return false;
    }
    let mut at = value;
    for step in path {
        if at.is_null() && matches!(step, Step::Key(_)) {
            *at = Value::Object(Map::new());
        }
        let next = match (at, step) {
            (Value::Object(map), Step::Key(key)) => {
                Some(map.entry(key.clone()).or_insert(Value::Null))
            }
            (Value::Array(list), Step::Index(index)) => list.get_mut(*index),
            (_, _) => None,
        };
        let Some(next) = next else { return false };
        at = next;
    }
    *at = new;
    true
}

/// Removes the value at a path and gives it back.
pub fn remove(value: &mut Value, path: &[Step]) -> Option<Value> {
    let (last, way) = path.split_last()?;
    match (get_mut(value, way)?, last) {
        (Value::Object(map), Step::Key(key)) => map.shift_remove(key),
        (Value::Array(list), Step::Index(index)) if *index < list.len() => {
            Some(list.remove(*index))
        }
        (_, _) => None,
    }
}

/// Back to the default: the value is removed, so that the schema's default holds; in a list, where none is
/// filled in, the default itself is written. `false` if that is not possible.
#[must_use = "the value may not have been reset"]
pub fn reset(value: &mut Value, path: &[Step], field: &Field) -> bool {
    let in_list = path.iter().any(|step| matches!(step, Step::Index(_)));
    match &field.default {
        Some(default) if in_list => set(value, path, default.clone()),
        _ if matches!(path.last(), Some(Step::Index(_))) => false,
        _ => {
            remove(value, path);
            true
        }
    }
}

pub(super) fn get_mut<'a>(value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.as_object_mut()?.get_mut(key),
        Step::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}

/// Whether a value can be set there without replacing anything else.
fn is_open(value: &Value, path: &[Step]) -> bool {
    let mut at = Some(value);
    path.iter().all(|step| {
        let (open, next) = match (at, step) {
            (None | Some(Value::Null), Step::Key(_)) => (true, None),
            (Some(Value::Object(map)), Step::Key(key)) => (true, map.get(key)),
            (Some(Value::Array(list)), Step::Index(index)) => {
                (*index < list.len(), list.get(*index))
            }
            (_, _) => (false, None),
        };
        at = next;
        open
    })
}

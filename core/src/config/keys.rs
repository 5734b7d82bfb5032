//! Values by their path of keys: looking, putting, taking, and dividing between the two files.

use serde_json::{Map, Value};

use crate::config::{ConfigError, kind};

pub(super) fn walk<'a>(map: &'a Map<String, Value>, keys: &[String]) -> Option<&'a Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter()
        .try_fold(map.get(first)?, |value, key| value.as_object()?.get(key))
}

/// Whether the way to `keys` ends early, in a value that is no object.
pub(super) fn covered_by_leaf(map: &Map<String, Value>, keys: &[String]) -> bool {
    (1..keys.len()).any(|end| {
        keys.get(..end)
            .and_then(|way| walk(map, way))
            .is_some_and(|value| !value.is_object())
    })
}

pub(super) fn check_way(map: &Map<String, Value>, keys: &[String]) -> Result<(), ConfigError> {
    for end in 1..keys.len() {
        let way = keys.get(..end).unwrap_or_default();
        if let Some(value) = walk(map, way)
            && !value.is_object()
        {
            return Err(ConfigError::NotASection {
                path: way.join("."),
                found: kind(value),
            });
        }
    }
    Ok(())
}

pub(super) fn put(
    map: &mut Map<String, Value>,
    keys: &[String],
    value: Value,
) -> Result<(), ConfigError> {
    check_way(map, keys)?;
    let Some((last, way)) = keys.split_last() else {
        return Err(ConfigError::EmptyPath);
    };
    let mut at = map;
    for key in way {
        let next = at
            .entry(key.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = next else {
            return Err(ConfigError::NotASection {
                path: key.clone(),
                found: "not an object",
            });
        };
        at = inner;
    }
    at.insert(last.clone(), value);
    Ok(())
}

/// Removes a value; with `prune` also the objects that it leaves empty.
pub(super) fn take(map: &mut Map<String, Value>, keys: &[String], prune: bool) -> bool {
    let Some((first, rest)) = keys.split_first() else {
        return false;
    };
    if rest.is_empty() {
        return map.shift_remove(first).is_some();
    }
    let Some(Value::Object(inner)) = map.get_mut(first) else {
        return false;
    };
    let taken = take(inner, rest, prune);
    if taken && prune && inner.is_empty() {
        map.shift_remove(first);
    }
    taken
}

/// Divides a value by what the secrets file holds at its place: (for main, for secrets).
pub(super) fn split(value: Value, kept: &Value) -> (Option<Value>, Option<Value>) {
    let Value::Object(kept) = kept else {
        return (None, Some(value));
    };
    let Value::Object(map) = value else {
        // A single value replaces an object of secrets: it stays on the secret side.
        return (None, Some(value));
    };
    let mut open = Map::new();
    let mut hidden = kept.clone();
    for (key, value) in map {
        let (main, secret) = match kept.get(&key) {
            Some(kept) => split(value, kept),
            None => (Some(value), None),
        };
        if let Some(main) = main {
            open.insert(key.clone(), main);
        }
        if let Some(secret) = secret {
            hidden.insert(key, secret);
        }
    }
    (Some(Value::Object(open)), Some(Value::Object(hidden)))
}

//! Reading JSON that people wrote by hand: trailing commas, a byte order mark, keys that stand twice.
//! It deliberately repairs nothing that could have two meanings.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json_borrow::Value;

use super::Problem;
use crate::id::PluginId;
use crate::limits;

/// What stands in an object, in its order and each key once; texts stay where they are in the file.
#[derive(Debug, Default)]
pub(super) struct Entries<'a>(Vec<(Key<'a>, Value<'a>)>);

impl<'a> Entries<'a> {
    /// What stands under this key.
    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        let entry = self.0.iter().find(|(known, _)| known.0 == key);
        entry.map(|(_, value)| value)
    }
}

/// The top level of a file as an object, if it can be read as one, and what was odd about it.
/// `repaired` holds the text that counts where the file's own is no JSON.
pub(super) fn object<'a>(
    text: &'a str,
    repaired: &'a mut String,
    problems: &mut Vec<Problem>,
) -> Option<Entries<'a>> {
    if text.len() as u64 > limits::MANIFEST_BYTES_MAX {
        problems.push(Problem::error(format!(
            "the manifest has {} bytes; {} is the most",
            text.len(),
            limits::MANIFEST_BYTES_MAX
        )));
        return None;
    }
    let text = text.trim_start_matches('\u{feff}');
    // Most are JSON as they are, and are looked through only once.
    let object = serde_json::from_str(text).or_else(|error| {
        *repaired = repair(text, problems).ok_or(error)?;
        serde_json::from_str(repaired)
    });
    let Object { entries, twice } = match object {
        Ok(object) => object,
        Err(error) => {
            problems.push(Problem::error(format!(
                "the manifest is not a JSON object that can be read: {error}; correct it there"
            )));
            return None;
        }
    };
    let depth = 1 + entries
        .0
        .iter()
        .map(|(_, value)| depth(value))
        .max()
        .unwrap_or(0);
    if depth > limits::MANIFEST_DEPTH_MAX {
        problems.push(Problem::error(format!(
            "the manifest is nested {depth} levels deep; {} is the most",
            limits::MANIFEST_DEPTH_MAX
        )));
        return None;
    }
    for key in twice {
        problems.push(Problem::warning(format!(
            "{key:?} stands twice; the last one counts"
        )));
    }
    Some(entries)
}

/// Levels of lists and objects; the parser has bounded them already, so that this cannot go too deep.
fn depth(value: &Value<'_>) -> usize {
    let inside = match value {
        Value::Array(list) => list.iter().map(depth).max(),
        Value::Object(map) => map.values().map(depth).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Str(_) => return 0,
    };
    1 + inside.unwrap_or(0)
}

/// The text without trailing commas; `None` if there are none.
fn repair(text: &str, problems: &mut Vec<Problem>) -> Option<String> {
    let commas = trailing_commas(text);
    let before = text.get(..*commas.first()?).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    problems.push(Problem::hint(format!(
        "line {line}: a comma before a closing bracket was ignored; remove it"
    )));
    Some(without(text, &commas))
}

/// The id that a manifest claims even if the rest cannot be read: the first `"id": "…"` in its text.
pub fn claimed_id(text: &str) -> Option<PluginId> {
    let (_, rest) = text.split_once("\"id\"")?;
    let rest = rest.trim_start().strip_prefix(':')?;
    let rest = rest.trim_start().strip_prefix('"')?;
    let (id, _) = rest.split_once('"')?;
    PluginId::parse(id).ok()
}

/// Where commas stand before a closing bracket; strings are respected.
fn trailing_commas(text: &str) -> Vec<usize> {
    let mut commas: Vec<usize> = Vec::new();
    let mut comma = None;
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b',' => comma = Some(at),
            b'}' | b']' => commas.extend(comma.take()),
            b' ' | b'\t' | b'\r' | b'\n' => {}
            other => {
                comma = None;
                in_string = other == b'"';
            }
        }
    }
    commas
}

/// The text with a space at each of the places, which are ASCII characters in ascending order, so that
/// places in later messages stay right.
fn without(text: &str, places: &[usize]) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut from = 0;
    for &at in places {
        cleaned.push_str(text.get(from..at).unwrap_or_default());
        cleaned.push(' ');
        from = at + 1;
    }
    cleaned.push_str(text.get(from..).unwrap_or_default());
    cleaned
}

/// An object, and the keys that stood in it more than once.
struct Object<'a> {
    entries: Entries<'a>,
    twice: Vec<String>,
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Object<'de>, A::Error> {
        // As many keys as manifests have.
        let mut entries: Vec<(Key<'de>, Value<'de>)> = Vec::with_capacity(24);
        let mut twice: Vec<String> = Vec::new();
        while let Some((key, value)) = access.next_entry::<Key<'de>, Value<'de>>()? {
            let Some(before) = entries.iter_mut().find(|(known, _)| known.0 == key.0) else {
                entries.push((key, value));
                continue;
            };
            before.1 = value;
            if !twice.iter().any(|known| *known == key.0) {
                twice.push(key.0.into_owned());
            }
        }
        let entries = Entries(entries);
        Ok(Object { entries, twice })
    }
}

/// A key that borrows; serde's own `Cow` never does (serde issue 1852).
#[derive(Debug, serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

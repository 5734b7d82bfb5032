//! Reading JSON that people wrote by hand: trailing commas, a byte order mark, keys that stand twice.
//! It deliberately repairs nothing that could have two meanings.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::Problem;
use crate::id::PluginId;
use crate::limits;

/// The top level of a file as an object, if it can be read as one, and what was odd about it.
pub(super) fn object(text: &str, problems: &mut Vec<Problem>) -> Option<Map<String, Value>> {
    if text.len() as u64 > limits::MANIFEST_BYTES_MAX {
        problems.push(Problem::error(format!(
            "the manifest has {} bytes; {} is the most",
            text.len(),
            limits::MANIFEST_BYTES_MAX
        )));
        return None;
    }
    let text = text.trim_start_matches('\u{feff}');
    let cleaned = Cleaned::new(text);
    if cleaned.depth > limits::MANIFEST_DEPTH_MAX {
        problems.push(Problem::error(format!(
            "the manifest is nested {} levels deep; {} is the most",
            cleaned.depth,
            limits::MANIFEST_DEPTH_MAX
        )));
        return None;
    }
    if let Some(line) = cleaned.first_comma_line {
        problems.push(Problem::hint(format!(
            "line {line}: a comma before a closing bracket was ignored; remove it"
        )));
    }
    let entries: Entries = match serde_json::from_str(&cleaned.text) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Problem::error(format!(
                "the manifest is not a JSON object: {error}; correct it there"
            )));
            return None;
        }
    };
    for key in entries.twice {
        problems.push(Problem::warning(format!(
            "{key:?} stands twice; the last one counts"
        )));
    }
    Some(entries.map)
}

/// The id that a manifest claims even if the rest cannot be read: the first `"id": "…"` in its text.
pub fn claimed_id(text: &str) -> Option<PluginId> {
    let (_, rest) = text.split_once("\"id\"")?;
    let rest = rest.trim_start().strip_prefix(':')?;
    let rest = rest.trim_start().strip_prefix('"')?;
    let (id, _) = rest.split_once('"')?;
    PluginId::parse(id).ok()
}

struct Cleaned<'a> {
    text: Cow<'a, str>,
    first_comma_line: Option<usize>,
    depth: usize,
}

impl<'a> Cleaned<'a> {
    /// One pass over the bytes, strings respected; a trailing comma becomes a space, so that places
    /// in later messages stay right.
    fn new(text: &'a str) -> Self {
        let mut commas: Vec<usize> = Vec::new();
        let mut comma = None;
        let (mut depth, mut deepest) = (0_usize, 0_usize);
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
                b'}' | b']' => {
                    commas.extend(comma.take());
                    depth = depth.saturating_sub(1);
                }
                b' ' | b'\t' | b'\r' | b'\n' => {}
                other => {
                    comma = None;
                    in_string = other == b'"';
                    if matches!(other, b'{' | b'[') {
                        depth += 1;
                        deepest = deepest.max(depth);
                    }
                }
            }
        }
        let first_comma_line = commas.first().map(|&at| {
            let before = text.get(..at).unwrap_or_default();
            before.matches('\n').count() + 1
        });
        Self {
            text: without(text, &commas),
            first_comma_line,
            depth: deepest,
        }
    }
}

/// The text with a space at each of the places, which are ASCII characters in ascending order.
fn without<'a>(text: &'a str, places: &[usize]) -> Cow<'a, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut from = 0;
    for &at in places {
        cleaned.push_str(text.get(from..at).unwrap_or_default());
        cleaned.push(' ');
        from = at + 1;
    }
    cleaned.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(cleaned)
}

/// An object, and the keys that stood in it more than once.
struct Entries {
    map: Map<String, Value>,
    twice: Vec<String>,
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Entries, A::Error> {
        let mut entries = Entries {
            map: Map::new(),
            twice: Vec::new(),
        };
        while let Some((key, value)) = access.next_entry::<String, Value>()? {
            if entries.map.contains_key(&key) && !entries.twice.contains(&key) {
                entries.twice.push(key.clone());
            }
            entries.map.insert(key, value);
        }
        Ok(entries)
    }
}

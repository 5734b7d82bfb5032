//! `requires.plugins` in all the ways people write it, and version requirements in the dialects of
//! npm, pip and Cargo.

use semver::VersionReq;
use serde_json_borrow::Value;

use super::fields::{Reader, member};
use super::{Problem, Requirement};
use crate::id::PluginId;
use crate::limits;

/// Reads a dirty version requirement: `>=1.0 <2`, `1.x`, `~1.2`, `==1.0`, `~=1.4`, `1.0 - 2.0`, `*`, `latest`.
/// `None` if it has no meaning that Cargo's requirements can express.
pub fn parse_requirement(text: &str) -> Option<VersionReq> {
    let text = text.trim();
    let any = ["", "*", "x", "any", "latest"];
    if any.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Some(VersionReq::STAR);
    }
    if let Some((low, high)) = text.split_once(" - ") {
        return VersionReq::parse(&format!(">={}, <={}", plain(low), plain(high))).ok();
    }
    let mut comparators: Vec<String> = Vec::new();
    let mut operator = String::new();
    for token in text
        .split([',', ' ', '\t'])
        .filter(|token| !token.is_empty())
    {
        let end = token
            .find(|c: char| !matches!(c, '<' | '>' | '=' | '~' | '^' | '!' | '|'))
            .unwrap_or(token.len());
        let (sign, version) = token.split_at(end);
        operator.push_str(sign);
        if !version.is_empty() {
            comparators.push(comparator(&operator, &plain(version))?);
            operator.clear();
        }
    }
    if !operator.is_empty() {
        return None;
    }
    VersionReq::parse(&comparators.join(", ")).ok()
}

/// A version as Cargo wants it: no leading `v`, `x` as `*`.
fn plain(version: &str) -> String {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let parts: Vec<&str> = version
        .split('.')
        .map(|part| if matches!(part, "x" | "X") { "*" } else { part })
        .collect();
    parts.join(".")
}

fn comparator(operator: &str, version: &str) -> Option<String> {
    let sign = match operator {
        "" | "^" | "~" | ">" | ">=" | "<" | "<=" | "=" => operator,
        "==" | "===" => "=",
        "=>" => ">=",
        "=<" => "<=",
        // pip's compatible release: the last part named may grow.
        "~=" if version.split('.').count() >= 3 => "~",
        "~=" => "^",
        _ => return None,
    };
    Some(format!("{sign}{version}"))
}

/// `requires.plugins`: an object of id to requirement (or `{version, optional}`), or a list.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Requirement> {
    let plugins = match reader.map.get("requires") {
        Some(requires @ Value::Object(_)) => member(requires, "plugins"),
        None | Some(Value::Null) => None,
        Some(_) => {
            reader.warn("\"requires\" is not an object; it was ignored");
            None
        }
    };
    let mut found: Vec<Requirement> = Vec::new();
    match plugins {
        None | Some(Value::Null) => {}
        Some(Value::Object(map)) => {
            for (id, wanted) in map.iter() {
                found.extend(one(reader, id, wanted));
            }
        }
        Some(Value::Array(list)) => {
            for item in list {
                found.extend(listed(reader, item));
            }
        }
        Some(_) => {
            reader.warn("\"requires.plugins\" is neither an object nor a list; it was ignored");
        }
    }
    if found.len() > limits::REQUIREMENTS_MAX {
        reader.warn(&format!(
            "it needs {} plugins; only the first {} count",
            found.len(),
            limits::REQUIREMENTS_MAX
        ));
        found.truncate(limits::REQUIREMENTS_MAX);
    }
    found
}

fn listed(reader: &mut Reader<'_>, item: &Value<'_>) -> Option<Requirement> {
    if let Some(text) = item.as_str() {
        let end = text
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))
            .unwrap_or(text.len());
        let (id, version) = text.split_at(end);
        return one(reader, id, &Value::from(version));
    }
    let Some(id) = member(item, "id").and_then(Value::as_str) else {
        reader.warn("an entry of \"requires.plugins\" names no plugin; it was ignored");
        return None;
    };
    one(reader, id, item)
}

fn one(reader: &mut Reader<'_>, id: &str, wanted: &Value<'_>) -> Option<Requirement> {
    let plugin = match PluginId::parse(id) {
        Ok(plugin) => plugin,
        Err(error) => {
            reader.warn(&format!("\"requires.plugins\": {error}; it was ignored"));
            return None;
        }
    };
    let text = wanted
        .as_str()
        .or_else(|| member(wanted, "version")?.as_str());
    let readable = matches!(wanted, Value::Null | Value::Str(_) | Value::Object(_));
    if !readable {
        reader.warn(&format!(
            "the requirement {wanted} on {plugin} is no text; any version will do"
        ));
    }
    let version = parse_requirement(text.unwrap_or_default()).unwrap_or_else(|| {
        reader.warn(&format!(
            "the requirement {:?} on {plugin} cannot be read; any version will do",
            text.unwrap_or_default()
        ));
        VersionReq::STAR
    });
    Some(Requirement {
        plugin,
        version,
        optional: member(wanted, "optional").and_then(Value::as_bool) == Some(true),
    })
}

impl Reader<'_> {
    /// A warning, unless there are too many already.
    pub(super) fn warn(&mut self, text: &str) {
        self.tell(Problem::warning(text));
    }
}

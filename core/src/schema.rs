//! `config_schema.json` (JSON Schema draft-7 and LEDMatrix's `x-` keys): default settings, what is wrong
//! with settings, which of them are secret. Reads any JSON; what it does not understand it passes over.
//! Deliberately not a full validator: patterns, formats and alternatives are left to the plugin.

use serde_json::{Map, Value};

use crate::manifest::Problem;

mod check;
mod node;
mod spread;
mod style;

use node::Node;
pub use spread::{NEEDED, WHEN};
pub use style::expanded;

/// Keys at the top of a plugin's section that the core owns: never checked against the plugin's schema
/// (`vegas_…` keys too).
pub const CORE_KEYS: [&str; 5] = [
    "enabled",
    "display_duration",
    "live_priority",
    "skin",
    "skin_options",
];

/// Whether a key at the top of a plugin's section is the core's.
pub fn is_core_key(key: &str) -> bool {
    CORE_KEYS.contains(&key) || key.starts_with("vegas_")
}

/// The settings that a schema gives where a person gives none; always an object. `enabled` is left out:
/// a missing one means off, whatever a schema says.
pub fn defaults(schema: &Value) -> Value {
    let mut found = match default_of(&Node::root(&expanded(schema))) {
        Some(Value::Object(found)) => found,
        Some(_) | None => Map::new(),
    };
    found.shift_remove("enabled");
    Value::Object(found)
}

/// A person's settings with the schema's defaults under them: missing keys are added, `null` becomes
/// the default where there is one, unknown keys stay. Settings that are no object count as none.
pub fn complete(settings: &Value, schema: &Value) -> Value {
    let Value::Object(settings) = settings else {
        return defaults(schema);
    };
    let mut whole = Value::Object(settings.clone());
    fill(&mut whole, defaults(schema));
    whole
}

/// What is wrong with completed settings, at most `SETTINGS_PROBLEMS_MAX`. Errors are values that the
/// schema forbids; a hint is a key that it does not know.
pub fn check(settings: &Value, schema: &Value) -> Vec<Problem> {
    check::check(settings, &Node::root(&expanded(schema)))
}

/// The paths of secret settings (`x-secret`), keys from the top of the plugin's section. A secret inside
/// a list makes the whole list secret.
pub fn secret_paths(schema: &Value) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    secrets_into(&Node::root(&expanded(schema)), &mut Vec::new(), &mut found);
    found
}

/// LEDMatrix's rules; but an explicit default of an object is completed by the defaults inside it.
fn default_of(node: &Node<'_>) -> Option<Value> {
    let explicit = node.get("default").cloned();
    if node.is("object") && !matches!(explicit, Some(Value::Null | Value::Array(_))) {
        let mut inner = Map::new();
        for (key, child) in node.properties().filter(|(_, child)| child.holds()) {
            if let Some(default) = default_of(&child) {
                inner.insert(key.to_owned(), default);
            }
        }
        return match explicit {
            Some(mut given) => {
                fill(&mut given, Value::Object(inner));
                Some(given)
            }
            None if inner.is_empty() => None,
            None => Some(Value::Object(inner)),
        };
    }
    if explicit.is_some() {
        return explicit;
    }
    let items = node.items().filter(|_| node.is("array"))?;
    if items.is("object") {
        return Some(Value::Array(Vec::new()));
    }
    let default = items.get("default")?.clone();
    Some(Value::Array(vec![default]))
}

/// Fills what `whole` lacks from `under`, all the way down.
fn fill(whole: &mut Value, under: Value) {
    match (whole, under) {
        (Value::Object(whole), Value::Object(under)) => {
            for (key, default) in under {
                match whole.get_mut(&key) {
                    Some(value) => fill(value, default),
                    None => {
                        whole.insert(key, default);
                    }
                }
            }
        }
        (whole @ Value::Null, under) => *whole = under,
        (_, _) => {}
    }
}

fn secrets_into(node: &Node<'_>, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let secret = node.get("x-secret").and_then(Value::as_bool) == Some(true);
    let inside = node.items().is_some_and(|items| {
        let mut within = Vec::new();
        secrets_into(&items, &mut Vec::new(), &mut within);
        !within.is_empty() || items.get("x-secret").and_then(Value::as_bool) == Some(true)
    });
    if (secret || inside) && !path.is_empty() {
        found.push(path.clone());
        return;
    }
    for (key, child) in node.properties() {
        path.push(key.to_owned());
        secrets_into(&child, path, found);
        path.pop();
    }
}

#[cfg(test)]
mod tests;

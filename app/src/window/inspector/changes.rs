//! Two JSON values compared: what was removed, came, or is another. Pure; done by an errand, because a
//! snapshot of a thousand plugins takes longer than a frame.

use lumarium_core::snapshot::Snapshot;
use serde_json::Value;

/// Changes that are listed.
const CHANGES_MAX: usize = 2_000;
/// Letters of a value that are shown.
const VALUE_MAX: usize = 120;

/// A snapshot as JSON, without schemas: they are large and never change by themselves.
pub(super) fn value_of(snapshot: &Snapshot) -> Value {
    let mut value = serde_json::to_value(snapshot).unwrap_or_default();
    if let Some(Value::Array(plugins)) = value.get_mut("plugins") {
        for plugin in plugins {
            if let Some(plugin) = plugin.as_object_mut() {
                plugin.remove("schema");
            }
        }
    }
    value
}

/// One line for each value that differs: `plugins.clock.state.name: "loading" → "enabled"`.
pub(super) fn lines(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", Some(old), Some(new), &mut found);
    found
}

fn compare(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<String>) {
    if old == new || found.len() >= CHANGES_MAX {
        return;
    }
    match (old, new) {
        (Some(Value::Object(olds)), Some(Value::Object(news))) => {
            for (key, old) in olds {
                compare(&join(path, key), Some(old), news.get(key), found);
            }
            for (key, new) in news.iter().filter(|(key, _)| !olds.contains_key(*key)) {
                compare(&join(path, key), None, Some(new), found);
            }
        }
        (Some(Value::Array(olds)), Some(Value::Array(news))) => {
            for (index, old) in olds.iter().enumerate() {
                let name = name(old, index);
                let new = partner(old, index, news);
                compare(&join(path, &name), Some(old), new, found);
            }
            for (index, new) in news.iter().enumerate() {
                if partner(new, index, olds).is_none() {
                    compare(&join(path, &name(new, index)), None, Some(new), found);
                }
            }
        }
        (old, new) => found.push(format!("  {path}: {} → {}", short(old), short(new))),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Things with an id are the same thing wherever they stand.
fn id(value: &Value) -> Option<&str> {
    value.get("id")?.as_str()
}

/// How a part of a list is called.
pub(super) fn name(value: &Value, index: usize) -> String {
    id(value).map_or_else(|| index.to_string(), ToOwned::to_owned)
}

/// The same thing in another list.
pub(super) fn partner<'a>(value: &Value, index: usize, others: &'a [Value]) -> Option<&'a Value> {
    match id(value) {
        // Usually it stands where it stood.
        Some(mine) => others
            .get(index)
            .filter(|other| id(other) == Some(mine))
            .or_else(|| others.iter().find(|other| id(other) == Some(mine))),
        None => others.get(index),
    }
}

fn short(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "–".to_owned();
    };
    let words = value.to_string();
    if words.chars().count() <= VALUE_MAX {
        return words;
    }
    words.chars().take(VALUE_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_listed_old_and_new() {
        let old = json!({"revision": 1, "panel": {"brightness": 70, "lost": "x"}, "plugins": [
            {"id": "clock", "state": {"name": "loading"}}, {"id": "news", "run": 1}]});
        let new = json!({"revision": 2, "panel": {"brightness": 70}, "plugins": [
            {"id": "news", "run": 1}, {"id": "clock", "state": {"name": "enabled"}}, {"id": "life"}]});
        assert_eq!(
            lines(&old, &new),
            [
                "  revision: 1 → 2",
                "  panel.lost: \"x\" → –",
                "  plugins.clock.state.name: \"loading\" → \"enabled\"",
                "  plugins.life: – → {\"id\":\"life\"}",
            ]
        );
        assert_eq!(lines(&new, &new), Vec::<String>::new());
    }

    #[test]
    fn long_values_and_long_lists_are_cut() {
        let long = json!("a".repeat(500));
        let lines = lines(&json!({ "a": 1 }), &json!({ "a": long }));
        assert!(lines[0].ends_with('…') && lines[0].len() < 150, "{lines:?}");
        let many = |value: i32| json!(vec![value; 3_000]);
        assert_eq!(super::lines(&many(1), &many(2)).len(), CHANGES_MAX);
    }
}

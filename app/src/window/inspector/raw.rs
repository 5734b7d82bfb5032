//! The whole snapshot as JSON; what changed since the one shown before begins with a star.

use std::sync::Arc;

use egui::{RichText, Ui};
use serde_json::Value;

use super::{Shown, changes, lines};
use crate::errands::{Errand, Outcome};
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Lines that are shown: a thousand plugins.
const LINES_MAX: usize = 200_000;

type Made = (u64, Arc<Value>, Vec<String>);

/// The tree that is shown.
#[derive(Debug, Default)]
pub(super) struct Raw {
    errand: Option<Errand<Made>>,
    done: Option<Made>,
}

impl Raw {
    /// The tree as text.
    pub(super) fn text(&self) -> String {
        match &self.done {
            Some((.., lines)) => lines.join("\n"),
            None => t("compare.wait").to_owned(),
        }
    }
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    let raw = &mut view.state.inspector.raw;
    if let Some(errand) = raw.errand.take() {
        match errand.poll() {
            Outcome::Done(made) => raw.done = Some(made),
            Outcome::Waiting => raw.errand = Some(errand),
            Outcome::Lost => {}
        }
    }
    let wanted = shown.snapshot.revision;
    let known = raw.done.as_ref().map(|(revision, ..)| *revision);
    if raw.errand.is_none() && known != Some(wanted) {
        let before = raw.done.as_ref().map(|(_, value, _)| Arc::clone(value));
        let snapshot = Arc::clone(&shown.snapshot);
        raw.errand = Some(view.tools.errands.run(move || {
            let value = changes::value_of(&snapshot);
            let mut tree = Vec::new();
            let old = before.as_deref().unwrap_or(&value);
            write(("", &value), Some(old), 1, &mut tree);
            (snapshot.revision, Arc::new(value), tree)
        }));
    }
    let Some((revision, _, tree)) = &view.state.inspector.raw.done else {
        ui.label(t("compare.wait"));
        return;
    };
    let changed = tree.iter().filter(|line| line.starts_with('*')).count();
    let head = fill("raw.head", &[("revision", revision), ("n", &changed)]);
    ui.label(RichText::new(head).small().color(view.theme.weak));
    lines::show(ui, &view.theme, tree);
}

/// One line for each value, indented by its depth.
fn write((name, value): (&str, &Value), old: Option<&Value>, depth: usize, tree: &mut Vec<String>) {
    if tree.len() >= LINES_MAX {
        return;
    }
    let indent = "  ".repeat(depth.saturating_sub(1));
    let mark = |leaf: bool| if leaf && old != Some(value) { "*" } else { " " };
    match value {
        Value::Object(map) if !map.is_empty() => {
            if !name.is_empty() {
                tree.push(format!("{} {indent}{name}", mark(old.is_none())));
            }
            for (key, value) in map {
                let old = old.and_then(|old| old.get(key));
                write((key, value), old, depth + 1, tree);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            tree.push(format!("{} {indent}{name}", mark(old.is_none())));
            let olds = old.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for (index, value) in list.iter().enumerate() {
                let old = changes::partner(value, index, olds);
                write((&changes::name(value, index), value), old, depth + 1, tree);
            }
        }
        leaf @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_)) => tree.push(format!("{} {indent}{name}: {leaf}", mark(true))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changed_values_are_marked_and_depth_is_seen() {
        let old = json!({"revision": 1, "plugins": [{"id": "clock", "run": 1}]});
        let new = json!({"revision": 2, "plugins": [{"id": "news"}, {"id": "clock", "run": 1}]});
        let mut tree = Vec::new();
        write(("", &new), Some(&old), 1, &mut tree);
        assert_eq!(
            tree,
            [
                "*   revision: 2",
                "    plugins",
                "*     news",
                "*       id: \"news\"",
                "      clock",
                "        id: \"clock\"",
                "        run: 1",
            ]
        );
    }
}

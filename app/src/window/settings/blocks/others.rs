//! Keys of the configuration that have no line of their own: kept as they are, and edited as JSON.

use egui::Ui;
use lumarium_core::config::views::DAYS;
use lumarium_core::form::FieldKind;
use serde_json::{Map, Value};

use super::days::SCHEDULES;
use super::durations;
use super::small;
use crate::window::settings::line::{self, Line};
use crate::window::settings::rows::{ROWS, field};
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Lines at once; more are counted, and edited in the file.
const LINES_MAX: usize = 200;

/// A line for each value that no row knows.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut found = Vec::new();
    if let Value::Object(map) = &*view.snapshot.config {
        walk(map, &mut Vec::new(), &mut found);
    }
    if found.is_empty() {
        small(ui, view, t("settings.others.none"));
    }
    for path in found.iter().take(LINES_MAX) {
        let name = path.join(".");
        let kind = FieldKind::Json(String::new());
        let field = field(&name, (&name, t("settings.others.tip")), kind, Value::Null);
        let line = Line {
            path,
            field: &field,
            restart: false,
        };
        line::show(ui, view, &line);
    }
    if found.len() > LINES_MAX {
        let more = found.len() - LINES_MAX;
        small(ui, view, &fill("settings.more", &[("n", &more)]));
    }
}

/// Values that are no objects, or empty ones, and that no row shows.
fn walk(map: &Map<String, Value>, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    for (key, value) in map {
        path.push(key.clone());
        let inner = value.as_object().filter(|inner| !inner.is_empty());
        match inner {
            Some(inner) => walk(inner, path, found),
            None if is_known(path) => {}
            None => found.push(path.clone()),
        }
        path.pop();
    }
}

/// Whether the page shows it elsewhere.
fn is_known(path: &[String]) -> bool {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    match keys.as_slice() {
        ["display", "plugin_rotation_order"] => true,
        [first, second, ..] if [*first, *second] == durations::PATH => true,
        [schedule, "days", day, "enabled" | "start_time" | "end_time"] => {
            SCHEDULES.contains(schedule) && DAYS.contains(day)
        }
        // A key with a dot in it is not the path that it looks like.
        keys => {
            !keys.iter().any(|key| key.contains('.'))
                && ROWS.iter().any(|row| row.path == keys.join("."))
        }
    }
}

//! How long each screen stays: a line for each screen there is, and for each name that is only written.

use std::collections::BTreeSet;

use egui::Ui;
use serde_json::Value;

use super::{Block, small, title};
use crate::window::settings::kinds::seconds;
use crate::window::settings::line::{self, Line, at};
use crate::window::settings::rows::field;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// The keys above the names of screens.
pub(in crate::window::settings) const PATH: [&str; 2] = ["display", "display_durations"];
/// Lines at once.
const LINES_MAX: usize = 100;

/// A line for each screen of a plugin that is on.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Durations);
    let path: Vec<String> = PATH.map(str::to_owned).to_vec();
    let written = at(&view.snapshot.config, &path).and_then(Value::as_object);
    let written = written.into_iter().flat_map(|map| map.keys().cloned());
    let mut names: BTreeSet<String> = written.collect();
    let wanted = view.snapshot.plugins.iter().filter(|plugin| plugin.wanted);
    let screens = wanted.flat_map(|plugin| &plugin.screens);
    names.extend(screens.map(|screen| screen.name.to_string()));
    for name in names.iter().take(LINES_MAX) {
        let mut path = path.clone();
        path.push(name.clone());
        let known = known_millis(view, name).map(|millis| millis as f64 / 1_000.0);
        let default = known.map_or(Value::Null, whole);
        let label = fill("settings.duration", &[("screen", name)]);
        let field = field(
            &path.join("."),
            (&label, t("settings.duration.tip")),
            seconds(),
            default,
        );
        let line = Line {
            path: &path,
            field: &field,
            restart: false,
        };
        line::show(ui, view, &line);
    }
    if names.is_empty() {
        small(ui, view, t("settings.durations.none"));
    }
}

/// How long the plugin lets it stay, where nothing is written.
fn known_millis(view: &View<'_>, name: &str) -> Option<u64> {
    let mut screens = view
        .snapshot
        .plugins
        .iter()
        .flat_map(|plugin| &plugin.screens);
    let screen = screens.find(|screen| *screen.name == *name)?;
    Some(screen.duration_millis)
}

/// 15.0 as people write it.
fn whole(seconds: f64) -> Value {
    if seconds.fract() == 0.0 {
        Value::from(seconds as u64)
    } else {
        Value::from(seconds)
    }
}

//! The facts about a plugin as a table: what is wanted, what is, since when, by which run.

use std::time::Duration;

use egui::Ui;
use lumarium_core::facts::Place;
use lumarium_core::snapshot::PluginView;

use super::rows;
use crate::window::text::{self, fill, t};
use crate::window::view::View;

pub(super) fn show(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    let clock = |wall: Option<_>| {
        let told = wall.map(|wall| text::clock(wall, view.zone));
        told.unwrap_or_default()
    };
    let loaded = if plugin.state.loaded {
        String::new()
    } else {
        format!(", {}", t("state.not_loaded"))
    };
    let since = text::span(view.now.since(plugin.state.since));
    let because = plugin.state.because_of.as_ref();
    let load = plugin
        .load_millis
        .map(|ms| fill("time.millis", &[("n", &ms)]));
    let every = plugin.update_interval_millis.map(Duration::from_millis);
    let development = if plugin.development {
        t("state.development")
    } else {
        ""
    };
    let wanted = t(if plugin.wanted {
        "state.on"
    } else {
        "state.off"
    });
    let late = match plugin.late_reports {
        0 => String::new(),
        count => fill("state.late_reports", &[("n", &count)]),
    };
    let rows = [
        (t("state.row.wanted"), wanted.to_owned()),
        (
            t("state.row.state"),
            format!("{}{loaded}", plugin.state.name),
        ),
        (t("state.row.since"), fill("state.ago", &[("time", &since)])),
        (
            t("state.row.because"),
            because.map(|id| view.name_of(id)).unwrap_or_default(),
        ),
        (t("state.row.run"), plugin.run.to_string()),
        (t("state.row.loaded_in"), load.unwrap_or_default()),
        (t("state.row.last_update"), clock(plugin.last_update)),
        (t("state.row.last_draw"), clock(plugin.last_draw)),
        (
            t("state.row.every"),
            every.map(text::span).unwrap_or_default(),
        ),
        (t("state.row.id"), plugin.id.to_string()),
        (t("state.row.author"), plugin.author.clone()),
        (t("state.row.files"), place(plugin)),
        (t("state.row.development"), development.to_owned()),
        (t("state.row.late"), late),
    ];
    rows::table(ui, &view.theme, "state table", &rows);
}

fn place(plugin: &PluginView) -> String {
    match &plugin.place {
        None => t("state.no_files").to_owned(),
        Some(Place::Bundled) => t("state.bundled").to_owned(),
        Some(Place::Folder(path) | Place::File(path)) => path.display().to_string(),
        Some(Place::Linked(path)) => fill("state.linked", &[("path", &path.display())]),
    }
}

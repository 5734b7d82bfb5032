//! What happened to a plugin, newest first.

use egui::Ui;
use lumarium_core::snapshot::PluginView;

use super::rows;
use crate::window::text;
use crate::window::view::View;

fn joined<const N: usize>(facts: [String; N]) -> String {
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    facts.join(" · ")
}

pub(super) fn transitions(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    if plugin.history.is_empty() {
        ui.weak("None yet");
    }
    for one in plugin.history.iter().rev() {
        let facts = joined([
            text::clock(one.wall, view.zone),
            format!("run {}", one.run),
            text::times(one.times),
            one.cause.clone(),
        ]);
        let words = format!("{} → {}", one.from, one.to);
        rows::happening(ui, &view.theme, &facts, &words, view.theme.text);
    }
}

pub(super) fn errors(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    if plugin.errors.is_empty() {
        ui.weak("None");
    }
    for one in plugin.errors.iter().rev() {
        let heals = if one.recoverable {
            ""
        } else {
            "needs a person"
        };
        let facts = joined([
            text::clock(one.wall, view.zone),
            format!("run {}", one.run),
            format!("in {}", one.stage),
            text::times(one.times),
            heals.to_owned(),
        ]);
        let words = one.failure.to_string();
        rows::happening(ui, &view.theme, &facts, &words, view.theme.bad);
    }
}

pub(super) fn log(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    if plugin.log.is_empty() {
        ui.weak("Nothing was written");
    }
    for one in plugin.log.iter().rev() {
        let facts = text::clock(one.wall, view.zone);
        rows::happening(ui, &view.theme, &facts, &one.text, view.theme.text);
    }
    if plugin.log_dropped > 0 {
        ui.weak(format!("{} more lines were not kept", plugin.log_dropped));
    }
}

//! What happened to a plugin, newest first.

use egui::Ui;
use lumarium_core::snapshot::PluginView;

use super::rows;
use crate::window::text::{self, fill, t};
use crate::window::view::View;

fn joined<const N: usize>(facts: [String; N]) -> String {
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    facts.join(" · ")
}

pub(super) fn transitions(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    if plugin.history.is_empty() {
        ui.weak(t("history.nothing_yet"));
    }
    for one in plugin.history.iter().rev() {
        let facts = joined([
            text::clock(one.wall, view.zone),
            fill("panel.run", &[("n", &one.run)]),
            text::times(one.times),
            one.cause.clone(),
        ]);
        let words = format!("{} → {}", one.from, one.to);
        rows::happening(ui, &view.theme, &facts, &words, view.theme.text);
    }
}

pub(super) fn errors(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    if plugin.errors.is_empty() {
        ui.weak(t("panel.none"));
    }
    for one in plugin.errors.iter().rev() {
        let heals = if one.recoverable {
            ""
        } else {
            t("panel.needs_person")
        };
        let facts = joined([
            text::clock(one.wall, view.zone),
            fill("panel.run", &[("n", &one.run)]),
            fill("panel.in_stage", &[("stage", &one.stage)]),
            text::times(one.times),
            heals.to_owned(),
        ]);
        let words = one.failure.to_string();
        let ink = if one.failure.is_offline() {
            view.theme.text
        } else {
            view.theme.bad
        };
        rows::happening(ui, &view.theme, &facts, &words, ink);
    }
}

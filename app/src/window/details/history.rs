//! What happened to a plugin, newest first.

use egui::Ui;
use lumarium_core::snapshot::PluginView;

use super::rows;
use crate::window::action::Action;
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
        rows::happening(ui, &view.theme, &facts, &words, view.theme.bad);
    }
}

pub(super) fn log(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    if plugin.log.is_empty() {
        ui.weak(t("log.nothing"));
    } else {
        ui.horizontal(|ui| {
            if ui.button(t("log.copy")).clicked() {
                view.state.panel.copy = Some(as_text(view, plugin));
            }
            if ui
                .button(t("log.clear"))
                .on_hover_text(t("log.clear.tip"))
                .clicked()
            {
                Action::ClearHistory.run(view);
            }
        });
    }
    for one in plugin.log.iter().rev() {
        let facts = text::clock(one.wall, view.zone);
        rows::happening(ui, &view.theme, &facts, &one.text, view.theme.text);
    }
    if plugin.log_dropped > 0 {
        ui.weak(fill("log.dropped", &[("n", &plugin.log_dropped)]));
    }
}

/// The log as lines of text, oldest first.
fn as_text(view: &View<'_>, plugin: &PluginView) -> String {
    let line = |one: &lumarium_core::snapshot::LogLine| {
        format!("{} {}\n", text::clock(one.wall, view.zone), one.text)
    };
    plugin.log.iter().map(line).collect()
}

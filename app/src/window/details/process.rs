//! The process of a plugin that has one of its own: what it is, what it takes, what keeps it in.

use std::sync::Arc;
use std::time::Duration;

use egui::{Label, RichText, Ui};
use lumarium_core::host::diagnostics::{Diagnostics, Load, Whose};
use lumarium_core::isolation::{self, Guard};
use lumarium_core::message::ProcessFacts;
use lumarium_core::snapshot::{PluginView, Snapshot};
use lumarium_core::time::Wall;

use super::rows;
use crate::window::page::Page;
use crate::window::selection::Selection;
use crate::window::state::State;
use crate::window::text::{self, fill, t};
use crate::window::view::View;

/// How often its figures are looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Whether figures of processes are to be seen beside the page.
pub(in crate::window) fn is_seen(state: &State, snapshot: &Snapshot) -> bool {
    let Selection::Plugin(id) = &state.selection else {
        return false;
    };
    let plugin = snapshot.plugin(id);
    let runs = plugin.is_some_and(|plugin| plugin.process.is_some() && plugin.state.loaded);
    runs && state.details_open && state.trail.page() != Page::Settings
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    let Some(process) = &plugin.process else {
        return;
    };
    let figures = rows(plugin, process, view.diagnostics.as_ref(), view.wall());
    rows::table(ui, &view.theme, "process table", &figures);
    let of = |holds| {
        process
            .isolation
            .iter()
            .filter(move |one| one.holds == holds)
    };
    if of(false).next().is_some() {
        rows::card(ui, &view.theme, view.theme.wait, |ui| {
            ui.label(RichText::new(t("process.missing")).small());
            for guard in of(false) {
                clause(ui, guard, view.theme.text);
            }
        });
    }
    if of(true).next().is_some() {
        // What is as it should be is read once, if at all.
        rows::section(ui, ("kept in", t("process.holds")), false, |ui| {
            for guard in of(true) {
                clause(ui, guard, view.theme.text);
            }
        });
    }
    if plugin.state.loaded {
        // Figures change without a new snapshot.
        ui.request_repaint_after(EVERY);
    }
}

fn clause(ui: &mut Ui, guard: &Guard, ink: egui::Color32) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let text = RichText::new(sentence(&guard.text)).color(ink);
    ui.add(Label::new(text).wrap());
}

/// A clause as a line of its own.
pub(in crate::window) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("· {}{}", first.unwrap_or_default(), letters.as_str())
}

/// The facts as a table.
fn rows(
    plugin: &PluginView,
    process: &ProcessFacts,
    diagnostics: Option<&Arc<Diagnostics>>,
    now: Wall,
) -> [(&'static str, String); 6] {
    let load = diagnostics.and_then(|known| load(known, plugin));
    let figure = |words: fn(&Load) -> String| match load {
        Some(load) => words(&load),
        None if plugin.state.loaded => t("process.measuring").to_owned(),
        None => String::new(),
    };
    [
        (t("process.row.pid"), pid(plugin, process, now)),
        (t("process.row.language"), process.language.clone()),
        (t("process.row.memory"), figure(Load::memory)),
        (t("process.row.processor"), figure(Load::processor)),
        (t("process.row.count"), figure(Load::count)),
        (t("process.row.level"), isolation::level(&process.isolation)),
    ]
}

/// Number and age; or that it has ended.
pub(in crate::window) fn pid(plugin: &PluginView, process: &ProcessFacts, now: Wall) -> String {
    if !plugin.state.loaded {
        return fill("process.ended", &[("pid", &process.pid)]);
    }
    let millis = now.0.saturating_sub(process.since.0);
    let age = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
    fill(
        "process.pid",
        &[("pid", &process.pid), ("time", &text::span(age))],
    )
}

/// What its present run takes.
pub(in crate::window) fn load(diagnostics: &Diagnostics, plugin: &PluginView) -> Option<Load> {
    let mine = Whose::Run(plugin.id.clone(), plugin.run);
    let mut all = diagnostics.processes.iter();
    Some(all.find(|one| one.whose == mine)?.load)
}

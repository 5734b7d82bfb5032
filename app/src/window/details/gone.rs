//! Changes of plugins that are gone, not saved: nothing that a person typed gets lost unasked.

use egui::{Label, RichText, Ui};
use lumarium_core::id::PluginId;

use super::rows;
use crate::window::text::{fill, t};
use crate::window::view::View;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    let snapshot = view.snapshot;
    let changed = view.state.forms.changed();
    let gone = changed.filter(|id| snapshot.plugin(id).is_none());
    let gone: Vec<PluginId> = gone.cloned().collect();
    for id in gone {
        one(ui, view, &id);
    }
}

fn one(ui: &mut Ui, view: &mut View<'_>, id: &PluginId) {
    let theme = view.theme.clone();
    let Some(draft) = view.state.forms.draft(id) else {
        return;
    };
    let words = draft.words();
    let text = draft.as_text();
    rows::card(ui, &theme, theme.wait, |ui| {
        let title = fill("gone.title", &[("name", id)]);
        ui.add(Label::new(RichText::new(title).strong()).wrap());
        for line in &words {
            ui.add(Label::new(RichText::new(line).monospace()).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            let named = |key| fill(key, &[("name", id)]);
            let copy = ui.button(t("gone.copy")).on_hover_text(t("gone.copy.tip"));
            if copy.accessible_name(named("gone.copy_one")).clicked() {
                view.state.panel.copy = Some(text.clone());
            }
            let discard = ui.button(t("gone.discard"));
            if discard.accessible_name(named("gone.discard_one")).clicked() {
                view.state.forms.discard(id);
            }
        });
    });
}

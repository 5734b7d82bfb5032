//! Several plugins are selected: which ones, and what can be done with all of them.

use egui::{RichText, Ui};
use lumarium_core::snapshot::PluginView;

use crate::window::action::Action;
use crate::window::selection::Selection;
use crate::window::standing;
use crate::window::text::fill;
use crate::window::view::View;
use crate::window::widgets::{badge, button};

/// Rows shown; of more, the number is told.
const SHOWN_MAX: usize = 100;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, chosen: &[&PluginView]) {
    let title = fill("several.title", &[("n", &chosen.len())]);
    ui.label(RichText::new(title).heading().color(view.theme.text));
    ui.horizontal_wrapped(|ui| {
        for action in [
            Action::SwitchOn,
            Action::SwitchOff,
            Action::Reload,
            Action::Retry,
            Action::CopyId,
            Action::Deselect,
        ] {
            button::text(ui, view, action);
        }
    });
    ui.add_space(6.0);
    for plugin in chosen.iter().take(SHOWN_MAX) {
        let standing = standing::of(plugin, &view.snapshot.panel, view.now);
        ui.horizontal(|ui| {
            badge::show(ui, standing.badge, &view.theme);
            if ui.link(&plugin.name).clicked() {
                view.state.selection = Selection::Plugin(plugin.id.clone());
            }
            let word = RichText::new(standing.word).small().color(view.theme.weak);
            ui.label(word);
        });
    }
    if let Some(more) = chosen.len().checked_sub(SHOWN_MAX).filter(|more| *more > 0) {
        ui.weak(fill("several.more", &[("n", &more)]));
    }
}

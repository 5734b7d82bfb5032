//! The head of the inspector: one paragraph on why the selected plugin is showing, or not.

use egui::{Label, RichText, ScrollArea, Ui};
use lumarium_core::why::{self, Host};

use super::Shown;
use crate::window::details::rows;
use crate::window::text::t;
use crate::window::view::View;

/// The paragraph as text; absent: no plugin is selected.
pub(super) fn text(shown: &Shown) -> Option<String> {
    let id = shown.selected.as_ref()?;
    let said = why::why(&shown.snapshot, id, shown.now, Host::Plays)?;
    Some(said.to_string())
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, shown: &Shown) {
    let theme = view.theme.clone();
    let said = shown
        .selected
        .as_ref()
        .and_then(|id| why::why(&shown.snapshot, id, shown.now, Host::Plays));
    let Some(said) = said else {
        ui.label(RichText::new(t("inspector.select")).color(theme.weak));
        return;
    };
    let colour = if said.showing { theme.good } else { theme.wait };
    // The answer is always seen; what follows it can be scrolled to.
    let room = ui.available_height();
    let most = (room - 280.0).clamp(46.0, room.max(46.0) * 0.35);
    ScrollArea::vertical()
        .id_salt("why")
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            rows::card(ui, &theme, colour, |ui| {
                ui.add(Label::new(RichText::new(said.answer()).strong()).wrap());
                let words = said.to_string();
                let rest = words
                    .strip_prefix(&said.answer())
                    .unwrap_or_default()
                    .trim();
                if !rest.is_empty() {
                    ui.add(Label::new(RichText::new(rest).color(theme.text)).wrap());
                }
            });
        });
    ui.add_space(4.0);
}

//! The panel on the right: what is selected, or the engine if nothing is.

mod engine;
mod findings;
mod history;
mod misfit;
mod plugin;
pub(super) mod rows;

use egui::{Frame, Margin, Panel, ScrollArea, Ui};

use super::theme::{DETAILS_MIN, DETAILS_WIDTH, STAGE_MIN};
use super::view::View;

/// Shows the details.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut open = view.state.details_open;
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(14, 12));
    let most = (ui.available_width() - STAGE_MIN).max(DETAILS_MIN);
    Panel::right("details")
        .default_size(DETAILS_WIDTH.min(most))
        .size_range(DETAILS_MIN..=most)
        .frame(frame)
        .show_collapsible(ui, &mut open, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                match (view.selected(), view.selected_misfit()) {
                    (Some(plugin), _) => plugin::show(ui, view, plugin),
                    (None, Some(misfit)) => misfit::show(ui, view, misfit),
                    (None, None) => engine::show(ui, view),
                }
            });
        });
    view.state.details_open = open;
}

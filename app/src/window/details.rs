//! The panel on the right: the selected plugin, or the engine if nothing is selected.

mod engine;
mod findings;
mod history;
mod plugin;
mod rows;

use egui::{Frame, Margin, Panel, ScrollArea, Ui};

use super::theme::DETAILS_WIDTH;
use super::view::View;

/// Shows the details.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut open = view.state.details_open;
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(14, 12));
    let most = (ui.available_width() * 0.65).max(280.0);
    Panel::right("details")
        .default_size(DETAILS_WIDTH.min(most * 0.6).max(260.0))
        .size_range(260.0..=most)
        .frame(frame)
        .show_collapsible(ui, &mut open, |ui| {
            ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| match view.selected() {
                    Some(plugin) => plugin::show(ui, view, plugin),
                    None => engine::show(ui, view),
                });
        });
    view.state.details_open = open;
}

//! The panel on the right: what is selected, or the engine if nothing is.

pub mod actions;
mod engine;
mod findings;
mod gone;
mod history;
mod log;
mod misfit;
mod panel;
mod plugin;
pub(super) mod process;
mod question;
mod revisions;
pub(super) mod rows;
mod screens;
mod several;
mod state;

use egui::{Frame, Margin, ScrollArea, Ui};

pub use self::panel::Panel;

use super::theme::{DETAILS_MIN, DETAILS_WIDTH, STAGE_MIN};
use super::view::View;
use super::widgets::form;

/// Shows the details.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    form::serve(ui, view);
    let mut open = view.state.details_open;
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(14, 12));
    let most = (ui.available_width() - STAGE_MIN).max(DETAILS_MIN);
    egui::Panel::right("details")
        .default_size(DETAILS_WIDTH.min(most))
        .size_range(DETAILS_MIN..=most)
        .frame(frame)
        .show_collapsible(ui, &mut open, |ui| {
            if let Some(plugin) = view.selected() {
                form::bar(ui, view, plugin);
            }
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let chosen = view.chosen();
                match (view.selected(), view.selected_misfit()) {
                    (Some(plugin), _) => plugin::show(ui, view, plugin),
                    (None, Some(misfit)) => misfit::show(ui, view, misfit),
                    (None, None) if chosen.is_empty() => engine::show(ui, view),
                    (None, None) => several::show(ui, view, &chosen),
                }
            });
        });
    view.state.details_open = open;
    question::show(ui, view);
}

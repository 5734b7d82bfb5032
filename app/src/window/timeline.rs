//! The timeline at the bottom: what was shown, and how each plugin stood, over time.

use egui::{Panel, Ui};

use super::text::t;
use super::view::View;

/// Shows the timeline, if it is open.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut open = view.state.timeline_open;
    Panel::bottom("timeline")
        .default_size(170.0)
        .show_collapsible(ui, &mut open, |ui| {
            ui.heading(t("action.timeline"));
        });
    view.state.timeline_open = open;
}

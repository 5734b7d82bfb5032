//! The inspector: why something is shown, or not; made from snapshots and the journal alone.

use egui::{CentralPanel, Ui};

use super::text::t;
use super::view::View;

/// Shows the page.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    CentralPanel::default().show(ui, |ui| {
        ui.heading(t("page.inspector"));
        ui.weak(view.snapshot.root.display().to_string());
    });
}

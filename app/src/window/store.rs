//! The store: what can be installed and updated.

use egui::{CentralPanel, Ui};

use super::text::t;
use super::view::View;

/// Shows the page.
pub fn show(ui: &mut Ui, _view: &mut View<'_>) {
    CentralPanel::default().show(ui, |ui| {
        ui.heading(t("store.title"));
        ui.label(t("store.soon"));
    });
}

//! The settings of Lumarium itself: panel, rotation, place and time.

use egui::{CentralPanel, Ui};

use super::palette::Entry;
use super::text::t;
use super::view::View;

/// Shows the page.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    CentralPanel::default().show(ui, |ui| {
        ui.heading(t("page.settings"));
        ui.weak(view.snapshot.root.display().to_string());
    });
}

/// The settings that the palette finds: those of this page, and those of the selected plugin.
pub fn palette_entries(_view: &View<'_>) -> Vec<Entry> {
    Vec::new()
}

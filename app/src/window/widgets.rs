//! Small parts that the areas of the window share. Each has an accessible name.

pub mod badge;
pub mod button;
pub mod form;
pub mod icon;
pub mod matrix;
pub mod switch;
pub(in crate::window) mod walker;

use egui::{Align, Layout, Ui, vec2};

/// A line over the whole width, `height` points high, its parts centred on it.
pub fn line(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui)) {
    let size = vec2(ui.available_width(), height);
    let centred = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, centred, |ui| {
        ui.set_min_size(size);
        add(ui);
    });
}

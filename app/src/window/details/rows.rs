//! Two columns: what it is called, what it is; cards and sections.

use egui::{CollapsingHeader, Color32, Frame, Grid, Label, Margin, RichText, Ui};

use crate::window::theme::Theme;

/// Width of the left column, in points.
const NAMES: f32 = 104.0;

/// A table of names and values; empty values are left out.
pub(super) fn table(ui: &mut Ui, theme: &Theme, id: &str, rows: &[(&str, String)]) {
    Grid::new(id)
        .num_columns(2)
        .min_col_width(NAMES)
        .min_row_height(18.0)
        .spacing([10.0, 5.0])
        .show(ui, |ui| {
            for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
                ui.label(RichText::new(*name).color(theme.weak));
                ui.add(Label::new(value).wrap());
                ui.end_row();
            }
        });
}

/// A part that can be closed.
pub(super) fn section(
    ui: &mut Ui,
    (id, name): (&str, &str),
    open: bool,
    add: impl FnOnce(&mut Ui),
) {
    ui.add_space(4.0);
    CollapsingHeader::new(RichText::new(name).strong())
        .id_salt(id)
        .default_open(open)
        .show_unindented(ui, |ui| {
            ui.add_space(2.0);
            add(ui);
            ui.add_space(4.0);
        });
}

/// A card with a tinted ground: something to read first.
pub(in crate::window) fn card(
    ui: &mut Ui,
    theme: &Theme,
    colour: Color32,
    add: impl FnOnce(&mut Ui),
) {
    Frame::new()
        .fill(theme.tinted(colour))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            add(ui);
        });
}

/// One entry of a list of happenings: a small line of facts over a line of words.
pub(super) fn happening(ui: &mut Ui, theme: &Theme, facts: &str, words: &str, ink: Color32) {
    ui.spacing_mut().item_spacing.y = 1.0;
    if !facts.is_empty() {
        ui.add(Label::new(RichText::new(facts).small().color(theme.weak)).truncate());
    }
    ui.add(Label::new(RichText::new(words).color(ink)).wrap());
    ui.add_space(5.0);
}

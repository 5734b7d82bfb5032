//! The store: what can be installed and updated. Until it is there, it says what can be done now.

use egui::{CentralPanel, Frame, Label, Margin, RichText, Ui};

use super::action::Action;
use super::text::t;
use super::view::View;
use super::widgets::button;

/// The widest column, in points.
const WIDTH_MAX: f32 = 520.0;

/// Shows the page.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let frame = Frame::new()
        .fill(view.theme.ground)
        .inner_margin(Margin::same(24));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        let width = ui.available_width().min(WIDTH_MAX);
        let side = (ui.available_width() - width) / 2.0;
        ui.add_space((ui.available_height() * 0.15).min(80.0));
        ui.horizontal(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                contents(ui, view);
            });
        });
    });
}

fn contents(ui: &mut Ui, view: &mut View<'_>) {
    ui.heading(t("store.title"));
    ui.add(Label::new(RichText::new(t("store.soon")).color(view.theme.text)).wrap());
    ui.add_space(18.0);
    ui.label(RichText::new(t("store.now")).strong());
    ui.add_space(4.0);
    for action in [Action::Link, Action::OpenFolder, Action::Rescan] {
        let (_, about) = action.text_and_tooltip();
        button::text(ui, view, action);
        note(ui, view, about);
        ui.add_space(8.0);
    }
}

fn note(ui: &mut Ui, view: &View<'_>, words: &str) {
    ui.add(Label::new(RichText::new(words).small().color(view.theme.weak)).wrap());
}

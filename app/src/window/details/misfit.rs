//! A folder or file that looks like a plugin and cannot be one: where it is, and all that is wrong with it.

use egui::{Align, Label, Layout, RichText, Ui};
use lumarium_core::facts::Misfit;

use super::rows;
use crate::window::action::Action;
use crate::window::standing::Badge;
use crate::window::text;
use crate::window::theme::ICON_BUTTON;
use crate::window::view::View;
use crate::window::widgets::{self, badge, button, icon::Icon};

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, misfit: &Misfit) {
    widgets::line(ui, ICON_BUTTON, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = (Icon::Close, text::t("panel.close"), false);
            button::icon(ui, view, Action::Deselect, close);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(text::file_name(&misfit.path)).heading();
                ui.add(Label::new(name.color(view.theme.text)).truncate());
            });
        });
    });
    ui.horizontal(|ui| {
        badge::show(ui, Badge::Broken, &view.theme);
        ui.add_space(-4.0);
        ui.label(RichText::new(text::t("state.no_plugin")).color(view.theme.bad));
    });
    let theme = view.theme.clone();
    for problem in &misfit.problems {
        rows::card(ui, &theme, theme.bad, |ui| {
            ui.add(Label::new(&problem.text).wrap());
        });
    }
    let id = misfit.id.as_ref().map(ToString::to_string);
    let table = [
        (
            text::t("state.row.files"),
            misfit.path.display().to_string(),
        ),
        (text::t("state.row.id"), id.unwrap_or_default()),
    ];
    rows::table(ui, &theme, "misfit table", &table);
    ui.add_space(2.0);
    button::text(ui, view, Action::Rescan);
}

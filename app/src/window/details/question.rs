//! The one question: a plugin is removed only after a second word. Everything else can be undone.

use egui::{Button, Id, Label, Modal, RichText, Ui};
use lumarium_core::message::Command;

use crate::window::text::{fill, t};
use crate::window::view::View;

/// Shows the question while there is one.
pub(super) fn show(ui: &Ui, view: &mut View<'_>) {
    let Some(id) = view.state.panel.asks.clone() else {
        return;
    };
    let name = view.name_of(&id);
    let theme = view.theme.clone();
    let mut answer = None;
    let modal = Modal::new(Id::unique("uninstall")).show(ui.ctx(), |ui| {
        ui.set_width(360.0);
        let title = fill("uninstall.title", &[("name", &name)]);
        ui.label(RichText::new(title).heading().color(theme.text));
        ui.add(Label::new(t("uninstall.text")).wrap());
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            let all = RichText::new(t("uninstall.all")).color(theme.bad);
            if ui.add(Button::new(all)).clicked() {
                answer = Some(false);
            }
            if ui.button(t("uninstall.keep")).clicked() {
                answer = Some(true);
            }
            if ui.button(t("uninstall.cancel")).clicked() {
                ui.close();
            }
        });
    });
    if let Some(keep_settings) = answer {
        view.send(Command::Uninstall {
            plugin: id,
            keep_settings,
        });
    }
    if answer.is_some() || modal.should_close() {
        view.state.panel.asks = None;
    }
}

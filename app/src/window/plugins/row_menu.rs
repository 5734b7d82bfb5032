//! The menu of a row: the other mouse button, or the menu key.

use egui::{Popup, Response, Ui};
use lumarium_core::snapshot::{PluginView, ScreenView};

use crate::window::action::Action;
use crate::window::plugins::several::{pin, show_now};
use crate::window::text::{fill, t};
use crate::window::view::View;
use crate::window::widgets::button;

/// The popup of a row.
pub(super) fn popup(row: egui::Id) -> egui::Id {
    row.with("menu")
}

/// Shows it while it is open. It acts on the selection: a click of the other button has selected the row.
pub(super) fn show(view: &mut View<'_>, response: &Response) {
    let id = popup(response.id);
    if response.secondary_clicked() {
        Popup::open_id(&response.ctx, id);
    }
    if !Popup::is_id_open(&response.ctx, id) {
        return;
    }
    Popup::menu(response)
        .id(id)
        .open_memory(None)
        .accessible_name(t("list.menu"))
        .show(|ui| {
            for actions in sections(view) {
                for &action in *actions {
                    if action.enabled(view) {
                        button::text(ui, view, action);
                    }
                }
                ui.separator();
            }
            screens(ui, view);
            button::text(ui, view, Action::CopyId);
        });
}

/// Showing and pinning each screen of the one plugin that is selected.
fn screens(ui: &mut Ui, view: &mut View<'_>) {
    let Some(plugin) = view.selected().filter(|one| Action::ShowNow.fits(one)) else {
        return;
    };
    match &*plugin.screens {
        [] => return,
        [only] => pin_button(ui, view, plugin, only),
        several => {
            ui.menu_button(t("screens.menu"), |ui| {
                for screen in several {
                    let show = fill("screens.show", &[("name", &screen.name)]);
                    if ui.button(show).clicked() {
                        let secs = view.state.stage.show_secs;
                        view.send(show_now(plugin, Some(&screen.name), secs));
                    }
                    pin_button(ui, view, plugin, screen);
                }
            });
        }
    }
    ui.separator();
}

fn pin_button(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView, screen: &ScreenView) {
    let (_, name, command) = pin(view, plugin, &screen.name);
    if ui.button(name).clicked() {
        view.send(command);
    }
}

/// What stands together.
fn sections(view: &View<'_>) -> &'static [&'static [Action]] {
    if view.state.selection.ids().len() > 1 {
        &[
            &[Action::SwitchOn, Action::SwitchOff],
            &[Action::Retry, Action::Reload],
        ]
    } else {
        &[
            &[Action::Switch, Action::ShowNow],
            &[Action::Retry, Action::Reload, Action::ClearHistory],
            &[Action::MoveUp, Action::MoveDown],
            &[Action::Folder, Action::Unlink, Action::Uninstall],
        ]
    }
}

//! The menu of a row: the other mouse button, or the menu key.

use egui::{Popup, Response};

use crate::window::action::Action;
use crate::window::text::t;
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
            button::text(ui, view, Action::CopyId);
        });
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

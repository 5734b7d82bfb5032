//! The menu on the left of the top bar: all actions in groups, with their keys.

use egui::{Button, Popup, PopupCloseBehavior, Ui};

use super::action::Action;
use super::text::t;
use super::view::View;
use super::widgets::{button, icon::Icon};

/// The groups; an action that stands in none of them comes last, so that none can be forgotten.
const GROUPS: [(&str, &[Action]); 4] = [
    (
        "menu.change",
        &[
            Action::Undo,
            Action::Redo,
            Action::Palette,
            Action::Filter,
            Action::Link,
            Action::OpenFolder,
            Action::Rescan,
            Action::Reconcile,
        ],
    ),
    (
        "menu.play",
        &[
            Action::Previous,
            Action::Pause,
            Action::Next,
            Action::Pin,
            Action::ShowNow,
        ],
    ),
    (
        "menu.plugin",
        &[
            Action::Switch,
            Action::Reload,
            Action::Retry,
            Action::MoveUp,
            Action::MoveDown,
            Action::ClearHistory,
            Action::Deselect,
        ],
    ),
    (
        "menu.look",
        &[
            Action::PageStage,
            Action::PageInspector,
            Action::PageStore,
            Action::PageSettings,
            Action::Back,
            Action::Forward,
            Action::List,
            Action::Details,
            Action::Timeline,
            Action::Bell,
            Action::Look,
            Action::Motion,
            Action::ScaleUp,
            Action::ScaleDown,
            Action::ScaleReset,
        ],
    ),
];

/// The button, and what it opens.
pub(super) fn button(ui: &mut Ui, view: &mut View<'_>) {
    let (name, _) = Action::Menu.text_and_tooltip();
    let open = view.state.menu_open;
    let response = button::icon(ui, view, Action::Menu, (Icon::Menu, name, open));
    let mut open = view.state.menu_open;
    let mut picked = None;
    Popup::menu(&response)
        .open_bool(&mut open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(name)
        .show(|ui| {
            for (key, actions) in GROUPS {
                group(ui, view, t(key), actions, &mut picked);
            }
            let rest = |action: &Action| {
                let grouped = GROUPS.iter().any(|(_, actions)| actions.contains(action));
                !grouped && ![Action::Menu, Action::Quit].contains(action)
            };
            let rest: Vec<Action> = Action::ALL.iter().copied().filter(rest).collect();
            group(ui, view, t("menu.more"), &rest, &mut picked);
            ui.separator();
            entry(ui, view, Action::Quit, &mut picked);
        });
    view.state.menu_open = open && picked.is_none();
    if let Some(action) = picked {
        action.run(view);
    }
}

fn group(
    ui: &mut Ui,
    view: &View<'_>,
    title: &str,
    actions: &[Action],
    picked: &mut Option<Action>,
) {
    ui.menu_button(title, |ui| {
        for action in actions {
            entry(ui, view, *action, picked);
        }
    });
}

fn entry(ui: &mut Ui, view: &View<'_>, action: Action, picked: &mut Option<Action>) {
    let (text, _) = action.text_and_tooltip();
    let keys = action.shortcut();
    let keys = keys.map(|keys| ui.ctx().format_shortcut(&keys));
    let button = Button::new(text).shortcut_text(keys.unwrap_or_default());
    let response = ui.add_enabled(action.enabled(view), button);
    if response.on_hover_text(action.tooltip(ui.ctx())).clicked() {
        *picked = Some(action);
    }
}

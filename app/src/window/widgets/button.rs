//! Buttons of actions: text, tooltip and whether they work come from the action itself.

use egui::{Button, Response, Ui};

use super::icon::{self, Icon};
use crate::window::action::Action;
use crate::window::view::View;

/// A button with an action's text.
pub fn text(ui: &mut Ui, view: &mut View<'_>, action: Action) -> Response {
    let (text, _) = action.text_and_tooltip();
    named(ui, view, action, text)
}

/// A button with another text, because the action does one of two things.
pub fn named(ui: &mut Ui, view: &mut View<'_>, action: Action, text: &str) -> Response {
    let enabled = action.enabled(view);
    let tooltip = action.tooltip(ui.ctx());
    let response = ui.add_enabled(enabled, Button::new(text));
    finish(response, &tooltip, view, action)
}

/// A button with an icon. `lit`: what it stands for is on.
pub fn icon(
    ui: &mut Ui,
    view: &mut View<'_>,
    action: Action,
    (icon, name, lit): (Icon, &str, bool),
) -> Response {
    let enabled = action.enabled(view);
    let tooltip = action.tooltip(ui.ctx());
    let theme = view.theme.clone();
    let response = ui
        .add_enabled_ui(enabled, |ui| icon::button(ui, icon, name, lit, &theme))
        .inner;
    finish(response, &tooltip, view, action)
}

fn finish(response: Response, tooltip: &str, view: &mut View<'_>, action: Action) -> Response {
    if response.clicked() {
        action.run(view);
    }
    response
        .on_hover_text(tooltip)
        .on_disabled_hover_text(tooltip)
}

//! The bell in the top bar, with a dot while something was not read, and the list that it opens.

use egui::{Label, Popup, PopupCloseBehavior, Response, RichText, ScrollArea, Ui, vec2};
use lumarium_core::snapshot::Level;

use super::{Message, word};
use crate::window::action::Action;
use crate::window::text::{self, t};
use crate::window::theme::BELL_WIDTH;
use crate::window::view::View;
use crate::window::widgets::{button, icon::Icon};

/// The colour of a level.
const fn colour(level: Level, view: &View<'_>) -> egui::Color32 {
    match level {
        Level::Info => view.theme.good,
        Level::Warning => view.theme.wait,
        Level::Error => view.theme.bad,
    }
}

/// The button, and what it opens.
pub fn button(ui: &mut Ui, view: &mut View<'_>) {
    let name = view.state.bell.name();
    let open = view.state.bell.open;
    let response = button::icon(ui, view, Action::Bell, (Icon::Bell, &name, open));
    if let Some(worst) = view.state.bell.worst.filter(|_| view.state.bell.unread > 0) {
        let at = response.rect.right_top() + vec2(-8.0, 8.0);
        let painter = ui.painter();
        painter.circle_filled(at, 5.5, view.theme.panel);
        painter.circle_filled(at, 4.0, colour(worst, view));
    }
    list(&response, view);
}

fn list(response: &Response, view: &mut View<'_>) {
    let mut open = view.state.bell.open;
    Popup::from_response(response)
        .open_bool(&mut open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(t("bell.title"))
        .show(|ui| {
            let width = BELL_WIDTH.min(ui.ctx().content_rect().width() - 32.0);
            ui.set_width(width);
            ui.heading(t("bell.title"));
            if view.state.bell.kept.is_empty() {
                ui.label(RichText::new(t("bell.none")).color(view.theme.weak));
            }
            let height = ui.ctx().content_rect().height() * 0.6;
            ScrollArea::vertical()
                .max_height(height)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    for message in view.state.bell.kept().rev() {
                        line(ui, view, message);
                    }
                });
        });
    if !open && view.state.bell.open {
        view.state.bell.toggle();
    }
}

fn line(ui: &mut Ui, view: &View<'_>, message: &Message) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let time = text::clock(message.wall, view.zone);
        ui.label(
            RichText::new(time)
                .small()
                .monospace()
                .color(view.theme.weak),
        );
        let ink = colour(message.level, view);
        ui.label(RichText::new(word(message.level)).small().color(ink));
        if let Some((plugin, _)) = &message.about {
            let name = view.name_of(plugin);
            ui.label(RichText::new(name).small().color(view.theme.weak));
        }
    });
    ui.add(Label::new(&message.text).wrap());
}

//! The screens of a plugin: how long each stays, and a button that shows it.

use egui::{RichText, Ui};
use lumarium_core::snapshot::PluginView;

use crate::window::action::Action;
use crate::window::plugins::several::{pin, show_now};
use crate::window::text::{self, fill, t};
use crate::window::view::View;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    if plugin.screens.is_empty() {
        ui.weak(t("screens.none"));
    }
    for screen in &plugin.screens {
        ui.horizontal_wrapped(|ui| {
            ui.label(&*screen.name);
            let stay = text::span(std::time::Duration::from_millis(screen.duration_millis));
            let content = screen.content.as_deref().unwrap_or(t("screens.not_drawn"));
            let on = if screen.on { t("screens.on") } else { "" };
            let facts = [stay.as_str(), content, on];
            let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
            let facts = RichText::new(facts.join(" · ")).small();
            ui.label(facts.color(view.theme.weak));
            let name = fill("screens.show", &[("name", &screen.name)]);
            let enabled = Action::ShowNow.fits(plugin);
            let button = ui.add_enabled(enabled, egui::Button::new(t("screens.show_now")).small());
            if button.accessible_name(name).clicked() {
                let secs = view.state.stage.show_secs;
                view.send(show_now(plugin, Some(&screen.name), secs));
            }
            let (words, name, command) = pin(view, plugin, &screen.name);
            let button = ui.add_enabled(enabled, egui::Button::new(words).small());
            if button.accessible_name(name).clicked() {
                view.send(command);
            }
        });
    }
}

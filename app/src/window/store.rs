//! The store: what can be installed and updated. Until it is there, it says what can be done now.

use egui::{Button, CentralPanel, Frame, Label, Margin, RichText, Ui, vec2};
use lumarium_core::config::views::PLUGINS_DIRECTORY_DEFAULT;
use serde_json::Value;

use super::action::Action;
use super::settings;
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
    if choice(ui, view, t("store.link"), t("store.link.tip")) {
        view.state.settings.search.clear();
        view.state.sought = Some("link".to_owned());
        Action::PageSettings.run(view);
    }
    if choice(ui, view, t("store.folder"), t("store.folder.tip")) {
        settings::open(ui, &plugins(view));
    }
    button::text(ui, view, Action::Rescan);
    note(ui, view, t("store.look"));
}

/// A button with a line about it; whether it was clicked.
fn choice(ui: &mut Ui, view: &View<'_>, words: &str, about: &str) -> bool {
    let clicked = ui
        .add(Button::new(words).min_size(vec2(200.0, 0.0)))
        .clicked();
    note(ui, view, about);
    ui.add_space(8.0);
    clicked
}

fn note(ui: &mut Ui, view: &View<'_>, words: &str) {
    ui.add(Label::new(RichText::new(words).small().color(view.theme.weak)).wrap());
}

/// The folder of plugins: in the root, or where the configuration says.
fn plugins(view: &View<'_>) -> std::path::PathBuf {
    let root = view.tools.root.as_ref().unwrap_or(&view.snapshot.root);
    let named = view
        .snapshot
        .config
        .pointer("/plugin_system/plugins_directory");
    let named = named.and_then(Value::as_str);
    root.join(named.unwrap_or(PLUGINS_DIRECTORY_DEFAULT))
}

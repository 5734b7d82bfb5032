//! One setting on the page: what it is called, its control, and below what is to be known about it.

use egui::{Align, Label, Layout, RichText, Ui, vec2};
use lumarium_core::form::{Field, FieldKind, check_field};
use lumarium_core::manifest::Severity;
use lumarium_core::message::Command;
use serde_json::Value;

use super::control::{self, Act};
use super::drafts::Draft;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// The least width of the names, in points.
const NAME_WIDTH: f32 = 230.0;
/// The height of a line, in points.
const HEIGHT: f32 = 30.0;

/// The way to the brightness.
const BRIGHTNESS: [&str; 3] = ["display", "hardware", "brightness"];

/// What a line shows.
pub(super) struct Line<'a> {
    /// Keys from the top of the configuration.
    pub(super) path: &'a [String],
    /// What stands there.
    pub(super) field: &'a Field,
    /// It takes effect at the next start.
    pub(super) restart: bool,
}

/// The value at a path of the configuration.
pub(super) fn at<'a>(config: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(config, |value, key| value.get(key))
}

/// Shows it, and sends what a person changes when the edit is done.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, line: &Line<'_>) {
    let key = line.path.join(".");
    let stored = at(&view.snapshot.config, line.path).filter(|value| !value.is_null());
    let waits = view.desk.waits_for(line.path);
    let draft = view.state.settings.drafts.take(&key, waits);
    let before = draft.as_ref().map(|draft| draft.value.clone());
    let live = live(view, line.path);
    let current = live.as_ref().or(stored);
    let shown = before.or_else(|| current.cloned());
    let mut act = Act::None;
    let mut reset = false;
    let response = ui.push_id(&key, |ui| {
        ui.horizontal(|ui| {
            name(ui, view, line.field);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                act = control::show(ui, &view.theme, line.field, shown.as_ref());
                let words = fill("settings.reset", &[("name", &line.field.label)]);
                let set = stored.is_some() && !line.field.read_only;
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let button =
                        ui.add_visible(set, egui::Button::new(t("settings.reset.short")).small());
                    let button = button.on_hover_text(t("settings.reset.tip"));
                    button.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, true, &words)
                    });
                    reset = button.clicked();
                });
            });
        });
    });
    if view.state.settings.seeks(&key) {
        response.response.scroll_to_me(Some(Align::Center));
    }
    let draft = take_over(view, line, (current, draft), act);
    if reset {
        view.send(Command::UnsetConfig {
            path: line.path.to_vec(),
        });
    }
    notes(ui, view, line, (stored, draft.as_ref()), waits);
    view.state
        .settings
        .drafts
        .put(key, draft.filter(|_| !reset));
}

/// What holds already although it is not written yet.
fn live(view: &View<'_>, path: &[String]) -> Option<Value> {
    (path == BRIGHTNESS).then(|| Value::from(view.snapshot.panel.brightness))
}

fn name(ui: &mut Ui, view: &View<'_>, field: &Field) {
    let width = NAME_WIDTH.min(ui.available_width() * 0.45);
    let left = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, HEIGHT), left, |ui| {
        ui.set_min_size(vec2(width, HEIGHT));
        let words = RichText::new(&field.label).color(view.theme.text);
        let label = ui.add(Label::new(words).truncate().selectable(false));
        if !field.description.is_empty() {
            label.on_hover_text(&field.description);
        }
    });
}

/// What is done with an edit: kept while it goes on, sent when it is done and right.
fn take_over(
    view: &mut View<'_>,
    line: &Line<'_>,
    (stored, draft): (Option<&Value>, Option<Draft>),
    act: Act,
) -> Option<Draft> {
    let value = match act {
        // An edit that nobody goes on with is done.
        Act::None => match draft {
            Some(draft) if !draft.sent => draft.value,
            other => return other,
        },
        Act::Busy => return draft,
        Act::Edit(value) => return Some(Draft { value, sent: false }),
        Act::Drop => return None,
        Act::Done(value) => value,
    };
    if stored == Some(&value) || (stored.is_none() && line.field.default.as_ref() == Some(&value)) {
        return None;
    }
    if wrong(line.field, Some(&value)).is_some() {
        return Some(Draft { value, sent: false });
    }
    view.send(command(line.path, &value));
    Some(Draft { value, sent: true })
}

/// What saves a value. Brightness has a command of its own: it shows at once and is written when it rests, so
/// that a slider is one write.
fn command(path: &[String], value: &Value) -> Command {
    let percent = value
        .as_u64()
        .and_then(|percent| u8::try_from(percent).ok());
    match percent.filter(|_| path == BRIGHTNESS) {
        Some(percent) => Command::Brightness { percent },
        None => Command::SetConfig {
            path: path.to_vec(),
            value: value.clone(),
        },
    }
}

/// Why a value cannot be saved.
fn wrong(field: &Field, value: Option<&Value>) -> Option<String> {
    let problem = check_field(field, value)?;
    // What the configuration would replace by its default is not worth saving.
    (problem.severity != Severity::Hint).then_some(problem.text)
}

/// What is to be known about the line, in small letters below it.
fn notes(
    ui: &mut Ui,
    view: &View<'_>,
    line: &Line<'_>,
    (stored, draft): (Option<&Value>, Option<&Draft>),
    waits: bool,
) {
    let theme = &view.theme;
    let mut note = |words: String, ink| {
        ui.horizontal(|ui| {
            ui.add_space(NAME_WIDTH.min(ui.available_width() * 0.45) + 8.0);
            ui.add(Label::new(RichText::new(words).small().color(ink)).wrap());
        });
    };
    let value = draft.map(|draft| &draft.value).or(stored);
    if let Some(wrong) = value.and_then(|value| wrong(line.field, Some(value))) {
        note(format!("{} {wrong}", line.field.label), theme.bad);
    } else if let Some(refused) = view.desk.refusal_of(line.path) {
        note(fill("settings.refused", &[("why", &refused)]), theme.bad);
    } else if waits {
        note(t("settings.saving").to_owned(), theme.weak);
    }
    let Some(stored) = stored else { return };
    let differs = line.field.default.as_ref() != Some(stored);
    match &line.field.default {
        Some(default) if differs => {
            let mut default = words(default);
            if let FieldKind::Number(bounds) = &line.field.kind {
                default = control::in_unit(bounds, &default);
            }
            note(
                fill("settings.changed", &[("default", &default)]),
                theme.weak,
            );
        }
        Some(_) | None => {}
    }
    if line.restart && differs {
        note(t("settings.restart").to_owned(), theme.weak);
    }
}

/// A value for people.
fn words(value: &Value) -> String {
    match value {
        Value::Bool(true) => t("state.on").to_owned(),
        Value::Bool(false) => t("state.off").to_owned(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

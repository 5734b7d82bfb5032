//! A control for every kind of field. Each shows what holds, and asks for a change only when a person made one.

mod choice;
mod colour;
pub(super) mod files;
mod json;
pub(super) mod keys;
pub(super) mod list;
mod number;
mod secret;
mod text;
mod times;

use egui::{Button, Label, Response, RichText, Ui};
use lumarium_core::form::{self, FieldKind, Step};
use serde_json::Value;

use super::cell::Cell;
use super::draft::Wish;
use super::rows::Part;
use crate::window::text::{fill, t};
use crate::window::widgets::switch;

/// Characters of a value that is shown in a line.
const SHORT_MAX: usize = 40;

/// Shows the control of a row.
pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    if row.field.secret {
        return secret::show(ui, cell);
    }
    match row.shown {
        Some(Value::Null) => return empty(ui, cell),
        Some(value) if !form::fits(row.field, value) => return json::show(ui, cell),
        Some(_) | None => {}
    }
    match &row.field.kind {
        FieldKind::Toggle => toggle(ui, cell),
        FieldKind::Number(rules) => number::show(ui, cell, rules),
        FieldKind::Text(rules) => text::show(ui, cell, rules),
        FieldKind::Choice(choice) => choice::show(ui, cell, choice),
        FieldKind::Several(several) => choice::several(ui, cell, several),
        FieldKind::List(_) => list::tags(ui, cell),
        FieldKind::Colour(form) => colour::show(ui, cell, *form),
        FieldKind::Font(choice) => text::font(ui, cell, choice),
        FieldKind::TimeRange(range) => times::range(ui, cell, range),
        FieldKind::Files(files) => files::show(ui, cell, files),
        FieldKind::Folder(folder) => self::folder(ui, cell, folder),
        FieldKind::Note(words) => {
            ui.add(Label::new(RichText::new(words).small().color(cell.theme.weak)).wrap());
        }
        FieldKind::Shapes(shapes) => {
            if let Part::Shape(chosen) = row.part {
                choice::shape(ui, cell, (shapes, chosen));
            }
        }
        FieldKind::Table(_) | FieldKind::Group(_) | FieldKind::Schedule(_) | FieldKind::Json(_) => {
            json::show(ui, cell);
        }
    }
}

/// A response with the name of the row; what gets the keyboard comes into view.
pub(super) fn named(response: Response, name: &str) -> Response {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.accessible_name(name)
}

fn toggle(ui: &mut Ui, cell: &mut Cell<'_>) {
    let on = cell.row.shown.and_then(Value::as_bool).unwrap_or_default();
    let size = egui::vec2(switch::SIZE.x, 24.0);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let rect = egui::Rect::from_center_size(rect.center(), switch::SIZE);
    let response = switch::show(ui, rect, on, &cell.row.label, cell.theme);
    let clicked = response.clicked();
    named(response, &cell.row.label);
    if clicked {
        cell.set(!on);
    }
    if cell.row.shown.is_none() {
        ui.weak(t("form.not_set"));
    }
}

/// Nothing is set, as a value of its own.
fn empty(ui: &mut Ui, cell: &mut Cell<'_>) {
    ui.horizontal(|ui| {
        ui.weak(t("form.is_empty"));
        let name = fill("form.set_one", &[("name", &cell.row.label)]);
        let button = ui.add(Button::new(t("form.set")).small());
        if named(button, &name).clicked() {
            let mut field = cell.row.field.clone();
            field.nullable = false;
            field.default = field.default.filter(|default| !default.is_null());
            cell.set(form::fresh(&field));
        }
    });
}

fn folder(ui: &mut Ui, cell: &mut Cell<'_>, folder: &str) {
    let words = fill("form.folder", &[("folder", &folder)]);
    ui.add(Label::new(RichText::new(words).small().color(cell.theme.weak)).wrap());
    if ui.button(t("form.show_folder")).clicked() {
        cell.wish(Wish::ShowFolder(folder.to_owned()));
    }
}

/// A value in one short line.
pub(super) fn short(value: &Value) -> String {
    let text = match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    };
    match text.char_indices().nth(SHORT_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The keys of a path without lists on the way; absent: a list is on the way.
pub(super) fn keys_of(path: &[Step]) -> Option<Vec<String>> {
    let keys = form::keys_only(path);
    (keys.len() == path.len()).then_some(keys)
}

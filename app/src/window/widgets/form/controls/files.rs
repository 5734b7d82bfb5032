//! Files that a plugin reads: typed as paths, or dropped here and copied to where the plugin finds them.

use std::path::PathBuf;

use egui::{Button, Frame, Label, Margin, RichText, TextEdit, Ui};
use lumarium_core::form::{Files, FilesShape, Step};
use serde_json::Value;

use super::named;
use crate::window::action::keys::entered;
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>, files: &Files) {
    let zone = Frame::new()
        .stroke(egui::Stroke::new(1.0, cell.theme.line))
        .corner_radius(6.0)
        .inner_margin(Margin::same(6));
    let made = zone.show(ui, |ui| {
        ui.set_width(ui.available_width());
        held(ui, cell, files);
        from(ui, cell);
        let rules = RichText::new(rules(files)).small().color(cell.theme.weak);
        ui.add(Label::new(rules).wrap());
    });
    let over = ui.rect_contains_pointer(made.response.rect);
    let dropped = ui.input(|input| {
        let files = input.raw.dropped_files.iter();
        let paths = files.map(|file| file.path().to_owned());
        if over { paths.collect() } else { Vec::new() }
    });
    if !dropped.is_empty() {
        // They have arrived: the window must not take them for plugins.
        ui.input_mut(|input| input.raw.dropped_files.clear());
        cell.wish(Wish::Copy(cell.row.path.clone(), dropped));
    }
}

/// What stands there now.
fn held(ui: &mut Ui, cell: &mut Cell<'_>, files: &Files) {
    let row = cell.row;
    let one = |ui: &mut Ui, path: &str, cell: &mut Cell<'_>, wish: Wish| {
        ui.horizontal(|ui| {
            let width = ui.available_width() - 34.0;
            ui.allocate_ui(egui::vec2(width, 22.0), |ui| {
                ui.set_max_width(width);
                ui.add(Label::new(path).truncate()).on_hover_text(path);
            });
            let name = fill("form.remove_one", &[("name", &path)]);
            if named(ui.add(Button::new("×").small()), &name).clicked() {
                cell.wish(wish);
            }
        });
    };
    match &files.shape {
        FilesShape::Path => {
            let path = row.shown.and_then(Value::as_str).unwrap_or_default();
            if !path.is_empty() {
                one(ui, path, cell, Wish::Set(row.path.clone(), Value::from("")));
            }
        }
        FilesShape::Object(_) => {
            if let Some(path) = row.shown.and_then(path_of) {
                one(ui, path, cell, Wish::Reset(row.path.clone()));
            }
        }
        FilesShape::Paths | FilesShape::Objects(_) => {
            let list = row.shown.and_then(Value::as_array);
            for (index, entry) in list.into_iter().flatten().enumerate() {
                let path = path_of(entry).unwrap_or("?");
                let wish = Wish::RemoveRow(row.path.clone(), index);
                ui.push_id(index, |ui| one(ui, path, cell, wish));
            }
        }
    }
}

/// The path of an entry, as a text or in an object.
fn path_of(entry: &Value) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("path")?.as_str())
}

/// A field for the path of a file that shall be copied.
fn from(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    let mut text = cell
        .draft
        .typed(&row.path, "file")
        .unwrap_or_default()
        .to_owned();
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut text)
            .hint_text(t("files.type_or_drop"))
            .desired_width((ui.available_width() - 66.0).max(60.0));
        let response = named(ui.add(edit), &row.label);
        if response.changed() {
            let kept = (!text.is_empty()).then(|| text.clone());
            cell.wish(Wish::Typed(row.path.clone(), "file", kept));
        }
        let usable = !text.trim().is_empty();
        let button = ui.add_enabled(usable, Button::new(t("files.copy")));
        let name = fill("files.copy_for", &[("name", &row.label)]);
        if named(button, &name).clicked() || usable && entered(ui, &response) {
            let path = PathBuf::from(text.trim());
            cell.wish(Wish::Copy(row.path.clone(), vec![path]));
            cell.wish(Wish::Typed(row.path.clone(), "file", None));
        }
    });
}

/// What may stand here, in words.
fn rules(files: &Files) -> String {
    let mut words = Vec::new();
    if !files.endings.is_empty() {
        words.push(files.endings.join(", "));
    }
    if let Some(bytes) = files.bytes_max {
        let mib = bytes as f64 / 1_048_576.0;
        words.push(fill("files.most_bytes", &[("mib", &mib)]));
    }
    if files.most > 1 {
        words.push(fill("files.most", &[("n", &files.most)]));
    }
    words.join(" · ")
}

/// The wish that names a copied file at its place.
pub(in super::super) fn name_it(
    files: &Files,
    place: &[Step],
    held: Option<&Value>,
    path: &str,
) -> Wish {
    let place = place.to_vec();
    let entry = |path: &str| serde_json::json!({ "path": path, "id": path });
    match &files.shape {
        FilesShape::Path => Wish::Set(place, Value::from(path)),
        FilesShape::Paths => Wish::Add(place, Value::from(path)),
        FilesShape::Objects(_) => Wish::Add(place, entry(path)),
        FilesShape::Object(_) => {
            let mut object = held.cloned().filter(Value::is_object);
            if let Some(Value::Object(map)) = &mut object {
                map.insert("path".to_owned(), Value::from(path));
            }
            Wish::Set(place, object.unwrap_or_else(|| entry(path)))
        }
    }
}

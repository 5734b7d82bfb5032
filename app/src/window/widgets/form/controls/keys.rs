//! A new key in a group that takes any.

use egui::{Button, TextEdit, Ui};
use lumarium_core::form::{Field, FieldKind, Step, fresh};

use super::named;
use crate::window::action::keys::entered;
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;

pub(in super::super) fn new(ui: &mut Ui, cell: &mut Cell<'_>) {
    let path = cell.row.path.clone();
    let group = path.last().map(ToString::to_string).unwrap_or_default();
    let mut key = cell
        .draft
        .typed(&path, "key")
        .unwrap_or_default()
        .to_owned();
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut key)
            .hint_text(t("form.new_key"))
            .desired_width((ui.available_width() - 70.0).max(60.0));
        let name = fill("form.new_key_in", &[("name", &group)]);
        let response = named(ui.add(edit), &name);
        if response.changed() {
            let text = (!key.is_empty()).then(|| key.clone());
            cell.wish(Wish::Typed(path.clone(), "key", text));
        }
        let other = other(cell.row.field, key.trim());
        let usable = !key.trim().is_empty() && other.is_some();
        let button = ui.add_enabled(usable, Button::new(t("form.add")));
        let name = fill("form.add_key_to", &[("name", &group)]);
        let asked = named(button, &name).clicked() || usable && entered(ui, &response);
        if let (true, Some(other)) = (asked, other) {
            let mut place = path.clone();
            place.push(Step::from(key.trim()));
            cell.wish(Wish::Typed(path.clone(), "key", None));
            cell.wish(Wish::Set(place, fresh(other)));
        }
    });
}

/// What a new key would hold; nothing: no such key may be there.
fn other<'a>(group: &'a Field, key: &str) -> Option<&'a Field> {
    if let FieldKind::Group(group) | FieldKind::Schedule(group) = &group.kind {
        group.other(key)
    } else {
        None
    }
}

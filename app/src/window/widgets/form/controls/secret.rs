//! A secret: it can be replaced and removed, never read. What is typed stays masked and outside the value.

use egui::{Button, RichText, TextEdit, Ui};

use super::{keys_of, named};
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    let Some(keys) = keys_of(&row.path) else {
        ui.weak(t("secret.in_list"));
        return;
    };
    let set = row.value.is_some() || cell.secrets.contains(&keys);
    let typed = cell.draft.secret(&keys).unwrap_or_default();
    let removed = cell.draft.is_removed(&keys);
    let mut text = typed.to_owned();
    ui.horizontal(|ui| {
        let hint = t(if set { "secret.replace" } else { "secret.type" });
        let edit = TextEdit::singleline(&mut text)
            .password(true)
            .hint_text(hint)
            .desired_width((ui.available_width() - 84.0).max(60.0));
        let response = named(ui.add(edit), &row.label);
        let undone = response.id;
        if response.changed() {
            cell.wish(Wish::Secret(keys.clone(), text.clone()));
        } else if typed.is_empty() && !response.has_focus() {
            // What was typed before must not come back by undoing.
            let clean = egui::text_edit::TextEditState::default();
            clean.store(ui.ctx(), undone);
        }
        let (key, wish) = match (typed.is_empty() && !removed, set) {
            (true, true) => ("secret.remove", Wish::RemoveSecret(keys.clone())),
            (true, false) => return,
            (false, _) => ("secret.keep", Wish::KeepSecret(keys.clone())),
        };
        let button = ui.add(Button::new(word(key)).small());
        let name = fill("secret.one", &[("does", &word(key)), ("name", &row.label)]);
        if named(button, &name).clicked() {
            cell.wish(wish);
        }
    });
    let state = match (removed, typed.is_empty(), set) {
        (true, _, _) => "secret.will_go",
        (false, false, _) => "secret.will_be_set",
        (false, true, true) => "secret.is_set",
        (false, true, false) => "secret.not_set",
    };
    ui.label(RichText::new(word(state)).small().color(cell.theme.weak));
}

fn word(key: &'static str) -> &'static str {
    t(key)
}

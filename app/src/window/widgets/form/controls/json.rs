//! Anything as JSON: what has no control of its own, and values that do not fit theirs.

use egui::{Label, RichText, TextEdit, TextStyle, Ui};
use serde_json::Value;

use super::named;
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;

/// Lines that are seen at once.
const LINES_MAX: usize = 8;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    let typed = cell.draft.typed(&row.path, "json");
    // While it is being typed, text stays as it is spelled.
    let spelled = cell.draft.typed(&row.path, "spelled");
    let mut text = match (typed.or(spelled), row.shown) {
        (Some(typed), _) => typed.to_owned(),
        (None, Some(value)) => serde_json::to_string_pretty(value).unwrap_or_default(),
        (None, None) => String::new(),
    };
    let lines = text.lines().count().clamp(1, LINES_MAX);
    let edit = TextEdit::multiline(&mut text)
        .font(TextStyle::Monospace)
        .hint_text(t("form.json"))
        .desired_rows(lines)
        .desired_width(f32::INFINITY);
    let response = egui::ScrollArea::vertical()
        .max_height(150.0)
        .show(ui, |ui| ui.add(edit))
        .inner;
    let response = named(response, &row.label);
    let read = (!text.trim().is_empty()).then(|| serde_json::from_str::<Value>(&text));
    if let Some(Err(error)) = &read {
        let place = (error.line(), error.column());
        let words = fill("form.no_json", &[("line", &place.0), ("column", &place.1)]);
        let words = RichText::new(format!("× {words}")).small();
        ui.add(Label::new(words.color(cell.theme.bad)).wrap());
    }
    let path = row.path.clone();
    let mut keep = |part, text| cell.wish(Wish::Typed(path.clone(), part, text));
    if !response.changed() {
        if spelled.is_some() && !response.has_focus() {
            keep("spelled", None);
        }
        return;
    }
    match read {
        Some(Ok(value)) => {
            keep("json", None);
            keep("spelled", Some(text));
            cell.set(value);
        }
        Some(Err(_)) => keep("json", Some(text)),
        None => {
            keep("json", None);
            cell.wish(Wish::Reset(path));
        }
    }
}

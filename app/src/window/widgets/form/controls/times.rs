//! Dates and times: typed, or moved by a step with a button.

use egui::{Button, TextEdit, Ui};
use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan as _};
use lumarium_core::form::{TextLook, TimeRange};
use serde_json::{Map, Value};

use super::named;
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;

/// A date or a time of day.
pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>, look: TextLook) {
    let held = cell.row.shown.and_then(Value::as_str).unwrap_or_default();
    let label = cell.row.label.to_string();
    if let Some(text) = moment(ui, (held, &label), look) {
        cell.set(text);
    }
}

/// Two times of day.
pub(super) fn range(ui: &mut Ui, cell: &mut Cell<'_>, range: &TimeRange) {
    let held = cell.row.shown.and_then(Value::as_object);
    let mut asked = None;
    for (key, part) in [(&range.start, "form.from"), (&range.end, "form.to")] {
        ui.horizontal(|ui| {
            let word = words(part);
            ui.weak(word);
            let name = format!("{} {word}", cell.row.label);
            let text = held.and_then(|held| held.get(key)).and_then(Value::as_str);
            let text = text.unwrap_or_default();
            if let Some(new) = moment(ui, (text, &name), TextLook::Time) {
                asked = Some((key.clone(), new));
            }
        });
    }
    if let Some((key, new)) = asked {
        let mut all: Map<String, Value> = held.cloned().unwrap_or_default();
        all.insert(key, Value::from(new));
        cell.set(Value::Object(all));
    }
}

fn words(key: &'static str) -> &'static str {
    t(key)
}

/// A field with a step back and a step on; gives the new text.
fn moment(ui: &mut Ui, (held, label): (&str, &str), look: TextLook) -> Option<String> {
    let mut text = held.to_owned();
    let mut asked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        let hint = if look == TextLook::Date {
            "2026-01-31"
        } else {
            "12:00"
        };
        let width = (ui.available_width() - 60.0).clamp(48.0, 92.0);
        let edit = TextEdit::singleline(&mut text)
            .hint_text(hint)
            .desired_width(width);
        if named(ui.add(edit), label).changed() && text != held {
            asked = Some(text.clone());
        }
        for (sign, key, by) in [("-", "form.earlier", -1), ("+", "form.later", 1)] {
            let moved = moved(held, look, by);
            let button = ui.add_enabled(moved.is_some(), Button::new(sign).small());
            let name = fill(key, &[("name", &label)]);
            if named(button, &name).clicked() {
                asked = moved;
            }
        }
    });
    asked
}

/// A day, or a quarter of an hour on or back, in the form in which it was written.
fn moved(held: &str, look: TextLook, by: i64) -> Option<String> {
    if look == TextLook::Date {
        let date: Date = held.parse().ok()?;
        return Some(date.checked_add(by.days()).ok()?.to_string());
    }
    let seconds = held.matches(':').count() > 1;
    let form = if seconds { "%H:%M:%S" } else { "%H:%M" };
    let time = Time::strptime(form, held).ok()?;
    let step: Span = (by * 15).minutes();
    Some(time.wrapping_add(step).strftime(form).to_string())
}

//! Texts: one line or several, with suggestions where there are some.

use egui::{Button, Popup, ScrollArea, TextEdit, TextStyle, Ui};
use lumarium_core::form::{Choice, Text, TextLook};
use serde_json::Value;

use super::{choice, named, times};
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;
use crate::window::widgets::form::names::KNOWN_FONTS;

/// Lines of a long text that are seen at first.
const LINES: usize = 3;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>, rules: &Text) {
    match rules.look {
        TextLook::Date | TextLook::Time => times::show(ui, cell, rules.look),
        TextLook::TimeZone => zone(ui, cell),
        TextLook::Line
        | TextLook::Long
        | TextLook::Password
        | TextLook::Url
        | TextLook::Email
        | TextLook::Host
        | TextLook::Ipv4
        | TextLook::Ipv6
        | TextLook::DateTime
        | TextLook::Regex
        | TextLook::Uuid => {
            with_suggestions(ui, cell, rules.look, &rules.examples);
        }
    }
}

/// A text field; gives what it holds now, if a person changed it.
pub(super) fn edit(ui: &mut Ui, cell: &Cell<'_>, look: TextLook, width: f32) -> Option<String> {
    let held = cell.row.shown.and_then(Value::as_str).unwrap_or_default();
    let mut text = held.to_owned();
    let hint = match cell.row.field.placeholder.as_str() {
        "" => hint(look),
        words => words,
    }
    .to_owned();
    let edit = if look == TextLook::Long {
        TextEdit::multiline(&mut text).desired_rows(LINES)
    } else {
        TextEdit::singleline(&mut text)
    };
    let font = if look == TextLook::Regex {
        TextStyle::Monospace
    } else {
        TextStyle::Body
    };
    let edit = edit
        .hint_text(hint)
        .font(font)
        .password(look == TextLook::Password)
        .desired_width(width);
    let changed = named(ui.add(edit), &cell.row.label).changed();
    (changed && text != held).then_some(text)
}

const fn hint(look: TextLook) -> &'static str {
    match look {
        TextLook::Url => "https://",
        TextLook::Email => "name@example.org",
        TextLook::Host => "example.org",
        TextLook::Ipv4 => "192.168.0.1",
        TextLook::Ipv6 => "::1",
        TextLook::DateTime => "2026-01-31T12:00:00Z",
        TextLook::Date => "2026-01-31",
        TextLook::Time => "12:00",
        TextLook::Line
        | TextLook::Long
        | TextLook::Password
        | TextLook::TimeZone
        | TextLook::Regex
        | TextLook::Uuid => "",
    }
}

fn with_suggestions(ui: &mut Ui, cell: &mut Cell<'_>, look: TextLook, examples: &[String]) {
    ui.horizontal(|ui| {
        let room = if examples.is_empty() { 0.0 } else { 34.0 };
        let width = ui.available_width() - room;
        if let Some(text) = edit(ui, cell, look, width) {
            cell.set(text);
        }
        if !examples.is_empty() {
            suggestions(ui, cell, examples);
        }
    });
}

/// A small button that opens a list of texts.
fn suggestions(ui: &mut Ui, cell: &mut Cell<'_>, texts: &[String]) -> bool {
    let name = fill("form.suggest", &[("name", &cell.row.label)]);
    let button = named(ui.add(Button::new("…").small()), &name);
    let opened = button.clicked();
    Popup::menu(&button).accessible_name(name).show(|ui| {
        ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
            for text in texts {
                if ui.button(text).clicked() {
                    cell.set(text.as_str());
                }
            }
        });
    });
    opened
}

/// A font by the name of its file: one of a list, or any that is known here.
pub(super) fn font(ui: &mut Ui, cell: &mut Cell<'_>, listed: &Choice) {
    if !listed.options.is_empty() {
        return choice::show(ui, cell, listed);
    }
    let mut fonts: Vec<String> = cell.names.fonts().to_vec();
    let more = KNOWN_FONTS.iter().map(|name| (*name).to_owned());
    fonts.extend(more.filter(|name| !cell.names.fonts().contains(name)));
    ui.horizontal(|ui| {
        let width = ui.available_width() - 34.0;
        if let Some(text) = edit(ui, cell, TextLook::Line, width) {
            cell.set(text);
        }
        if suggestions(ui, cell, &fonts) {
            cell.wish(Wish::Fonts);
        }
    });
}

/// A time zone by name, found by typing a part of it.
fn zone(ui: &mut Ui, cell: &mut Cell<'_>) {
    let held = cell.row.shown.and_then(Value::as_str).unwrap_or_default();
    let shown = if held.is_empty() {
        t("form.choose")
    } else {
        held
    }
    .to_owned();
    let zones = cell.names.zones();
    if zones.is_none() {
        cell.wish(Wish::Zones);
    }
    let zones = zones.unwrap_or_default();
    let labels: Vec<&str> = zones.iter().map(String::as_str).collect();
    if let Some(index) = choice::pick(ui, cell, &shown, &labels)
        && let Some(zone) = labels.get(index)
    {
        cell.set(*zone);
    }
}

//! A colour: a patch that opens a picker, its digits, and red, green, blue as numbers.

use egui::{DragValue, TextEdit, Ui};
use lumarium_core::form::ColourForm;
use serde_json::Value;

use super::named;
use crate::window::text::t;
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>, form: ColourForm) {
    let before = cell.row.shown.and_then(|value| read(form, value));
    let mut rgb = before.unwrap_or_default();
    let label = cell.row.label.to_string();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        named(ui.color_edit_button_srgb(&mut rgb), &label);
        let digits = digits(rgb);
        let typed = cell.draft.typed(&cell.row.path, "hex");
        let mut text = typed.unwrap_or(&digits).to_owned();
        let edit = TextEdit::singleline(&mut text).desired_width(62.0);
        let name = format!("{label} {}", t("form.hex"));
        let response = named(ui.add(edit), &name);
        if response.changed() {
            let read = from_digits(&text);
            rgb = read.unwrap_or(rgb);
            let kept = read.is_none().then_some(text);
            cell.wish(Wish::Typed(cell.row.path.clone(), "hex", kept));
        } else if typed.is_some() && response.lost_focus() {
            cell.wish(Wish::Typed(cell.row.path.clone(), "hex", None));
        }
        for (part, key) in rgb.iter_mut().zip(["form.red", "form.green", "form.blue"]) {
            let drag = DragValue::new(part).range(0..=255).speed(1.0);
            named(ui.add(drag), &format!("{label} {}", word(key)));
        }
        if before.is_none() {
            ui.weak(t("form.not_set"));
        }
    });
    if before.unwrap_or_default() != rgb {
        cell.set(write(form, rgb));
    }
}

fn word(key: &'static str) -> &'static str {
    t(key)
}

fn read(form: ColourForm, value: &Value) -> Option<[u8; 3]> {
    match form {
        ColourForm::Hex => from_digits(value.as_str()?),
        ColourForm::Triple => {
            let parts = value.as_array()?;
            let part = |index: usize| u8::try_from(parts.get(index)?.as_u64()?).ok();
            Some([part(0)?, part(1)?, part(2)?])
        }
    }
}

fn write(form: ColourForm, rgb: [u8; 3]) -> Value {
    match form {
        ColourForm::Hex => Value::from(digits(rgb)),
        ColourForm::Triple => Value::from(rgb.to_vec()),
    }
}

fn digits([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// From `#rrggbb` or `#rgb`, with or without the sign.
fn from_digits(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().trim_start_matches('#');
    let part = |from: usize, len: usize| {
        let part = digits.get(from..from + len)?;
        let value = u8::from_str_radix(part, 16).ok()?;
        Some(if len == 1 { value * 17 } else { value })
    };
    match digits.len() {
        3 => Some([part(0, 1)?, part(1, 1)?, part(2, 1)?]),
        6 => Some([part(0, 2)?, part(2, 2)?, part(4, 2)?]),
        _ => None,
    }
}

//! The control of a line, by the kind of its field. It changes nothing: it says what a person did.

use egui::{ComboBox, DragValue, Response, Sense, Slider, TextEdit, Ui, WidgetInfo};
use lumarium_core::form::{Choice, Field, FieldKind, Number, TextLook, fits};
use serde_json::Value;

use super::zones;
use crate::window::action::keys::left;
use crate::window::text::{fill, t};
use crate::window::theme::Theme;
use crate::window::widgets::switch;

/// Width of a field for text, in points.
const TEXT_WIDTH: f32 = 230.0;

/// What a person did in this frame.
#[derive(Debug, PartialEq)]
pub(super) enum Act {
    /// Nothing, and the control does not have the keyboard.
    None,
    /// The control has the keyboard or the pointer.
    Busy,
    /// Goes on typing or dragging.
    Edit(Value),
    /// Is done.
    Done(Value),
    /// Wants back what was there.
    Drop,
}

/// Shows the control; `value`: what is set, else the default is shown.
pub(super) fn show(ui: &mut Ui, theme: &Theme, field: &Field, value: Option<&Value>) -> Act {
    let value = value.or(field.default.as_ref());
    if let Some(value) = value
        && !fits(field, value)
    {
        return json(ui, &field.label, value);
    }
    match &field.kind {
        FieldKind::Toggle => toggle(ui, theme, field, value),
        FieldKind::Number(bounds) => number(ui, theme, field, bounds, value),
        FieldKind::Choice(choice) => one_of(ui, field, choice, value),
        FieldKind::Text(text) => {
            let given = value.and_then(Value::as_str).unwrap_or_default();
            if text.look == TextLook::TimeZone {
                return zones::show(ui, &field.label, given);
            }
            let width = if text.look == TextLook::Time {
                80.0
            } else {
                TEXT_WIDTH
            };
            typed(ui, &field.label, given, width, Value::from)
        }
        FieldKind::Several(_)
        | FieldKind::List(_)
        | FieldKind::Table(_)
        | FieldKind::Group(_)
        | FieldKind::Colour(_)
        | FieldKind::Font(_)
        | FieldKind::TimeRange(_)
        | FieldKind::Schedule(_)
        | FieldKind::Files(_)
        | FieldKind::Folder(_)
        | FieldKind::Note(_)
        | FieldKind::Shapes(_)
        | FieldKind::Json(_) => json(ui, &field.label, value.unwrap_or(&Value::Null)),
    }
}

fn toggle(ui: &mut Ui, theme: &Theme, field: &Field, value: Option<&Value>) -> Act {
    let on = value == Some(&Value::Bool(true));
    let (rect, _) = ui.allocate_exact_size(switch::SIZE, Sense::hover());
    let key = if on {
        "settings.switch_off"
    } else {
        "settings.switch_on"
    };
    let name = fill(key, &[("name", &field.label)]);
    let response = switch::show(ui, rect, on, &name, theme);
    if response.clicked() {
        return Act::Done(Value::Bool(!on));
    }
    Act::None
}

fn number(
    ui: &mut Ui,
    theme: &Theme,
    field: &Field,
    bounds: &Number,
    value: Option<&Value>,
) -> Act {
    let mut number = value.and_then(Value::as_f64).unwrap_or_default();
    let range = bounds.minimum.unwrap_or(f64::MIN)..=bounds.maximum.unwrap_or(f64::MAX);
    let decimals = if bounds.whole { 0 } else { 2 };
    let unit = in_unit(bounds, "");
    let response = if bounds.slider {
        ui.visuals_mut().selection.bg_fill = theme.accent;
        let slider = Slider::new(&mut number, range).step_by(1.0);
        ui.add(slider.fixed_decimals(decimals).suffix(unit))
    } else {
        let drag = DragValue::new(&mut number)
            .range(range)
            .max_decimals(decimals)
            .suffix(unit)
            .update_while_editing(false);
        ui.add_sized([80.0, 24.0], drag)
    };
    let response = response.accessible_name(&field.label);
    if bounds.whole {
        number = number.round();
    }
    // 3 and 3.0 are the same number, but not the same JSON.
    let json = if number.fract() == 0.0 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    };
    settle(ui, &response, json)
}

/// A number as text, with what it counts.
pub(super) fn in_unit(bounds: &Number, number: &str) -> String {
    if bounds.unit.is_empty() {
        number.to_owned()
    } else {
        format!("{number} {}", bounds.unit)
    }
}

/// Whether an edit goes on or is done.
fn settle(ui: &Ui, response: &Response, value: Value) -> Act {
    if left(ui, response) {
        return Act::Drop;
    }
    let moves = response.dragged() || response.is_pointer_button_down_on();
    match (response.changed(), moves) {
        (_, _) if response.drag_stopped() || response.lost_focus() => Act::Done(value),
        (true, true) => Act::Edit(value),
        (true, false) => Act::Done(value),
        (false, true) => Act::Busy,
        (false, false) => Act::None,
    }
}

fn one_of(ui: &mut Ui, field: &Field, choice: &Choice, value: Option<&Value>) -> Act {
    let label_of = |wanted: &Value| {
        let found = choice.options.iter().find(|option| option.value == *wanted);
        found.map(|option| option.label.clone())
    };
    let shown = value.and_then(label_of).unwrap_or_default();
    let mut act = Act::None;
    let response = ComboBox::from_id_salt("options")
        .selected_text(&shown)
        .width(TEXT_WIDTH - 40.0)
        .show_ui(ui, |ui| {
            for option in &choice.options {
                let lit = value == Some(&option.value);
                if ui.selectable_label(lit, &option.label).clicked() {
                    act = Act::Done(option.value.clone());
                }
            }
        })
        .response;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::ComboBox, true, &field.label);
        info.current_text_value = Some(shown.clone());
        info
    });
    act
}

/// A field for text. `read`: what the text means.
pub(super) fn typed(
    ui: &mut Ui,
    name: &str,
    given: &str,
    width: f32,
    read: impl Fn(String) -> Value,
) -> Act {
    let mut text = given.to_owned();
    let edit = TextEdit::singleline(&mut text).desired_width(width);
    let response = ui.add(edit).accessible_name(name);
    if response.lost_focus() {
        return if left(ui, &response) {
            Act::Drop
        } else {
            Act::Done(read(text))
        };
    }
    if response.changed() {
        return Act::Edit(read(text));
    }
    if response.has_focus() {
        Act::Busy
    } else {
        Act::None
    }
}

/// A value that no control can show, as JSON. What is not JSON is typed as text until it is.
pub(super) fn json(ui: &mut Ui, name: &str, value: &Value) -> Act {
    let given = match value {
        Value::String(text) if serde_json::from_str::<Value>(text).is_err() => text.clone(),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => value.to_string(),
    };
    let read = |text: String| serde_json::from_str(&text).unwrap_or(Value::String(text));
    let name = fill("settings.as_json", &[("name", &name)]);
    let act = typed(ui, &name, &given, TEXT_WIDTH, read);
    if act == Act::Busy {
        ui.small(t("settings.json.hint"));
    }
    act
}

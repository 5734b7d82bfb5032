//! The kinds of rows, in the words of the form model.

use lumarium_core::form::{Choice, ChoiceOption, FieldKind, Number, Text, TextLook};
use serde_json::Value;

/// A whole number from `least` to `most`.
pub(super) fn whole(least: u32, most: u32) -> FieldKind {
    counted(least, most, "")
}

/// The same in a unit.
pub(super) fn counted(least: u32, most: u32, unit: &str) -> FieldKind {
    FieldKind::Number(Number {
        whole: true,
        minimum: Some(f64::from(least)),
        maximum: Some(f64::from(most)),
        unit: unit.to_owned(),
        ..Number::default()
    })
}

/// From 0 to 100, as a slider.
pub(super) fn percent() -> FieldKind {
    let mut kind = counted(0, 100, "%");
    if let FieldKind::Number(number) = &mut kind {
        number.slider = true;
    }
    kind
}

/// Seconds that a screen stays.
pub(super) fn seconds() -> FieldKind {
    FieldKind::Number(Number {
        minimum: Some(1.0),
        maximum: Some(lumarium_core::limits::SCREEN_DURATION_MAX.as_secs_f64()),
        unit: "s".to_owned(),
        ..Number::default()
    })
}

/// One line.
pub(super) fn text() -> FieldKind {
    FieldKind::Text(Text::default())
}

/// `HH:MM`.
pub(super) fn time() -> FieldKind {
    looking(TextLook::Time)
}

/// The name of a time zone.
pub(super) fn zone() -> FieldKind {
    looking(TextLook::TimeZone)
}

fn looking(look: TextLook) -> FieldKind {
    FieldKind::Text(Text {
        look,
        ..Text::default()
    })
}

/// One of several texts: what is written, and its name.
pub(super) fn choice(options: &[(&str, &str)]) -> FieldKind {
    let option = |(value, label): &(&str, &str)| ChoiceOption {
        value: Value::from(*value),
        label: (*label).to_owned(),
    };
    FieldKind::Choice(Choice {
        options: options.iter().map(option).collect(),
        radio: false,
    })
}

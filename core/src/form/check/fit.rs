//! Whether a control can show a value without changing it.

use serde_json::Value;

use crate::form::{ChoiceOption, ColourForm, Field, FieldKind, FilesShape, check_field};

/// Whether a field's control can show a value. What does not fit is shown as JSON and kept.
pub fn fits(field: &Field, value: &Value) -> bool {
    if value.is_null() && field.nullable {
        return true;
    }
    match &field.kind {
        FieldKind::Toggle => value.is_boolean(),
        FieldKind::Number(number) => {
            let whole = || value.as_f64().is_some_and(|number| number.fract() == 0.0);
            value.is_number() && (!number.whole || whole())
        }
        FieldKind::Text(_) => value.is_string(),
        FieldKind::Choice(choice) => is_one_of(&choice.options, value),
        FieldKind::Font(choice) => {
            value.is_string() && (choice.options.is_empty() || is_one_of(&choice.options, value))
        }
        FieldKind::Several(several) => value
            .as_array()
            .is_some_and(|list| list.iter().all(|value| is_one_of(&several.options, value))),
        FieldKind::List(_) | FieldKind::Table(_) => value.is_array(),
        FieldKind::Group(_) | FieldKind::Schedule(_) => value.is_object(),
        FieldKind::Colour(form) => is_colour(*form, value),
        FieldKind::TimeRange(range) => {
            value.is_object()
                && [&range.start, &range.end]
                    .into_iter()
                    .all(|key| value.get(key).is_none_or(Value::is_string))
        }
        FieldKind::Files(files) => match &files.shape {
            FilesShape::Path => value.is_string(),
            FilesShape::Paths => value
                .as_array()
                .is_some_and(|list| list.iter().all(Value::is_string)),
            FilesShape::Object(_) => value.is_object(),
            FilesShape::Objects(_) => value.is_array(),
        },
        FieldKind::Folder(_) | FieldKind::Note(_) => value.is_null(),
        FieldKind::Shapes(shapes) => shape_of(shapes, value).is_some(),
        FieldKind::Json(_) => true,
    }
}

/// Which of the shapes of `FieldKind::Shapes` a value has: the first that it obeys, else the first that it fits.
pub fn shape_of(shapes: &[Field], value: &Value) -> Option<usize> {
    let obeys = |shape: &Field| {
        fits(shape, value)
            && check_field(shape, Some(value)).is_none()
            && has_its_keys(shape, value)
    };
    let first = shapes.iter().position(obeys);
    first.or_else(|| shapes.iter().position(|shape| fits(shape, value)))
}

/// Shapes that are all objects differ by the keys they need and by their constants.
fn has_its_keys(shape: &Field, value: &Value) -> bool {
    let FieldKind::Group(group) = &shape.kind else {
        return true;
    };
    group
        .fields
        .iter()
        .all(|field| match value.get(&field.key) {
            Some(value) => !matches!(field.kind, FieldKind::Choice(_)) || fits(field, value),
            None => !field.required,
        })
}

/// What a field wants, as the end of *must be*.
pub(super) fn wanted(kind: &FieldKind) -> String {
    let words = match kind {
        FieldKind::Toggle => "on or off (true or false)",
        FieldKind::Number(number) if number.whole => "a whole number",
        FieldKind::Number(_) => "a number",
        FieldKind::Text(_) => "a text",
        FieldKind::Choice(choice) | FieldKind::Font(choice) => {
            return format!("one of {}", names(&choice.options));
        }
        FieldKind::Several(several) => {
            return format!("a list of some of {}", names(&several.options));
        }
        FieldKind::List(_) | FieldKind::Table(_) => "a list",
        FieldKind::Group(_) | FieldKind::Schedule(_) => "an object of settings",
        FieldKind::Colour(ColourForm::Triple) => "a color: three whole numbers from 0 to 255",
        FieldKind::Colour(ColourForm::Hex) => "a color like \"#ff8800\"",
        FieldKind::TimeRange(_) => "an object with two times",
        FieldKind::Files(files) => match files.shape {
            FilesShape::Path => "the path of a file",
            FilesShape::Paths => "a list of paths of files",
            FilesShape::Object(_) => "a file",
            FilesShape::Objects(_) => "a list of files",
        },
        FieldKind::Folder(_) | FieldKind::Note(_) => "left out, it has no value",
        FieldKind::Shapes(shapes) => {
            let shapes: Vec<String> = shapes.iter().map(|shape| wanted(&shape.kind)).collect();
            return shapes.join(", or ");
        }
        FieldKind::Json(_) => "JSON",
    };
    words.to_owned()
}

fn names(options: &[ChoiceOption]) -> String {
    const SHOWN: usize = 6;
    let shown = options.iter().take(SHOWN);
    let mut names: Vec<&str> = shown.map(|option| option.label.as_str()).collect();
    if options.len() > SHOWN {
        names.push("…");
    }
    names.join(", ")
}

fn is_one_of(options: &[ChoiceOption], value: &Value) -> bool {
    options.iter().any(|option| equal(&option.value, value))
}

/// As JSON Schema compares: 1 is 1.0.
fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        (_, _) => one == other,
    }
}

fn is_colour(form: ColourForm, value: &Value) -> bool {
    match form {
        ColourForm::Triple => value.as_array().is_some_and(|parts| {
            parts.len() == 3
                && parts
                    .iter()
                    .all(|part| part.as_u64().is_some_and(|part| part < 256))
        }),
        ColourForm::Hex => value.as_str().is_some_and(|text| {
            let digits = text.strip_prefix('#').unwrap_or_default();
            matches!(digits.len(), 3 | 6) && digits.chars().all(|c| c.is_ascii_hexdigit())
        }),
    }
}

//! Entries of lists and rows of tables: added, removed, moved.

use serde_json::{Map, Value};

use crate::form::path::{get, get_mut, set};
use crate::form::{ColourForm, Field, FieldKind, FilesShape, Group, Step};

/// Adds an entry to the list at a path, at the end; makes the list if there is none. `false` if something
/// else is there.
#[must_use = "the entry may not have been added"]
pub fn add_row(value: &mut Value, path: &[Step], row: Value) -> bool {
    match get_mut(value, path) {
        Some(Value::Array(list)) => {
            list.push(row);
            true
        }
        Some(Value::Null) | None => set(value, path, Value::Array(vec![row])),
        Some(_) => false,
    }
}

/// Removes an entry and gives it back.
pub fn remove_row(value: &mut Value, path: &[Step], row: usize) -> Option<Value> {
    let list = get_mut(value, path)?.as_array_mut()?;
    (row < list.len()).then(|| list.remove(row))
}

/// Moves an entry to another place; those between move up or down. `false` if one of the places is none.
#[must_use = "the entry may not have been moved"]
pub fn move_row(value: &mut Value, path: &[Step], from: usize, to: usize) -> bool {
    let len = get(value, path)
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let Some(Value::Array(list)) = get_mut(value, path) else {
        return false;
    };
    if from >= len || to >= len {
        return false;
    }
    let row = list.remove(from);
    list.insert(to, row);
    true
}

/// A new entry for a field's list, with the defaults of what it needs.
pub fn new_row(field: &Field) -> Value {
    if let FieldKind::Several(several) = &field.kind {
        let first = several.options.first();
        return first.map_or(Value::Null, |option| option.value.clone());
    }
    if let FieldKind::Files(files) = &field.kind {
        return match &files.shape {
            FilesShape::Objects(entry) => fresh(entry),
            FilesShape::Path | FilesShape::Paths | FilesShape::Object(_) => Value::from(""),
        };
    }
    // Whichever place an entry is asked for at, it is the same.
    let entry = field.inner(&[Step::Index(0)]).or_else(|| {
        let FieldKind::Group(group) = &field.kind else {
            return None;
        };
        group.others.as_deref()
    });
    entry.map_or(Value::Null, fresh)
}

/// A value for a field that has none yet: its default, else the emptiest one of its kind. In an object the
/// fields that have defaults or are required are set, the others are left out.
pub fn fresh(field: &Field) -> Value {
    if let Some(default) = &field.default {
        return default.clone();
    }
    if field.nullable {
        return Value::Null;
    }
    match &field.kind {
        FieldKind::Toggle => Value::Bool(false),
        FieldKind::Number(number) => {
            let least = number.minimum.unwrap_or(0.0).max(0.0);
            let start = number.maximum.map_or(least, |most| least.min(most));
            whole_or_float(start, number.whole)
        }
        FieldKind::Text(_) | FieldKind::Font(_) => Value::from(""),
        FieldKind::Choice(choice) => choice
            .options
            .first()
            .map_or(Value::Null, |option| option.value.clone()),
        FieldKind::Several(_) | FieldKind::List(_) | FieldKind::Table(_) => {
            Value::Array(Vec::new())
        }
        FieldKind::Group(group) | FieldKind::Schedule(group) => fresh_group(group),
        FieldKind::Colour(ColourForm::Triple) => Value::from(vec![255, 255, 255]),
        FieldKind::Colour(ColourForm::Hex) => Value::from("#ffffff"),
        FieldKind::TimeRange(range) => {
            let mut map = Map::new();
            map.insert(range.start.clone(), Value::from("00:00"));
            map.insert(range.end.clone(), Value::from("23:59"));
            Value::Object(map)
        }
        FieldKind::Files(files) => match &files.shape {
            FilesShape::Path => Value::from(""),
            FilesShape::Paths | FilesShape::Objects(_) => Value::Array(Vec::new()),
            FilesShape::Object(group) => fresh_group(group),
        },
        FieldKind::Shapes(shapes) => shapes.first().map_or(Value::Null, fresh),
        FieldKind::Folder(_) | FieldKind::Note(_) | FieldKind::Json(_) => Value::Null,
    }
}

fn fresh_group(group: &Group) -> Value {
    let set = group
        .fields
        .iter()
        .filter(|field| field.required || field.default.is_some());
    Value::Object(set.map(|field| (field.key.clone(), fresh(field))).collect())
}

/// A number as people would write it: whole ones without a point.
pub(super) fn whole_or_float(number: f64, whole: bool) -> Value {
    if whole || number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

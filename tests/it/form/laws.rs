//! What a form never does: change what was not touched.

use lumarium_core::form::{
    Field, FieldKind, FilesShape, Form, Path, Step, changes, check_form, edits, get, remove, set,
    shape_of, undo,
};
use lumarium_core::message::SettingEdit;
use lumarium_core::schema;
use proptest::prelude::*;
use serde_json::{Value, json};

/// All laws for one schema and one section.
pub(super) fn check(schema: &Value, settings: &Value) {
    let form = Form::from_schema(schema);
    let text = settings.to_string();
    let mut places = Vec::new();
    visit_all(&form.fields, settings, &mut Vec::new(), &mut places);
    for path in &places {
        assert!(form.field(path).is_some(), "{path:?} has a field");
        let mut same = settings.clone();
        let value = get(settings, path).unwrap().clone();
        assert!(set(&mut same, path, value.clone()));
        assert_eq!(
            same.to_string(),
            text,
            "the same value at {path:?} changes nothing"
        );
        let other = if value == json!("other") {
            json!(1)
        } else {
            json!("other")
        };
        let mut changed = settings.clone();
        assert!(set(&mut changed, path, other.clone()));
        assert_one_change(settings, &changed, path);
        // Put back, every byte is as before.
        assert!(set(&mut changed, path, value));
        assert_eq!(changed.to_string(), text);
        let mut without = settings.clone();
        remove(&mut without, path);
        check_edits(settings, &without);
    }
    check_form(&form, settings);
    let complete = schema::complete(settings, schema);
    assert_contains(&complete, settings, &mut Vec::new());
    let defaults = schema::defaults(schema);
    for field in &form.fields {
        assert_eq!(
            field.default.as_ref(),
            defaults.get(&field.key),
            "{}",
            field.key
        );
    }
}

fn assert_one_change(before: &Value, after: &Value, path: &[Step]) {
    let found = changes(before, after);
    let keys: Vec<&Step> = path
        .iter()
        .take_while(|step| matches!(step, Step::Key(_)))
        .collect();
    let [change] = found.as_slice() else {
        panic!("{} changes of one: {found:?}", found.len());
    };
    assert!(change.path.iter().eq(keys), "{change:?} is not at {path:?}");
    check_edits(before, after);
}

/// Edits make the one of the other, and their undo makes the other of the one.
fn check_edits(before: &Value, after: &Value) {
    let there = edits(before, after);
    let mut value = before.clone();
    apply(&mut value, &there);
    assert_eq!(&value, after, "{there:?}");
    let back = undo(before, &there, &[]);
    apply(&mut value, &back);
    assert_eq!(&value, before, "{back:?}");
}

fn apply(value: &mut Value, edits: &[SettingEdit]) {
    for edit in edits {
        let path: Path = edit.path().iter().cloned().map(Step::Key).collect();
        match edit {
            SettingEdit::Set { value: new, .. } => assert!(set(value, &path, new.clone())),
            SettingEdit::Remove { .. } => drop(remove(value, &path)),
        }
    }
}

/// What a person set stays; only `null` gives way to a default.
fn assert_contains(whole: &Value, part: &Value, path: &mut Vec<String>) {
    match part {
        Value::Object(part) => {
            for (key, part) in part {
                path.push(key.clone());
                let whole = whole.get(key).unwrap_or_else(|| panic!("{path:?} is lost"));
                assert_contains(whole, part, path);
                path.pop();
            }
        }
        Value::Null => {}
        _ => assert_eq!(whole, part, "{path:?}"),
    }
}

/// The places of all values that a field shows.
fn visit_all(fields: &[Field], object: &Value, path: &mut Path, found: &mut Vec<Path>) {
    for field in fields {
        if let Some(value) = object.get(&field.key) {
            path.push(Step::Key(field.key.clone()));
            visit(field, value, path, found);
            path.pop();
        }
    }
}

fn visit(field: &Field, value: &Value, path: &mut Path, found: &mut Vec<Path>) {
    found.push(path.clone());
    match &field.kind {
        FieldKind::Group(group) | FieldKind::Schedule(group) => {
            visit_all(&group.fields, value, path, found);
        }
        FieldKind::List(list) => entries(&list.entry, value, path, found),
        FieldKind::Table(table) => entries(&table.row, value, path, found),
        FieldKind::Files(files) => match &files.shape {
            FilesShape::Objects(entry) => entries(entry, value, path, found),
            FilesShape::Object(group) => visit_all(&group.fields, value, path, found),
            FilesShape::Path | FilesShape::Paths => {}
        },
        FieldKind::Shapes(shapes) => {
            if let Some(shape) = shape_of(shapes, value).and_then(|shape| shapes.get(shape)) {
                found.pop();
                visit(shape, value, path, found);
            }
        }
        _ => {}
    }
}

fn entries(entry: &Field, list: &Value, path: &mut Path, found: &mut Vec<Path>) {
    for (index, value) in list.as_array().into_iter().flatten().enumerate() {
        path.push(Step::Index(index));
        visit(entry, value, path, found);
        path.pop();
    }
}

/// Few keys, so that schema and settings meet.
fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d.1", "font", "times"]).prop_map(str::to_owned)
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![1.0, -0.5, 1e300, 5e-324]).prop_map(Value::from),
        Just(serde_json::from_str("123456789012345678901234567890").unwrap()),
        "[a-z#0-9é:]{0,7}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..5).prop_map(|all| all.into_iter().collect()),
        ]
    })
}

fn any_schema() -> impl Strategy<Value = Value> {
    let widgets = vec![
        "slider",
        "color-picker",
        "array-table",
        "file-upload",
        "schedule",
        "time-range",
        "day-selector",
        "tag-input",
        "checkbox-group",
        "font-selector",
        "password-input",
        "custom-feeds",
        "unheard-of",
    ];
    let types = vec![
        "boolean", "integer", "number", "string", "array", "object", "null", "odd",
    ];
    let leaf = (
        prop::sample::select(types),
        prop::option::of(prop::sample::select(widgets)),
        any_value(),
    )
        .prop_map(|(name, widget, default)| {
            let mut schema =
                json!({"type": name, "minimum": 0, "maximum": 255, "enumNames": ["x"]});
            if let Some(widget) = widget {
                schema["x-widget"] = json!(widget);
            }
            if !default.is_null() {
                schema["default"] = default;
            }
            schema
        });
    let leaf = prop_oneof![
        4 => leaf,
        1 => Just(json!({"enum": ["a", 1, null]})),
        1 => Just(json!({"$ref": "#/properties/a"})),
        1 => Just(json!({"type": ["string", "null"]})),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let properties = prop::collection::vec((key(), inner.clone()), 0..5);
        prop_oneof![
            3 => properties.prop_map(|all| {
                let properties: Value = all.into_iter().collect();
                json!({"type": "object", "properties": properties})
            }),
            1 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => inner.clone().prop_map(|other| json!({"additionalProperties": other})),
            1 => prop::collection::vec(inner.clone(), 1..4).prop_map(|all| json!({"oneOf": all})),
            1 => prop::collection::vec(inner.clone(), 1..4).prop_map(|all| json!({"allOf": all})),
            1 => (inner.clone(), inner.clone()).prop_map(|(one, other)| {
                json!({"patternProperties": {"^[ab]": one, "^c": other}})
            }),
            1 => (key(), any_value(), inner.clone(), inner).prop_map(|(key, value, then, other)| {
                let of = |inner: Value| json!({"properties": {"a": inner, "c": {"type": "string"}}});
                json!({
                    "type": "object", "properties": {"b": {"type": "boolean", "default": true}},
                    "if": {"properties": {key: {"const": value}}},
                    "then": of(then), "else": of(other),
                })
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_not_touched_is_changed(
        properties in prop::collection::vec((key(), any_schema()), 0..6),
        settings in prop::collection::vec((key(), any_value()), 0..6),
    ) {
        let properties: Value = properties.into_iter().collect();
        let settings: Value = settings.into_iter().collect();
        check(&json!({ "properties": properties }), &settings);
    }
}

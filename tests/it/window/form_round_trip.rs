//! A form that is only looked at changes nothing: over generated schemas and values, and over real ones where
//! `LUMARIUM_SCHEMAS` names a folder with some.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lumarium_app::window::app::App;
use lumarium_app::window::selection::Selection;
use lumarium_core::form::{Form, fresh};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::fixture::{Fake, id, snapshot};
use super::jiff_utc;

/// Opens the form of `settings` with everything open and in view, and says what it changed.
fn looked_at(schema: &Value, settings: &Value) -> Result<(), String> {
    let mut world = snapshot();
    let life = Arc::make_mut(&mut world.plugins[4]);
    life.schema = Some(Arc::new(schema.clone()));
    life.settings = settings.clone();
    let fake = Fake::new(world);
    let mut app = App::new(Arc::clone(&fake) as _, None, jiff_utc());
    app.state_mut().selection = Selection::Plugin(id("life"));
    let mut harness = egui_kittest::Harness::builder()
        .with_size([1280.0, 12_000.0])
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run_steps(2);
    for open in [false, true] {
        if open {
            harness.state_mut().state_mut().forms.open_all(&id("life"));
        }
        harness.run_steps(2);
        let forms = &harness.state_mut().state_mut().forms;
        let draft = forms.draft(&id("life")).ok_or("no form was made")?;
        if draft.is_changed() || draft.value() != settings {
            return Err(format!("{settings} became {}", draft.value()));
        }
    }
    match &fake.sent()[..] {
        [] => Ok(()),
        sent => Err(format!("it sent {sent:?}")),
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({ "type": "boolean", "default": true })),
        Just(json!({ "type": "integer", "minimum": 2, "maximum": 9 })),
        Just(json!({ "type": "number", "multipleOf": 0.5, "default": 1.25 })),
        Just(json!({ "type": ["integer", "null"] })),
        Just(json!({ "type": "string", "minLength": 2, "x-placeholder": "…" })),
        Just(json!({ "type": "string", "format": "date" })),
        Just(json!({ "type": "string", "x-widget": "time-picker" })),
        Just(json!({ "type": "string", "x-widget": "timezone-selector" })),
        Just(json!({ "type": "string", "x-widget": "font-selector" })),
        Just(json!({ "type": "string", "x-widget": "color-picker" })),
        Just(json!({ "type": "string", "x-secret": true })),
        Just(json!({ "type": "string", "x-widget": "file-upload" })),
        Just(json!({ "enum": ["a", 2, null] })),
        Just(json!({ "enum": ["a", "b"], "x-widget": "radio" })),
        Just(json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": {} }] })),
        Just(json!({ "type": "array", "x-widget": "color-picker" })),
        Just(json!({ "type": "array", "items": { "enum": ["x", "y"] }, "uniqueItems": true })),
        Just(json!({ "type": "array", "items": { "type": "string" }, "x-widget": "tags" })),
        Just(json!({ "type": "object", "x-widget": "time-range" })),
        Just(json!({ "type": "object", "x-widget": "schedule" })),
        Just(json!({ "type": "object", "additionalProperties": { "type": "integer" } })),
        Just(json!({ "type": "hat" })),
        Just(json!(true)),
    ]
}

fn field() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 24, 4, |inner| {
        let object = prop::collection::btree_map("[a-d]{1,2}", inner.clone(), 0..4);
        let object = object.prop_map(|fields| {
            let fields: Map<String, Value> = fields.into_iter().collect();
            json!({ "type": "object", "properties": fields })
        });
        let list = inner.prop_map(|entry| json!({ "type": "array", "items": entry }));
        prop_oneof![object, list]
    })
}

/// Any JSON: more often than not it does not fit.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6..1e6_f64).prop_map(Value::from),
        "[ -~]{0,8}".prop_map(Value::from),
        Just(json!("a\nb")),
        Just(json!([300, 0, 0])),
        Just(json!("#AbC")),
        Just(json!("24:61")),
        Just(json!(12_345.678_901_234_5)),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
        let object = prop::collection::btree_map("[a-d]{1,2}", inner, 0..4);
        let object = object.prop_map(|map| Value::Object(map.into_iter().collect()));
        prop_oneof![list, object]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_form_that_is_only_looked_at_changes_nothing(
        fields in prop::collection::btree_map("[a-d]{1,2}", field(), 1..5),
        values in prop::collection::btree_map("[a-d]{1,2}", value(), 0..5),
    ) {
        let fields: Map<String, Value> = fields.into_iter().collect();
        let schema = json!({ "type": "object", "properties": fields });
        let settings = Value::Object(values.into_iter().collect());
        prop_assert_eq!(looked_at(&schema, &settings), Ok(()));
        let full: Map<String, Value> = Form::from_schema(&schema)
            .fields
            .iter()
            .map(|field| (field.key.clone(), fresh(field)))
            .collect();
        prop_assert_eq!(looked_at(&schema, &Value::Object(full)), Ok(()));
    }
}

#[test]
fn real_schemas_change_nothing_either() {
    let Some(folder) = std::env::var_os("LUMARIUM_SCHEMAS") else {
        return;
    };
    let mut found = Vec::new();
    schemas(Path::new(&folder), &mut found);
    assert!(!found.is_empty(), "no config_schema.json below {folder:?}");
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        let form = Form::from_schema(&schema);
        let full = form.fields.iter();
        let full: Map<String, Value> = full
            .map(|field| (field.key.clone(), fresh(field)))
            .collect();
        for settings in [json!({}), Value::Object(full)] {
            assert_eq!(looked_at(&schema, &settings), Ok(()), "{}", path.display());
        }
    }
}

fn schemas(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            schemas(&path, found);
        } else if path.ends_with("config_schema.json") {
            found.push(path);
        }
    }
}

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test names the kinds that it is about"
)]

use serde_json::{Value, json};

use super::*;

mod checks;
mod conditions;
mod editing;
mod hostile;

fn form(properties: &Value) -> Form {
    Form::from_schema(&json!({"type": "object", "properties": properties}))
}

fn field(schema: &Value) -> Field {
    let mut form = form(&json!({ "it": schema }));
    assert_eq!(form.problems, []);
    form.fields.pop().unwrap()
}

/// The kind of a field in one word.
fn word(schema: &Value) -> String {
    let text = format!("{:?}", field(schema).kind);
    let end = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    text[..end].to_owned()
}

fn look(schema: &Value) -> TextLook {
    match field(schema).kind {
        FieldKind::Text(text) => text.look,
        other => panic!("no text: {other:?}"),
    }
}

#[test]
fn each_widget_of_ledmatrix_has_a_control() {
    let text = |widget: &str| json!({"type": "string", "x-widget": widget});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let with = |mut schema: Value, widget: &str| {
        schema["x-widget"] = json!(widget);
        schema
    };
    let object = json!({"type": "object", "properties": {"path": {"type": "string"}}});
    let objects = json!({"type": "array", "items": object});
    let days = json!({"type": "array", "items": {"enum": ["a", "b"]}});
    let number = json!({"type": "integer", "minimum": 0, "maximum": 5});
    let kinds = [
        ("array-table", objects.clone(), "Table"),
        ("checkbox-group", days.clone(), "Several"),
        ("color-picker", json!({"type": "array"}), "Colour"),
        ("color-picker", json!({"type": "string"}), "Colour"),
        ("custom-feeds", objects.clone(), "Table"),
        ("day-selector", texts.clone(), "Several"),
        ("file-upload", objects, "Files"),
        ("file-upload", object.clone(), "Files"),
        ("file-upload", texts.clone(), "Files"),
        ("file-upload-single", json!({"type": "string"}), "Files"),
        ("font-selector", json!({"type": "string"}), "Font"),
        ("google-calendar-picker", texts.clone(), "List"),
        ("google-oauth", json!({"type": "null"}), "Note"),
        ("json-file-manager", json!({"type": "null"}), "Folder"),
        ("plugin-file-manager", json!({"type": "null"}), "Folder"),
        ("number-input", number.clone(), "Number"),
        ("radio-group", json!({"enum": ["a"]}), "Choice"),
        ("schedule-picker", json!({"type": "object"}), "Schedule"),
        ("schedule", object.clone(), "Schedule"),
        ("select-dropdown", json!({"enum": ["a"]}), "Choice"),
        ("slider", number, "Number"),
        ("tag-input", texts, "List"),
        ("time-range", object, "TimeRange"),
        ("toggle-switch", json!({"type": "boolean"}), "Toggle"),
    ];
    for (widget, schema, kind) in kinds {
        assert_eq!(word(&with(schema, widget)), kind, "{widget}");
    }
    let looks = [
        ("date-picker", TextLook::Date),
        ("email-input", TextLook::Email),
        ("password-input", TextLook::Password),
        ("text-input", TextLook::Line),
        ("textarea", TextLook::Long),
        ("time-picker", TextLook::Time),
        ("timezone-selector", TextLook::TimeZone),
        ("url-input", TextLook::Url),
    ];
    for (widget, expected) in looks {
        assert_eq!(look(&text(widget)), expected, "{widget}");
    }
}

#[test]
fn a_field_says_what_its_schema_says() {
    let schema = json!({"required": ["team"], "x-propertyOrder": ["eng.1", "team"], "properties": {
        "enabled": {"type": "boolean"},
        "team": {"type": ["string", "null"], "description": "Who", "x-placeholder": "LIV",
            "x-advanced": true, "readOnly": true},
        "live_game_duration": {"type": "number", "minimum": 1, "multipleOf": 0.5, "default": 20,
            "x-display": "hidden"},
        "eng.1": {"type": "object", "x-collapsed": true, "default": {"b": 7},
            "properties": {"a": {"type": "integer", "default": 1}, "b": {"type": "integer"}}},
        "key": {"type": "string", "x-secret": true},
    }});
    let form = Form::from_schema(&schema);
    let keys: Vec<&str> = form.fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(
        keys,
        ["eng.1", "team", "live_game_duration", "key"],
        "`enabled` is a command"
    );
    let [league, team, live, key] = form.fields.as_slice() else {
        panic!("four fields");
    };
    assert!(team.nullable && team.required && team.advanced && team.read_only && !team.hidden);
    assert_eq!(
        (team.description.as_str(), team.placeholder.as_str()),
        ("Who", "LIV")
    );
    assert_eq!(
        (live.label.as_str(), live.hidden),
        ("Live game duration", true)
    );
    assert_eq!(live.default, Some(json!(20)));
    assert_eq!(league.label, "eng.1");
    let FieldKind::Group(group) = &league.kind else {
        panic!("a group");
    };
    assert!(group.collapsed);
    let defaults: Vec<_> = group
        .fields
        .iter()
        .map(|field| field.default.clone())
        .collect();
    assert_eq!(
        defaults,
        [Some(json!(1)), Some(json!(7))],
        "of the object around them too"
    );
    assert!(key.secret);
    let row =
        json!({"type": "object", "properties": {"key": {"type": "string", "x-secret": true}}});
    assert!(
        field(&json!({"type": "array", "items": row})).secret,
        "the whole list is one secret"
    );
    assert!(matches!(&key.kind, FieldKind::Text(text) if text.look == TextLook::Password));
}

#[test]
fn choices_have_the_names_that_the_schema_gives() {
    let labels = |schema: Value| match field(&schema).kind {
        FieldKind::Choice(choice) => choice.options.into_iter().map(|one| one.label).collect(),
        FieldKind::Several(several) => several.options.into_iter().map(|one| one.label).collect(),
        other => vec![format!("{other:?}")],
    };
    assert_eq!(
        labels(json!({"enum": [1, "b", null], "enumNames": ["One"]})),
        ["One", "b"]
    );
    assert_eq!(
        labels(json!({"enum": ["a"], "x-options": {"labels": {"a": "Alpha"}}})),
        ["Alpha"]
    );
    let constants =
        json!({"oneOf": [{"const": 1, "title": "One"}, {"const": 2}, {"type": "null"}]});
    assert_eq!(labels(constants.clone()), ["One", "2"]);
    assert!(field(&json!({"anyOf": [{"type": "string"}, {"type": "null"}]})).nullable);
    let group = json!({"type": "array", "uniqueItems": true, "items": {"enum": ["FP1"]},
        "x-options": {"labels": {"FP1": "Practice 1"}}});
    assert_eq!(labels(group), ["Practice 1"]);
}

#[test]
fn alternatives_are_shapes_that_the_value_chooses() {
    let schema = json!({"type": ["boolean", "object"], "oneOf": [
        {"type": "boolean", "description": "Old"},
        {"type": "object", "properties": {"least": {"type": "integer"}}},
    ]});
    let FieldKind::Shapes(shapes) = field(&schema).kind else {
        panic!("shapes");
    };
    let labels: Vec<&str> = shapes.iter().map(|shape| shape.label.as_str()).collect();
    assert_eq!(labels, ["On or off", "Settings"]);
    assert_eq!(shape_of(&shapes, &json!(true)), Some(0));
    assert_eq!(shape_of(&shapes, &json!({"least": "x"})), Some(1));
    assert_eq!(shape_of(&shapes, &json!("x")), None);
    let by_type = field(&json!({"type": ["integer", "string"]}));
    assert!(
        fits(&by_type, &json!(3)) && fits(&by_type, &json!("x")) && !fits(&by_type, &json!([]))
    );
    // Conditions are no alternatives.
    let conditions = json!({"type": "object", "properties": {"a": {"type": "string"}},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}]});
    assert_eq!(word(&conditions), "Group");
}

#[test]
fn tables_files_and_free_keys_keep_what_the_schema_says_of_them() {
    let table = json!({"type": "array", "minItems": 1, "x-columns": ["b", "gone"], "items": {
        "type": "object", "required": ["a"], "properties": {
            "a": {"type": "string"}, "b": {"type": "boolean", "default": true}}}});
    let table = field(&table);
    let FieldKind::Table(inner) = &table.kind else {
        panic!("a table");
    };
    assert_eq!(
        (inner.columns.as_slice(), inner.size.least),
        (&["b".to_owned()][..], Some(1))
    );
    assert_eq!(new_row(&table), json!({"a": "", "b": true}));
    let upload = json!({"type": "string", "x-widget": "file-upload", "x-upload-config": {
        "max_size_mb": 1, "allowed_types": ["image/jpeg", "application/json"],
        "allowed_extensions": [".JSON"], "target_filename": "credentials.json"}});
    let FieldKind::Files(files) = field(&upload).kind else {
        panic!("files");
    };
    assert_eq!(files.endings, ["json", "jpg", "jpeg"]);
    assert_eq!((files.most, files.bytes_max), (1, Some(1024 * 1024)));
    assert_eq!(files.name.as_deref(), Some("credentials.json"));
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let form = form(&json!({ "map": map }));
    let inner = form.field(&["map".into(), "any".into()]).unwrap();
    assert!(matches!(&inner.kind, FieldKind::Number(number) if number.whole));
    assert_eq!(form.field(&["map".into(), 3.into()]), None);
}

#[test]
fn style_elements_become_fields_with_defaults() {
    let schema = json!({"properties": {"customization": {"type": "object", "x-style-elements": {
        "score_text": {"label": "Score", "font": {"default": "A.ttf", "enum": ["A.ttf", "B.ttf"]},
            "size": {"default": 10, "min": 4, "max": 16}, "color": true, "offsets": true},
        "own": {"size": {"default": 3}}, "bad": 5,
    }, "properties": {"own": {"type": "string"}}}}});
    let form = Form::from_schema(&schema);
    let at = |keys: &[&str]| {
        let keys = ["customization"].iter().chain(keys);
        let path: Path = keys.map(|key| Step::from(*key)).collect();
        form.field(&path)
    };
    assert_eq!(at(&["score_text"]).unwrap().label, "Score");
    assert!(
        matches!(&at(&["score_text", "font"]).unwrap().kind, FieldKind::Font(font) if font.options.len() == 2)
    );
    let size = at(&["score_text", "font_size"]).unwrap();
    assert_eq!(size.default, Some(json!(10)));
    let colour = at(&["score_text", "text_color"]).unwrap();
    assert_eq!(colour.kind, FieldKind::Colour(ColourForm::Triple));
    assert_eq!(colour.default, Some(json!([255, 255, 255])));
    assert_eq!(
        at(&["layout", "score_text", "x_offset"]).unwrap().default,
        Some(json!(0))
    );
    assert!(
        matches!(at(&["own"]).unwrap().kind, FieldKind::Text(_)),
        "written out by hand"
    );
    assert_eq!(at(&["bad"]), None);
    let defaults = crate::schema::defaults(&schema);
    assert_eq!(
        defaults["customization"]["score_text"]["font"],
        json!("A.ttf")
    );
}

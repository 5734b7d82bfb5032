use serde_json::json;

use super::*;
use crate::limits;
use crate::manifest::Severity;

#[expect(clippy::needless_pass_by_value, reason = "json! makes values")]
fn check_defaults(schema: Value, expected: Value) {
    assert_eq!(defaults(&schema), expected);
}

#[test]
fn defaults_follow_ledmatrix() {
    check_defaults(
        json!({"properties": {
            "enabled": {"type": "boolean", "default": true},
            "display_duration": {"type": "number", "default": 20},
            "city": {"type": "string", "default": "Oslo"},
            "silent": {"type": "string"},
            "colour": {"type": "array", "items": {"type": "integer", "default": 255}},
            "feeds": {"type": "array", "items": {"type": "object", "properties": {"url": {"default": "x"}}}},
            "teams": {"type": "array", "items": {"type": "string"}},
            "eng.1": {"type": "object", "properties": {"live": {"default": false}}},
            "empty": {"type": "object", "properties": {"x": {"type": "string"}}}
        }}),
        json!({"display_duration": 20, "city": "Oslo", "colour": [255], "feeds": [], "eng.1": {"live": false}}),
    );
}

#[test]
fn an_explicit_default_of_an_object_is_completed_by_nested_ones() {
    check_defaults(
        json!({"properties": {"style": {
            "type": "object",
            "default": {"font": "small"},
            "properties": {
                "font": {"default": "large"},
                "size": {"default": 8},
                "deep": {"type": ["object", "null"], "properties": {"on": {"default": true}}}
            }
        }}}),
        json!({"style": {"font": "small", "size": 8, "deep": {"on": true}}}),
    );
}

#[test]
fn what_is_no_schema_has_no_defaults() {
    for schema in [
        json!(null),
        json!([1]),
        json!("x"),
        json!({"properties": 7}),
    ] {
        check_defaults(schema, json!({}));
    }
    check_defaults(json!({"default": [1], "type": "object"}), json!({}));
}

#[test]
fn references_within_the_schema_are_followed() {
    check_defaults(
        json!({
            "definitions": {"pace": {"type": "integer", "default": 3}},
            "properties": {"a": {"$ref": "#/definitions/pace"}, "b": {"$ref": "http://elsewhere"}}
        }),
        json!({"a": 3}),
    );
}

#[test]
fn circles_and_bombs_end() {
    let circle = json!({
        "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
        "properties": {"x": {"$ref": "#/definitions/a"}}
    });
    check_defaults(circle, json!({}));
    let bomb = json!({
        "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}, "c": {"type": "string", "default": "x"}}
    });
    let settings = complete(&json!({}), &bomb);
    assert!(settings["c"].is_string() || settings["a"].is_object());
    check(&settings, &bomb);
    secret_paths(&bomb);
}

#[test]
fn settings_are_completed_and_nothing_of_a_person_is_lost() {
    let schema = json!({"properties": {
        "a": {"default": 1},
        "b": {"default": 2},
        "c": {"type": "string"},
        "o": {"type": "object", "properties": {"x": {"default": 1}, "y": {"default": 2}}}
    }});
    let settings =
        json!({"enabled": true, "b": null, "c": null, "mine": [null], "o": {"y": 9, "z": 3}});
    assert_eq!(
        complete(&settings, &schema),
        json!({"enabled": true, "b": 2, "c": null, "mine": [null], "o": {"y": 9, "z": 3, "x": 1}, "a": 1})
    );
    assert_eq!(complete(&json!("odd"), &schema), defaults(&schema));
    let once = complete(&settings, &schema);
    assert_eq!(complete(&once, &schema), once);
}

fn texts(settings: &Value, schema: &Value) -> Vec<String> {
    check(settings, schema)
        .into_iter()
        .map(|problem| format!("{:?}: {}", problem.severity, problem.text))
        .collect()
}

#[test]
fn each_forbidden_value_is_named_with_its_path() {
    let schema = json!({
        "additionalProperties": false,
        "required": ["enabled", "key"],
        "properties": {
            "enabled": {"type": "string"},
            "n": {"type": "integer", "minimum": 1, "maximum": 10},
            "x": {"type": "number", "exclusiveMinimum": 0},
            "face": {"type": "string", "enum": ["round", "square"]},
            "name": {"type": ["string", "null"], "minLength": 2, "maxLength": 3},
            "rgb": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "integer", "maximum": 255}},
            "o": {"type": "object", "properties": {"deep": {"type": "boolean"}}}
        }
    });
    let settings = json!({
        "enabled": true, "vegas_speed": 3, "n": 11, "x": 0, "face": "oval", "name": "four",
        "rgb": [1, 256], "o": {"deep": "yes"}, "stray": 1
    });
    assert_eq!(
        texts(&settings, &schema),
        [
            "Error: `n` is 11; 10 is the most",
            "Error: `x` is 0; it must be more than 0",
            "Error: `face` is a text; allowed: \"round\", \"square\"",
            "Error: `name` has 4 characters; 3 is the most",
            "Error: `rgb` has 2 entries; 3 is the least",
            "Error: `rgb.1` is 256; 255 is the most",
            "Error: `o.deep` is a text, but must be boolean",
            "Error: `key` is missing; the plugin needs it",
            "Hint: `stray` is not known to the plugin",
        ]
    );
}

#[test]
fn legal_settings_have_no_problems() {
    let schema = json!({"properties": {
        "n": {"type": "integer", "minimum": 1, "enum": [1, 2]},
        "name": {"type": ["string", "null"]},
        "odd": {"type": "colour", "pattern": "("}
    }});
    assert_eq!(
        check(
            &json!({"n": 2.0, "name": null, "odd": 1, "more": 1}),
            &schema
        ),
        []
    );
    let [problem] = &check(&json!([]), &schema)[..] else {
        panic!("one problem");
    };
    assert_eq!(problem.severity, Severity::Error);
}

#[test]
fn problems_are_bounded_and_never_show_a_secret() {
    let schema = json!({"properties": {
        "list": {"items": {"type": "integer"}},
        "key": {"type": "string", "x-secret": true, "maxLength": 3, "enum": ["a"]}
    }});
    let settings = json!({"list": vec!["hunter2"; 1_000], "key": "hunter2"});
    let texts = texts(&settings, &schema);
    assert_eq!(texts.len(), limits::SETTINGS_PROBLEMS_MAX);
    assert!(!texts.concat().contains("hunter2"));
}

#[test]
fn secrets_are_found_wherever_they_are() {
    let schema = json!({"properties": {
        "api_key": {"type": "string", "x-secret": true},
        "eng.1": {"type": "object", "properties": {"token": {"x-secret": true}, "open": {}}},
        "accounts": {"type": "array", "items": {"type": "object", "properties": {"password": {"x-secret": true}}}},
        "pins": {"type": "array", "items": {"type": "string", "x-secret": true}},
        "not": {"x-secret": false}
    }});
    assert_eq!(
        secret_paths(&schema),
        [
            vec!["api_key"],
            vec!["eng.1", "token"],
            vec!["accounts"],
            vec!["pins"]
        ]
    );
}

#[test]
fn what_is_too_deep_is_passed_over() {
    let mut schema = json!({"default": 1});
    for _ in 0..200 {
        schema = json!({"type": "object", "properties": {"a": schema}});
    }
    check_defaults(schema.clone(), json!({}));
    assert_eq!(secret_paths(&schema), Vec::<Vec<String>>::new());
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    /// Any JSON in which the words of schemas are frequent.
    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop_oneof![
            Just("type"),
            Just("properties"),
            Just("items"),
            Just("default"),
            Just("required"),
            Just("enum"),
            Just("minimum"),
            Just("maxItems"),
            Just("x-secret"),
            Just("$ref"),
            Just("a"),
            Just("b"),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-9_i32..9).prop_map(Value::from),
            prop_oneof![
                Just("object"),
                Just("array"),
                Just("#"),
                Just("#/a"),
                Just("x")
            ]
            .prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 48, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((word.clone(), inner), 0..5).prop_map(|pairs| {
                    let pairs = pairs.into_iter();
                    Value::Object(pairs.map(|(key, value)| (key.to_owned(), value)).collect())
                }),
            ]
        })
    }

    /// Everything that a person wrote is still there.
    fn keeps(whole: &Value, settings: &Value) -> bool {
        match (whole, settings) {
            (_, Value::Null) => true,
            (Value::Object(whole), Value::Object(settings)) => settings
                .iter()
                .all(|(key, value)| whole.get(key).is_some_and(|now| keeps(now, value))),
            (whole, settings) => whole == settings,
        }
    }

    proptest! {
        #[test]
        fn completing_keeps_what_is_there_and_twice_is_once(schema in any_json(), settings in any_json()) {
            let whole = complete(&settings, &schema);
            prop_assert!(whole.is_object());
            prop_assert!(!settings.is_object() || keeps(&whole, &settings));
            prop_assert_eq!(&complete(&whole, &schema), &whole);
        }

        #[test]
        fn any_schema_and_any_settings_can_be_checked(schema in any_json(), settings in any_json()) {
            prop_assert!(check(&settings, &schema).len() <= limits::SETTINGS_PROBLEMS_MAX);
            for path in secret_paths(&schema) {
                prop_assert!(!path.is_empty());
            }
        }
    }
}

//! `if`, `allOf` and several patterns: what a form makes of them.

use serde_json::{Map, Value, json};

use super::*;
use crate::limits;
use crate::schema;

fn shown(schema: &Value, settings: &Value) -> Vec<String> {
    let form = Form::from_schema(schema);
    let applies = |field: &&Field| field.applies(&form.fields, Some(settings));
    let keys = form.fields.iter().filter(applies);
    keys.map(|field| field.key.clone()).collect()
}

#[test]
fn a_field_is_shown_while_its_condition_holds() {
    let schema = json!({
        "properties": {"mode": {"enum": ["a", "b"], "default": "a"}, "on": {"type": "boolean"}},
        "if": {"properties": {"mode": {"const": "a"}}, "required": ["mode"]},
        "then": {"properties": {"x": {"type": "string"}}, "required": ["x"]},
        "else": {"properties": {"y": {"type": "string"}}},
        "allOf": [{
            "if": {"not": {"properties": {"on": {"enum": [true]}}, "required": ["on"]}},
            "then": {"properties": {"z": {"type": "string"}}},
        }],
    });
    assert_eq!(shown(&schema, &json!({})), ["mode", "on", "z", "x"]);
    assert_eq!(
        shown(&schema, &json!({"mode": "b", "on": true})),
        ["mode", "on", "y"]
    );
    let form = Form::from_schema(&schema);
    let wrong = |settings: &Value| check_form(&form, settings).len();
    assert_eq!(wrong(&json!({})), 1, "x is missing");
    assert_eq!(wrong(&json!({"mode": "b"})), 0, "x is not needed");
    assert_eq!(wrong(&json!({"mode": "b", "x": 5})), 0);
    assert_eq!(wrong(&json!({"mode": "b", "y": 5})), 1);
    // What may not hold is no default.
    assert_eq!(schema::defaults(&schema), json!({"mode": "a"}));
    assert_eq!(schema::check(&json!({"mode": "b", "x": 5}), &schema), []);
}

#[test]
fn a_condition_that_says_too_much_hides_nothing() {
    let schema = json!({
        "properties": {"n": {"type": "integer"}},
        "if": {"properties": {"n": {"minimum": 5}}},
        "then": {"properties": {"x": {"type": "string"}}},
    });
    assert_eq!(shown(&schema, &json!({"n": 1})), ["n", "x"]);
}

#[test]
fn members_of_all_of_are_one_object_and_their_secrets_are_secret() {
    let schema = json!({
        "definitions": {"login": {
            "properties": {"key": {"type": "string", "x-secret": true}},
            "required": ["key"], "allOf": [{"$ref": "#/definitions/more"}]},
            "more": {"properties": {"user": {"type": "string", "default": "me"}}}},
        "properties": {"login": {"type": "object", "allOf": [
            {"$ref": "#/definitions/login"}, {"properties": {"user": {"title": "Who"}}}]}},
    });
    let form = Form::from_schema(&schema);
    let at = |keys: &[&str]| {
        let path: Path = keys.iter().map(|key| Step::from(*key)).collect();
        form.field(&path).unwrap()
    };
    let key = at(&["login", "key"]);
    assert!(key.secret && key.required);
    let user = at(&["login", "user"]);
    assert_eq!(
        (user.label.as_str(), user.default.clone()),
        ("Who", Some(json!("me")))
    );
    assert_eq!(schema::secret_paths(&schema), [["login", "key"]]);
    assert_eq!(schema::defaults(&schema), json!({"login": {"user": "me"}}));
}

#[test]
fn a_key_is_what_its_pattern_says() {
    let schema = json!({"properties": {"all": {"type": "object",
        "patternProperties": {"^n_": {"type": "integer"}, "^t_": {"type": "string"}},
        "additionalProperties": false}}});
    let form = Form::from_schema(&schema);
    let kind = |key: &str| {
        let field = form.field(&[Step::from("all"), Step::from(key)]);
        field.map(|field| format!("{:?}", field.kind))
    };
    assert!(kind("n_a").unwrap().starts_with("Number"));
    assert!(kind("t_a").unwrap().starts_with("Text"));
    assert_eq!(kind("x"), None);
    let wrong = check_form(&form, &json!({"all": {"n_a": "no", "t_a": "yes", "x": 1}}));
    assert_eq!(wrong.len(), 1, "{wrong:?}");
}

#[test]
fn parts_that_multiply_cost_no_more_than_the_limits() {
    let mut definitions = Map::new();
    for number in 0..40 {
        let next = json!({"$ref": format!("#/definitions/d{}", number + 1)});
        let both = json!({"allOf": [next, next]});
        let properties = json!({format!("a{number}"): both, format!("b{number}"): both});
        definitions.insert(
            format!("d{number}"),
            json!({"allOf": [next, next, {"$ref": format!("#/definitions/d{number}")}],
                "properties": properties, "if": both, "then": next, "else": next}),
        );
    }
    let schema = json!({"definitions": definitions, "allOf": [{"$ref": "#/definitions/d0"}]});
    let form = Form::from_schema(&schema);
    assert!(form.fields.len() <= limits::FORM_FIELDS_MAX);
    schema::secret_paths(&schema);
}

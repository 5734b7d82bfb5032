use serde_json::{Map, Value, json};

use super::*;
use crate::limits;

fn count(fields: &[Field]) -> usize {
    let inner = |field: &Field| match &field.kind {
        FieldKind::Group(group) => count(&group.fields),
        FieldKind::Table(table) => count(std::slice::from_ref(&*table.row)),
        FieldKind::List(list) => count(std::slice::from_ref(&*list.entry)),
        FieldKind::Shapes(shapes) => count(shapes),
        _ => 0,
    };
    fields.iter().map(|field| 1 + inner(field)).sum()
}

#[test]
fn a_schema_that_refers_to_itself_ends_in_json() {
    let tree = json!({"definitions": {"node": {"type": "object", "properties": {
        "name": {"type": "string"}, "next": {"$ref": "#/definitions/node"}}}},
        "properties": {"tree": {"$ref": "#/definitions/node"}, "loop": {"$ref": "#/properties/loop"},
            "lost": {"$ref": "#/definitions/none"}, "far": {"$ref": "https://example.org/x.json"}}});
    let form = Form::from_schema(&tree);
    let kind = |path: &[&str]| {
        let path: Path = path.iter().map(|key| Step::from(*key)).collect();
        form.field(&path).unwrap().kind.clone()
    };
    assert!(matches!(kind(&["tree"]), FieldKind::Group(_)));
    assert!(matches!(kind(&["tree", "name"]), FieldKind::Text(_)));
    for path in [&["tree", "next"][..], &["loop"], &["lost"], &["far"]] {
        assert!(matches!(kind(path), FieldKind::Json(_)), "{path:?}");
    }
}

#[test]
fn many_deep_and_multiplying_settings_give_a_bounded_form_and_a_problem() {
    let wide: Map<String, Value> = (0..100_000)
        .map(|number| (format!("p{number}"), json!({"type": "string"})))
        .collect();
    let wide = Form::from_schema(&json!({ "properties": wide }));
    assert!(count(&wide.fields) <= limits::FORM_FIELDS_MAX);
    assert_eq!(wide.problems.len(), 1);
    let mut deep = json!({"type": "string"});
    for _ in 0..1_000 {
        deep = json!({"type": "object", "properties": {"in": deep}});
    }
    let deep = Form::from_schema(&json!({"properties": {"deep": deep}}));
    assert!(count(&deep.fields) <= limits::FORM_DEPTH_MAX + 1);
    // Each definition names the next one twice: 2 to the 30th fields.
    let mut definitions = Map::new();
    for number in 0..30 {
        let next = json!({"$ref": format!("#/definitions/d{}", number + 1)});
        let properties = json!({"a": next, "b": next});
        definitions.insert(format!("d{number}"), json!({ "properties": properties }));
    }
    let schema =
        json!({"definitions": definitions, "properties": {"it": {"$ref": "#/definitions/d0"}}});
    assert!(count(&Form::from_schema(&schema).fields) <= limits::FORM_FIELDS_MAX);
}

#[test]
fn nonsense_is_a_form_too() {
    let nonsense = [
        json!(null),
        json!([]),
        json!("schema"),
        json!({"properties": []}),
        json!({"properties": {"a": true, "b": null, "c": 5, "d": {"type": 5}, "e": {"type": ["x"]},
            "f": {"type": "array", "items": [1]}, "g": {"enum": []}, "h": {"oneOf": [{}]},
            "i": {"enum": "x"}, "j": {"type": []}, "k": {"minimum": "x", "type": "number"},
            "l": {"type": "string", "pattern": "(", "minLength": -1, "maxLength": 1e300},
            "m": {"type": "number", "multipleOf": 0}, "n": {"x-options": 5, "enum": [{}]}}}),
        json!({"x-style-elements": {"a": {}}, "properties": {"customization": 5}}),
        json!({"x-style-elements": 5, "properties": 5}),
    ];
    let values = [
        json!(null),
        json!({}),
        json!({"a": 1, "l": "x", "m": 3, "k": 1}),
        json!([1]),
    ];
    for schema in &nonsense {
        let form = Form::from_schema(schema);
        for value in &values {
            check_form(&form, value);
        }
        form.fields.iter().for_each(|field| drop(fresh(field)));
    }
}

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

fn check(old: &str, new: &Value, expected: &str) {
    let new = new.as_object().unwrap();
    assert_eq!(
        patched(old.as_bytes(), new).as_deref(),
        Some(expected),
        "{old}"
    );
}

const ODD: &str = "{\n    \"scan\": 1.50,\n    \"big\": 12345678901234567890123,\n    \"e\": [1e3, \"\\u00e9\"],\n    \"clock\": {\n        \"enabled\": true\n    }\n}\n";

fn odd() -> Value {
    serde_json::from_str(ODD).unwrap()
}

const LIST: &str = r#"{"list": [{"big": 12345678901234567890123, "n": 1.50},
  {"e": "\u00e9", "n": 2} , 1e3]}"#;

#[test]
fn entries_of_a_list_that_stay_keep_their_bytes() {
    let list = || serde_json::from_str::<Value>(LIST).unwrap();
    let mut new = list();
    new["list"][1]["n"] = json!(3);
    check(LIST, &new, &LIST.replace("\"n\": 2", "\"n\": 3"));
    let mut new = list();
    new["list"].as_array_mut().unwrap().remove(1);
    // The space between entries becomes the same everywhere where their number changes; the entries stay.
    let without = "{\"list\": [{\"big\": 12345678901234567890123, \"n\": 1.50},\n  1e3]}";
    check(LIST, &new, without);
    let mut new = list();
    new["list"].as_array_mut().unwrap().insert(1, json!(true));
    check(
        LIST,
        &new,
        &LIST
            .replace("1.50},", "1.50},\n  true,")
            .replace("2} , ", "2},\n  "),
    );
    let mut new = list();
    new["list"].as_array_mut().unwrap().push(json!(["x"]));
    let added = "1e3,\n  [\n      \"x\"\n  ]]}";
    check(
        LIST,
        &new,
        &LIST.replace("1e3]}", added).replace("2} , ", "2},\n  "),
    );
    check(
        "{\"a\": [1, 2]}",
        &json!({"a": [1, 2, 3]}),
        "{\"a\": [1, 2, 3]}",
    );
    check("{\"a\": [1, 2]}", &json!({"a": [5, 2]}), "{\"a\": [5, 2]}");
    check("{\"a\": [1, 2]}", &json!({"a": []}), "{\"a\": []}");
}

#[test]
fn what_did_not_change_stays_byte_by_byte() {
    check(ODD, &odd(), ODD);
    let mut new = odd();
    new["clock"]["enabled"] = json!(false);
    check(ODD, &new, &ODD.replace("true", "false"));
    let mut new = odd();
    new["text"] = json!({"enabled": false});
    let added = "    },\n    \"text\": {\n        \"enabled\": false\n    }\n}\n";
    check(ODD, &new, &ODD.replace("    }\n}\n", added));
    let mut new = odd();
    new.as_object_mut().unwrap().shift_remove("big");
    check(
        ODD,
        &new,
        &ODD.replace("    \"big\": 12345678901234567890123,\n", ""),
    );
    let mut new = odd();
    new["clock"]["face"] = json!("analog");
    check(
        ODD,
        &new,
        &ODD.replace("true\n", "true,\n        \"face\": \"analog\"\n"),
    );
}

#[test]
fn layouts_are_kept() {
    check(
        r#"{"a":1,"b":2}"#,
        &json!({"a": 1, "b": 3}),
        r#"{"a":1,"b":3}"#,
    );
    check(r#"{"a":1,"b":2}"#, &json!({"a": 1}), r#"{"a":1}"#);
    check(
        r#"{"a": 1}"#,
        &json!({"a": 1, "b": "x"}),
        r#"{"a": 1, "b": "x"}"#,
    );
    check(
        "{\r\n\t\"a\" : 1\r\n}",
        &json!({"a": 1, "b": 2}),
        "{\r\n\t\"a\" : 1,\r\n\t\"b\": 2\r\n}",
    );
    check(
        "\u{feff}{}\n",
        &json!({"a": {}}),
        "\u{feff}{\n    \"a\": {}\n}\n",
    );
    check("{ }", &json!({}), "{ }");
    check("{\n  \"a\": 1\n}", &json!({}), "{}");
    check(
        r#"{"a": 1, "b": 2}"#,
        &json!({"b": 2, "a": 1}),
        r#"{"b": 2, "a": 1}"#,
    );
}

#[test]
fn what_cannot_be_changed_in_place_is_refused() {
    for old in [
        "",
        "[]",
        "{",
        "{\"a\": 1, \"a\": 2}",
        "x{}",
        "{\"a\" 1}",
        "\u{0}",
    ] {
        assert_eq!(patched(old.as_bytes(), &Map::new()), None, "{old}");
    }
    assert_eq!(patched(b"\xff{}", &Map::new()), None);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-c\\\\\"{},: \n\u{e9}]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            any_map(inner).prop_map(Value::Object),
        ]
    })
}

fn any_map(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(("[a-d\"}]{0,2}", value), 0..5)
        .prop_map(|members| members.into_iter().collect())
}

proptest! {
    #[test]
    fn every_change_can_be_made_in_every_layout(
        old in any_map(any_value()),
        new in any_map(any_value()),
        pretty in any::<bool>(),
    ) {
        let value = Value::Object(old);
        let text = if pretty { format!("{value:#}\n") } else { value.to_string() };
        let made = patched(text.as_bytes(), &new).unwrap();
        let read: Map<String, Value> = serde_json::from_str(&made).unwrap();
        prop_assert_eq!(read.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
        prop_assert_eq!(read, new);
    }

    #[test]
    fn any_text_is_survived(text in "[\\[\\]{}\",:a1 \\\\]{0,24}", new in any_map(any_value())) {
        if let Some(made) = patched(text.as_bytes(), &new) {
            prop_assert_eq!(serde_json::from_str::<Map<String, Value>>(&made).unwrap(), new);
        }
    }
}

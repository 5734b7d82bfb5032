use serde_json::{Value, json};

use super::*;
use crate::manifest::Severity;

fn wrong(schema: &Value, value: &Value) -> String {
    check_field(&field(schema), Some(value)).map_or_else(String::new, |problem| problem.text)
}

/// Each case: a schema, a value, and what is said of it.
fn assert_all(cases: &[(&Value, Value, &str)]) {
    for (schema, value, expected) in cases {
        assert_eq!(wrong(schema, value), *expected, "{schema} {value}");
    }
}

#[test]
fn each_rule_of_numbers_and_texts_bites_and_lets_good_values_pass() {
    let number = json!({"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 2});
    let text = json!({"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[A-Zé]+$"});
    let above = json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1});
    let old = json!({"type": "number", "minimum": 0, "exclusiveMinimum": true});
    let tenth = json!({"type": "number", "multipleOf": 0.1});
    assert_all(&[
        (&number, json!(4), ""),
        (&number, json!(4.0), ""),
        (
            &number,
            json!(4.5),
            "must be a whole number; it is kept until you change it",
        ),
        (
            &number,
            json!("4"),
            "must be a whole number; it is kept until you change it",
        ),
        (&number, json!(0), "is too small; 1 is the least"),
        (&number, json!(10), "is too large; 9 is the most"),
        (&number, json!(3), "must be a multiple of 2"),
        (&number, json!(null), "must not be empty"),
        (&text, json!("AB"), ""),
        (&text, json!("éé"), ""),
        (&text, json!("A"), "has 1 character; 2 is the least"),
        (&text, json!(""), "must not be empty"),
        (&text, json!("ABCD"), "has 4 characters; 3 is the most"),
        (&text, json!("ab"), "does not have the form ^[A-Zé]+$"),
        (&above, json!(0), "must be more than 0"),
        (&above, json!(1), "must be less than 1"),
        (&old, json!(0), "must be more than 0"),
        (&tenth, json!(0.3), ""),
        (&tenth, json!(0.35), "must be a multiple of 0.1"),
    ]);
}

#[test]
fn each_rule_of_lists_and_colors_bites_and_lets_good_values_pass() {
    let list = json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2,
        "uniqueItems": true});
    let colour = json!({"type": "array", "x-widget": "color-picker"});
    let hex = json!({"type": "string", "x-widget": "color-picker"});
    let several = json!({"type": "array", "items": {"enum": ["a", 1]}, "uniqueItems": true});
    assert_all(&[
        (&list, json!(["a", "b"]), ""),
        (&list, json!([]), "has no entry; 1 is the least"),
        (
            &list,
            json!(["a", "b", "c"]),
            "has 3 entries; 2 is the most",
        ),
        (
            &list,
            json!(["a", "a"]),
            "has entry 2 twice; each may stand once",
        ),
        (&colour, json!([0, 128, 255]), ""),
        (
            &colour,
            json!([0, 128, 256]),
            "must be a color: three whole numbers from 0 to 255; it is kept until you change it",
        ),
        (&hex, json!("#ff8800"), ""),
        (
            &hex,
            json!("orange"),
            "must be a color like \"#ff8800\"; it is kept until you change it",
        ),
        (&several, json!([1.0, "a"]), ""),
        (
            &several,
            json!(["b"]),
            "must be a list of some of a, 1; it is kept until you change it",
        ),
        (
            &several,
            json!(["a", "a"]),
            "has entry 2 twice; each may stand once",
        ),
    ]);
}

#[test]
fn formats_are_warned_of_and_an_empty_text_means_nothing_given() {
    let cases = [
        ("date", "2026-12-31", "2026-13-31"),
        ("time", "18:30", "25:00"),
        ("time", "18:30:00Z", "1830"),
        ("time", "18:30:00+02:00", "8:30"),
        ("date-time", "2026-01-02T03:04:05Z", "2026-01-02"),
        ("uri", "https://example.org/a?b", "example"),
        ("email", "me@example.org", "me@"),
        ("hostname", "a.example", "-a"),
        ("ipv4", "10.0.0.1", "10.0.0.256"),
        ("ipv6", "::1", "1"),
        ("timezone", "Europe/Berlin", "Europe/Nowhere"),
        ("regex", "^a$", "("),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123"),
    ];
    for (format, good, bad) in cases {
        let field = field(&json!({"type": "string", "format": format}));
        assert_eq!(
            check_field(&field, Some(&json!(good))),
            None,
            "{format} {good}"
        );
        assert_eq!(check_field(&field, Some(&json!(""))), None, "{format}");
        let problem = check_field(&field, Some(&json!(bad))).unwrap();
        assert_eq!(problem.severity, Severity::Warning, "{format} {bad}");
    }
}

#[test]
fn patterns_mean_what_they_mean_in_javascript() {
    let cases = [
        (r"^\d{4}-\d{2}$", "2026-12", "٢٠٢٦-12"),
        (r"^([01]\d|2[0-3]):[0-5]\d$", "23:59", "24:00"),
        (r"^[^\s](.*[^\s])?$", "a b", " a"),
        (r"^(https?:\/\/.*)?$", "https://x", "ftp://x"),
        (r"^[[]$", "[", "a"),
        (r"\bcat\b", "a cat", "cats"),
        (r"^[\w&&-]+$", "a&-", "é"),
    ];
    for (pattern, good, bad) in cases {
        let pattern = Pattern::new(pattern);
        assert_eq!(pattern.is_in(good), Some(true), "{pattern:?} {good}");
        assert_eq!(pattern.is_in(bad), Some(false), "{pattern:?} {bad}");
    }
    for unreadable in [
        "(",
        "^(?=a)",
        r"(a)\1",
        &"a".repeat(5_000),
        "((((a{99}){99}){99}){99})",
    ] {
        assert_eq!(Pattern::new(unreadable).is_in("a"), None, "{unreadable}");
    }
    let schema = json!({"type": "string", "pattern": "^(?=a)"});
    let problem = check_field(&field(&schema), Some(&json!("b"))).unwrap();
    assert_eq!(problem.severity, Severity::Hint);
}

#[test]
fn a_section_is_checked_to_its_leaves_and_secrets_are_not_missed() {
    let form = Form::from_schema(
        &json!({"required": ["name", "key", "given"], "properties": {
            "name": {"type": "string"},
            "given": {"type": "string", "default": "x"},
            "key": {"type": "string", "x-secret": true},
            "rows": {"type": "array", "items": {"type": "object", "required": ["url"], "properties": {
                "url": {"type": "string", "minLength": 3}}}},
            "shape": {"oneOf": [{"type": "boolean"}, {"type": "object", "properties": {"n": {"type": "integer"}}}]},
            "map": {"type": "object", "additionalProperties": {"type": "integer"}},
        }}),
    );
    let settings = json!({"rows": [{"url": "abc"}, {"url": "a"}, {}, 5],
        "shape": {"n": "x"}, "map": {"a": 1, "b": "x"}, "unknown": 1});
    let found: Vec<String> = check_form(&form, &settings)
        .iter()
        .map(|(path, problem)| format!("{}: {}", dotted(path), problem.text))
        .collect();
    let kept = "it is kept until you change it";
    assert_eq!(
        found,
        [
            "name: is missing; the plugin needs it".to_owned(),
            "rows.2.url: has 1 character; 3 is the least".to_owned(),
            "rows.3.url: is missing; the plugin needs it".to_owned(),
            format!("rows.4: must be an object of settings; {kept}"),
            format!("shape.n: must be a whole number; {kept}"),
            format!("map.b: must be a whole number; {kept}"),
        ]
    );
    let many: Value = (0..100).map(|_| json!(5)).collect();
    let found = check_form(&form, &json!({"name": "a", "rows": many}));
    assert_eq!(found.len(), crate::limits::SETTINGS_PROBLEMS_MAX);
}

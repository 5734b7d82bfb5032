use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::json;

use super::merge::merge3;
use super::*;
use crate::frame::Size;
use crate::manifest::Severity;

fn document(main: &Value, secrets: &Value) -> Document {
    Document {
        main: main.as_object().unwrap().clone(),
        secrets: secrets.as_object().unwrap().clone(),
    }
}

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

#[test]
fn text_is_written_as_ledmatrix_writes_it() {
    let text = "{\n    \"b\": {\n        \"x\": [\n            1,\n            2.5\n        ],\n        \"e\": {},\n        \"l\": []\n    },\n    \"a\": null\n}";
    let read = Document::parse(text.as_bytes(), None).unwrap();
    assert_eq!(read.main_text(), text);
}

#[test]
fn errors_name_file_line_and_column() {
    let error = Document::parse(b"{\n  \"a\": @\n}", None).unwrap_err();
    assert!(
        matches!(error, ConfigError::Syntax { line: 2, .. }),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .starts_with("config.json is not JSON at line 2, column ")
    );
    let error = Document::parse(b"[]", None).unwrap_err();
    assert!(error.to_string().contains("a list"), "{error}");
    let error = Document::parse(b"{}", Some(b"")).unwrap_err();
    assert!(
        error.to_string().starts_with("config_secrets.json"),
        "{error}"
    );
    let deep = "[".repeat(100_000);
    assert!(Document::parse(deep.as_bytes(), None).is_err());
    let big = vec![b' '; limits::CONFIG_BYTES_MAX as usize + 1];
    assert!(matches!(
        Document::parse(&big, None),
        Err(ConfigError::TooLarge { .. })
    ));
}

#[test]
fn secrets_stay_in_their_file() {
    let mut doc = document(
        &json!({ "weather": { "enabled": true, "city": "Rome" } }),
        &json!({ "weather": { "api_key": "old" } }),
    );
    doc.set(&["weather", "api_key"], json!("new"), false)
        .unwrap();
    doc.set(&["weather", "token"], json!("t"), true).unwrap();
    let whole = json!({ "enabled": true, "city": "Oslo", "api_key": "newer" });
    doc.set(&["weather"], whole, false).unwrap();
    assert_eq!(
        doc.main,
        *json!({ "weather": { "enabled": true, "city": "Oslo" } })
            .as_object()
            .unwrap()
    );
    assert_eq!(
        doc.secrets,
        *json!({ "weather": { "api_key": "newer", "token": "t" } })
            .as_object()
            .unwrap()
    );
    assert_eq!(
        doc.public_settings(&id("WEATHER"), None),
        json!({ "enabled": true, "city": "Oslo" })
    );
    assert_eq!(doc.settings(&id("weather"))["api_key"], json!("newer"));
    assert!(doc.remove(&["weather"]));
    assert_eq!(doc, Document::default());
}

#[test]
fn a_secret_written_into_both_files_is_never_public() {
    let doc = document(
        &json!({ "p": { "key": "leak", "a": 1 } }),
        &json!({ "p": { "key": "s" } }),
    );
    assert_eq!(doc.public_settings(&id("p"), None), json!({ "a": 1 }));
}

#[test]
fn the_public_main_has_neither_secrets_nor_sections_of_plugins() {
    let doc = document(
        &json!({ "display": { "hardware": { "rows": 32 } }, "clock": { "enabled": true }, "flag": true, "a b": {},
            "github": { "token": "leak", "user": "me" } }),
        &json!({ "github": { "token": "s" }, "ghost": { "key": "s" } }),
    );
    assert_eq!(
        doc.public_main(),
        json!({ "display": { "hardware": { "rows": 32 } }, "flag": true, "a b": {}, "github": { "user": "me" } })
    );
}

#[test]
fn a_path_through_a_value_is_refused_and_changes_nothing() {
    let mut doc = document(&json!({ "a": 1 }), &json!({ "s": "x" }));
    let before = doc.clone();
    assert!(doc.set(&["a", "b"], json!(1), false).is_err());
    assert!(doc.set(&["s", "b"], json!(1), false).is_err());
    assert!(doc.set(&["s", "b"], json!(1), true).is_err());
    assert!(doc.set::<&str>(&[], json!(1), false).is_err());
    assert_eq!(doc, before);
}

#[test]
fn sections_of_plugins_are_found_and_nothing_else() {
    let doc = document(
        &json!({
            "display": {}, "timezone": "UTC", "web_display_autostart": true, "Schedule": {},
            "clock": { "enabled": true }, "Clock": { "enabled": false },
            "../evil": { "enabled": true }, "weather": {}, "dirty": { "enabled": "yes" }, "word": 3
        }),
        &json!({ "ghost": { "api_key": "x", "enabled": true } }),
    );
    let (sections, problems) = doc.plugin_sections();
    let ids: Vec<&str> = sections.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["clock", "weather", "dirty"]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(doc.enabled(&id("CLOCK")));
    for off in ["weather", "dirty", "ghost", "unknown"] {
        assert!(!doc.enabled(&id(off)), "{off}");
    }
    assert_eq!(doc.problems().len(), 3, "{:?}", doc.problems());
}

#[test]
fn ids_in_paths_compare_without_case() {
    let mut doc = document(&json!({ "Clock": { "enabled": false } }), &json!({}));
    doc.set(&["clock", "enabled"], json!(true), false).unwrap();
    doc.set(&["CLOCK", "key"], json!("k"), true).unwrap();
    assert_eq!(doc.main.keys().collect::<Vec<_>>(), ["Clock"]);
    assert_eq!(doc.secrets.keys().collect::<Vec<_>>(), ["Clock"]);
    assert!(doc.enabled(&id("clock")));
}

#[test]
fn missing_hardware_is_ledmatrix_default() {
    let display = Document::default().display();
    assert_eq!(display.size, Size::new(128, 32));
    assert_eq!(
        (display.rows, display.cols, display.brightness),
        (32, 64, 90)
    );
    assert_eq!(
        Document::default().plugins_directory(),
        PathBuf::from("plugin-repos")
    );
    assert_eq!(Document::default().time_zone(), "UTC");
    assert!(Document::default().problems().is_empty());
    assert!(default_document().problems().is_empty());
    assert_eq!(default_document().rotation_order().len(), 6);
}

#[test]
fn dirty_values_are_clamped_and_told() {
    let doc = document(
        &json!({
            "timezone": "Mars/Olympus",
            "display": {
                "hardware": { "rows": 0, "cols": "64", "chain_length": 1e9, "parallel": [], "brightness": 300 },
                "display_durations": { "clock": 20, "bad": "x", "neg": -1, "huge": 1e300 },
                "plugin_rotation_order": ["clock", "CLOCK", 7, "../x", "weather"],
                "lumarium": { "transition": "swirl", "refresh_hz": 0 }
            },
            "plugin_system": { "plugins_directory": 5, "development_mode": "on" }
        }),
        &json!({}),
    );
    let display = doc.display();
    assert_eq!(
        (
            display.rows,
            display.cols,
            display.parallel,
            display.brightness
        ),
        (1, 64, 1, 100)
    );
    assert_eq!(display.size, Size::new(limits::CANVAS_SIDE_MAX, 1));
    assert_eq!(doc.rotation_order(), [id("clock"), id("weather")]);
    let durations = doc.durations();
    assert_eq!(durations.keys().collect::<Vec<_>>(), ["clock", "huge"]);
    assert_eq!(doc.time_zone(), "UTC");
    assert_eq!(doc.lumarium().refresh_hz, 1);
    assert!(!doc.development_mode());
    let problems = doc.problems();
    assert!(problems.len() >= 12, "{problems:?}");
    assert!(
        problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning)
    );
}

#[test]
fn schedules_are_read() {
    let doc = document(
        &json!({
            "schedule": { "start_time": "07:30", "end_time": "23:00" },
            "dim_schedule": { "enabled": true, "mode": "per-day", "dim_brightness": 20,
                "days": { "sunday": { "start_time": "20:00", "end_time": "nonsense" } } }
        }),
        &json!({}),
    );
    let schedule = doc.schedule();
    assert!(schedule.enabled);
    assert!(
        matches!(schedule.mode, views::ScheduleMode::Global(span) if span.start == 450 && span.end == 1380)
    );
    let dim = doc.dim_schedule();
    let views::ScheduleMode::PerDay(days) = dim.mode else {
        panic!("per day");
    };
    assert_eq!(
        (days[6].start, days[6].end, dim.dim_brightness),
        (0, 1439, 20),
        "a time that is none"
    );
    assert!(!days[6].enabled && days[5].enabled, "does not dim");
    assert!(!Document::default().schedule().enabled);
}

#[test]
fn a_conflict_is_told_without_the_value() {
    let base = document(&json!({ "a": { "x": 1, "y": 1 } }), &json!({ "k": "0" }));
    let ours = document(&json!({ "a": { "x": 2, "y": 1 } }), &json!({ "k": "ours" }));
    let theirs = document(
        &json!({ "a": { "x": 3, "y": 4 }, "new": true }),
        &json!({ "k": "theirs" }),
    );
    let (merged, conflicts) = merge3(&base, &ours, &theirs);
    assert_eq!(
        Value::Object(merged.main),
        json!({ "a": { "x": 2, "y": 4 }, "new": true })
    );
    assert_eq!(conflicts.len(), 2);
    assert!(conflicts[0].starts_with("a.x "), "{conflicts:?}");
    assert!(!conflicts.concat().contains("theirs\""), "{conflicts:?}");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-d]", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn map() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(("[a-e]", value()), 0..5).prop_map(|pairs| pairs.into_iter().collect())
}

fn documents() -> impl Strategy<Value = Document> {
    (map(), map()).prop_map(|(main, secrets)| Document { main, secrets })
}

proptest! {
    #[test]
    fn round_trip_keeps_values_and_order(doc in documents()) {
        let again = Document::parse(doc.main_text().as_bytes(), Some(doc.secrets_text().as_bytes())).unwrap();
        prop_assert_eq!(&again, &doc);
        prop_assert_eq!(again.main_text(), doc.main_text());
        prop_assert_eq!(again.secrets_text(), doc.secrets_text());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(doc) = Document::parse(&bytes, Some(&bytes)) {
            let _problems = doc.problems();
        }
    }

    #[test]
    fn views_take_any_document(doc in documents(), hardware in value(), display in value()) {
        let mut doc = doc;
        doc.main.insert("display".to_owned(), display);
        doc.set(&["display", "hardware"], hardware, false).unwrap_or(());
        prop_assert!(doc.display().size.is_legal());
        let _problems = doc.problems();
        let _schedule = (doc.schedule(), doc.dim_schedule(), doc.location(), doc.runtime());
    }

    #[test]
    fn what_is_set_is_got(doc in documents(), path in prop::collection::vec("[a-e]", 1..4), new in value()) {
        let mut after = doc.clone();
        if after.set(&path, new.clone(), false).is_ok() {
            let kept = walk(&doc.secrets, &path).cloned();
            let got = after.get(&path).unwrap();
            match kept {
                None => prop_assert_eq!(got, new),
                Some(kept) if kept.is_object() && new.is_object() => {
                    let mut all = kept;
                    deep_merge(&mut all, &new);
                    prop_assert_eq!(got, all);
                }
                Some(_) => prop_assert_eq!(got, new),
            }
        } else {
            prop_assert_eq!(after, doc);
        }
    }

    #[test]
    fn what_is_removed_is_gone_and_the_rest_stays(doc in documents(), path in prop::collection::vec("[a-e]", 1..4)) {
        let mut after = doc.clone();
        let removed = after.remove(&path);
        prop_assert_eq!(removed, doc.get(&path).is_some());
        prop_assert!(after.get(&path).is_none());
        let order = |doc: &Document| doc.main.keys().filter(|key| **key != path[0]).cloned().collect::<Vec<_>>();
        prop_assert_eq!(order(&after), order(&doc));
    }

    #[test]
    fn secrets_never_reach_main(doc in documents(), path in prop::collection::vec("[a-e]", 1..4), new in value()) {
        let mut doc = doc;
        if doc.set(&path, Value::from("top secret"), true).is_ok() {
            doc.set(&path, new, false).unwrap_or(());
            let open = walk(&doc.main, &path);
            prop_assert!(open.is_none(), "{:?}", open);
        }
    }

    #[test]
    fn merge_laws(base in documents(), ours in documents(), theirs in documents()) {
        prop_assert_eq!(merge3(&base, &ours, &base), (ours.clone(), vec![]));
        prop_assert_eq!(merge3(&base, &base, &theirs), (theirs.clone(), vec![]));
        prop_assert_eq!(merge3(&base, &ours, &ours), (ours.clone(), vec![]));
        // Without a conflict, it does not matter who is who.
        let (one, conflicts) = merge3(&base, &ours, &theirs);
        let (other, mirrored) = merge3(&base, &theirs, &ours);
        prop_assert_eq!(conflicts.len(), mirrored.len());
        if conflicts.is_empty() {
            prop_assert_eq!(one, other);
        }
    }
}

#[test]
fn a_section_is_not_replaced_by_a_single_value() {
    let mut doc = document(
        &json!({"clock": {"enabled": true}, "timezone": "UTC"}),
        &json!({}),
    );
    let before = doc.clone();
    for value in [json!(5), json!("x"), Value::Null, json!([])] {
        let error = doc.set(&["clock"], value, false).unwrap_err();
        assert!(error.to_string().contains("clock.KEY"), "{error}");
    }
    assert_eq!(doc, before);
    doc.set(&["clock"], json!({"enabled": false}), false)
        .unwrap();
    doc.set(&["timezone"], json!("Asia/Tokyo"), false).unwrap();
}

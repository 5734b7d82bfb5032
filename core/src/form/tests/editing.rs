use serde_json::{Value, json};

use super::*;
use crate::message::SettingEdit;

fn path(text: &str) -> Path {
    let step = |step: &str| step.parse().map_or_else(|_| Step::from(step), Step::Index);
    text.split('/').map(step).collect()
}

fn start() -> Value {
    let text = r#"{"z": 1.0, "big": 12345678901234567890123, "list": [{"a": 1, "odd": "é"}, {"a": 2}], "eng.1": {"on": true}}"#;
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_change_touches_its_own_place_only() {
    let mut value = start();
    assert!(set(&mut value, &path("list/0/a"), json!(5)));
    assert!(set(&mut value, &path("eng.1/new/deep"), json!(null)));
    let words: Vec<String> = changes(&start(), &value)
        .iter()
        .map(|change| change.words(&[]))
        .collect();
    assert_eq!(
        words,
        [
            r#"list: entry 1: {"a":1,"odd":"é"} → {"a":5,"odd":"é"}"#,
            r#""eng.1".new.deep: default → null"#
        ]
    );
    assert_eq!(get(&value, &path("list/0/odd")), Some(&json!("é")));
    assert_eq!(value["z"].to_string(), "1.0");
}

#[test]
fn what_is_in_the_way_is_not_replaced() {
    let mut value = start();
    for wrong in ["z/a", "list/a", "list/2", "list/2/a", "eng.1/0", "none/0"] {
        assert!(!set(&mut value, &path(wrong), json!(1)), "{wrong}");
    }
    assert_eq!(value, start());
    assert_eq!(remove(&mut value, &path("none")), None);
    assert_eq!(remove(&mut value, &path("list/7")), None);
    assert_eq!(remove(&mut value, &path("z")), Some(json!(1.0)));
}

#[test]
fn rows_are_added_removed_and_moved() {
    let mut value = start();
    assert!(add_row(&mut value, &path("list"), json!({})));
    assert!(add_row(&mut value, &path("new"), json!(1)));
    assert!(!add_row(&mut value, &path("z"), json!(1)));
    assert!(move_row(&mut value, &path("list"), 2, 0));
    assert!(!move_row(&mut value, &path("list"), 0, 3));
    assert_eq!(
        remove_row(&mut value, &path("list"), 1),
        Some(json!({"a": 1, "odd": "é"}))
    );
    assert_eq!(remove_row(&mut value, &path("list"), 5), None);
    assert_eq!(
        (&value["list"], &value["new"]),
        (&json!([{}, {"a": 2}]), &json!([1]))
    );
}

#[test]
fn a_reset_removes_and_in_a_list_writes_the_default() {
    let form = form(
        &json!({"z": {"type": "number", "default": 3}, "list": {"type": "array", "items": {
        "type": "object", "properties": {"a": {"type": "integer", "default": 9}, "odd": {"type": "string"}}}}}),
    );
    let mut value = start();
    for at in ["z", "list/0/a", "list/0/odd"] {
        let field = form.field(&path(at)).unwrap();
        assert!(reset(&mut value, &path(at), field), "{at}");
    }
    assert_eq!(value.get("z"), None);
    assert_eq!(value["list"][0], json!({"a": 9}));
    assert!(!reset(
        &mut value,
        &path("list/0"),
        form.field(&path("list/0")).unwrap()
    ));
}

#[test]
fn edits_make_the_one_of_the_other_and_undo_takes_them_back() {
    let before = start();
    let mut after = start();
    assert!(set(&mut after, &path("eng.1/on"), json!(null)));
    assert!(set(&mut after, &path("new/deep"), json!(1)));
    remove(&mut after, &path("z"));
    let there = edits(&before, &after);
    let back = undo(&before, &there, &[]);
    assert_eq!(there.len(), 3);
    let apply = |value: &mut Value, edits: &[SettingEdit]| {
        for edit in edits {
            let path: Path = edit.path().iter().cloned().map(Step::Key).collect();
            match edit {
                SettingEdit::Set { value: new, .. } => assert!(set(value, &path, new.clone())),
                SettingEdit::Remove { .. } => drop(remove(value, &path)),
            }
        }
    };
    let mut value = before.clone();
    apply(&mut value, &there);
    assert_eq!(value, after);
    apply(&mut value, &back);
    assert_eq!(value, before);
    let secret = vec!["eng.1".to_owned()];
    let open = undo(&before, &there, std::slice::from_ref(&secret));
    assert_eq!(open.len(), 2, "{open:?}");
    assert_eq!(edits(&before, &before), []);
}

#[test]
fn words_and_debug_of_a_secret_change_do_not_tell_it() {
    let before = json!({"login": 5});
    let after = json!({"login": {"key": "hunter2", "user": "me"}});
    let whole = changes(&before, &after).remove(0);
    let alone = changes(&json!({}), &after).remove(0);
    let secrets = [vec!["login".to_owned(), "key".to_owned()]];
    assert_eq!(whole.words(&secrets), r#"login: 5 → {"user":"me"}"#);
    assert_eq!(alone.words(&secrets), "login.key: set");
    let edits = edits(&before, &after);
    for text in [
        format!("{whole:?}"),
        format!("{alone:?}"),
        format!("{edits:?}"),
    ] {
        assert!(
            text.contains("login") && !text.contains("hunter2"),
            "{text}"
        );
    }
}

//! The file of words: every key that the window names is there, and every key that is there is named.

use std::collections::BTreeSet;

use lumarium_app::window::text::{ENGLISH, fill, t};

use crate::tidy::source::sources;

fn keys() -> Vec<&'static str> {
    let lines = ENGLISH.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| Some(line.split_once(" = ")?.0))
        .collect()
}

#[test]
fn each_key_stands_once_and_each_line_is_a_comment_an_entry_or_empty() {
    let all = keys();
    let distinct: BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "a key stands twice");
    for line in ENGLISH.lines() {
        let fine = line.is_empty() || line.starts_with('#') || line.contains(" = ");
        assert!(fine, "{line}");
    }
}

/// A key can only be named as a whole in a literal, so the source shows which ones are used.
#[test]
fn the_window_names_all_keys_and_no_others() {
    let window: Vec<_> = sources(".rs")
        .into_iter()
        .filter(|source| source.path.starts_with("app/src/"))
        .collect();
    assert!(window.len() > 20);
    let named = |text: &str| window.iter().any(|source| source.text.contains(text));
    for key in keys() {
        let action = key.strip_prefix("action.");
        let short = action.map(|rest| rest.strip_suffix(".tip").unwrap_or(rest));
        // Rows of the settings are named by their path.
        let row = key.strip_prefix("setting.");
        let path = row.map(|rest| rest.strip_suffix(".tip").unwrap_or(rest));
        let used = path.is_some_and(|path| named(&format!("\"{path}\":")))
            || short.is_some_and(|short| named(&format!("= \"{short}\",")))
            || named(&format!("\"{key}\""));
        assert!(used, "nobody says {key}: remove it from assets/text/en.txt");
    }
    let known: BTreeSet<_> = keys().into_iter().collect();
    for source in &window {
        for start in ["t(\"", "fill(\""] {
            for rest in source.text.split(start).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                let like_a_key = key.contains('.') && !key.contains(' ');
                assert!(
                    !like_a_key || known.contains(key),
                    "{}: {key} is not in assets/text/en.txt",
                    source.path
                );
            }
        }
    }
}

#[test]
fn values_are_filled_in_by_name() {
    assert_eq!(t("state.on"), "on");
    assert_eq!(fill("list.count", &[("on", &2), ("all", &5)]), "2 of 5 on");
}

use super::*;

#[track_caller]
fn check(text: &str, legal: bool) {
    assert_eq!(
        PluginId::parse(text).is_ok(),
        legal,
        "{text:?}: {:?}",
        PluginId::parse(text)
    );
}

#[test]
fn ids_are_letters_digits_and_three_signs() {
    for text in [
        "clock",
        "ledmatrix-weather",
        "a",
        "0",
        "My.Plugin_2",
        &"x".repeat(64),
    ] {
        check(text, true);
    }
    for text in [
        "",
        ".",
        "..",
        "../config",
        "a/b",
        "a\\b",
        "-x",
        "_x",
        ".git",
        "é",
        "a b",
        "a\0b",
    ] {
        check(text, false);
    }
    check(&"x".repeat(65), false);
}

#[test]
fn reserved_ids_are_refused() {
    for text in [
        "display", "DISPLAY", "schedule", "con", "COM1", "nul.txt", "name.", "lumarium",
    ] {
        check(text, false);
    }
    check("x.standalone-backup-preinstall", false);
    check("console", true);
}

#[test]
fn ids_compare_without_case_and_keep_their_spelling() {
    let upper = PluginId::parse("Clock").unwrap();
    let lower = PluginId::parse("clock").unwrap();
    assert_eq!(upper, lower);
    assert_eq!(upper.cmp(&lower), Ordering::Equal);
    assert_eq!(upper.as_str(), "Clock");
}

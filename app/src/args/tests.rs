use std::time::Duration;

use clap::{CommandFactory as _, Parser as _};
use lumarium_core::frame::Size;
use serde_json::json;

use super::{Cli, Command, values};

fn parse(line: &str) -> Result<Cli, clap::error::ErrorKind> {
    Cli::try_parse_from(line.split_whitespace()).map_err(|error| error.kind())
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_of_the_design_is_read() {
    let lines = [
        "lumarium",
        "lumarium --root /r --json state clock",
        "lumarium run --terminal --for 5s --size 64x32 --refresh 100 --record out.gif",
        "lumarium run --for 5s --panel none --stats out.json",
        "lumarium render clock --size 128x32 --screen clock --at 2026-01-31T18:30:00+01:00 --tz Europe/Berlin --set a=1 --set b.c=x --frames 3 -o o.strip.png --look 8 --json",
        "lumarium plugin list",
        "lumarium plugin info clock",
        "lumarium plugin enable clock",
        "lumarium plugin disable clock --force",
        "lumarium plugin reload clock",
        "lumarium plugin retry clock",
        "lumarium plugin clear clock",
        "lumarium plugin link /somewhere",
        "lumarium plugin unlink clock",
        "lumarium plugin uninstall clock --keep-settings",
        "lumarium plugin decide clock keep-as-mine",
        "lumarium reconcile --dry-run --json",
        "lumarium reconcile --force",
        "lumarium state",
        "lumarium journal --since 3 --plugin clock --follow",
        "lumarium config get display.hardware.rows",
        "lumarium config set display.hardware.rows -1",
        "lumarium config unset display.hardware.rows",
        "lumarium config check",
        "lumarium config history",
        "lumarium config restore 3",
        "lumarium config import a.json --secrets b.json",
        "lumarium order clock text",
        "lumarium next",
        "lumarium previous",
        "lumarium pause",
        "lumarium resume",
        "lumarium pin",
        "lumarium pin clock/face",
        "lumarium unpin",
        "lumarium show clock --for 30s",
        "lumarium brightness 40",
        "lumarium stop",
        "lumarium doctor",
        "lumarium completions bash",
        "lumarium man",
    ];
    for line in lines {
        let read = parse(line);
        assert!(read.is_ok(), "{line}: {:?}", read.err());
    }
}

#[test]
fn wrong_use_is_refused() {
    let lines = [
        "lumarium dance",
        "lumarium brightness 101",
        "lumarium run --terminal --panel none",
        "lumarium run --size 0x3",
        "lumarium run --refresh 0",
        "lumarium run --for soon",
        "lumarium render",
        "lumarium render clock --tz Mars/Base",
        "lumarium render clock --at yesterday",
        "lumarium render clock --frames 0",
        "lumarium plugin enable ../evil",
        "lumarium plugin decide clock perhaps",
        "lumarium order",
        "lumarium config set a..b 1",
        "lumarium show clock/",
    ];
    for line in lines {
        assert!(parse(line).is_err(), "{line}");
    }
}

#[test]
fn times_are_read_with_their_unit() {
    let check = |text: &str, millis| {
        assert_eq!(
            values::span(text),
            Ok(Duration::from_millis(millis)),
            "{text}"
        );
    };
    check("500ms", 500);
    check("5s", 5_000);
    check("1.5 s", 1_500);
    check("2m", 120_000);
    check("1h", 3_600_000);
    check("7", 7_000);
    for wrong in ["", "s", "5 days", "-1s", "1e400s", "NaN", "25h"] {
        assert!(values::span(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn paths_may_quote_a_key_with_a_dot() {
    let check = |text: &str, keys: &[&str]| assert_eq!(values::path(text).unwrap(), keys, "{text}");
    check("a", &["a"]);
    check("a.b.c", &["a", "b", "c"]);
    check(r#""my.plugin".enabled"#, &["my.plugin", "enabled"]);
    check(r#"a."b.c""#, &["a", "b.c"]);
    for wrong in ["", ".", "a.", ".a", "a..b", r#""a"#, r#""a"b"#] {
        assert!(values::path(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn settings_are_json_or_text() {
    let check = |text: &str, value| assert_eq!(values::setting(text).unwrap().value, value);
    check("a=1", json!(1));
    check("a=true", json!(true));
    check("a=hello = you", json!("hello = you"));
    check("a=[1,2]", json!([1, 2]));
    check("a=", json!(""));
    assert!(values::setting("a").is_err());
}

#[test]
fn sizes_and_screens_become_types() {
    assert_eq!(values::size("128x32"), Ok(Size::new(128, 32)));
    assert!(values::size("128").is_err());
    assert_eq!(values::window_size("800x480"), Ok([800.0, 480.0]));
    for wrong in ["800", "80x480", "800x99999", "800xNaN", "-800x480"] {
        assert!(values::window_size(wrong).is_err(), "{wrong}");
    }
    let screen = values::screen_name("clock/face").unwrap();
    assert_eq!(screen.name.as_deref(), Some("face"));
    assert!(values::screen_name("a b").is_err());
}

#[test]
fn the_root_is_global() {
    let cli = parse("lumarium doctor --root here --json -vv").unwrap();
    assert_eq!(cli.common.root.as_deref(), Some("here".as_ref()));
    assert!(cli.common.json);
    assert_eq!(cli.common.verbose, 2);
    assert!(matches!(cli.command, Some(Command::Doctor)));
}

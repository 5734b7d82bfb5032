//! Rotation as people see it.

use std::time::Duration;

use serde_json::json;

use super::rig::{Rig, Script, id};
use crate::message::{Command, ScreenName};

const SEC: Duration = Duration::from_secs(1);

fn name(plugin: &str) -> ScreenName {
    ScreenName {
        plugin: id(plugin),
        name: None,
    }
}

fn three() -> Rig {
    let mut rig = Rig::new();
    for name in ["a", "b", "c"] {
        rig.add(name, &[], Some(true));
    }
    let display = json!({"plugin_rotation_order": ["c", "a", "b"]});
    rig.config.main.insert("display".to_owned(), display);
    rig.read();
    rig
}

#[test]
fn screens_follow_in_the_configured_order_for_their_time() {
    let mut rig = three();
    rig.pass(46 * SEC);
    assert_eq!(rig.shown(), ["c", "a", "b", "c"]);
}

#[test]
fn durations_come_from_the_configuration() {
    let mut rig = three();
    let mut display = rig.config.main["display"].clone();
    display["display_durations"] = json!({"a": 3});
    rig.config.main.insert("display".to_owned(), display);
    rig.config.main.insert(
        "b".to_owned(),
        json!({"enabled": true, "display_duration": 5}),
    );
    rig.read();
    rig.pass(15 * SEC + 3 * SEC + 5 * SEC);
    assert_eq!(rig.shown(), ["c", "a", "b", "c"]);
}

#[test]
fn screens_that_say_nothing_are_skipped() {
    let mut rig = three();
    rig.script("a", Script::Nothing);
    rig.pass(31 * SEC);
    assert_eq!(rig.shown(), ["c", "b", "c"]);
}

#[test]
fn one_screen_alone_stays_without_a_new_beginning() {
    let mut rig = Rig::with(&["a"]);
    rig.pass(100 * SEC);
    assert_eq!(rig.shown(), ["a"]);
    assert_eq!(rig.count("a", "draw fresh"), 1);
}

#[test]
fn with_nothing_on_it_is_said_why_and_the_first_ready_plugin_is_shown() {
    let mut rig = Rig::new();
    rig.add("a", &[], Some(false));
    rig.read();
    assert_eq!(
        rig.snapshot().panel.idle.as_deref(),
        Some("no plugin is on")
    );
    rig.enable("a").unwrap().unwrap();
    assert_eq!(rig.shown().last().map(String::as_str), Some("a"));
    rig.disable("a", false).unwrap().unwrap();
    assert_eq!(rig.shown().last().map(String::as_str), Some("-"));
}

#[test]
fn next_previous_pin_and_show_for_a_time() {
    let mut rig = three();
    rig.command(Command::Next).unwrap().unwrap();
    assert_eq!(rig.shown(), ["c", "a"]);
    rig.command(Command::Previous).unwrap().unwrap();
    assert_eq!(rig.shown(), ["c", "a", "c"]);
    rig.command(Command::Show {
        screen: name("b"),
        millis: 4_000,
    })
    .unwrap()
    .unwrap();
    assert_eq!(rig.shown().last().unwrap(), "b");
    rig.pass(4 * SEC);
    assert_eq!(
        rig.shown().last().unwrap(),
        "a",
        "goes on after c, where it was"
    );
    rig.command(Command::Pin { screen: None }).unwrap().unwrap();
    rig.pass(100 * SEC);
    assert_eq!(rig.shown().last().unwrap(), "a");
    rig.command(Command::Unpin).unwrap().unwrap();
    rig.pass(16 * SEC);
    assert_eq!(rig.shown().last().unwrap(), "b");
    let refusal = rig
        .command(Command::Show {
            screen: name("zzz"),
            millis: 1,
        })
        .unwrap();
    assert!(refusal.unwrap_err().what.contains("zzz"));
}

#[test]
fn pause_holds_the_screen_and_gives_back_its_time() {
    let mut rig = three();
    rig.pass(10 * SEC);
    rig.command(Command::Pause { on: true }).unwrap().unwrap();
    rig.pass(1_000 * SEC);
    assert_eq!(rig.shown(), ["c"]);
    rig.command(Command::Pause { on: false }).unwrap().unwrap();
    rig.pass(4 * SEC);
    assert_eq!(rig.shown(), ["c"]);
    rig.pass(2 * SEC);
    assert_eq!(rig.shown(), ["c", "a"]);
}

#[test]
fn it_resumes_where_it_left_off() {
    let mut rig = three();
    rig.command(Command::Next).unwrap().unwrap();
    rig.command(Command::Next).unwrap().unwrap();
    rig.command(Command::Shutdown).unwrap().unwrap();
    let mut again = Rig::new();
    (again.config, again.record, again.disk) = (rig.config, rig.record, rig.disk);
    again.read();
    again.pass(SEC);
    assert_eq!(again.shown(), ["b"]);
}

#[test]
fn a_screen_draws_again_when_it_asked_to_and_only_while_on() {
    let mut rig = three();
    rig.script("a", Script::Redraw(SEC));
    rig.pass(15 * SEC);
    let before = rig.count("a", "draw");
    rig.pass(10 * SEC);
    let during = rig.count("a", "draw") - before;
    assert!(
        (9..=12).contains(&during),
        "{during} redraws in 10 s (one more for its update)"
    );
    rig.pass(10 * SEC);
    let at_end = rig.count("a", "draw");
    rig.pass(10 * SEC);
    assert_eq!(rig.count("a", "draw"), at_end, "off screen it sleeps");
}

#[test]
fn a_plugin_that_fails_to_draw_does_not_stop_the_rotation() {
    let mut rig = three();
    rig.script("a", Script::HangDraw);
    rig.pass(60 * SEC);
    let shown = rig.shown();
    assert!(
        !shown.contains(&"a".to_owned()) && shown.len() >= 3,
        "{shown:?}"
    );
}

#[test]
fn where_the_configuration_says_so_an_alternative_is_shown_in_a_failing_plugins_place() {
    let mut rig = Rig::new();
    for name in ["a", "b", "c"] {
        rig.add(name, &[], Some(true));
    }
    rig.share_capability(&["a", "c"], "time");
    rig.script("a", Script::HangDraw);
    rig.read();
    rig.pass(60 * SEC);
    assert_eq!(rig.view("a").alternatives, [id("c")], "offered in any case");
    assert_eq!(rig.shown().first().unwrap(), "b");
    rig.config.main.insert(
        "display".to_owned(),
        json!({"lumarium": {"show_alternatives": true}}),
    );
    rig.read();
    rig.command(Command::Show {
        screen: name("b"),
        millis: 1_000,
    });
    rig.pass(40 * SEC);
    let shown = rig.shown();
    assert!(
        shown.ends_with(&["b".to_owned(), "c".to_owned(), "b".to_owned()]),
        "{shown:?}"
    );
    rig.script("a", Script::Good);
    rig.pass(700 * SEC);
    assert!(rig.shown().contains(&"a".to_owned()), "it is back");
}

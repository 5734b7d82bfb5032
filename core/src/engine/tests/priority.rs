//! Screens that stay for as long as they need, and live content that goes first.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::rig::{Rig, Script, id};
use crate::content::{Content, Dynamic, Hooks};
use crate::failure::Failure;
use crate::frame::{Frame, Size};
use crate::lifecycle::Run;
use crate::message::{Command, Report, ScreenName};

const SEC: Duration = Duration::from_secs(1);

fn dynamic(complete: bool, cap: Option<u64>) -> Script {
    Script::Says(Hooks {
        cycle_complete: Some(complete),
        dynamic: Some(Dynamic {
            cap: cap.map(Duration::from_secs),
            cycle: None,
        }),
        redraw_after: Some(SEC),
        ..Hooks::default()
    })
}

fn live(on: bool) -> Script {
    Script::Says(Hooks {
        live_priority: on,
        ..Hooks::default()
    })
}

fn two(script: Script) -> Rig {
    let mut rig = Rig::new();
    rig.add("a", &[], Some(true));
    rig.add("b", &[], Some(true));
    rig.script("a", script);
    rig.read();
    rig
}

#[test]
fn a_screen_of_dynamic_length_stays_until_everything_was_shown() {
    let mut rig = two(dynamic(false, None));
    rig.pass(60 * SEC);
    assert_eq!(rig.shown(), ["a"]);
    rig.script("a", dynamic(true, None));
    rig.pass(2 * SEC);
    assert_eq!(rig.shown(), ["a", "b"]);
}

#[test]
fn a_screen_that_is_done_early_has_its_least_time() {
    let mut rig = two(dynamic(true, None));
    rig.pass(15 * SEC);
    assert_eq!(rig.shown(), ["a"]);
    rig.pass(SEC);
    assert_eq!(rig.shown(), ["a", "b"]);
}

#[test]
fn the_smaller_of_both_caps_holds() {
    for (cap, global, left) in [
        (Some(40), 90, 40),
        (Some(200), 90, 90),
        (None, 90, 90),
        (None, 0, 180),
    ] {
        let mut rig = Rig::new();
        rig.add("a", &[], Some(true));
        rig.add("b", &[], Some(true));
        rig.script("a", dynamic(false, cap));
        let display = json!({"dynamic_duration": {"max_duration_seconds": global}});
        rig.config.main.insert("display".to_owned(), display);
        rig.read();
        rig.pass((left - 1) * SEC);
        assert_eq!(rig.shown(), ["a"], "{cap:?} {global}");
        rig.pass(2 * SEC);
        assert_eq!(rig.shown(), ["a", "b"], "{cap:?} {global}");
    }
}

#[test]
fn live_content_takes_over_within_a_second_and_the_rotation_goes_on_where_it_was() {
    let mut rig = Rig::with(&["a", "b", "c", "game"]);
    rig.pass(20 * SEC);
    assert_eq!(rig.shown(), ["a", "b"]);
    rig.script("game", live(true));
    // Its next update tells.
    rig.pass(11 * SEC);
    assert_eq!(rig.shown().last().map(String::as_str), Some("game"));
    rig.pass(100 * SEC);
    assert_eq!(rig.shown().last().map(String::as_str), Some("game"));
    let before = rig.shown().len();
    rig.script("game", live(false));
    rig.pass(26 * SEC);
    assert_eq!(rig.shown()[before..], ["c"], "it was c that was cut short");
}

#[test]
fn several_live_plugins_take_turns_and_only_their_live_screens_do() {
    let mut rig = Rig::with(&["a", "x", "y"]);
    for name in ["x", "y"] {
        let live: Arc<str> = Arc::from(format!("{name}_live"));
        let all = vec![Arc::from(format!("{name}_recent")), live];
        rig.script(
            name,
            Script::Says(Hooks {
                screens: Some(all),
                live_priority: true,
                ..Hooks::default()
            }),
        );
    }
    rig.pass(90 * SEC);
    let shown = rig.shown();
    let late: Vec<&String> = shown.iter().rev().take(3).collect();
    assert!(late.iter().all(|name| name.ends_with("_live")), "{shown:?}");
    assert_ne!(late[0], late[1]);
}

#[test]
fn what_somebody_asks_for_goes_before_what_is_live() {
    let mut rig = Rig::with(&["a", "game"]);
    rig.script("game", live(true));
    rig.pass(30 * SEC);
    assert_eq!(rig.shown().last().map(String::as_str), Some("game"));
    let screen = ScreenName {
        plugin: id("a"),
        name: None,
    };
    rig.command(Command::Pin {
        screen: Some(screen),
    })
    .unwrap()
    .unwrap();
    rig.pass(60 * SEC);
    assert_eq!(rig.shown().last().map(String::as_str), Some("a"));
    rig.command(Command::Unpin).unwrap().unwrap();
    rig.pass(60 * SEC);
    assert_eq!(rig.shown().last().map(String::as_str), Some("game"));
}

#[test]
fn the_last_picture_of_a_live_screen_stays_when_its_run_ends() {
    let mut rig = Rig::with(&["a"]);
    let screen: Arc<str> = Arc::from("a");
    let content = Content::Live;
    rig.report(
        "a",
        Run(1),
        Report::Changed {
            screen: Arc::clone(&screen),
            content,
        },
    );
    let frame = Arc::new(Frame::black(Size::new(8, 4)));
    rig.report("a", Run(1), Report::Glimpse { screen, frame });
    let scenes = rig.scenes.len();
    let failure = Failure::Exited {
        text: "signal 9".to_owned(),
    };
    rig.report("a", Run(1), Report::Died { failure });
    assert_eq!(rig.scenes.len(), scenes, "nothing goes black");
    assert_eq!(rig.view("a").screens[0].content.as_deref(), Some("still"));
    assert!(rig.view("a").screens[0].on);
}

#[test]
fn what_a_plugin_keeps_is_written_seldom_and_only_where_it_differs() {
    let mut rig = Rig::with(&["a"]);
    let keep = |rig: &mut Rig, number: i32| {
        let section = json!({"enabled": false, "number": number});
        let section = Arc::new(section).into();
        rig.report("a", Run(1), Report::Keep { section });
    };
    keep(&mut rig, 1);
    assert_eq!(rig.config.main["a"], json!({"enabled": true, "number": 1}));
    for number in 2..100 {
        keep(&mut rig, number);
    }
    assert_eq!(rig.config.main["a"]["number"], 1, "an SD card wears out");
    rig.pass(11 * SEC);
    assert_eq!(rig.config.main["a"]["number"], 99);
}

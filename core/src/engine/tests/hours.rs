//! Schedules: the panel off and dimmed by the time of day, and what people want all the same.

use std::time::Duration;

use serde_json::{Value, json};

use super::rig::{Rig, id};
use crate::message::{Command, Effect, ScreenName};
use crate::time::Wall;

const SEC: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

fn wall(utc: &str) -> Wall {
    Wall(utc.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

/// Two plugins that are on, at a time of day, with some sections.
fn rig(utc: &str, sections: &Value) -> Rig {
    let mut rig = Rig::new();
    rig.now.wall = wall(utc);
    for name in ["a", "b"] {
        rig.add(name, &[], Some(true));
    }
    rig.config
        .main
        .extend(sections.as_object().unwrap().clone());
    rig.read();
    rig
}

fn day() -> Value {
    json!({ "schedule": { "start_time": "07:00", "end_time": "20:59" } })
}

fn show(plugin: &str, secs: u64) -> Command {
    Command::Show {
        screen: ScreenName {
            plugin: id(plugin),
            name: None,
        },
        millis: secs * 1_000,
    }
}

/// What the player was last told.
fn player_brightness(rig: &Rig) -> Option<u8> {
    rig.effects.iter().rev().find_map(|effect| {
        if let Effect::Player(settings) = effect {
            return Some(settings.brightness);
        }
        None
    })
}

#[test]
fn outside_its_hours_the_panel_is_off_and_says_until_when() {
    let mut rig = rig("2026-11-21T20:59:50Z", &day());
    rig.pass(9 * SEC);
    assert_eq!(rig.shown(), ["a"]);
    assert_eq!(rig.snapshot().panel.schedule, None);
    rig.pass(2 * SEC);
    assert_eq!(rig.shown(), ["a", "-"]);
    let panel = rig.snapshot().panel.clone();
    let schedule = panel.schedule.unwrap();
    let text = "the schedule keeps the panel off until 07:00";
    assert_eq!((schedule.off, schedule.text.as_str()), (true, text));
    assert_eq!(schedule.until, Some(wall("2026-11-22T07:00:00Z")));
    assert_eq!((panel.idle.as_deref(), panel.next), (Some(text), None));
    rig.pass(9 * HOUR);
    assert_eq!(rig.shown(), ["a", "-"], "all night");
    rig.pass(HOUR);
    assert_eq!(rig.shown()[..3], ["a", "-", "a"], "it goes on where it was");
    assert_eq!(rig.snapshot().panel.schedule, None);
}

#[test]
fn started_outside_the_hours_nothing_is_shown_and_nothing_polls() {
    let mut rig = rig("2026-11-21T22:00:00Z", &day());
    assert_eq!(rig.shown(), Vec::<String>::new());
    let edge = rig.now.at.plus(9 * HOUR);
    for name in ["a", "b"] {
        rig.disable(name, false);
    }
    rig.pass(60 * SEC);
    assert_eq!(rig.engine.next_wake(), Some(edge));
}

#[test]
fn what_is_asked_for_by_name_is_shown_at_night_for_its_time() {
    let mut rig = rig("2026-11-21T22:00:00Z", &day());
    assert!(rig.command(show("b", 20)).unwrap().is_ok());
    rig.pass(19 * SEC);
    assert_eq!(rig.shown(), ["b"]);
    assert!(!rig.snapshot().panel.schedule.clone().unwrap().off);
    rig.pass(5 * SEC);
    assert_eq!(rig.shown(), ["b", "-"]);
    let refused = rig.command(Command::Next).unwrap().unwrap_err();
    let why = "the schedule keeps the panel off until 07:00";
    assert!(refused.to_string().starts_with(why), "{refused}");
    rig.pass(60 * SEC);
    assert_eq!(rig.shown(), ["b", "-"]);
}

#[test]
fn a_screen_that_is_pinned_at_night_stays_until_it_is_unpinned() {
    let mut rig = rig("2026-11-21T22:00:00Z", &day());
    let screen = Some(ScreenName {
        plugin: id("b"),
        name: None,
    });
    rig.command(Command::Pin { screen });
    rig.pass(HOUR);
    assert_eq!(rig.shown(), ["b"]);
    rig.command(Command::Unpin);
    rig.pass(SEC);
    assert_eq!(rig.shown(), ["b", "-"]);
}

#[test]
fn a_pin_of_the_day_does_not_keep_the_panel_on_at_night() {
    let mut rig = rig("2026-11-21T20:59:00Z", &day());
    rig.command(Command::Pin { screen: None });
    rig.pass(120 * SEC);
    assert_eq!(rig.shown(), ["a", "-"]);
    rig.pass(10 * HOUR);
    assert_eq!(rig.shown(), ["a", "-", "a"]);
    assert!(rig.snapshot().panel.pinned.is_some());
}

#[test]
fn the_dim_schedule_lowers_the_brightness_and_never_raises_it() {
    let sections = json!({
        "dim_schedule": { "enabled": true, "start_time": "20:00", "end_time": "06:59" },
        "display": { "hardware": { "brightness": 80 } },
    });
    let mut rig = rig("2026-11-21T19:59:00Z", &sections);
    assert_eq!(player_brightness(&rig), Some(80));
    rig.pass(120 * SEC);
    assert_eq!(player_brightness(&rig), Some(30));
    let panel = rig.snapshot().panel.clone();
    let schedule = panel.schedule.unwrap();
    assert_eq!((schedule.off, schedule.dim), (false, Some(30)));
    assert_eq!(
        schedule.text,
        "the schedule dims the panel to 30 % until 07:00"
    );
    assert_eq!(panel.brightness, 80, "the wish stays");
    rig.command(Command::Brightness { percent: 10 });
    assert_eq!(player_brightness(&rig), Some(10));
    rig.command(Command::Brightness { percent: 60 });
    rig.pass(11 * HOUR);
    assert_eq!(player_brightness(&rig), Some(60));
}

#[test]
fn a_clock_that_is_set_is_seen_at_the_next_look() {
    let mut rig = rig("1970-01-01T12:00:00Z", &day());
    rig.pass(5 * SEC);
    assert_eq!(rig.shown(), ["a"]);
    // The time of the network comes: it is night.
    rig.now.wall = wall("2026-11-21T23:00:00Z");
    rig.event(crate::message::Event::Tick);
    assert_eq!(rig.shown(), ["a", "-"]);
    rig.now.wall = wall("2026-11-21T13:00:00Z");
    rig.event(crate::message::Event::Tick);
    rig.pass(SEC);
    assert_eq!(rig.shown(), ["a", "-", "a"]);
}

#[test]
fn a_schedule_takes_effect_and_ends_when_the_configuration_says_so() {
    let mut rig = rig("2026-11-21T22:00:00Z", &json!({}));
    rig.pass(SEC);
    assert_eq!(rig.shown(), ["a"]);
    rig.config.main.extend(day().as_object().unwrap().clone());
    rig.read();
    assert_eq!(rig.shown(), ["a", "-"]);
    rig.config.main.remove("schedule");
    rig.read();
    rig.pass(SEC);
    assert_eq!(rig.shown(), ["a", "-", "a"]);
}

#[test]
fn a_time_that_is_none_is_told_and_the_panel_stays_on() {
    let wrong = json!({ "schedule": { "start_time": "25:00", "end_time": "06:00" } });
    let mut rig = rig("2026-11-21T22:00:00Z", &wrong);
    rig.read();
    rig.pass(SEC);
    assert_eq!(rig.shown(), ["a"]);
    let notices = rig.snapshot().notices.clone();
    let [notice] = &notices[..] else {
        panic!("{notices:?}");
    };
    let text = "schedule.start_time is \"25:00\", not a time like 07:00; the panel stays on as if there were none";
    assert_eq!(notice.text, text);
}

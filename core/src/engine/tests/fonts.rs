//! Fonts that come later than the plugins that draw with them.

use super::rig::Rig;
use crate::manifest::RuntimeKind;
use crate::message::{Event, FontsEvent};
use crate::snapshot::Level;

fn two() -> Rig {
    let mut rig = Rig::new();
    rig.add("ours", &[], Some(true));
    rig.add("theirs", &[], Some(true));
    rig.kind("theirs", RuntimeKind::Python);
    rig.read();
    rig
}

fn fetching(words: &str) -> Event {
    let words = words.to_owned();
    Event::Fonts(FontsEvent::Fetching { words })
}

#[test]
fn who_drew_with_stand_ins_starts_anew_and_nobody_else() {
    let mut rig = two();
    let before = (rig.view("ours").run, rig.view("theirs").run);
    rig.event(Event::Fonts(FontsEvent::Replaced));
    assert_eq!(rig.view("ours").run, before.0);
    assert!(rig.view("theirs").run > before.1);
    assert_eq!(rig.state("theirs"), "enabled");
}

#[test]
fn people_are_told_once_of_a_fetch_and_see_how_far_it_is() {
    let mut rig = two();
    rig.event(fetching("1 of 2"));
    rig.event(fetching("2 of 2"));
    let seen = rig.snapshot();
    assert_eq!(seen.fonts.as_deref(), Some("2 of 2"));
    let told: Vec<_> = seen.notices.iter().map(|notice| &notice.text).collect();
    assert_eq!(told, ["1 of 2"]);
    rig.event(Event::Fonts(FontsEvent::There));
    assert_eq!(rig.snapshot().fonts, None);
}

#[test]
fn that_they_are_not_to_be_had_is_a_warning_that_stays() {
    let mut rig = two();
    let words = "no network".to_owned();
    rig.event(Event::Fonts(FontsEvent::StandIn { words }));
    let seen = rig.snapshot();
    assert_eq!(seen.fonts.as_deref(), Some("no network"));
    assert_eq!(seen.notices.last().unwrap().level, Level::Warning);
}

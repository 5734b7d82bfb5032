//! A plugin that is well, and whether its turn comes: content, pins, pauses, the rotation, the panel.

use super::*;
use crate::snapshot::ScheduleView;

#[test]
fn nothing_to_show() {
    let said = asked(|_, weather| weather.screens.clear());
    let advice = "Its manifest must name a screen, or the plugin itself when it is loaded.";
    breaks(&said, Link::Content, "it has no screen", advice);
    let advice = "It is passed over and asked again at its next turn; its settings or its log may say \
                  more.";
    let empty = |weather: &mut PluginView| weather.screens[0].content = Some("nothing".to_owned());
    let said = asked(|_, weather| empty(weather));
    breaks(
        &said,
        Link::Content,
        "it had nothing to show when its turn came",
        advice,
    );
    let said = asked(|_, weather| {
        empty(weather);
        weather.update_interval_millis = Some(60_000);
    });
    let text = "it has nothing to show, because it has not fetched anything yet";
    breaks(&said, Link::Content, text, advice);
    let said = asked(|_, weather| weather.screens[0].content = None);
    assert_eq!(said.broken().unwrap().link, Link::Turn);
}

#[test]
fn pinned_paused_idle_or_held_by_another() {
    let said = asked(|snapshot, _| snapshot.panel.pinned = Some(screen("clock")));
    breaks(
        &said,
        Link::Turn,
        "the panel is pinned to Clock",
        "Unpin it, or show this one now.",
    );
    let said = asked(|snapshot, _| snapshot.panel.pinned = Some(screen("weather")));
    breaks(
        &said,
        Link::Turn,
        "it is pinned and has not drawn yet",
        "It comes as soon as it has.",
    );
    let said = asked(|snapshot, _| snapshot.panel.paused = true);
    let text = "the rotation is paused on Clock";
    breaks(&said, Link::Turn, text, "Resume, or show this one now.");
    let said = asked(|snapshot, _| {
        snapshot.panel.screen = None;
        snapshot.panel.idle = Some("no screen has anything to show now".to_owned());
    });
    let text = "nothing is on the panel now (no screen has anything to show now)";
    breaks(&said, Link::Turn, text, "It comes as soon as it has drawn.");
    let said = asked(|snapshot, _| snapshot.panel.until = None);
    let text = "Clock is on, and its time does not end by itself";
    breaks(
        &said,
        Link::Turn,
        text,
        "Show this one now, or go to the next screen.",
    );
}

#[test]
fn its_turn_is_still_to_come() {
    let said = asked(|_, _| {});
    let advice = "Wait, or show it now.";
    breaks(
        &said,
        Link::Turn,
        "Clock is on; it comes next, in 12 s",
        advice,
    );
    let mut snapshot = world();
    let said = why(&snapshot, &id("life"), snapshot.at, Host::Plays).unwrap();
    let text = "Clock is on; its turn comes in about 42 s, after Weather, News";
    breaks(&said, Link::Turn, text, advice);
    // Who is off, empty or broken takes no time.
    Arc::make_mut(&mut snapshot.plugins[1]).wanted = false;
    Arc::make_mut(&mut snapshot.plugins[2]).screens[0].content = Some("nothing".to_owned());
    let said = why(&snapshot, &id("life"), snapshot.at, Host::Plays).unwrap();
    breaks(
        &said,
        Link::Turn,
        "Clock is on; its turn comes in about 12 s",
        advice,
    );
    // Something out of turn is on.
    snapshot.panel.screen = Some(screen("ghost"));
    let said = why(&snapshot, &id("life"), snapshot.at, Host::Plays).unwrap();
    breaks(&said, Link::Turn, "ghost is on", advice);
}

#[test]
fn on_and_all_the_same_dark() {
    let mut snapshot = world();
    snapshot.panel.brightness = 0;
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Plays).unwrap();
    let text = "it is on, but the brightness is 0 %";
    breaks(&said, Link::Panel, text, "Raise the brightness.");
    snapshot.panel.lost = Some("HUB75: no answer".to_owned());
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Plays).unwrap();
    let text = "it is on, but the panel is gone (HUB75: no answer)";
    let advice = "Look at its cable and its power; it is tried again by itself.";
    breaks(&said, Link::Panel, text, advice);
}

#[test]
fn the_schedule_keeps_the_panel_dark() {
    let mut snapshot = world();
    let text = "the schedule keeps the panel off until 07:00";
    let mut schedule = ScheduleView {
        off: true,
        dim: None,
        until: None,
        text: text.to_owned(),
    };
    snapshot.panel.screen = None;
    snapshot.panel.schedule = Some(schedule.clone());
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Plays).unwrap();
    let advice = "Show it now, or change the schedule.";
    breaks(&said, Link::Turn, text, advice);
    let mut snapshot = world();
    (schedule.off, schedule.dim) = (false, Some(0));
    snapshot.panel.schedule = Some(schedule);
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Plays).unwrap();
    let text = "it is on, but the schedule dims the panel to 0 %";
    breaks(&said, Link::Panel, text, "Change the schedule.");
}

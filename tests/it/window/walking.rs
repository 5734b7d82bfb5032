//! Journal, table and timeline without a mouse: Tab stops at them, arrows walk, Enter or Space do what a click does.

use std::sync::Arc;

use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lumarium_app::window::app::App;
use lumarium_app::window::inspector::Tab;
use lumarium_app::window::page::Page;
use lumarium_app::window::selection::Selection;
use lumarium_core::journal::{Topic, change};
use lumarium_core::time::Moment;

use super::fixture::{Fake, id, plugin, snapshot};
use super::open;

/// The name of what has the keyboard.
fn focused(harness: &Harness<'_, App>) -> String {
    let all = harness.query_all_by_label_contains("");
    let mut held = all.filter(|node| node.accesskit_node().is_focused());
    let name = held.next().and_then(|node| node.accesskit_node().label());
    name.unwrap_or_default()
}

/// Presses Tab until what has the keyboard begins so.
#[track_caller]
fn tab_to(harness: &mut Harness<'_, App>, start: &str) {
    for _ in 0..120 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
        if focused(harness).contains(start) {
            return;
        }
    }
    panic!("{start} is not reached by Tab");
}

fn press(harness: &mut Harness<'_, App>, keys: &[Key]) {
    for key in keys {
        harness.key_press(*key);
        harness.run_steps(3);
    }
}

/// A tab of the inspector, with a hundred lines in the journal.
fn inspect(tab: Tab) -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open(snapshot());
    for number in 0..100 {
        fake.tell(number / 2, Topic::Show, "news", &format!("line {number}."));
    }
    let state = harness.state_mut().state_mut();
    state.inspector.tab = tab;
    state.trail.go(Page::Inspector);
    harness.set_size([1280.0, 800.0].into());
    harness.run_steps(4);
    (harness, fake)
}

#[test]
fn the_journal_is_walked_through_to_its_ends_and_enter_goes_to_a_moment() {
    let (mut harness, fake) = inspect(Tab::Journal);
    tab_to(&mut harness, "line ");
    press(&mut harness, &[Key::Home]);
    assert!(
        focused(&harness).ends_with("line 0."),
        "{}",
        focused(&harness)
    );
    press(
        &mut harness,
        &[Key::ArrowUp, Key::ArrowDown, Key::ArrowDown],
    );
    assert!(
        focused(&harness).ends_with("line 2."),
        "{}",
        focused(&harness)
    );
    // Nothing is sent, and nothing is chosen, until it is asked for.
    assert_eq!(
        harness.state_mut().state_mut().selection,
        Selection::Nothing
    );
    press(&mut harness, &[Key::Enter]);
    let state = harness.state_mut().state_mut();
    assert_eq!(state.stage.at, Some(Moment::from_secs(1)));
    assert_eq!(state.selection, Selection::Plugin(id("news")));
    press(&mut harness, &[Key::End]);
    assert!(
        focused(&harness).ends_with("line 99."),
        "{}",
        focused(&harness)
    );
    press(&mut harness, &[Key::PageUp]);
    let name = focused(&harness);
    let (_, number) = name.split_once("line ").unwrap();
    let number: u32 = number.trim_end_matches('.').parse().unwrap();
    assert!((40..98).contains(&number), "{name}");
    press(&mut harness, &[Key::Space]);
    let at = harness.state_mut().state_mut().stage.at;
    assert_eq!(at, Some(Moment::from_secs(u64::from(number) / 2)));
    assert_eq!(fake.sent(), []);
}

#[test]
fn tab_stops_once_at_the_journal() {
    let (mut harness, _fake) = inspect(Tab::Journal);
    tab_to(&mut harness, "line ");
    press(&mut harness, &[Key::Tab]);
    assert!(
        !focused(&harness).contains("line "),
        "{}",
        focused(&harness)
    );
}

#[test]
fn a_line_that_has_the_keyboard_keeps_it_while_others_come() {
    let (mut harness, fake) = inspect(Tab::Journal);
    tab_to(&mut harness, "line ");
    press(&mut harness, &[Key::End, Key::ArrowUp]);
    for number in 100..140 {
        fake.tell(50, Topic::Show, "news", &format!("line {number}."));
    }
    fake.change(|_| {});
    harness.run_steps(3);
    assert!(
        focused(&harness).ends_with("line 98."),
        "{}",
        focused(&harness)
    );
}

#[test]
fn the_table_of_wishes_is_walked_through_beyond_what_is_seen() {
    let mut many = snapshot();
    many.plugins = (0..300)
        .map(|number| Arc::new(plugin(&format!("P{number}"), true)))
        .collect();
    let (mut harness, _fake) = open(many);
    harness.state_mut().state_mut().trail.go(Page::Inspector);
    harness.set_size([1280.0, 800.0].into());
    harness.run_steps(4);
    tab_to(&mut harness, "P0: wanted");
    press(&mut harness, &[Key::End]);
    assert!(
        focused(&harness).starts_with("P299: "),
        "{}",
        focused(&harness)
    );
    press(&mut harness, &[Key::ArrowUp, Key::Space]);
    let selection = harness.state_mut().state_mut().selection.clone();
    assert_eq!(selection, Selection::Plugin(id("p298")));
}

/// The window with the timeline open.
fn timed() -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open(snapshot());
    fake.tell(30, Topic::Show, "clock", "shows clock");
    let loading = change("discovered", "loading", "wanted");
    fake.tell(35, Topic::Life, "news", &loading);
    let enabled = change("loading", "enabled", "enable hook returned");
    fake.tell(40, Topic::Life, "news", &enabled);
    fake.tell(45, Topic::Failure, "news", "update failed");
    fake.tell(50, Topic::Show, "weather", "shows weather");
    harness.state_mut().state_mut().timeline_open = true;
    harness.run_steps(4);
    (harness, fake)
}

#[test]
fn what_was_shown_is_walked_through_and_enter_goes_there() {
    let (mut harness, fake) = timed();
    tab_to(&mut harness, "Screens that were shown");
    press(&mut harness, &[Key::ArrowLeft]);
    let weather = "Screens that were shown, at 14:13:10: shows weather";
    assert_eq!(focused(&harness), weather);
    press(&mut harness, &[Key::ArrowLeft, Key::ArrowLeft]);
    let clock = "Screens that were shown, at 14:12:50: shows clock";
    assert_eq!(focused(&harness), clock);
    press(&mut harness, &[Key::Enter]);
    let state = harness.state_mut().state_mut();
    assert_eq!(state.stage.at, Some(Moment::from_secs(30)));
    assert_eq!(state.selection, Selection::Plugin(id("clock")));
    assert_eq!(fake.sent(), [], "the arrows do not change the screen");
}

#[test]
fn a_row_of_the_timeline_is_reached_and_its_pieces_are_walked_through() {
    let (mut harness, _fake) = timed();
    tab_to(&mut harness, "Clock: enabled");
    press(&mut harness, &[Key::ArrowDown, Key::ArrowDown]);
    assert_eq!(focused(&harness), "News: enabled");
    press(&mut harness, &[Key::ArrowRight]);
    assert_eq!(
        focused(&harness),
        "News: enabled, at 14:13:05: update failed"
    );
    press(&mut harness, &[Key::ArrowLeft]);
    let enabled = "News: enabled, at 14:13:00: loading → enabled: enable hook returned";
    assert_eq!(focused(&harness), enabled);
    press(&mut harness, &[Key::Space]);
    let state = harness.state_mut().state_mut();
    assert_eq!(state.stage.at, Some(Moment::from_secs(40)));
    assert_eq!(state.selection, Selection::Plugin(id("news")));
}

#[test]
fn a_piece_out_of_sight_is_brought_into_sight() {
    let (mut harness, _fake) = timed();
    harness.get_by_label("Closer").click();
    harness.run_steps(2);
    harness.get_by_label("Closer").click();
    harness.run_steps(2);
    harness.get_by_label("last 15 s");
    tab_to(&mut harness, "Screens that were shown");
    press(&mut harness, &[Key::ArrowLeft, Key::ArrowLeft]);
    harness.get_by_label_contains("Timeline, Paused");
    press(&mut harness, &[Key::Enter]);
    let at = harness.state_mut().state_mut().stage.at;
    assert_eq!(at, Some(Moment::from_secs(30)));
}

#[test]
fn of_several_plugins_the_first_one_is_inspected_and_that_is_said() {
    let (mut harness, _fake) = inspect(Tab::Health);
    let state = harness.state_mut().state_mut();
    state.selection = Selection::Several(vec![id("news"), id("clock")]);
    harness.run_steps(2);
    harness.get_by_label(
        "2 plugins are selected; what is told of one plugin is about News, which was chosen first.",
    );
    harness.get_by_label_contains("update fails: no answer within 5 s, 2 in a row");
}

#[test]
fn a_panel_of_text_is_scrolled_by_keys() {
    let (mut panel, _fake) = inspect(Tab::Raw);
    let made = |panel: &mut Harness<'_, App>| {
        panel.run_steps(1);
        panel.query_all_by_label_contains("snapshot #").count() > 0
    };
    assert!(
        (0..5_000).any(|_| made(&mut panel)),
        "an errand makes the text"
    );
    tab_to(&mut panel, "Text of this panel");
    let places = |harness: &Harness<'_, App>| {
        let all = harness.query_all_by_label_contains(" ");
        let places: Vec<_> = all.map(|node| node.rect().top() as i64).collect();
        places
    };
    let top = places(&panel);
    press(&mut panel, &[Key::End]);
    assert_ne!(places(&panel), top, "it is longer than the window");
    press(&mut panel, &[Key::Home]);
    assert_eq!(places(&panel), top);
    press(&mut panel, &[Key::PageDown]);
    assert_ne!(places(&panel), top);
    press(&mut panel, &[Key::PageUp]);
    assert_eq!(places(&panel), top);
}

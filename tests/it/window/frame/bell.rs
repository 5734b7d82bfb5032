//! Toasts and the bell that keeps them.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::logged::{Line, Logged};
use lumarium_app::window::app::App;
use lumarium_app::window::tools::Tools;
use lumarium_core::snapshot::{Level, Notice, Snapshot};
use lumarium_core::time::Wall;

use crate::window::fixture::{Fake, id, snapshot};
use crate::window::{click, jiff_utc, open, open_at};

fn notice(number: u64, level: Level, plugin: Option<&str>, text: &str) -> Notice {
    Notice {
        number,
        wall: Wall(1_790_000_000_000),
        level,
        plugin: plugin.map(id),
        text: text.to_owned(),
    }
}

/// How often something is said outside the details.
fn said(harness: &Harness<'static, App>, text: &str) -> usize {
    harness.query_all_by_label(text).count()
}

/// The usual snapshot, its details closed: they list notices, too.
fn quiet() -> (
    Harness<'static, App>,
    std::sync::Arc<crate::window::fixture::Fake>,
) {
    let mut quiet: Snapshot = snapshot();
    quiet.notices.clear();
    quiet.panel.until = None;
    let (mut harness, fake) = open(quiet);
    harness.state_mut().state_mut().details_open = false;
    harness.run();
    (harness, fake)
}

#[test]
fn a_note_is_shown_for_a_moment_and_kept() {
    let (mut harness, fake) = quiet();
    fake.change(|snapshot| {
        snapshot
            .notices
            .push(notice(2, Level::Info, None, "all is well"));
    });
    harness.step();
    harness.step();
    assert_eq!(said(&harness, "all is well"), 1);
    harness.run_steps(24);
    assert_eq!(
        said(&harness, "all is well"),
        0,
        "after four seconds it is gone"
    );
    click(&mut harness, "Messages, 1 unread, worst: note");
    assert_eq!(said(&harness, "all is well"), 1, "the bell keeps it");
    harness.get_by_label("14:13:20");
    harness.get_by_label("Messages");
}

#[test]
fn a_worse_note_stays_longer_and_the_bell_says_how_bad_it_is() {
    let (mut harness, fake) = quiet();
    fake.change(|snapshot| {
        snapshot.notices.push(notice(2, Level::Info, None, "good"));
        let bad = notice(3, Level::Error, Some("news"), "News does not work");
        snapshot.notices.push(bad);
    });
    harness.step();
    harness.run_steps(24);
    assert_eq!(said(&harness, "good"), 0);
    assert_eq!(said(&harness, "News does not work"), 1);
    harness.get_by_label("Messages, 2 unread, worst: error");
    click(&mut harness, "Hide this message");
    assert_eq!(said(&harness, "News does not work"), 0);
}

#[test]
fn a_plugin_that_fails_again_in_the_same_run_is_told_of_once() {
    let (mut harness, fake) = quiet();
    for number in 2..6 {
        fake.change(|snapshot| {
            let text = format!("failure {number}");
            snapshot
                .notices
                .push(notice(number, Level::Warning, Some("news"), &text));
        });
        harness.step();
        harness.step();
    }
    assert_eq!(said(&harness, "failure 2"), 1);
    assert_eq!(said(&harness, "failure 3") + said(&harness, "failure 5"), 0);
    click(&mut harness, "Messages, 4 unread, worst: warning");
    assert_eq!(said(&harness, "failure 5"), 1, "the bell has all of them");
}

#[test]
fn toasts_and_the_bell_are_bounded() {
    let (mut harness, _fake) = quiet();
    for number in 0..150 {
        let bell = &mut harness.state_mut().state_mut().bell;
        bell.tell(Wall(0), Level::Info, &format!("line {number}"));
    }
    harness.run_steps(2);
    assert_eq!(harness.query_all_by_label("Hide this message").count(), 3);
    let bell = &harness.state_mut().state_mut().bell;
    assert_eq!(bell.kept().count(), 100);
    assert_eq!(bell.unread(), 100);
    assert_eq!(bell.kept().next().unwrap().text, "line 50");
}

#[test]
fn what_was_there_before_the_window_is_in_the_bell_but_not_shouted() {
    let (harness, _fake) = open_at(snapshot(), 0.05);
    harness.get_by_label("Messages, 1 unread, worst: warning");
    assert!(harness.query_by_label("Hide this message").is_none());
}

#[test]
fn a_toast_under_the_pointer_stays() {
    let (mut harness, _fake) = quiet();
    let bell = &mut harness.state_mut().state_mut().bell;
    bell.tell(Wall(0), Level::Info, "read me");
    harness.run_steps(2);
    let at = harness.get_by_label("read me").rect().center();
    harness.hover_at(at);
    harness.run_steps(40);
    assert_eq!(said(&harness, "read me"), 1);
    harness.hover_at(egui::pos2(5.0, 700.0));
    harness.run_steps(20);
    assert_eq!(said(&harness, "read me"), 0);
}

#[test]
fn warnings_of_the_log_become_toasts_once_each_and_a_flood_does_not() {
    let logged = Logged::default();
    let tools = Tools {
        logged: Some(logged.clone()),
        ..Tools::default()
    };
    let fake = Fake::new(snapshot());
    let app = App::new(Arc::clone(&fake) as _, None, jiff_utc()).with_tools(tools);
    let mut harness = Harness::builder()
        .with_size([1280.0, 1400.0])
        .with_step_dt(0.25)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run_steps(4);
    let write = |text: &str| {
        logged.push(Line {
            level: Level::Error,
            target: "lumarium_core::host",
            text: text.to_owned(),
        });
    };
    write("the disk is full");
    harness.run_steps(3);
    harness.get_by_label("the disk is full");
    write("the disk is full");
    for number in 0..50 {
        write(&format!("line {number}"));
    }
    harness.run_steps(3);
    let bell = &harness.state_mut().state_mut().bell;
    let kept = |text: &str| bell.kept().filter(|one| one.text.contains(text)).count();
    assert_eq!((kept("the disk is full"), kept("line ")), (1, 4));
    assert_eq!(kept("in the log only"), 0);
    // A minute later: how many there were.
    harness.run_steps(245);
    let bell = &harness.state_mut().state_mut().bell;
    let last = bell.kept().next_back().unwrap();
    assert!(last.text.starts_with("46 more warnings"), "{last:?}");
}

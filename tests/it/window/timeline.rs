//! The timeline: rows, following and standing still, what is copied and kept.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::tools::Tools;
use lumarium_core::frame::{Frame, Rgb};
use lumarium_core::journal::{Topic, change};
use lumarium_core::time::Moment;
use lumarium_sim::film::Film;

use super::fixture::{Fake, plugin, snapshot};
use super::{click, jiff_utc, open, select};

fn told(fake: &Fake) {
    fake.tell(30, Topic::Show, "clock", "shows clock");
    fake.tell(
        40,
        Topic::Life,
        "news",
        &change("loading", "enabled", "enable hook returned"),
    );
    fake.tell(
        45,
        Topic::Failure,
        "news",
        "update failed: no answer within 5 s",
    );
    fake.tell(50, Topic::Show, "weather", "shows weather");
}

/// The window with the timeline open.
fn timed() -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open(snapshot());
    told(&fake);
    harness.state_mut().state_mut().timeline_open = true;
    harness.run_steps(4);
    (harness, fake)
}

fn press(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(2);
}

#[test]
fn it_follows_until_it_is_told_to_stand_still() {
    let (mut harness, _fake) = timed();
    harness.get_by_label("Timeline, Following, 2 screens shown");
    press(&mut harness, "Following");
    harness.get_by_label("Timeline, Paused, 2 screens shown");
    press(&mut harness, "Paused");
    harness.get_by_label("Timeline, Following, 2 screens shown");
    press(&mut harness, "Earlier");
    harness.get_by_label("Timeline, Paused, 2 screens shown");
    harness.get_by_label("last 60 s");
    press(&mut harness, "Wider");
    harness.get_by_label("last 2 min");
    press(&mut harness, "Closer");
    press(&mut harness, "Closer");
    harness.get_by_label("last 30 s");
    press(&mut harness, "All");
    harness.get_by_label_contains("Timeline, Following");
}

#[test]
fn a_click_goes_to_its_moment_and_back_to_now() {
    let (mut harness, _fake) = timed();
    let area = harness.get_by_label_contains("Timeline, ").rect();
    let at = area.right_center() - egui::vec2(area.width() * 0.2, 0.0);
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run_steps(3);
    let looked = harness.state_mut().state_mut().stage.at.unwrap();
    assert!(
        looked < Moment::from_secs(60) && looked > Moment::from_secs(30),
        "{looked:?}"
    );
    press(&mut harness, "Back to now");
    assert_eq!(harness.state_mut().state_mut().stage.at, None);
}

#[test]
fn space_stops_the_view_only_if_the_timeline_has_the_keyboard() {
    let (mut harness, fake) = timed();
    harness.get_by_label_contains("Timeline, ").focus();
    harness.step();
    harness.key_press(egui::Key::Space);
    harness.run_steps(3);
    harness.get_by_label_contains("Timeline, Paused");
    assert_eq!(fake.sent(), []);
}

#[test]
fn what_is_seen_is_copied_as_text() {
    let (mut harness, _fake) = timed();
    harness.get_by_label("Copy timeline").click();
    let mut found = None;
    for _ in 0..6 {
        harness.step();
        found = found.or_else(|| {
            let commands = &harness.output().platform_output.commands;
            commands.iter().find_map(super::inspector::copied_text)
        });
    }
    let text = found.unwrap();
    let shown = "shown\n  14:12:50 shows clock\n  14:13:10 shows weather\n";
    assert!(text.contains(shown), "{text}");
    let news = "News\n  14:13:00 loading → enabled: enable hook returned\n  14:13:05 update failed";
    assert!(text.contains(news), "{text}");
}

#[test]
fn of_two_hundred_plugins_only_the_rows_that_are_seen_are_made() {
    let mut many = snapshot();
    many.plugins = (0..200)
        .map(|number| Arc::new(plugin(&format!("P{number}"), true)))
        .collect();
    let (mut harness, _fake) = open(many);
    harness.state_mut().state_mut().timeline_open = true;
    harness.run_steps(4);
    harness.get_by_label("P0: enabled");
    assert!(harness.query_by_label("P150: enabled").is_none());
}

#[test]
fn a_test_case_is_a_folder_with_settings_journal_and_pictures() {
    let root = tempfile::tempdir().unwrap();
    let mut snapshot = snapshot();
    let clock = Arc::make_mut(&mut snapshot.plugins[0]);
    clock.settings = serde_json::json!({ "face": "it's analog" });
    let fake = Fake::new(snapshot.clone());
    told(&fake);
    let film = Film::default();
    for secs in 30_u8..40 {
        let mut frame = Frame::black(snapshot.panel.size);
        frame.fill(Rgb::new(secs, 0, 0));
        film.push(&frame, Moment::from_secs(u64::from(secs)));
    }
    let tools = Tools {
        root: Some(root.path().to_owned()),
        film: Some(film),
        ..Tools::default()
    };
    let app = App::new(Arc::clone(&fake) as _, None, jiff_utc()).with_tools(tools);
    let mut harness = Harness::builder()
        .with_size([1280.0, 1400.0])
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.state_mut().state_mut().timeline_open = true;
    harness.run_steps(3);
    select(&mut harness, "Clock");
    press(&mut harness, "Save as test case");
    while harness.query_by_label_contains("saved in").is_none() {
        harness.step();
    }
    let cases: Vec<_> = std::fs::read_dir(root.path().join("cases"))
        .unwrap()
        .flatten()
        .collect();
    let [case] = &cases[..] else {
        panic!("{cases:?}")
    };
    let name = case.file_name().into_string().unwrap();
    assert!(name.starts_with("clock-20260921T1413"), "{name}");
    let read = |name: &str| std::fs::read_to_string(case.path().join(name)).unwrap();
    assert!(read("settings.json").contains("it's analog"));
    assert!(read("journal.txt").contains("shows clock"));
    let about: serde_json::Value = serde_json::from_str(&read("case.json")).unwrap();
    assert_eq!(
        (&about["frames"], &about["size"]["width"]),
        (&10.into(), &128.into())
    );
    let readme = read("README.md");
    let command = "lumarium render clock --size 128x32 --at ";
    assert!(readme.contains(command), "{readme}");
    assert!(
        readme.contains(r#"--set 'face="it'\''s analog"'"#),
        "{readme}"
    );
    let strip = std::fs::read(case.path().join("frames.strip.png")).unwrap();
    assert!(strip.starts_with(b"\x89PNG"));
    click(&mut harness, "Following");
}

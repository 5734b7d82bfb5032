//! The window, driven by the names that a screen reader would say. Nothing is drawn on a screen.

mod actions;
mod actions_of_plugins;
mod fixture;
mod form;
mod form_leaving;
mod form_round_trip;
mod frame;
mod inspector;
mod keeping;
mod layout;
mod live;
mod matrix;
mod opening;
mod parity;
mod pictures;
mod pictures_pages;
mod plugins;
mod process;
mod raster;
mod settings;
mod stage;
mod timeline;
mod walking;
mod words;

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_core::message::{Command, Decision};
use lumarium_core::snapshot::{Level, Notice, Snapshot};
use lumarium_core::time::Wall;

use self::fixture::{Fake, id, plugin, snapshot};

/// A window on a running Lumarium made by hand.
fn open(snapshot: Snapshot) -> (Harness<'static, App>, Arc<Fake>) {
    open_at(snapshot, 0.25)
}

/// The same with so many seconds between frames.
fn open_at(snapshot: Snapshot, step: f32) -> (Harness<'static, App>, Arc<Fake>) {
    let fake = Fake::new(snapshot);
    let app = App::new(Arc::clone(&fake) as _, None, jiff_utc());
    let mut harness = pictures::seen(Harness::builder())
        .with_size([1280.0, 1400.0])
        .with_max_steps(40)
        .with_step_dt(step)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run();
    (harness, fake)
}

fn jiff_utc() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::UTC
}

fn click(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

fn select(harness: &mut Harness<'_, App>, start: &str) {
    let row = format!("{start}, ");
    harness.get_by_label_contains(&row).click();
    harness.run();
}

#[test]
fn the_switch_of_a_row_enables_and_disables() {
    let (mut harness, fake) = open(snapshot());
    click(&mut harness, "Switch Life on");
    assert_eq!(fake.sent(), [Command::Enable { plugin: id("life") }]);
    click(&mut harness, "Switch News off");
    let off = Command::Disable {
        plugin: id("news"),
        force: false,
    };
    assert_eq!(fake.sent(), [off]);
}

#[test]
fn transport_sends_its_commands() {
    let (mut harness, fake) = open(snapshot());
    for (name, command) in [
        ("Next screen", Command::Next),
        ("Previous screen", Command::Previous),
        ("Pause", Command::Pause { on: true }),
        ("Pin", Command::Pin { screen: None }),
    ] {
        click(&mut harness, name);
        assert_eq!(fake.sent(), [command], "{name}");
    }
    fake.change(|snapshot| {
        snapshot.panel.paused = true;
        snapshot.panel.pinned = snapshot.panel.screen.clone();
    });
    harness.run();
    click(&mut harness, "Resume");
    click(&mut harness, "Unpin");
    assert_eq!(fake.sent(), [Command::Pause { on: false }, Command::Unpin]);
}

#[test]
fn brightness_is_sent_and_kept_until_the_engine_has_it() {
    let (mut harness, fake) = open(snapshot());
    harness
        .get_by_role_and_label(egui::Role::Slider, "Brightness")
        .focus();
    harness.run();
    harness.key_press(egui::Key::ArrowRight);
    harness.run();
    assert_eq!(fake.sent(), [Command::Brightness { percent: 71 }]);
    harness.get_by_label("71 %");
    fake.change(|snapshot| snapshot.panel.brightness = 40);
    harness.run_steps(10);
    assert!(harness.query_all_by_label("40 %").count() >= 1);
}

#[test]
fn dragging_the_slider_sends_at_most_ten_a_second_and_the_last_value() {
    let (mut harness, fake) = open_at(snapshot(), 1.0 / 60.0);
    let slider = harness.get_by_role_and_label(egui::Role::Slider, "Brightness");
    let rect = slider.rect();
    harness.drag_at(rect.center());
    harness.step();
    fake.sent();
    for step in 0_u8..60 {
        harness.hover_at(rect.center() + egui::vec2(f32::from(step), 0.0));
        harness.step();
    }
    let count = fake.sent().len();
    assert!((8..=11).contains(&count), "{count} in one second");
    let end = rect.right_center() - egui::vec2(1.0, 0.0);
    harness.hover_at(end);
    harness.step();
    harness.drop_at(end);
    harness.run();
    let last = Command::Brightness { percent: 100 };
    assert_eq!(fake.sent().last(), Some(&last));
}

#[test]
fn order_is_changed_by_named_buttons() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Weather");
    click(&mut harness, "Move Weather up");
    let order = ["weather", "clock", "news", "ticker"].map(id).to_vec();
    assert_eq!(fake.sent(), [Command::Reorder { order }]);
    select(&mut harness, "Clock");
    assert!(harness.query_by_label("Move Clock up").is_none());
    click(&mut harness, "Move Clock down");
    let order = ["weather", "clock", "news", "ticker"].map(id).to_vec();
    assert_eq!(fake.sent(), [Command::Reorder { order }]);
}

#[test]
fn order_is_changed_by_dragging() {
    let (mut harness, fake) = open(snapshot());
    let from = harness.get_by_label_contains("News, ").rect().left_center();
    let onto = harness
        .get_by_label_contains("Clock, ")
        .rect()
        .left_center();
    let aside = egui::vec2(60.0, 0.0);
    harness.drag_at(from + aside);
    harness.run();
    harness.hover_at(onto + aside);
    harness.run();
    harness.drop_at(onto + aside);
    harness.run();
    let order = ["news", "clock", "weather", "ticker"].map(id).to_vec();
    assert_eq!(fake.sent(), [Command::Reorder { order }]);
}

#[test]
fn dragging_down_lands_under_the_line_that_is_shown() {
    let (mut harness, fake) = open(snapshot());
    let aside = egui::vec2(60.0, 0.0);
    let place = |harness: &Harness<'_, App>, row: &str| {
        harness.get_by_label_contains(row).rect().left_center() + aside
    };
    let (from, onto) = (place(&harness, "Clock, "), place(&harness, "News, "));
    harness.drag_at(from);
    harness.run();
    harness.hover_at(onto);
    harness.run();
    harness.drop_at(onto);
    harness.run();
    let order = ["weather", "news", "clock", "ticker"].map(id).to_vec();
    assert_eq!(fake.sent(), [Command::Reorder { order }]);
}

#[test]
fn rows_say_state_and_hint_in_words() {
    let (harness, _fake) = open(snapshot());
    harness.get_by_label("Clock, on, now");
    harness.get_by_label("Weather, on, next in 12 s");
    harness.get_by_label("News, failing, retry in 3 s");
    harness.get_by_label("Life, off");
    harness.get_by_label("Ticker, broken, it needs a key");
    harness.get_by_label("odd, not a plugin, manifest.json is not JSON");
    harness.get_by_label_contains("LED matrix 128 by 32, showing Clock");
}

#[test]
fn a_broken_plugin_shows_its_reason_and_can_be_tried_again() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Ticker");
    harness.get_by_label("it needs a key");
    harness.get_by_label_contains("waits for a new version, new settings, or Retry");
    click(&mut harness, "Retry");
    click(&mut harness, "Restart");
    let plugin = id("ticker");
    let sent = [
        Command::Retry {
            plugin: plugin.clone(),
        },
        Command::Reload { plugin },
    ];
    assert_eq!(fake.sent(), sent);
}

#[test]
fn the_selected_plugin_shows_transitions_errors_and_log() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "News");
    harness.get_by_label("configured → enabled");
    harness.get_by_label_contains("its enable hook returned");
    assert!(harness.query_all_by_label("no answer within 5 s").count() >= 2);
    harness.get_by_label("fetched 3 rows");
    harness.get_by_label_contains("in update · 2 times · retry in ");
    click(&mut harness, "Show now");
    let show = fake.sent();
    assert!(
        matches!(&show[..], [Command::Show { millis: 15_000, .. }]),
        "{show:?}"
    );
}

#[test]
fn a_refused_disable_names_who_needs_it_and_can_be_forced() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Clock");
    click(&mut harness, "Switch off");
    fake.sent();
    // Over the stage and in the details.
    let words = "Clock is needed by Weather";
    assert_eq!(harness.query_all_by_label(words).count(), 2);
    click(&mut harness, "Switch all off");
    let forced = Command::Disable {
        plugin: id("clock"),
        force: true,
    };
    assert_eq!(fake.sent(), [forced]);
    assert!(harness.query_by_label("Switch all off").is_none());
}

#[test]
fn findings_that_ask_have_their_answers_as_buttons() {
    let (mut harness, fake) = open(snapshot());
    harness.get_by_label("Life: its files were changed");
    click(&mut harness, "Keep as mine");
    let decide = Command::Decide {
        plugin: id("life"),
        decision: Decision::KeepAsMine,
    };
    assert_eq!(fake.sent(), [decide]);
}

#[test]
fn the_biggest_notice_stands_under_the_bar_until_it_is_hidden() {
    let (mut harness, fake) = open(snapshot());
    let text = "config.json could not be read, the last good copy is used";
    assert_eq!(harness.query_all_by_label(text).count(), 2);
    click(&mut harness, "Hide this line");
    assert_eq!(harness.query_all_by_label(text).count(), 1);
    fake.change(|snapshot| {
        snapshot.notices.push(Notice {
            number: 2,
            wall: Wall(0),
            level: Level::Error,
            plugin: None,
            text: "worse".to_owned(),
        });
    });
    harness.run();
    assert_eq!(harness.query_all_by_label("worse").count(), 2);
}

#[test]
fn the_filter_leaves_what_fits() {
    let (mut harness, _fake) = open(snapshot());
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    harness.run();
    harness.get_by_label("Filter plugins").type_text("wea");
    harness.run();
    harness.get_by_label_contains("Weather, ");
    assert!(harness.query_by_label_contains("Clock, ").is_none());
}

#[test]
fn with_nothing_on_the_stage_welcomes() {
    let mut empty = snapshot();
    empty.plugins = vec![Arc::new(plugin("Life", false))];
    let (mut harness, fake) = open(empty);
    harness.get_by_label("Welcome to Lumarium");
    click(&mut harness, "Start with Life");
    assert_eq!(fake.sent(), [Command::Enable { plugin: id("life") }]);
}

#[test]
fn of_a_thousand_plugins_only_the_rows_that_are_seen_are_made() {
    let mut many = snapshot();
    many.plugins = (0..1_000)
        .map(|number| Arc::new(plugin(&format!("P{number}"), true)))
        .collect();
    let (harness, _fake) = open(many);
    let rows = harness.query_all_by_label_contains("P").count();
    harness.get_by_label("P0, on");
    assert!(harness.query_by_label("P900, on").is_none());
    assert!(rows < 200, "{rows}");
}

#[test]
fn the_window_survives_any_size_and_a_plugin_that_vanishes() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "News");
    fake.change(|snapshot| {
        snapshot.plugins.clear();
        snapshot.panel.screen = None;
    });
    harness.run();
    for size in [[300.0, 200.0], [80.0, 60.0], [3000.0, 2000.0]] {
        harness.set_size(size.into());
        harness.run();
    }
    harness.get_by_label("Panel");
}

#[test]
fn a_still_picture_costs_no_frame_and_a_change_wakes_the_window() {
    let mut still = snapshot();
    still.panel.until = None;
    for plugin in &mut still.plugins {
        Arc::make_mut(plugin).state.failing = None;
    }
    let (mut harness, fake) = open(still);
    harness.run_steps(12);
    let waits = &harness.output().viewport_output[&egui::ViewportId::ROOT];
    assert_eq!(waits.repaint_delay, std::time::Duration::MAX);
    assert_eq!(fake.wakers(), 1);
    fake.change(|snapshot| snapshot.panel.paused = true);
    assert!(harness.ctx.has_requested_repaint());
}

//! The page of settings: what it shows comes from the snapshot, what is changed goes out by its path.

use std::sync::Arc;

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::page::Page;
use lumarium_app::window::settings::parts::Part;
use lumarium_app::window::settings::rows::ROWS;
use lumarium_core::config::Document;
use lumarium_core::config::views::{
    Display, Location, Own, RuntimeOptions, Schedule, ScheduleMode,
};
use lumarium_core::form::FieldKind;
use lumarium_core::message::Command;
use serde_json::{Value, json};

use super::fixture::{Fake, snapshot};
use super::{click, open};

/// The page of a Lumarium with this configuration.
fn page(config: Value) -> (Harness<'static, App>, Arc<Fake>) {
    let mut snapshot = snapshot();
    snapshot.config = Arc::new(config);
    let (mut harness, fake) = open(snapshot);
    harness.state_mut().state_mut().trail.go(Page::Settings);
    harness.run();
    (harness, fake)
}

/// Only what the search finds, so that it is on the screen.
fn search(harness: &mut Harness<'_, App>, words: &str) {
    words.clone_into(&mut harness.state_mut().state_mut().settings.search);
    harness.run();
}

fn path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}

fn set(at: &str, value: Value) -> Command {
    Command::SetConfig {
        path: path(at),
        value,
    }
}

fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).count() > 0
}

#[test]
fn a_number_is_sent_when_the_edit_is_done_and_not_before() {
    let (mut harness, fake) = page(json!({"display": {"hardware": {"rows": 32}}}));
    search(&mut harness, "rows");
    harness
        .get_by_role_and_label(Role::SpinButton, "Rows")
        .focus();
    harness.run();
    let typed = harness.get_by_role_and_label(Role::SpinButton, "Rows");
    typed.type_text("64");
    harness.run();
    assert_eq!(fake.sent(), []);
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(fake.sent(), [set("display.hardware.rows", json!(64))]);
}

#[test]
fn switches_and_choices_are_sent_at_once() {
    let (mut harness, fake) = page(json!({}));
    search(&mut harness, "stand-ins");
    click(&mut harness, "Switch Stand-ins on");
    let on = set("display.lumarium.show_alternatives", json!(true));
    assert_eq!(fake.sent(), [on]);
    search(&mut harness, "transition");
    harness
        .get_by_role_and_label(Role::ComboBox, "Transition")
        .click();
    harness.run();
    click(&mut harness, "slide");
    let slide = set("display.lumarium.transition", json!("slide"));
    assert_eq!(fake.sent(), [slide]);
}

#[test]
fn brightness_goes_on_from_what_holds_although_it_is_not_written_yet() {
    let (mut harness, fake) = page(json!({"display": {"hardware": {"brightness": 90}}}));
    search(&mut harness, "display.hardware.brightness");
    harness
        .get_by_role_and_label(Role::Slider, "Brightness")
        .focus();
    harness.run();
    for percent in [69, 68, 67] {
        harness.key_press(egui::Key::ArrowLeft);
        harness.run();
        assert_eq!(fake.sent(), [Command::Brightness { percent }]);
        fake.change(|snapshot| snapshot.panel.brightness = percent);
        harness.run();
    }
}

#[test]
fn a_time_that_is_none_is_not_sent_and_says_so() {
    let (mut harness, fake) = page(json!({"schedule": {"start_time": "07:00"}}));
    search(&mut harness, "schedule.start_time");
    for (text, sent) in [("soon", false), ("08:30", true)] {
        let field = harness.get_by_role_and_label(Role::TextInput, "On from");
        field.focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        let field = harness.get_by_role_and_label(Role::TextInput, "On from");
        field.type_text(text);
        harness.run();
        harness.key_press(egui::Key::Enter);
        harness.run();
        let commands = fake.sent();
        if sent {
            assert_eq!(commands, [set("schedule.start_time", json!(text))]);
        } else {
            assert_eq!(commands, []);
            assert!(
                says(&harness, "is not a time"),
                "the line says how a time is written"
            );
        }
    }
}

#[test]
fn what_is_changed_says_so_and_can_be_reset() {
    let (mut harness, fake) = page(json!({"display": {"hardware": {"cols": 128, "rows": 32}}}));
    search(&mut harness, "display.hardware.cols");
    assert!(says(&harness, "the default is 64"));
    assert!(says(&harness, "next start"));
    click(&mut harness, "Reset Columns");
    let path = path("display.hardware.cols");
    assert_eq!(fake.sent(), [Command::UnsetConfig { path }]);
    search(&mut harness, "display.hardware.rows");
    assert!(!says(&harness, "the default is"), "32 rows are the default");
    search(&mut harness, "display.hardware.parallel");
    assert!(
        harness.query_by_label("Reset Parallel").is_none(),
        "nothing is written there"
    );
}

#[test]
fn a_refused_change_says_why_beside_its_line() {
    let (mut harness, fake) = page(json!({}));
    fake.refuse("the disk is full");
    search(&mut harness, "stand-ins");
    click(&mut harness, "Switch Stand-ins on");
    harness.run();
    assert!(says(&harness, "Not saved: the disk is full"));
}

#[test]
fn a_profile_fills_its_four_numbers_and_keeps_what_stands_beside_them() {
    let (mut harness, fake) =
        page(json!({"display": {"hardware": {"cols": 64, "brightness": 40, "odd": [1]}}}));
    search(&mut harness, "usual panel sizes");
    click(&mut harness, "256 × 128");
    let hardware = json!({"cols": 64, "brightness": 40, "odd": [1], "rows": 64, "chain_length": 4, "parallel": 2});
    assert_eq!(fake.sent(), [set("display.hardware", hardware)]);
}

#[test]
fn a_time_zone_is_searched_and_chosen() {
    let (mut harness, fake) = page(json!({"timezone": "UTC"}));
    search(&mut harness, "time zone");
    click(&mut harness, "Time zone: UTC");
    let field = harness.get_by_role_and_label(Role::TextInput, "Search time zones");
    field.type_text("oslo");
    harness.run();
    click(&mut harness, "Europe/Oslo");
    assert_eq!(fake.sent(), [set("timezone", json!("Europe/Oslo"))]);
}

#[test]
fn screens_and_days_have_lines_of_their_own() {
    let config =
        json!({"schedule": {"mode": "per-day"}, "display": {"display_durations": {"old": 7}}});
    let (mut harness, fake) = page(config);
    search(&mut harness, "days have times");
    click(&mut harness, "Switch Sunday off");
    assert_eq!(
        fake.sent(),
        [set("schedule.days.sunday.enabled", json!(false))]
    );
    search(&mut harness, "each screen");
    for name in ["clock stays", "old stays"] {
        assert!(says(&harness, name), "{name}");
    }
}

#[test]
fn keys_that_no_row_knows_are_edited_as_json_and_others_stand_there_once() {
    let config = json!({
        "display": {"hardware": {"rows": 32, "odd.key": [1, 2]}, "plugin_rotation_order": ["clock"]},
        "vegas_target_fps": 125, "display_modes": {},
    });
    let (mut harness, fake) = page(config);
    search(&mut harness, "what config.json holds");
    for known in ["rotation_order as JSON", "rows as JSON"] {
        assert!(!says(&harness, known), "{known}");
    }
    assert!(says(&harness, "display_modes as JSON"));
    let name = "display.hardware.odd.key as JSON";
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    let field = harness.get_by_role_and_label(Role::TextInput, name);
    field.type_text("{\"a\": null}");
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    let path = ["display", "hardware", "odd.key"]
        .map(str::to_owned)
        .to_vec();
    let value = json!({"a": null});
    assert_eq!(fake.sent(), [Command::SetConfig { path, value }]);
}

#[test]
fn the_search_finds_words_and_paths_in_all_parts_and_says_when_there_is_nothing() {
    let (mut harness, _fake) = page(json!({}));
    for (words, found) in [
        ("gpio", "GPIO slowdown"),
        ("location.city", "Town"),
        ("doctor", "Examine now"),
    ] {
        search(&mut harness, words);
        assert!(says(&harness, found), "{words}");
    }
    search(&mut harness, "no such thing");
    assert!(says(&harness, "Nothing fits the search"));
}

#[test]
fn a_setting_that_is_sought_is_brought_into_sight() {
    let (mut harness, _fake) = page(json!({}));
    let state = harness.state_mut().state_mut();
    "something else".clone_into(&mut state.settings.search);
    state.sought = Some("display.hardware.multiplexing".to_owned());
    harness.run();
    let place = harness
        .get_by_role_and_label(Role::SpinButton, "Multiplexing")
        .rect();
    assert!(place.top() > 60.0 && place.bottom() < 1400.0, "{place:?}");
}

#[test]
fn every_part_has_lines_and_every_path_stands_once() {
    let mut paths: Vec<&str> = ROWS.iter().map(|row| row.path).collect();
    paths.sort_unstable();
    let all = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), all);
    for row in &*ROWS {
        let field = &row.field;
        assert!(
            !field.label.contains('.') && !field.description.ends_with('.'),
            "{}",
            row.path
        );
        let default = field.default.as_ref();
        let right = default
            .is_none_or(|value| lumarium_core::form::check_field(field, Some(value)).is_none());
        assert!(right, "{} has a default that it would refuse", row.path);
    }
    assert!(Part::ALL.iter().all(|part| !part.title().is_empty()));
}

/// There is a row for `path`, and this is its default.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "made where it is given")]
fn row(path: &str, value: Value) {
    let row = ROWS.iter().find(|row| row.path == path);
    let row = row.unwrap_or_else(|| panic!("{path} has no row"));
    let default = row.field.default.clone().unwrap_or_else(|| json!(""));
    assert_eq!(default, value, "{path}");
}

/// Taken apart without `..`: whoever adds an option to a view is sent here, and gives it a row.
#[test]
fn every_option_of_the_views_has_a_row_with_its_default() {
    let document = Document::default();
    let Display {
        rows,
        cols,
        chain_length,
        parallel,
        brightness,
        size: _,
    } = document.display();
    row("display.hardware.rows", json!(rows));
    row("display.hardware.cols", json!(cols));
    row("display.hardware.chain_length", json!(chain_length));
    row("display.hardware.parallel", json!(parallel));
    row("display.hardware.brightness", json!(brightness));
    let RuntimeOptions {
        gpio_slowdown,
        rp1_rio,
    } = document.runtime();
    row("display.runtime.gpio_slowdown", json!(gpio_slowdown));
    row("display.runtime.rp1_rio", json!(rp1_rio));
    let Location {
        city,
        state,
        country,
    } = document.location();
    row("location.city", json!(city));
    row("location.state", json!(state));
    row("location.country", json!(country));
    let Own {
        transition,
        transition_millis,
        refresh_hz,
        show_alternatives,
        worker_memory_mb,
        update_deadline,
        first_display_deadline,
        display_deadline,
        cleanup_deadline,
    } = document.lumarium();
    let transition = format!("{transition:?}").to_lowercase();
    row("display.lumarium.transition", json!(transition));
    let millis = json!(transition_millis);
    row("display.lumarium.transition_millis", millis);
    row("display.lumarium.refresh_hz", json!(refresh_hz));
    let alternatives = json!(show_alternatives);
    row("display.lumarium.show_alternatives", alternatives);
    row("display.lumarium.worker_memory_mb", json!(worker_memory_mb));
    for (name, seconds) in [
        ("update", update_deadline),
        ("first_display", first_display_deadline),
        ("display", display_deadline),
        ("cleanup", cleanup_deadline),
    ] {
        let path = format!("display.lumarium.{name}_deadline");
        row(&path, json!(seconds));
    }
    row("timezone", json!(document.time_zone()));
    row(
        "plugin_system.plugins_directory",
        json!(document.plugins_directory()),
    );
    row(
        "plugin_system.development_mode",
        json!(document.development_mode()),
    );
}

#[test]
fn every_option_of_the_schedules_has_a_row_with_its_default() {
    let document = Document::default();
    for (key, schedule) in [
        ("schedule", document.schedule()),
        ("dim_schedule", document.dim_schedule()),
    ] {
        let Schedule {
            enabled,
            mode,
            dim_brightness,
        } = schedule;
        row(&format!("{key}.enabled"), json!(enabled));
        let ScheduleMode::Global(span) = mode else {
            panic!("the default is one span");
        };
        let time = |minute: u16| json!(format!("{:02}:{:02}", minute / 60, minute % 60));
        row(&format!("{key}.start_time"), time(span.start));
        row(&format!("{key}.end_time"), time(span.end));
        if key == "dim_schedule" {
            row("dim_schedule.dim_brightness", json!(dim_brightness));
        }
    }
}

#[test]
fn no_row_is_of_a_kind_that_the_page_shows_only_as_json() {
    for row in &*ROWS {
        let drawn = matches!(
            row.field.kind,
            FieldKind::Toggle | FieldKind::Number(_) | FieldKind::Text(_) | FieldKind::Choice(_)
        );
        assert!(drawn, "{}", row.path);
    }
}

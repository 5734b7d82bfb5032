//! The inspector: each panel by its name, and as the text that is copied.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::page::Page;
use lumarium_app::window::tools::Tools;
use lumarium_core::journal::{Topic, change};
use lumarium_core::time::Moment;

use super::fixture::{Fake, plugin, snapshot};
use super::{click, jiff_utc, open, open_at, select};

/// The inspector, with a short journal.
fn inspect() -> (Harness<'static, App>, Arc<Fake>) {
    inspect_at(0.25)
}

/// The same while time all but stands still, so that countdowns can be compared.
fn inspect_still() -> (Harness<'static, App>, Arc<Fake>) {
    inspect_at(1e-6)
}

fn inspect_at(step: f32) -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open_at(snapshot(), step);
    fake.tell(
        10,
        Topic::Life,
        "news",
        &change("discovered", "loading", "wanted"),
    );
    fake.tell(
        11,
        Topic::Life,
        "news",
        &change("loading", "loaded", "code loaded"),
    );
    fake.tell(12, Topic::Show, "clock", "shows clock");
    fake.tell(
        20,
        Topic::Failure,
        "news",
        "update failed: no answer within 5 s",
    );
    fake.tell(
        21,
        Topic::Late,
        "news",
        "late report of run 2 dropped: drawn",
    );
    click(&mut harness, "Inspector");
    (harness, fake)
}

/// Opens a panel and copies it.
pub(super) fn copied(harness: &mut Harness<'_, App>, tab: &str) -> String {
    click(harness, tab);
    copy(harness)
}

fn copy(harness: &mut Harness<'_, App>) -> String {
    harness.get_by_label("Copy as text").click();
    for _ in 0..6 {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        if let Some(text) = commands.iter().find_map(copied_text) {
            return text;
        }
    }
    panic!("nothing was copied");
}

/// The text of a command that copies one.
pub(super) fn copied_text(command: &egui::OutputCommand) -> Option<String> {
    if let egui::OutputCommand::CopyText(text) = command {
        Some(text.clone())
    } else {
        None
    }
}

#[track_caller]
fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "{line:?} is not in:\n{text}");
    }
}

#[test]
fn wish_fact_and_plan_stand_side_by_side_and_a_click_selects() {
    let (mut harness, _fake) = inspect_still();
    harness.get_by_label("Clock: wanted on, is on, –");
    harness.get_by_label_contains("News: wanted on, is failing, retry in 3 s");
    let text = copied(&mut harness, "Wish and fact");
    has(
        &text,
        &[
            "Plugin     Wanted  Is",
            "  Clock    on      on",
            "ask: Keep as mine / Restore  Its files were changed: changed, should be as installed",
            "  Ticker   on      broken",
        ],
    );
    click(
        &mut harness,
        "Life: wanted off, is off, ask: Keep as mine / Restore",
    );
    harness.get_by_label("Life is not showing: it is switched off.");
    harness.get_by_label("Switch it on.");
}

#[test]
fn the_head_says_why_the_selected_plugin_is_not_showing() {
    let (mut harness, fake) = inspect_still();
    harness.get_by_label("Select a plugin to see why it is showing, or not");
    select(&mut harness, "Weather");
    harness.get_by_label("Weather is not showing: Clock is on; it comes next, in 11 s.");
    fake.change(|snapshot| snapshot.panel.paused = true);
    harness.run();
    harness.get_by_label("Weather is not showing: the rotation is paused on Clock.");
    select(&mut harness, "Clock");
    harness.get_by_label("Clock is showing.");
}

#[test]
fn the_life_is_drawn_from_its_table_and_an_edge_opens_the_journal() {
    let (mut harness, _fake) = inspect();
    select(&mut harness, "News");
    click(&mut harness, "Life");
    harness.get_by_label("The life of News, which is enabled");
    let text = copy(&mut harness);
    has(
        &text,
        &[
            "enabled ← is here\n",
            "* → enabled: enable hook returned, its run ended\n",
            "  → loaded: code loaded\n",
        ],
    );
    click(&mut harness, "loading → loaded");
    let text = copy(&mut harness);
    has(&text, &["loading → loaded: code loaded"]);
    assert!(!text.contains("discovered → loading"), "{text}");
}

#[test]
fn the_journal_is_filtered_by_words_and_chips_and_a_line_goes_to_its_moment() {
    let (mut harness, fake) = inspect();
    click(&mut harness, "Journal");
    harness.get_by_label("5 shown; 0 were gone before they could be read");
    click(&mut harness, "late");
    let text = copy(&mut harness);
    has(
        &text,
        &["late      news           late report of run 2 dropped: drawn"],
    );
    harness.get_by_label("1 shown; 0 were gone before they could be read");
    click(&mut harness, "late");
    harness.get_by_label("Filter the journal").focus();
    harness.run();
    harness
        .get_by_label("Filter the journal")
        .type_text("plugin:clock shows");
    harness.run();
    harness.get_by_label("1 shown; 0 were gone before they could be read");
    fake.tell(70, Topic::Show, "clock", "shows clock/second");
    fake.change(|_| {});
    harness.run();
    harness.get_by_label("2 shown; 0 were gone before they could be read");
    harness
        .get_by_label_contains("#2     show      clock          shows clock")
        .click();
    harness.run();
    assert_eq!(
        harness.state_mut().state_mut().stage.at,
        Some(Moment::from_secs(12))
    );
    click(&mut harness, "Back to now");
    assert_eq!(harness.state_mut().state_mut().stage.at, None);
}

#[test]
fn of_ten_thousand_lines_only_those_that_are_seen_are_made() {
    let (mut harness, fake) = inspect();
    for number in 0..10_000 {
        fake.tell(100, Topic::Show, "clock", &format!("shows number {number}"));
    }
    fake.change(|_| {});
    click(&mut harness, "Journal");
    harness.get_by_label("10005 shown; 0 were gone before they could be read");
    harness.get_by_label_contains("shows number 9999");
    let made = harness.query_all_by_label_contains("shows number").count();
    assert!(made < 200, "{made}");
}

#[test]
fn health_names_failure_back_off_errors_and_transitions() {
    let (mut harness, _fake) = inspect_still();
    select(&mut harness, "News");
    let text = copied(&mut harness, "Health");
    has(
        &text,
        &[
            "enabled for 59 s, run 3",
            "update fails: no answer within 5 s, 2 in a row",
            "retry in 3 s",
            "if it fails again it waits 4 min, 5 min, 5 min, 5 min",
            "r3 update: no answer within 5 s 2 times",
            "r3 configured → enabled: its enable hook returned",
            "0 late reports dropped, 0 log lines not kept",
        ],
    );
}

#[test]
fn needs_are_trees_with_versions_and_what_is_not_met() {
    let (mut harness, fake) = inspect();
    fake.change(|snapshot| {
        let weather = Arc::make_mut(&mut snapshot.plugins[1]);
        weather.requires = vec!["clock ^2".to_owned(), "radar *".to_owned()];
        Arc::make_mut(&mut snapshot.plugins[2]).requires = vec!["life *".to_owned()];
        Arc::make_mut(&mut snapshot.plugins[4]).requires = vec!["news *".to_owned()];
    });
    let text = copied(&mut harness, "Needs");
    has(
        &text,
        &[
            "  weather 1.2.0 (enabled)\n    clock 1.2.0 (enabled) · ^2 · × needs clock ^2, but 1.2.0 is installed\n",
            "    radar (not here) · * · × needs radar *, which is not installed\n",
            "Cycles: one of each must need less\n  life → news → life\n",
        ],
    );
    select(&mut harness, "Life");
    let text = copy(&mut harness);
    has(&text, &["It is needed by\n  news 1.2.0 (enabled)\n"]);
}

#[test]
fn the_machine_is_asked_only_while_its_panel_is_open() {
    let (mut harness, fake) = inspect();
    harness.run_steps(3);
    assert_eq!(fake.asked(), 0);
    let text = copied(&mut harness, "Machine");
    assert!(fake.asked() > 0);
    has(
        &text,
        &[
            "100 frames, 0 missed",
            "engine: 3 of 1024 wait, 7 at most so far",
            "32.0 MiB in use",
            "engine              4.0 %  120 ms in all",
            "Frames of this window",
            "≤ 0.05 ms",
            "since the start: ",
            " took longer than 16 ms; longest ",
            "draw: last, mean, longest of 5 s",
            "pictures, of 48.0 MiB a screen",
            "12.0 KiB on 1",
            "1 of 8, 5 at most so far",
            "Runs that were given up and have not ended\n  news run 2: 4 of 8, 5 at most so far",
        ],
    );
    click(&mut harness, "Wish and fact");
    let asked = fake.asked();
    harness.run_steps(3);
    assert_eq!(fake.asked(), asked);
}

#[test]
fn two_revisions_are_compared_by_an_errand() {
    let (mut harness, fake) = inspect();
    fake.change(|snapshot| snapshot.panel.brightness = 40);
    harness.run();
    click(&mut harness, "Compare");
    let text = loop {
        harness.step();
        let text = copy(&mut harness);
        if !text.contains("Being compared") {
            break text;
        }
    };
    has(
        &text,
        &[
            "#7 to #8: 2 values differ",
            "  revision: 7 → 8",
            "  panel.brightness: 70 → 40",
        ],
    );
}

#[test]
fn the_raw_snapshot_is_a_tree() {
    let (mut harness, _fake) = inspect();
    click(&mut harness, "Raw");
    let text = loop {
        harness.step();
        let text = copy(&mut harness);
        if !text.contains("Being compared") {
            break text;
        }
    };
    has(
        &text,
        &[
            "    brightness: 70\n",
            "      weather\n",
            "          name: \"enabled\"\n",
        ],
    );
}

#[test]
fn the_files_of_the_root_are_listed() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("config")).unwrap();
    std::fs::write(root.path().join("config/config.json"), "{}").unwrap();
    let tools = Tools {
        root: Some(root.path().to_owned()),
        ..Tools::default()
    };
    let app = App::new(Fake::new(snapshot()) as _, None, jiff_utc()).with_tools(tools);
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    // The layout is being written meanwhile, which takes as long as it takes.
    harness.get_by_label("Inspector").click();
    harness.run_steps(4);
    harness.get_by_label("Files").click();
    let file = "         2  config/config.json";
    while harness.query_by_label_contains(file).is_none() {
        harness.step();
    }
    harness.get_by_label_contains("files, newest first");
}

#[test]
fn closed_it_keeps_nothing() {
    let (mut harness, fake) = open(snapshot());
    fake.tell(10, Topic::Show, "clock", "shows clock");
    fake.change(|_| {});
    harness.run();
    let past = &harness.state_mut().state_mut().past;
    assert!(past.places().is_empty() && past.newest().is_none());
    harness.state_mut().state_mut().trail.go(Page::Inspector);
    harness.run();
    assert_eq!(harness.state_mut().state_mut().past.places(), 0..1);
}

#[test]
fn with_two_hundred_plugins_only_the_rows_that_are_seen_are_made() {
    let mut many = snapshot();
    many.plugins = (0..200)
        .map(|number| Arc::new(plugin(&format!("P{number}"), true)))
        .collect();
    let (mut harness, _fake) = open(many);
    click(&mut harness, "Inspector");
    harness.get_by_label("P0: wanted on, is on, –");
    assert!(
        harness
            .query_by_label("P199: wanted on, is on, –")
            .is_none()
    );
}

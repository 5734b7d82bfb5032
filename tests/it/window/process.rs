//! Plugins with a process of their own: what is shown of it, and a network that is away.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_core::failure::Stage;
use lumarium_core::lifecycle::Run;
use lumarium_core::manifest::RuntimeKind;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{LogLine, PluginView, Snapshot};
use lumarium_core::time::Wall;

use super::fixture::{Fake, id, offline, process, snapshot};
use super::frame::palette::{find, pick};
use super::inspector::copied;
use super::{click, open, open_at, select};

/// Weather, changed.
fn weather(change: impl FnOnce(&mut PluginView)) -> Snapshot {
    let mut snapshot = snapshot();
    let weather = Arc::make_mut(&mut snapshot.plugins[1]);
    weather.runtime = RuntimeKind::Python;
    weather.process = Some(process());
    change(weather);
    snapshot
}

/// A window in which Weather is selected.
fn selected(snapshot: Snapshot) -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open_at(snapshot, 5e-3);
    select(&mut harness, "Weather");
    harness.run_steps(3);
    (harness, fake)
}

#[test]
fn the_process_of_a_plugin_is_shown_with_what_it_takes_and_what_keeps_it_in() {
    let (mut harness, _fake) = selected(weather(|_| {}));
    for words in [
        "4711, for 3 min",
        "Python 3.11.7",
        "11.0 MiB (48.0 MiB with all it shares)",
        "2.5 % of one, 1.50 s since its start",
        "2 processes, 5 threads",
        "in part: 1 of 4 limits is missing",
        "Not held by this machine",
        "· Can see the processes of others (not allowed here)",
    ] {
        harness.get_by_label(words);
    }
    assert!(harness.query_by_label_contains("Runs as user").is_none());
    click(&mut harness, "What keeps it in");
    harness.get_by_label("· Runs as user 1000, not as root");
    harness.get_by_label_contains("more than 256 MiB of memory");
}

#[test]
fn what_has_ended_says_so_and_is_not_measured() {
    let (harness, fake) = selected(weather(|weather| weather.state.loaded = false));
    harness.get_by_label("4711, has ended");
    assert_eq!(fake.asked(), 0);
    assert!(harness.query_by_label_contains("MiB (").is_none());
}

#[test]
fn processes_are_measured_only_while_one_is_looked_at() {
    let (mut harness, fake) = open(weather(|_| {}));
    select(&mut harness, "Clock");
    assert_eq!(fake.asked(), 0, "Clock has no process of its own");
    select(&mut harness, "Weather");
    assert!(fake.asked() > 0);
    harness
        .get_by_role_and_label(egui::Role::Button, "Settings")
        .click();
    harness.run();
    let asked = fake.asked();
    harness.run_steps(3);
    assert_eq!(fake.asked(), asked);
}

#[test]
fn a_process_is_restarted_from_its_details_and_from_the_palette_by_either_word() {
    let (mut harness, fake) = selected(weather(|_| {}));
    let reload = || Command::Reload {
        plugin: id("weather"),
    };
    click(&mut harness, "Restart");
    assert_eq!(fake.sent(), [reload()]);
    pick(&mut harness, "restart");
    assert_eq!(fake.sent(), [reload()]);
    find(&mut harness, "reload");
    let found = harness.query_all_by_role(egui::Role::ListBoxOption);
    let mut names = found.filter_map(|node| {
        use egui_kittest::kittest::NodeT as _;
        node.accesskit_node().label()
    });
    assert!(names.any(|name| name.starts_with("Restart, ")));
}

#[test]
fn a_plugin_without_network_is_offline_and_neither_failing_nor_broken() {
    let away = weather(|weather| {
        weather.state.failing = Some(offline(Stage::Update));
        weather.reason = Some("offline: example.org cannot be reached".to_owned());
    });
    let (harness, _fake) = selected(away);
    harness.get_by_label("Weather, offline, retry in 40 s");
    harness.get_by_label("offline: example.org cannot be reached");
    harness.get_by_label("it goes on with what it has fetched · retry in 40 s");
    // At its start it is no different.
    let (harness, _fake) = open_at(
        weather(|weather| {
            "error".clone_into(&mut weather.state.name);
            weather.state.loaded = false;
            weather.state.failing = Some(offline(Stage::Load));
        }),
        5e-3,
    );
    harness.get_by_label("Weather, offline, retry in 40 s");
}

#[test]
fn the_log_tells_levels_and_keeps_a_traceback_together() {
    let texts = [
        "INFO plugin.weather: fetched",
        "WARNING plugin.weather: slow",
        "Traceback (most recent call last):",
        "  File \"/r/weather/manager.py\", line 3",
        "ValueError: no such town",
    ];
    let (harness, _fake) = selected(weather(|weather| {
        weather.place = Some(lumarium_core::facts::Place::Folder("/r/weather".into()));
        let line = |text: &str| LogLine {
            wall: Wall(1_790_000_000_000),
            run: Run(3),
            text: text.to_owned(),
        };
        weather.log = texts.map(line).to_vec();
    }));
    harness.get_by_label("fetched");
    harness.get_by_label_contains(" · info · plugin.weather");
    harness.get_by_label_contains(" · warning · plugin.weather");
    harness.get_by_label(
        "slow\nTraceback (most recent call last):\n  File \"manager.py\", line 3\nValueError: no such town",
    );
}

#[test]
fn the_inspector_has_the_process_in_its_texts() {
    let (mut harness, _fake) = selected(weather(|weather| {
        weather.state.failing = Some(offline(Stage::Update));
    }));
    click(&mut harness, "Inspector");
    let text = copied(&mut harness, "Health");
    for line in [
        "update is offline: example.org cannot be reached",
        "4711, Python 3.11.7, since ",
        "isolation in part: 1 of 4 limits is missing",
        "+ runs as user 1000, not as root",
        "– can see the processes of others (not allowed here)",
    ] {
        assert!(text.contains(line), "{line:?} is not in:\n{text}");
    }
    assert!(!text.contains("if it fails again"), "{text}");
    let text = copied(&mut harness, "Machine");
    for line in [
        "Processes: 22 MiB",
        "Python, from which they are forked",
        "4711",
        "11.0 MiB",
        "2.5 %",
        "2 processes, 5 threads",
    ] {
        assert!(text.contains(line), "{line:?} is not in:\n{text}");
    }
}

//! Changes of settings that are not saved: on leaving, of a plugin that goes, taken back without a second mouse
//! button; and the form of a plugin that is off.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Key, Modifiers, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lumarium_app::window::app::App;
use lumarium_core::facts::Place;
use lumarium_core::message::{Command, SettingEdit};
use lumarium_core::snapshot::Snapshot;
use serde_json::{Value, json};

use super::fixture::{Fake, id, snapshot};
use super::frame::drop::File;
use super::{click, open, select};

/// A world in which Life has these settings.
fn world(properties: &Value, settings: Value) -> Snapshot {
    let mut world = snapshot();
    let life = Arc::make_mut(&mut world.plugins[4]);
    life.schema = Some(Arc::new(json!({ "properties": properties })));
    life.settings = settings;
    world
}

/// A window on a switch that was changed.
fn changed() -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open(world(&json!({ "glow": { "type": "boolean" } }), json!({})));
    select(&mut harness, "Life");
    click(&mut harness, "Glow");
    (harness, fake)
}

fn saved() -> Command {
    Command::EditSettings {
        plugin: id("life"),
        edits: vec![SettingEdit::Set {
            path: vec!["glow".to_owned()],
            value: json!(true),
        }],
    }
}

fn quits(harness: &mut Harness<'_, App>) -> bool {
    harness.state_mut().state_mut().quit
}

fn press_quit(harness: &mut Harness<'_, App>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Q);
    harness.run();
}

/// Closes the window as the system does; whether it stays open.
fn close(harness: &mut Harness<'_, App>) -> bool {
    let root = harness.input_mut().viewports.entry(ViewportId::ROOT);
    root.or_default().events.push(ViewportEvent::Close);
    harness.step();
    let output = harness.output().viewport_output.get(&ViewportId::ROOT);
    let stays = output.is_some_and(|output| {
        let mut commands = output.commands.iter();
        commands.any(|command| matches!(command, ViewportCommand::CancelClose))
    });
    let root = harness.input_mut().viewports.entry(ViewportId::ROOT);
    root.or_default().events.clear();
    harness.run();
    stays
}

#[test]
fn leaving_with_changes_asks_and_saves_them_all_by_keyboard() {
    let (mut harness, fake) = changed();
    press_quit(&mut harness);
    assert!(!quits(&mut harness));
    harness.get_by_label("Life: 1 not saved");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Save all").is_none() && !quits(&mut harness));
    assert_eq!(fake.sent(), [], "Escape stays and sends nothing");
    press_quit(&mut harness);
    assert!(harness.get_by_label("Save all").is_focused());
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(fake.sent(), [saved()]);
    assert!(quits(&mut harness));
}

#[test]
fn closing_the_window_asks_and_can_discard() {
    let (mut harness, fake) = changed();
    assert!(close(&mut harness), "it stays open and asks");
    click(&mut harness, "Stay");
    assert!(close(&mut harness));
    click(&mut harness, "Discard all");
    assert!(quits(&mut harness));
    assert_eq!(fake.sent(), []);
    let (mut harness, _fake) = open(snapshot());
    assert!(!close(&mut harness), "without changes nothing is asked");
    press_quit(&mut harness);
    assert!(quits(&mut harness));
}

#[test]
fn what_is_refused_on_leaving_keeps_the_window_open() {
    let (mut harness, fake) = changed();
    fake.refuse("the disk is full");
    press_quit(&mut harness);
    click(&mut harness, "Save all");
    assert!(!quits(&mut harness));
    assert!(
        harness
            .query_all_by_label_contains("the disk is full")
            .count()
            > 0
    );
    harness.get_by_label("1 not saved");
}

#[test]
fn changes_of_a_plugin_that_has_gone_are_shown_copied_and_discarded() {
    let (mut harness, fake) = changed();
    fake.change(|world| drop(world.plugins.pop()));
    harness.run();
    harness.get_by_label("Unsaved changes of life, which is gone");
    harness.get_by_label("glow: default → true");
    click(&mut harness, "Copy the settings of life");
    press_quit(&mut harness);
    assert!(
        harness
            .get_by_label("Save all")
            .accesskit_node()
            .is_disabled()
    );
    click(&mut harness, "Stay");
    click(&mut harness, "Discard the changes of life");
    assert!(harness.query_by_label_contains("which is gone").is_none());
    press_quit(&mut harness);
    assert!(quits(&mut harness));
}

#[test]
fn a_change_is_taken_back_and_a_value_left_empty_by_keyboard() {
    let city = json!({ "type": ["string", "null"], "title": "City" });
    let (mut harness, fake) = open(world(
        &json!({ "city": city, "glow": { "type": "boolean" } }),
        json!({ "city": "Bonn" }),
    ));
    select(&mut harness, "Life");
    assert!(harness.query_by_label("More for Glow").is_none());
    click(&mut harness, "Glow");
    harness.get_by_label("1 not saved");
    harness.get_by_label("More for Glow").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    click(&mut harness, "Undo this change");
    assert!(harness.query_by_label("1 not saved").is_none());
    click(&mut harness, "More for City");
    click(&mut harness, "Leave empty");
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
        harness.run();
    }
    let edits = vec![SettingEdit::Set {
        path: vec!["city".to_owned()],
        value: Value::Null,
    }];
    let plugin = id("life");
    assert_eq!(fake.sent(), [Command::EditSettings { plugin, edits }]);
}

#[test]
fn a_file_dropped_on_a_field_is_not_taken_for_a_plugin() {
    let logo = json!({ "type": "string", "x-widget": "file-upload" });
    let (mut harness, fake) = open(world(&json!({ "logo": logo }), json!({})));
    select(&mut harness, "Life");
    let drop = |harness: &mut Harness<'_, App>, at: egui::Pos2| {
        harness.hover_at(at);
        harness.step();
        let file = Arc::new(File(PathBuf::from("/nowhere/face.star")));
        harness.input_mut().dropped_files.push(file);
        harness.step();
        let errands = harness.state_mut().tools().errands.clone();
        errands.run(|| ()).wait();
        harness.run();
    };
    let field = harness.get_by_label("Logo").rect().center();
    drop(&mut harness, field);
    assert_eq!(fake.sent(), []);
    drop(&mut harness, egui::pos2(500.0, 300.0));
    assert!(matches!(fake.sent().as_slice(), [Command::Link { .. }]));
}

#[test]
fn the_schema_of_a_form_is_asked_for_once_whenever_it_is_opened() {
    let mut world = snapshot();
    Arc::make_mut(&mut world.plugins[4]).place = Some(Place::Folder("/srv/life".into()));
    let (mut harness, fake) = open(world);
    let asked = || Command::ReadSchema { plugin: id("life") };
    select(&mut harness, "Life");
    harness.run_steps(3);
    assert_eq!(fake.sent(), [asked()]);
    select(&mut harness, "News");
    assert_eq!(fake.sent(), [], "one in this binary has it from the start");
    select(&mut harness, "Life");
    assert_eq!(fake.sent(), [asked()]);
}

#[test]
fn fields_come_and_go_with_the_settings_that_they_depend_on() {
    let schema = json!({
        "properties": { "mode": { "enum": ["city", "spot"], "x-widget": "radio", "default": "city" } },
        "allOf": [
            { "if": { "properties": { "mode": { "const": "city" } } },
              "then": { "properties": { "town": { "type": "string" } }, "required": ["town"] },
              "else": { "properties": { "height": { "type": "integer" } } } },
            { "properties": { "always": { "type": "boolean" } } },
        ],
    });
    let mut world = world(&json!({}), json!({ "height": 7 }));
    Arc::make_mut(&mut world.plugins[4]).schema = Some(Arc::new(schema));
    let (mut harness, fake) = open(world);
    select(&mut harness, "Life");
    harness.get_by_label("Town");
    harness.get_by_label("Always");
    assert!(harness.query_by_label("Height").is_none());
    click(&mut harness, "Mode: spot");
    assert!(harness.query_by_label("Town").is_none());
    harness.get_by_label("Height").set_value_accesskit(9.0);
    harness.run();
    click(&mut harness, "Mode: city");
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
        harness.run();
    }
    let sent = format!("{:?}", fake.sent());
    assert!(sent.contains("height"), "what is hidden is kept: {sent}");
}

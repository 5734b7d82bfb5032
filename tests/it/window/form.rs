//! The form of settings: a control for each kind of field, found by the name of the setting, and changes that
//! are saved, discarded, merged, and never lost.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::tools::Tools;
use lumarium_core::message::{Command, SettingEdit};
use serde_json::{Value, json};

use super::fixture::{Fake, id, snapshot};
use super::{click, open, select};

/// A window that shows the form of a plugin with one setting for each entry of `properties`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "each test writes the schema down where it asks for the form"
)]
fn form(properties: Value, settings: Value) -> (Harness<'static, App>, Arc<Fake>) {
    let schema = json!({ "type": "object", "properties": properties });
    let mut world = snapshot();
    let life = Arc::make_mut(&mut world.plugins[4]);
    life.schema = Some(Arc::new(schema));
    life.settings = settings;
    let (mut harness, fake) = open(world);
    select(&mut harness, "Life");
    (harness, fake)
}

/// Saves and gives what was sent: paths and new values; no value: removed.
fn save(harness: &mut Harness<'_, App>, fake: &Fake) -> Vec<(String, Option<Value>)> {
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
        harness.run();
    }
    sent(fake)
}

fn sent(fake: &Fake) -> Vec<(String, Option<Value>)> {
    let mut found = Vec::new();
    for command in fake.sent() {
        let Command::EditSettings { plugin, edits } = command else {
            panic!("{command:?}");
        };
        assert_eq!(plugin, id("life"));
        found.extend(edits.into_iter().map(|edit| match edit {
            SettingEdit::Set { path, value } => (path.join("."), Some(value)),
            SettingEdit::Remove { path } => (path.join("."), None),
        }));
    }
    found
}

fn set(path: &str, value: impl Into<Value>) -> (String, Option<Value>) {
    (path.to_owned(), Some(value.into()))
}

fn type_into(harness: &mut Harness<'_, App>, name: &str, text: &str) {
    harness.get_by_label(name).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label(name).type_text(text);
    harness.run();
}

#[test]
fn a_switch_changes_a_setting_and_only_its_path_is_sent() {
    let (mut harness, fake) = form(
        json!({ "glow": { "type": "boolean", "default": false }, "n": { "type": "integer" } }),
        json!({ "n": 4, "kept": [1, { "deep": null }] }),
    );
    click(&mut harness, "Glow");
    assert_eq!(fake.sent(), [], "nothing is sent before it is saved");
    assert_eq!(save(&mut harness, &fake), [set("glow", true)]);
}

#[test]
fn numbers_are_typed_and_keep_to_their_range() {
    let (mut harness, fake) = form(
        json!({ "speed": { "type": "number", "minimum": 0, "maximum": 5000, "default": 2.5 } }),
        json!({}),
    );
    harness.get_by_label("Speed").set_value_accesskit(7.25);
    harness.run();
    assert_eq!(save(&mut harness, &fake), [set("speed", 7.25)]);
}

#[test]
fn a_small_range_has_a_slider_and_whole_numbers_stay_whole() {
    let (mut harness, fake) = form(
        json!({ "size": { "type": "integer", "minimum": 1, "maximum": 10, "default": 3,
                          "x-widget": "slider" } }),
        json!({ "size": 4 }),
    );
    harness.get_by_label("Size value").set_value_accesskit(6.0);
    harness.run();
    assert_eq!(save(&mut harness, &fake), [set("size", 6)]);
}

#[test]
fn texts_are_typed() {
    let (mut harness, fake) = form(
        json!({ "city": { "type": "string", "default": "Bonn" },
                "notes": { "type": "string", "x-widget": "textarea" } }),
        json!({}),
    );
    type_into(&mut harness, "City", "Ulm");
    type_into(&mut harness, "Notes", "one");
    assert_eq!(
        save(&mut harness, &fake),
        [set("city", "Ulm"), set("notes", "one")]
    );
}

#[test]
fn one_of_several_is_chosen_from_a_list_or_by_a_radio_button() {
    let (mut harness, fake) = form(
        json!({ "unit": { "enum": ["metric", "imperial"], "default": "metric" },
                "side": { "enum": ["left", "right"], "x-widget": "radio" } }),
        json!({}),
    );
    click(&mut harness, "Unit");
    click(&mut harness, "imperial");
    click(&mut harness, "Side: right");
    assert_eq!(
        save(&mut harness, &fake),
        [set("unit", "imperial"), set("side", "right")]
    );
}

#[test]
fn some_of_several_are_ticked_and_stand_in_the_order_of_the_schema() {
    let (mut harness, fake) = form(
        json!({ "shows": { "type": "array", "uniqueItems": true,
                           "items": { "enum": ["a", "b", "c"] } } }),
        json!({ "shows": ["c"] }),
    );
    click(&mut harness, "Shows: a");
    assert_eq!(save(&mut harness, &fake), [set("shows", json!(["a", "c"]))]);
}

#[test]
fn entries_of_a_list_are_added_moved_and_removed() {
    let (mut harness, fake) = form(
        json!({ "zones": { "type": "array", "items": { "type": "string" }, "default": ["x", "y"] } }),
        json!({}),
    );
    click(&mut harness, "Add to Zones");
    type_into(&mut harness, "Zones 3", "z");
    click(&mut harness, "Move Zones 3 up");
    click(&mut harness, "Remove Zones 1");
    assert_eq!(save(&mut harness, &fake), [set("zones", json!(["z", "y"]))]);
}

#[test]
fn a_row_of_a_table_opens_to_its_fields_and_unknown_keys_in_it_stay() {
    let row = json!({ "type": "object", "properties": {
        "name": { "type": "string" }, "on": { "type": "boolean", "default": true } } });
    let (mut harness, fake) = form(
        json!({ "feeds": { "type": "array", "x-widget": "array-table", "items": row } }),
        json!({ "feeds": [{ "name": "A", "own": 1 }] }),
    );
    click(&mut harness, "Feeds 1");
    type_into(&mut harness, "Name", "B");
    click(&mut harness, "Add to Feeds");
    let saved = save(&mut harness, &fake);
    let feeds = saved
        .into_iter()
        .next()
        .and_then(|(_, value)| value)
        .unwrap();
    assert_eq!(feeds[0], json!({ "name": "B", "own": 1 }));
    assert_eq!(feeds.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_colour_is_written_as_it_was() {
    let byte = json!({ "type": "integer", "minimum": 0, "maximum": 255 });
    let (mut harness, fake) = form(
        json!({ "ink": { "type": "array", "items": byte, "minItems": 3, "maxItems": 3,
                         "default": [255, 0, 0] } }),
        json!({}),
    );
    type_into(&mut harness, "Ink digits", "#0a0b0c");
    harness.get_by_label("Ink green").set_value_accesskit(77.0);
    harness.run();
    assert_eq!(save(&mut harness, &fake), [set("ink", json!([10, 77, 12]))]);
}

#[test]
fn dates_and_times_are_stepped() {
    let (mut harness, fake) = form(
        json!({ "day": { "type": "string", "format": "date" },
                "at": { "type": "string", "format": "time" } }),
        json!({ "day": "2026-02-28", "at": "23:50" }),
    );
    click(&mut harness, "Later Day");
    click(&mut harness, "Later At");
    assert_eq!(
        save(&mut harness, &fake),
        [set("day", "2026-03-01"), set("at", "00:05")]
    );
}

#[test]
fn what_has_no_control_is_json_and_half_typed_json_is_not_lost() {
    let (mut harness, fake) = form(
        json!({ "odd": { "type": "integer" } }),
        json!({ "odd": "text" }),
    );
    harness.get_by_label_contains("must be a whole number");
    type_into(&mut harness, "Odd", "[1,");
    harness.get_by_label_contains("No JSON yet");
    assert_eq!(save(&mut harness, &fake), [], "it cannot be saved yet");
    select(&mut harness, "News");
    select(&mut harness, "Life");
    harness.get_by_label_contains("No JSON yet");
    type_into(&mut harness, "Odd", "12");
    assert_eq!(save(&mut harness, &fake), [set("odd", 12)]);
}

#[test]
fn a_secret_is_written_blind_and_nowhere_to_be_seen() {
    let canary = "hunter2-canary";
    let (mut harness, fake) = form(
        json!({ "token": { "type": "string", "x-secret": true } }),
        json!({}),
    );
    harness.get_by_label("not set");
    type_into(&mut harness, "Token", canary);
    harness.get_by_label("will be set");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run();
    harness.get_by_label("token: set");
    let told = format!("{:?}", harness.root());
    let told = format!("{told} {:?}", harness.state_mut().state_mut());
    assert!(!told.contains(canary), "a secret was told");
    click(&mut harness, "Save now");
    assert_eq!(sent(&fake), [set("token", canary)]);
    harness.get_by_label("not set");
    let left = format!(
        "{:?}",
        harness.ctx.memory(|memory| format!("{:?}", memory.data))
    );
    assert!(!left.contains(canary), "a secret was kept");
}

#[test]
fn a_secret_that_is_set_can_be_replaced_or_removed() {
    let (mut harness, fake) = form(
        json!({ "token": { "type": "string", "x-secret": true } }),
        json!({}),
    );
    fake.change(|world| {
        Arc::make_mut(&mut world.plugins[4]).secrets_set = vec![vec!["token".to_owned()]];
    });
    harness.run();
    harness.get_by_label("set, hidden");
    click(&mut harness, "Remove Token");
    harness.get_by_label("will be removed");
    assert_eq!(save(&mut harness, &fake), [("token".to_owned(), None)]);
}

#[test]
fn the_difference_is_shown_before_it_is_saved_and_can_be_discarded() {
    let (mut harness, fake) = form(
        json!({ "city": { "type": "string" }, "glow": { "type": "boolean" } }),
        json!({ "city": "Bonn" }),
    );
    type_into(&mut harness, "City", "Ulm");
    click(&mut harness, "Glow");
    harness.get_by_label("2 not saved");
    click(&mut harness, "Save…");
    harness.get_by_label("city: \"Bonn\" → \"Ulm\"");
    harness.get_by_label("glow: default → true");
    click(&mut harness, "Discard changes");
    assert!(harness.query_by_label("2 not saved").is_none());
    assert_eq!(save(&mut harness, &fake), []);
}

#[test]
fn a_setting_goes_back_to_its_default_by_being_removed() {
    let (mut harness, fake) = form(
        json!({ "n": { "type": "integer", "default": 3 } }),
        json!({ "n": 4 }),
    );
    click(&mut harness, "Reset N");
    assert_eq!(save(&mut harness, &fake), [("n".to_owned(), None)]);
}

#[test]
fn a_draft_waits_while_another_plugin_is_selected_and_the_list_says_so() {
    let (mut harness, fake) = form(json!({ "glow": { "type": "boolean" } }), json!({}));
    click(&mut harness, "Glow");
    select(&mut harness, "News");
    harness.get_by_label_contains("settings not saved");
    fake.change(|world| {
        // A reload brings an equal schema in another place.
        let life = Arc::make_mut(&mut world.plugins[4]);
        life.schema = life.schema.as_deref().cloned().map(Arc::new);
        life.run = lumarium_core::lifecycle::Run(9);
    });
    harness.run();
    select(&mut harness, "Life");
    assert_eq!(save(&mut harness, &fake), [set("glow", true)]);
}

#[test]
fn what_changes_elsewhere_is_merged_and_a_conflict_is_decided_by_a_person() {
    let (mut harness, fake) = form(
        json!({ "city": { "type": "string" }, "n": { "type": "integer" } }),
        json!({ "city": "Bonn", "n": 1 }),
    );
    type_into(&mut harness, "City", "Ulm");
    let elsewhere = |fake: &Fake, settings: Value| {
        fake.change(|world| Arc::make_mut(&mut world.plugins[4]).settings = settings);
    };
    elsewhere(&fake, json!({ "city": "Bonn", "n": 2 }));
    harness.run();
    harness.get_by_label("1 not saved");
    elsewhere(&fake, json!({ "city": "Köln", "n": 2 }));
    harness.run();
    harness.get_by_label("Changed elsewhere to Köln");
    assert_eq!(save(&mut harness, &fake), [], "first it is decided");
    click(&mut harness, "Keep mine");
    assert_eq!(save(&mut harness, &fake), [set("city", "Ulm")]);
    elsewhere(&fake, json!({ "city": "Jena", "n": 2 }));
    harness.run();
    click(&mut harness, "Take that");
    assert!(harness.query_by_label("1 not saved").is_none());
}

#[test]
fn what_was_saved_is_no_change_any_more() {
    let (mut harness, fake) = form(json!({ "glow": { "type": "boolean" } }), json!({}));
    click(&mut harness, "Glow");
    save(&mut harness, &fake);
    fake.change(|world| {
        Arc::make_mut(&mut world.plugins[4]).settings = json!({ "glow": true });
    });
    harness.run();
    assert!(harness.query_by_label("1 not saved").is_none());
    assert!(
        harness
            .query_by_label_contains("settings not saved")
            .is_none()
    );
}

#[test]
fn search_finds_settings_in_closed_groups() {
    let inner = json!({ "type": "object", "x-collapsed": true,
                        "properties": { "deep_one": { "type": "boolean" } } });
    let (mut harness, _fake) = form(
        json!({ "group": inner, "other": { "type": "boolean" } }),
        json!({}),
    );
    assert!(harness.query_by_label("Deep one").is_none());
    type_into(&mut harness, "Search settings of this plugin", "deep");
    harness.get_by_label("Deep one");
    assert!(harness.query_by_label("Other").is_none());
}

#[test]
fn advanced_and_unknown_settings_stand_behind_a_head() {
    let (mut harness, fake) = form(
        json!({ "rare": { "type": "boolean", "x-advanced": true }, "n": { "type": "integer" } }),
        json!({ "mystery": 5 }),
    );
    assert!(harness.query_by_label("Rare").is_none());
    click(&mut harness, "Advanced");
    click(&mut harness, "Rare");
    click(&mut harness, "Other settings");
    type_into(&mut harness, "mystery", "6");
    assert_eq!(
        save(&mut harness, &fake),
        [set("mystery", 6), set("rare", true)]
    );
}

#[test]
fn a_development_plugin_can_apply_while_typing() {
    let (mut harness, fake) = form(json!({ "glow": { "type": "boolean" } }), json!({}));
    fake.change(|world| Arc::make_mut(&mut world.plugins[4]).development = true);
    harness.run();
    click(&mut harness, "Apply while typing");
    click(&mut harness, "Glow");
    harness.run_steps(4);
    assert_eq!(sent(&fake), [set("glow", true)]);
}

#[test]
fn a_file_is_copied_to_where_the_plugin_finds_it_and_a_wrong_one_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let source = tempfile::tempdir().unwrap();
    for name in ["logo.png", "logo.exe"] {
        std::fs::write(source.path().join(name), b"bytes").unwrap();
    }
    let mut world = snapshot();
    let life = Arc::make_mut(&mut world.plugins[4]);
    let logo = json!({ "type": "string", "x-widget": "file-upload",
                       "x-upload-config": { "allowed_types": ["image/png"], "max_size_mb": 1 } });
    life.schema = Some(Arc::new(
        json!({ "type": "object", "properties": { "logo": logo } }),
    ));
    life.settings = json!({});
    let fake = Fake::new(world);
    let tools = Tools {
        root: Some(root.path().to_owned()),
        ..Tools::default()
    };
    let errands = tools.errands.clone();
    let app = App::new(Arc::clone(&fake) as _, None, super::jiff_utc()).with_tools(tools);
    let mut harness = Harness::builder()
        .with_size([1280.0, 1400.0])
        .with_max_steps(40)
        .with_step_dt(0.25)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run();
    select(&mut harness, "Life");
    let copy = |harness: &mut Harness<'_, App>, name: &str| {
        let path = source.path().join(name).display().to_string();
        type_into(harness, "Logo", &path);
        click(harness, "Copy in for Logo");
        // Errands are done one after the other: when this one is, the copy is, too.
        errands.run(|| ()).wait();
        harness.run();
    };
    copy(&mut harness, "logo.exe");
    harness.get_by_label_contains("it must end in png");
    copy(&mut harness, "logo.png");
    let place = "assets/plugins/life/uploads/logo.png";
    assert_eq!(std::fs::read(root.path().join(place)).unwrap(), b"bytes");
    assert_eq!(save(&mut harness, &fake), [set("logo", place)]);
}

#[test]
fn a_time_zone_is_found_by_typing_a_part_of_it() {
    let (mut harness, fake) = form(
        json!({ "zone": { "type": "string", "x-widget": "timezone-selector", "default": "UTC" } }),
        json!({}),
    );
    harness.state_mut().tools().errands.run(|| ()).wait();
    harness.run();
    click(&mut harness, "Zone");
    type_into(&mut harness, "Search values of Zone", "berl");
    click(&mut harness, "Europe/Berlin");
    assert_eq!(save(&mut harness, &fake), [set("zone", "Europe/Berlin")]);
}

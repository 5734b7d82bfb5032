//! Taking changes back: the command that does it, by keys and by the button of a toast.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::undo::{Back, Step};
use lumarium_core::facts::Place;
use lumarium_core::message::{Command, SettingEdit};
use lumarium_core::snapshot::Snapshot;
use serde_json::json;

use crate::window::fixture::{id, snapshot};
use crate::window::{click, open, select};

fn undo(harness: &mut Harness<'static, App>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
}

fn redo(harness: &mut Harness<'static, App>) {
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    harness.run();
}

/// What takes `command` back in the usual snapshot.
fn back_of(command: &Command, snapshot: &Snapshot) -> Option<Vec<Command>> {
    match Step::of(command, snapshot)?.back {
        Back::Commands(commands) => Some(commands),
        Back::Unlink(_) => Some(Vec::new()),
    }
}

#[test]
fn switching_is_taken_back_and_done_again_by_keys() {
    let (mut harness, fake) = open(snapshot());
    let (on, off) = (
        Command::Enable { plugin: id("life") },
        Command::Disable {
            plugin: id("life"),
            force: false,
        },
    );
    undo(&mut harness);
    assert_eq!(fake.sent(), [], "there is nothing to take back yet");
    click(&mut harness, "Switch Life on");
    undo(&mut harness);
    assert_eq!(fake.sent(), [on.clone(), off]);
    undo(&mut harness);
    assert_eq!(fake.sent(), [], "only once");
    redo(&mut harness);
    assert_eq!(fake.sent(), [on]);
    redo(&mut harness);
    assert_eq!(fake.sent(), []);
}

#[test]
fn the_toast_says_what_was_done_and_its_button_takes_it_back() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Weather");
    click(&mut harness, "Move Weather up");
    fake.sent();
    harness.get_by_label("The order is changed");
    click(&mut harness, "Undo this");
    let order = ["clock", "weather", "news", "ticker"].map(id).to_vec();
    assert_eq!(fake.sent(), [Command::Reorder { order }]);
    harness.get_by_label("Taken back: The order is changed");
    assert!(harness.query_by_label("Undo this").is_none());
}

#[test]
fn a_refused_command_leaves_nothing_to_take_back() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Clock");
    click(&mut harness, "Switch off");
    fake.sent();
    undo(&mut harness);
    assert_eq!(fake.sent(), []);
}

#[test]
fn typing_keeps_the_keys_of_undo_for_the_letters() {
    let (mut harness, fake) = open(snapshot());
    click(&mut harness, "Switch Life on");
    fake.sent();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run();
    undo(&mut harness);
    assert_eq!(fake.sent(), []);
}

#[test]
fn brightness_moved_in_one_go_is_one_change() {
    let (mut harness, fake) = open(snapshot());
    for percent in [60, 50, 40] {
        harness.state_mut().state_mut().undo.made(
            Step::of(&Command::Brightness { percent }, &snapshot()).unwrap(),
            100.0,
        );
    }
    undo(&mut harness);
    assert_eq!(fake.sent(), [Command::Brightness { percent: 70 }]);
    undo(&mut harness);
    assert_eq!(fake.sent(), []);
}

#[test]
fn forcing_off_is_taken_back_for_all_in_an_order_that_works() {
    let off = Command::Disable {
        plugin: id("clock"),
        force: true,
    };
    let on = |name| Command::Enable { plugin: id(name) };
    let back = back_of(&off, &snapshot()).unwrap();
    assert_eq!(
        back,
        [on("clock"), on("weather")],
        "first what the other needs"
    );
}

#[test]
fn settings_get_their_old_values_and_new_keys_vanish() {
    let now = snapshot();
    let settings = json!({ "face": "analog", "extra": 1 });
    let change = Command::Configure {
        plugin: id("clock"),
        settings: settings.as_object().unwrap().clone(),
    };
    let before = json!({ "face": "digital", "extra": null });
    let back = Command::Configure {
        plugin: id("clock"),
        settings: before.as_object().unwrap().clone(),
    };
    assert_eq!(back_of(&change, &now), Some(vec![back]));
    let path = ["clock", "face"].map(str::to_owned).to_vec();
    let set = Command::SetConfig {
        path: path.clone(),
        value: json!("analog"),
    };
    let was = Command::SetConfig {
        path: path.clone(),
        value: json!("digital"),
    };
    assert_eq!(back_of(&set, &now), Some(vec![was.clone()]));
    let unset = Command::UnsetConfig { path };
    assert_eq!(back_of(&unset, &now), Some(vec![was.clone()]));
    assert_eq!(back_of(&was, &now), None, "nothing would change");
    let path = ["clock", "deep", "new"].map(str::to_owned).to_vec();
    let new = Command::SetConfig {
        path: path.clone(),
        value: json!(1),
    };
    assert_eq!(
        back_of(&new, &now),
        Some(vec![Command::UnsetConfig { path }])
    );
}

#[test]
fn single_settings_get_their_old_values_and_secrets_among_them_are_left_out() {
    let mut now = snapshot();
    let schema = json!({ "type": "object", "properties": {
        "key": { "type": "string", "x-secret": true } } });
    Arc::make_mut(&mut now.plugins[0]).schema = Some(Arc::new(schema));
    let set = |key: &str, value| SettingEdit::Set {
        path: vec![key.to_owned()],
        value,
    };
    let edit = |edits| Command::EditSettings {
        plugin: id("clock"),
        edits,
    };
    let change = edit(vec![
        set("face", json!("analog")),
        set("key", json!("CANARY")),
    ]);
    let step = Step::of(&change, &now).unwrap();
    let back = edit(vec![set("face", json!("digital"))]);
    assert_eq!(step.back, Back::Commands(vec![back]));
    assert_eq!(step.again, edit(vec![set("face", json!("analog"))]));
    let secret = edit(vec![set("key", json!("CANARY"))]);
    assert!(Step::of(&secret, &now).is_none());
}

#[test]
fn settings_of_lumarium_itself_are_taken_back_too() {
    let mut now = snapshot();
    now.config = Arc::new(json!({ "display": { "hardware": { "rows": 32 } } }));
    let path = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let set = |keys: &[&str], value| Command::SetConfig {
        path: path(keys),
        value,
    };
    let rows = ["display", "hardware", "rows"];
    let back = back_of(&set(&rows, json!(64)), &now);
    assert_eq!(back, Some(vec![set(&rows, json!(32))]));
    let new = ["display", "hardware", "cols"];
    let gone = Command::UnsetConfig { path: path(&new) };
    assert_eq!(back_of(&set(&new, json!(64)), &now), Some(vec![gone]));
    let secret = set(&["github", "api_token"], json!("CANARY"));
    assert!(Step::of(&secret, &now).is_none());
}

#[test]
fn a_secret_is_never_kept() {
    let mut now = snapshot();
    let schema = json!({ "type": "object", "properties": {
        "key": { "type": "string", "x-secret": true },
        "login": { "type": "object", "properties": {
            "name": { "type": "string" },
            "word": { "type": "string", "x-secret": true } } } } });
    Arc::make_mut(&mut now.plugins[0]).schema = Some(Arc::new(schema));
    let set = |path: &[&str]| Command::SetConfig {
        path: path.iter().map(|key| (*key).to_owned()).collect(),
        value: json!("CANARY"),
    };
    assert!(Step::of(&set(&["clock", "key"]), &now).is_none());
    assert!(Step::of(&set(&["clock", "login"]), &now).is_none());
    assert!(Step::of(&set(&["clock", "login", "word"]), &now).is_none());
    assert!(Step::of(&set(&["clock", "login", "name"]), &now).is_some());
    for key in ["key", "login"] {
        let settings = json!({ key: "CANARY" });
        let change = Command::Configure {
            plugin: id("clock"),
            settings: settings.as_object().unwrap().clone(),
        };
        assert!(Step::of(&change, &now).is_none(), "{key}");
    }
}

#[test]
fn links_are_taken_back_by_the_place_they_came_from() {
    let (mut harness, fake) = open(snapshot());
    let path = std::path::PathBuf::from("/srv/mine");
    let link = Command::Link { path: path.clone() };
    let step = Step::of(&link, &snapshot()).unwrap();
    harness.state_mut().state_mut().undo.made(step, 0.0);
    fake.change(|snapshot| {
        Arc::make_mut(&mut snapshot.plugins[4]).place = Some(Place::Linked(path.clone()));
    });
    harness.run();
    undo(&mut harness);
    let unlink = Command::Unlink { plugin: id("life") };
    assert_eq!(fake.sent(), std::slice::from_ref(&unlink));
    let mut linked = snapshot();
    Arc::make_mut(&mut linked.plugins[4]).place = Some(Place::Linked(path));
    assert_eq!(back_of(&unlink, &linked), Some(vec![link]));
}

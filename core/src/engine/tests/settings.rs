use std::sync::Arc;

use serde_json::{Value, json};

use super::rig::{Rig, id};
use crate::facts::Found;
use crate::form;
use crate::message::{Command, Effect, SettingEdit};

const CANARY: &str = "canary-4711";

/// A plugin whose schema knows two secrets.
fn rig() -> Rig {
    let mut rig = Rig::with(&["a"]);
    let schema = json!({"properties": {
        "city": {"type": "string", "default": "Rome"},
        "login": {"type": "object", "properties": {
            "user": {"type": "string"}, "key": {"type": "string", "x-secret": true}}},
        "pin": {"type": "integer", "maximum": 9, "x-secret": true},
    }});
    let mut found = Found::clone(&rig.disk.found[&id("a")]);
    found.schema = Some(Arc::new(schema));
    rig.disk.found.insert(id("a"), Arc::new(found));
    rig.read();
    rig
}

fn set_at(keys: &[&str], value: Value) -> SettingEdit {
    SettingEdit::Set {
        path: keys.iter().map(|key| (*key).to_owned()).collect(),
        value,
    }
}

fn remove_at(keys: &[&str]) -> SettingEdit {
    SettingEdit::Remove {
        path: keys.iter().map(|key| (*key).to_owned()).collect(),
    }
}

fn edit(rig: &mut Rig, edits: Vec<SettingEdit>) -> crate::message::Answer {
    let plugin = id("a");
    rig.command(Command::EditSettings { plugin, edits })
        .unwrap()
}

#[test]
fn an_edit_changes_its_place_and_leaves_what_somebody_else_wrote() {
    let mut rig = rig();
    rig.config.main["a"]["login"] = json!({"user": "me", "odd": [1.0]});
    rig.read();
    let edits = vec![
        set_at(&["login", "user"], json!("you")),
        set_at(&["new", "deep"], json!(null)),
    ];
    edit(&mut rig, edits).unwrap();
    let section =
        json!({"enabled": true, "login": {"user": "you", "odd": [1.0]}, "new": {"deep": null}});
    assert_eq!(rig.config.main["a"], section);
    assert_eq!(rig.view("a").settings, section);
}

#[test]
fn undo_gives_the_section_back_as_it_was() {
    let mut rig = rig();
    let before = rig.view("a").settings;
    let edits = vec![
        set_at(&["city"], json!("Oslo")),
        set_at(&["x", "y"], json!(1)),
        set_at(&["pin"], json!(3)),
    ];
    edit(&mut rig, edits.clone()).unwrap();
    let secrets = rig.view("a").secrets_set;
    edit(&mut rig, form::undo(&before, &edits, &secrets)).unwrap();
    assert_eq!(rig.view("a").settings, before);
    assert_eq!(
        rig.config.secrets["a"],
        json!({"pin": 3}),
        "a secret is not known well enough to undo"
    );
}

#[test]
fn a_value_equal_to_its_default_is_seen_as_written() {
    let mut rig = rig();
    edit(&mut rig, vec![set_at(&["city"], json!("Rome"))]).unwrap();
    assert_eq!(rig.view("a").settings["city"], "Rome");
    edit(&mut rig, vec![remove_at(&["city"])]).unwrap();
    assert_eq!(rig.view("a").settings.get("city"), None);
}

#[test]
fn a_group_is_reset_without_its_secrets_and_a_secret_by_its_own_name() {
    let mut rig = rig();
    let login = json!({"user": "me", "key": CANARY});
    edit(&mut rig, vec![set_at(&["login"], login)]).unwrap();
    assert_eq!(rig.config.main["a"]["login"], json!({"user": "me"}));
    edit(&mut rig, vec![remove_at(&["login"])]).unwrap();
    assert_eq!(rig.config.main["a"]["login"], json!({}));
    let key = vec!["login".to_owned(), "key".to_owned()];
    assert_eq!(rig.view("a").secrets_set, [key]);
    edit(&mut rig, vec![remove_at(&["login", "key"])]).unwrap();
    assert_eq!(rig.view("a").secrets_set, Vec::<Vec<String>>::new());
    assert_eq!(rig.config.secrets.get("a"), None);
}

#[test]
fn what_is_no_setting_is_refused_and_nothing_is_changed() {
    let mut rig = rig();
    let before = rig.config.clone();
    for wrong in [
        set_at(&["enabled"], json!(false)),
        remove_at(&[]),
        remove_at(&["enabled"]),
    ] {
        let edits = vec![set_at(&["city"], json!("Oslo")), wrong];
        assert!(edit(&mut rig, edits).is_err());
    }
    let many = vec![remove_at(&["city"]); crate::limits::EDITS_MAX + 1];
    assert!(edit(&mut rig, many).unwrap_err().what.contains("too many"));
    assert_eq!(rig.config, before);
}

#[test]
fn a_secret_is_in_no_snapshot_journal_answer_or_debug() {
    let mut rig = rig();
    // Also one that somebody wrote into config.json, and one that the schema does not take.
    rig.config.main["a"]["login"] = json!({"user": "me", "key": "canary-4712"});
    rig.read();
    let edits = vec![
        set_at(&["login", "key"], json!(CANARY)),
        set_at(&["pin"], json!(4713)),
    ];
    let command = Command::EditSettings {
        plugin: id("a"),
        edits,
    };
    let mut seen = vec![format!("{command:?}")];
    let answer = rig.command(command.clone()).unwrap();
    assert_eq!(
        rig.config.secrets["a"],
        json!({"login": {"key": CANARY}, "pin": 4713})
    );
    seen.push(format!("{answer:?}"));
    let Command::EditSettings { plugin, edits } = command else {
        panic!("made above");
    };
    let settings = json!({"pin": 4713, "login": {"key": CANARY}});
    let settings = settings.as_object().unwrap().clone();
    let others = [
        Command::Configure { plugin, settings },
        Command::SetConfig {
            path: ["a", "login", "key"].map(str::to_owned).to_vec(),
            value: json!(CANARY),
        },
    ];
    for other in others {
        seen.push(format!("{other:?}"));
        let answer = rig.command(other).unwrap();
        seen.push(format!("{answer:?}"));
    }
    let view = rig.view("a");
    let refused = view
        .problems
        .iter()
        .any(|problem| problem.text.contains("`pin`"));
    assert!(
        refused,
        "the plugin's rule for it is checked: {:?}",
        view.problems
    );
    assert_eq!(view.settings["login"], json!({"user": "me"}));
    seen.push(serde_json::to_string(&rig.snapshot()).unwrap());
    for entry in rig.engine.journal_since(0) {
        seen.push(serde_json::to_string(&*entry).unwrap());
    }
    seen.push(format!(
        "{:?}",
        form::undo(&view.settings, &edits, &view.secrets_set)
    ));
    for effect in &rig.effects {
        seen.push(format!("{effect:?}"));
    }
    let seen = seen.join("\n");
    for secret in [CANARY, "canary-4712", "4713"] {
        assert!(!seen.contains(secret), "{secret} is seen");
    }
}

#[test]
fn the_schema_of_a_plugin_that_is_off_is_read_when_it_is_asked_for_and_nothing_is_loaded() {
    let mut rig = Rig::new();
    rig.add("a", &[], Some(false));
    rig.config.main["a"]["login"] = json!({"user": "me", "token": CANARY, "pin": CANARY});
    rig.read();
    let plugin = id("a");
    let read = Command::ReadSchema { plugin };
    rig.command(read.clone()).unwrap().unwrap();
    let asked =
        |effect: &Effect| matches!(effect, Effect::ReadSchema { plugin } if *plugin == id("a"));
    assert_eq!(rig.effects.iter().filter(|effect| asked(effect)).count(), 1);
    let other = Command::ReadSchema {
        plugin: id("nobody"),
    };
    assert!(rig.command(other).unwrap().is_err());

    let secret = json!({"type": "string", "x-secret": true});
    let login = json!({"type": "object", "properties": {"pin": secret, "token": secret}});
    let mut found = Found::clone(&rig.disk.found[&id("a")]);
    found.schema = Some(Arc::new(json!({"properties": {"login": login}})));
    rig.disk.found.insert(id("a"), Arc::new(found));
    rig.read();
    let view = rig.view("a");
    assert!(view.schema.is_some());
    assert_eq!(view.settings["login"], json!({"user": "me"}));
    assert_eq!(view.secrets_set.len(), 2);
    assert!(
        !view.state.loaded && view.run == crate::lifecycle::Run(0),
        "{view:?}"
    );
    let started = |effect: &Effect| matches!(effect, Effect::Spawn { .. });
    assert!(!rig.effects.iter().any(started));
    let journal = format!("{:?}", rig.engine.journal_since(0));
    assert!(
        !journal.contains("have changed") && !journal.contains("schema"),
        "{journal}"
    );
}

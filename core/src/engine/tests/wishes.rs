//! Wish and fact: what the engine does with what reconciliation finds, and what people's changes need.

use std::time::Duration;

use serde_json::json;

use super::rig::{Rig, id};
use crate::facts::{Known, Registry};
use crate::message::{Command, Effect, Event, ReinstallResult, StoreEvent};
use crate::reconcile::Kind;

fn reinstalls(rig: &Rig) -> usize {
    rig.effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Reinstall { .. }))
        .count()
}

fn registry(rig: &mut Rig, version: u64, ids: &[&str]) {
    let entries = ids.iter().map(|name| (id(name), id(name))).collect();
    rig.event(Event::Store(StoreEvent::Registry(Registry::Read {
        version,
        entries,
    })));
}

#[test]
fn a_plugin_without_section_gets_one_and_stays_off() {
    let mut rig = Rig::new();
    rig.add("a", &[], None);
    rig.read();
    assert_eq!(rig.config.main["a"], json!({"enabled": false}));
    assert_eq!(rig.state("a"), "disabled");
    assert!(
        rig.snapshot().findings.is_empty(),
        "a second pass does nothing"
    );
}

#[test]
fn the_snapshot_shares_the_configuration_until_something_in_it_differs() {
    let mut rig = Rig::with(&["a"]);
    let main = &mut rig.config.main;
    main.insert("timezone".to_owned(), json!("UTC"));
    main.insert("github".to_owned(), json!({"user": "me", "token": "leak"}));
    rig.config
        .secrets
        .insert("github".to_owned(), json!({"token": "canary"}));
    rig.read();
    let first = rig.snapshot();
    assert_eq!(
        *first.config,
        json!({"timezone": "UTC", "github": {"user": "me"}})
    );
    rig.read();
    rig.disable("a", false);
    let second = rig.snapshot();
    assert!(second.revision > first.revision);
    assert!(std::sync::Arc::ptr_eq(&first.config, &second.config));
    rig.config.main.insert("word".to_owned(), json!(3));
    rig.read();
    let third = rig.snapshot();
    assert_eq!(third.config["word"], 3);
    assert!(third.revision > second.revision, "windows must hear of it");
}

#[test]
fn a_failed_reinstall_is_not_retried_until_force_or_a_newer_registry() {
    let mut rig = Rig::new();
    rig.config
        .main
        .insert("a".to_owned(), json!({"enabled": true}));
    rig.read();
    registry(&mut rig, 1, &["a"]);
    assert_eq!(reinstalls(&rig), 1);
    let failed = |rig: &mut Rig| {
        let result = ReinstallResult::Failed("no such commit".to_owned());
        rig.event(Event::Store(StoreEvent::Reinstalled {
            plugin: id("a"),
            result,
        }));
    };
    failed(&mut rig);
    rig.read();
    rig.pass(Duration::from_secs(100_000));
    assert_eq!(reinstalls(&rig), 1);
    rig.command(Command::Reconcile { force: true })
        .unwrap()
        .unwrap();
    assert_eq!(reinstalls(&rig), 2);
    failed(&mut rig);
    registry(&mut rig, 2, &["a"]);
    assert_eq!(reinstalls(&rig), 3);
}

#[test]
fn a_registry_out_of_reach_marks_nothing() {
    let mut rig = Rig::new();
    rig.config
        .main
        .insert("a".to_owned(), json!({"enabled": true}));
    rig.read();
    let away = Registry::OutOfReach("no route".to_owned());
    rig.event(Event::Store(StoreEvent::Registry(away)));
    assert_eq!(reinstalls(&rig), 0);
    registry(&mut rig, 1, &["a"]);
    assert_eq!(reinstalls(&rig), 1);
}

#[test]
fn what_was_uninstalled_never_runs_again_until_a_person_keeps_it() {
    let mut rig = Rig::with(&["a", "b"]);
    let uninstall = Command::Uninstall {
        plugin: id("a"),
        keep_settings: false,
    };
    rig.command(uninstall).unwrap().unwrap();
    assert!(rig.snapshot().plugin(&id("a")).is_none());
    registry(&mut rig, 9, &["a"]);
    rig.add("a", &[], Some(true));
    rig.read();
    rig.pass(Duration::from_secs(10_000));
    assert_eq!(rig.state("a"), "disabled");
    assert_eq!(reinstalls(&rig), 0);
    let again = rig
        .snapshot()
        .findings
        .iter()
        .any(|f| f.kind == Kind::FoundAgain);
    assert!(again, "{:?}", rig.snapshot().findings);
    rig.command(Command::Decide {
        plugin: id("a"),
        decision: crate::message::Decision::Keep,
    })
    .unwrap()
    .unwrap();
    assert_eq!(rig.state("a"), "enabled");
}

#[test]
fn an_unreadable_source_forbids_writing_and_stopping() {
    let mut rig = Rig::with(&["a"]);
    let config = rig.config.clone();
    rig.event(Event::Store(StoreEvent::Read {
        config: Some(Known::Unknown("i/o error".to_owned())),
        disk: Some(Known::Unknown("i/o error".to_owned())),
        record: None,
        notices: Vec::new(),
    }));
    assert_eq!(rig.config, config);
    assert_eq!(rig.state("a"), "enabled");
    assert!(
        rig.enable("a")
            .unwrap()
            .unwrap_err()
            .what
            .contains("i/o error")
    );
}

#[test]
fn a_write_that_fails_changes_nothing_and_says_so() {
    let mut rig = Rig::with(&["a"]);
    rig.writes_fail = true;
    let refusal = rig.disable("a", false).unwrap().unwrap_err();
    assert!(refusal.what.contains("no space left"), "{refusal}");
    assert_eq!(rig.state("a"), "enabled");
    rig.writes_fail = false;
    rig.disable("a", false).unwrap().unwrap();
    assert_eq!(rig.state("a"), "disabled");
}

#[test]
fn somebody_elses_edit_of_enabled_is_followed_and_agreed_on() {
    let mut rig = Rig::with(&["a"]);
    assert_eq!(rig.record.plugins[&id("a")].agreed, Some(true));
    rig.config
        .main
        .insert("a".to_owned(), json!({"enabled": false}));
    rig.read();
    assert_eq!(rig.state("a"), "disabled");
    assert_eq!(rig.record.plugins[&id("a")].agreed, Some(false));
}

#[test]
fn brightness_shows_at_once_and_is_written_when_it_rests() {
    let mut rig = Rig::with(&["a"]);
    for percent in 10..60 {
        rig.command(Command::Brightness { percent });
    }
    assert_eq!(rig.snapshot().panel.brightness, 59);
    rig.pass(Duration::from_secs(1));
    let writes = rig
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Write { .. }))
        .count();
    assert_eq!(
        rig.config.main["display"]["hardware"]["brightness"],
        json!(59)
    );
    assert!(writes <= 5, "{writes} writes");
    assert_eq!(rig.answers.len(), 50, "each one is answered once");
    assert!(
        rig.command(Command::Brightness { percent: 101 })
            .unwrap()
            .is_err()
    );
}

#[test]
fn a_thousand_plugins_cost_nothing_while_nothing_changes() {
    let mut rig = Rig::new();
    for n in 0..1_000 {
        rig.add(&format!("p{n}"), &[], Some(n < 3));
    }
    rig.read();
    let revision = rig.engine.revision();
    rig.event(Event::Tick);
    assert_eq!(rig.engine.revision(), revision);
}

//! The life of plugins, as issue by issue people rely on it.

use std::time::Duration;

use serde_json::json;

use super::rig::{Rig, Script, id};
use crate::failure::Stage;
use crate::limits;
use crate::message::{Command, Effect, Event, Report, StoreEvent};

const SEC: Duration = Duration::from_secs(1);

#[test]
fn a_wanted_plugin_goes_through_all_states_and_each_is_recorded() {
    let mut rig = Rig::with(&["a"]);
    let view = rig.view("a");
    assert_eq!(view.state.name, "enabled");
    let path: Vec<&str> = view.history.iter().map(|t| t.to.as_str()).take(5).collect();
    assert_eq!(
        path,
        ["loading", "loaded", "configured", "enabled", "running"]
    );
    assert!(
        view.history
            .iter()
            .all(|t| t.run == view.run && !t.cause.is_empty())
    );
    assert!(view.last_update.is_some() && view.last_draw.is_some() && view.load_millis.is_some());
}

#[test]
fn hooks_are_called_exactly_once_per_change_and_disable_also_on_reload() {
    let mut rig = Rig::with(&["a"]);
    rig.saved = Some(json!({"score": 3}));
    assert_eq!(
        (rig.count("a", "configure"), rig.count("a", "enable")),
        (1, 1)
    );
    rig.command(Command::Reload { plugin: id("a") })
        .unwrap()
        .unwrap();
    assert_eq!(rig.count("a", "disable"), 1);
    assert_eq!(rig.count("a", "enable with state"), 1);
    rig.disable("a", false).unwrap().unwrap();
    assert_eq!((rig.count("a", "disable"), rig.count("a", "stop")), (2, 2));
    assert_eq!(rig.state("a"), "disabled");
    rig.enable("a").unwrap().unwrap();
    assert_eq!(rig.state("a"), "enabled");
    assert_eq!(rig.count("a", "configure"), 3);
}

#[test]
fn new_settings_reach_a_running_plugin_once() {
    let mut rig = Rig::with(&["a"]);
    let settings = json!({"city": "Rome"}).as_object().unwrap().clone();
    rig.command(Command::Configure {
        plugin: id("a"),
        settings,
    })
    .unwrap()
    .unwrap();
    assert_eq!(rig.count("a", "configure"), 2);
    assert_eq!(rig.config.main["a"]["city"], "Rome");
    rig.read();
    rig.disable("a", false);
    assert_eq!(rig.count("a", "configure"), 2);
}

#[test]
fn a_failing_update_keeps_the_plugin_enabled_retries_with_back_off_and_clears_on_success() {
    let mut rig = Rig::with(&["a"]);
    rig.script("a", Script::FailUpdate);
    rig.pass(11 * SEC);
    let view = rig.view("a");
    let failing = view
        .state
        .failing
        .expect("state and failure are seen together");
    assert_eq!(
        (view.state.name.as_str(), failing.stage, failing.count),
        ("enabled", Stage::Update, 1)
    );
    assert_eq!(
        failing.retry_at.unwrap(),
        rig.now.at.plus(9 * SEC),
        "one full interval later"
    );
    assert!(view.reason.unwrap().contains("no data"));
    rig.pass(30 * SEC);
    assert_eq!(
        rig.view("a").state.failing.unwrap().count,
        3,
        "tried at 20 s and 40 s"
    );
    rig.script("a", Script::Good);
    rig.pass(41 * SEC);
    assert_eq!(rig.view("a").state.failing, None);
}

#[test]
fn an_update_that_hangs_is_killed_and_comes_back_by_itself() {
    let mut rig = Rig::with(&["a"]);
    rig.script("a", Script::HangUpdate);
    rig.pass(10 * SEC + limits::UPDATE_TIMEOUT + SEC);
    let view = rig.view("a");
    assert_eq!(
        (view.state.name.as_str(), view.state.failing.unwrap().count),
        ("enabled", 1)
    );
    assert!(
        rig.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Kill { .. }))
    );
    rig.script("a", Script::Good);
    rig.pass(20 * SEC);
    let healed = rig.view("a");
    assert!(
        healed.run > view.run && healed.state.failing.is_none(),
        "{:?}",
        healed.state
    );
}

#[test]
fn late_reports_of_an_older_run_are_dropped_and_counted() {
    let mut rig = Rig::with(&["a"]);
    let old = rig.view("a").run;
    rig.command(Command::Reload { plugin: id("a") });
    rig.report(
        "a",
        old,
        Report::Failed {
            stage: Stage::Load,
            failure: crate::failure::Failure::error("late"),
        },
    );
    let view = rig.view("a");
    assert_eq!(
        (
            view.state.name.as_str(),
            view.late_reports,
            view.errors.len()
        ),
        ("enabled", 1, 0)
    );
}

#[test]
fn refused_settings_are_an_error_that_new_settings_end() {
    let mut rig = Rig::new();
    rig.add("a", &[], Some(true));
    rig.script("a", Script::RefuseSettings);
    rig.read();
    let view = rig.view("a");
    assert_eq!(view.state.name, "error");
    let failing = view.state.failing.unwrap();
    assert!(!failing.recoverable && failing.retry_at.is_none());
    rig.pass(1_000 * SEC);
    assert_eq!(
        rig.count("a", "configure"),
        1,
        "time cannot heal it, so nobody tries"
    );
    rig.script("a", Script::Good);
    let settings = json!({"city": "Rome"}).as_object().unwrap().clone();
    rig.command(Command::Configure {
        plugin: id("a"),
        settings,
    })
    .unwrap()
    .unwrap();
    assert_eq!(rig.state("a"), "enabled");
}

#[test]
fn a_crash_while_loading_is_retried_for_ever_at_the_cap() {
    let mut rig = Rig::new();
    rig.add("a", &[], Some(true));
    rig.script("a", Script::DieLoading);
    rig.read();
    rig.pass(1_000 * SEC);
    assert_eq!(rig.state("a"), "error");
    assert!(rig.view("a").state.failing.unwrap().recoverable);
    rig.script("a", Script::Good);
    rig.pass(limits::RETRY_MAX + SEC);
    assert_eq!(rig.state("a"), "enabled");
}

#[test]
fn what_it_needs_is_loaded_first_and_a_missing_or_wrong_one_is_named() {
    let mut rig = Rig::new();
    rig.add("front", &[("zback", ">=1.0")], Some(true));
    rig.add("zback", &[], Some(true));
    rig.add("lost", &[("gone", "*")], Some(true));
    rig.add("picky", &[("zback", ">=2.0")], Some(true));
    rig.add("easy", &[("gone", "*?")], Some(true));
    rig.read();
    let order: Vec<&str> = rig
        .effects
        .iter()
        .filter_map(|effect| {
            let Effect::Spawn { plugin, .. } = effect else {
                return None;
            };
            Some(plugin.as_str())
        })
        .collect();
    let at = |name| order.iter().position(|other| *other == name);
    assert!(at("zback") < at("front"), "{order:?}");
    assert!(rig.view("lost").reason.unwrap().contains("gone"));
    assert!(rig.view("picky").reason.unwrap().contains("1.0.0"));
    assert_eq!(rig.state("easy"), "enabled");
    assert!(
        rig.view("easy")
            .problems
            .iter()
            .any(|p| p.text.contains("gone"))
    );
}

#[test]
fn a_cycle_is_named_in_full_and_loads_nothing() {
    let mut rig = Rig::new();
    rig.add("a", &[("b", "*")], Some(true));
    rig.add("b", &[("a", "*")], Some(true));
    rig.read();
    assert!(rig.view("a").reason.unwrap().contains("a → b → a"));
    assert_eq!(rig.state("b"), "error");
    rig.add("b", &[], None);
    rig.read();
    assert_eq!(
        (rig.state("a"), rig.state("b")),
        ("enabled".to_owned(), "enabled".to_owned())
    );
}

#[test]
fn dependents_block_a_disable_unless_forced_and_then_follow() {
    let mut rig = Rig::new();
    rig.add("base", &[], Some(true));
    rig.add("mid", &[("base", "*")], Some(true));
    rig.add("top", &[("mid", "*")], Some(true));
    rig.read();
    let refusal = rig.disable("base", false).unwrap().unwrap_err();
    assert!(
        refusal.what.contains("mid") && refusal.what.contains("top"),
        "{refusal}"
    );
    rig.disable("base", true).unwrap().unwrap();
    for name in ["base", "mid", "top"] {
        assert_eq!(rig.state(name), "disabled", "{name}");
        assert_eq!(rig.config.main[name]["enabled"], json!(false));
    }
    assert_eq!(rig.view("top").state.because_of, Some(id("base")));
    let text = rig.enable("top").unwrap().unwrap();
    assert!(text.contains("base") && text.contains("mid"), "{text}");
    assert_eq!(rig.state("top"), "enabled");
}

#[test]
fn changed_files_reload_a_plugin_and_bad_code_keeps_the_old_picture() {
    let mut rig = Rig::with(&["a"]);
    let scenes = rig.scenes.len();
    rig.script("a", Script::DieLoading);
    rig.event(Event::Store(StoreEvent::FilesChanged {
        plugins: vec![id("a")],
    }));
    assert_eq!(rig.state("a"), "error");
    rig.pass(60 * SEC);
    assert!(
        rig.scenes[scenes..]
            .iter()
            .all(|scene| scene.screen.is_some()),
        "never black"
    );
    assert_eq!(
        rig.snapshot().panel.screen.as_ref().unwrap().plugin,
        id("a")
    );
}

#[test]
fn a_plugin_that_does_not_stop_is_killed_at_the_deadline() {
    let mut rig = Rig::with(&["a"]);
    rig.script("a", Script::HangStop);
    rig.disable("a", false);
    assert_eq!(rig.state("a"), "unloading");
    rig.pass(limits::STOP_TIMEOUT);
    assert_eq!(rig.state("a"), "disabled");
    assert!(
        rig.effects
            .iter()
            .rev()
            .find(|e| matches!(e, Effect::Kill { .. }))
            .is_some()
    );
}

#[test]
fn history_is_bounded_folded_and_can_be_cleared() {
    let mut rig = Rig::with(&["a"]);
    rig.pass(Duration::from_hours(1));
    let view = rig.view("a");
    assert!(
        view.history.len() <= 16,
        "360 updates are folded: {:#?}",
        view.history
    );
    assert!(view.history.iter().any(|t| t.times > 300));
    rig.command(Command::ClearHistory { plugin: id("a") })
        .unwrap()
        .unwrap();
    assert!(rig.view("a").history.is_empty());
}

#[test]
fn other_runtimes_are_listed_and_say_that_they_are_not_supported_yet() {
    let mut rig = Rig::new();
    rig.add("component", &[], Some(true));
    rig.kind("component", crate::manifest::RuntimeKind::Wasm);
    rig.read();
    assert!(
        rig.view("component")
            .reason
            .unwrap()
            .contains("not supported yet")
    );
}

#[test]
fn shutdown_calls_the_hooks_and_ends() {
    let mut rig = Rig::with(&["a", "b"]);
    rig.command(Command::Shutdown).unwrap().unwrap();
    assert_eq!((rig.count("a", "disable"), rig.count("b", "stop")), (1, 1));
    assert!(matches!(rig.effects.last(), Some(Effect::Exit)));
    assert!(rig.record.position.is_some());
}

#[test]
fn files_that_become_unusable_do_not_end_the_last_good_version() {
    let mut rig = Rig::with(&["a"]);
    let run = rig.view("a").run;
    let found = rig.disk.found.remove(&id("a")).unwrap();
    rig.disk.misfits.push(crate::facts::Misfit {
        path: "/plugins/a".into(),
        id: Some(id("a")),
        problems: vec![crate::manifest::Problem::error(
            "manifest.json ends too early",
        )],
    });
    rig.read();
    rig.event(Event::Store(StoreEvent::FilesChanged {
        plugins: vec![id("a")],
    }));
    rig.pass(100 * SEC);
    let view = rig.view("a");
    assert_eq!((view.state.name.as_str(), view.run), ("enabled", run));
    assert!(view.reason.unwrap().contains("ends too early"));
    rig.disk.misfits.clear();
    rig.disk.found.insert(id("a"), found);
    rig.read();
    rig.event(Event::Store(StoreEvent::FilesChanged {
        plugins: vec![id("a")],
    }));
    let view = rig.view("a");
    assert!(view.run > run && view.reason.is_none(), "{:?}", view.reason);
}

#[test]
fn a_missing_network_is_told_once_and_calmly() {
    let mut rig = Rig::with(&["a", "b"]);
    for name in ["a", "b"] {
        let run = rig.view(name).run;
        let failure = crate::failure::Failure::Offline {
            text: "example.org cannot be reached".to_owned(),
        };
        let report = Report::Failed {
            stage: Stage::Update,
            failure,
        };
        rig.report(name, run, report);
        let view = rig.view(name);
        assert!(view.state.is_offline() && view.state.can_execute);
        let reason = view.reason.unwrap();
        assert_eq!(reason, "offline: example.org cannot be reached");
    }
    let notices = rig.snapshot().notices.clone();
    let told: Vec<_> = notices.iter().map(|one| (one.level, &*one.text)).collect();
    let text = "a is offline: example.org cannot be reached; plugins show what they have fetched before and \
        try again by themselves";
    assert_eq!(told, [(crate::snapshot::Level::Info, text)]);
}

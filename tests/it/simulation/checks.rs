//! What must hold at any moment, and what must hold once luck has been good for a while.

use std::collections::BTreeSet;
use std::time::Duration;

use lumarium_core::facts::Found;
use lumarium_core::id::PluginId;
use lumarium_core::limits;
use lumarium_core::manifest::RuntimeKind;
use lumarium_core::snapshot::{PluginView, Snapshot};

use crate::kit::World;

/// A plugin that is switched off is gone after this: a start that hangs, and its end.
const GONE: Duration = Duration::from_secs(20);
/// A run that was told to end is gone or killed after this.
const LINGERS: Duration = limits::STOP_TIMEOUT.saturating_add(Duration::from_secs(1));
/// A command is answered after this: the store's queue at its slowest, and what waits to rest.
const ANSWERED: Duration = Duration::from_mins(1);

const STATES: [(&str, bool); 9] = [
    ("discovered", false),
    ("loading", true),
    ("loaded", true),
    ("configured", true),
    ("enabled", true),
    ("running", true),
    ("disabled", false),
    ("error", false),
    ("unloading", true),
];

/// After every step: what costs nothing, and what was just reported must be seen with its failure.
pub(super) fn cheap(world: &mut World) {
    if let Some(plugin) = world.just_failed.take() {
        let snapshot = world.snapshot();
        if let Some(view) = snapshot.plugin(&plugin) {
            let shows = matches!(view.state.name.as_str(), "enabled" | "running" | "error");
            assert!(
                !shows || view.state.failing.is_some(),
                "{plugin} has just failed, and is shown as {} without a failure",
                view.state.name
            );
        }
    }
    if world.events_count.is_multiple_of(16) {
        always(world);
    }
}

/// At any moment.
pub(super) fn always(world: &mut World) {
    let snapshot = world.snapshot();
    assert_eq!(
        snapshot.revision,
        world.engine().revision(),
        "the snapshot is not of now"
    );
    for view in &snapshot.plugins {
        plugin(view);
        one_run(world, view);
    }
    let names: BTreeSet<&PluginId> = snapshot.plugins.iter().map(|view| &view.id).collect();
    assert_eq!(
        names.len(),
        snapshot.plugins.len(),
        "a plugin is listed twice"
    );
    assert!(
        snapshot.notices.len() <= limits::NOTICES_MAX,
        "{} notices",
        snapshot.notices.len()
    );
    assert!(snapshot.panel.brightness <= 100);
    if let Some(screen) = &snapshot.panel.screen {
        assert!(
            snapshot.plugin(&screen.plugin).is_some(),
            "{screen} is on, and nobody knows its plugin"
        );
    }
    switched_off(world, &snapshot);
    answered(world);
    let entries = world.engine().journal_since(0);
    assert!(
        entries.len() <= limits::JOURNAL_MAX,
        "{} entries",
        entries.len()
    );
    assert!(
        entries.is_sorted_by_key(|entry| entry.number),
        "the journal is out of order"
    );
    foreign(world);
}

/// Nothing may touch what is not ours, whatever else happens to the file. (An unknown section could be a
/// plugin's that is not installed, so the program may add its `enabled`, and nothing else.)
fn foreign(world: &World) {
    let main = &world.durable.config.main;
    let text = |key: &str, inner: &str| {
        let value = main.get(key).and_then(|value| value.pointer(inner));
        value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
    };
    let kept = [
        ("canary", "", r#"[{"z":1,"a":null}]"#),
        ("canaries", "/z", "[1,2]"),
        ("canaries", "/a", r#"{"y":1,"b":2}"#),
        ("schedule", "", r#"{"enabled":false}"#),
    ];
    for (key, inner, value) in kept {
        assert_eq!(
            text(key, inner),
            value,
            "{key}{inner} is not ours, and was changed"
        );
    }
    let secret = main
        .values()
        .any(|section| section.get("api_key").is_some());
    assert!(!secret, "a secret is in the main file");
}

fn plugin(view: &PluginView) {
    let state = &view.state;
    let legal = STATES.iter().find(|(name, _)| *name == state.name);
    let (_, loaded) = legal.unwrap_or_else(|| panic!("{}: `{}` is no state", view.id, state.name));
    assert_eq!(state.loaded, *loaded, "{} is {}", view.id, state.name);
    assert!(
        state.failing.is_some() || state.name != "error",
        "{}: an error without a failure",
        view.id
    );
    assert!(
        !state.can_execute || state.name == "enabled",
        "{} can execute while {}",
        view.id,
        state.name
    );
    if let Some(failing) = &state.failing {
        assert!(
            failing.count > 0 && !failing.text.is_empty(),
            "{}: a failure without words",
            view.id
        );
        assert!(
            !failing.recoverable || failing.retry_at.is_some(),
            "{}: never tried again: {}",
            view.id,
            failing.text
        );
    }
    assert!(
        view.history.len() <= limits::TRANSITIONS_MAX,
        "{} transitions",
        view.history.len()
    );
    assert!(
        view.errors.len() <= limits::ERRORS_MAX,
        "{} errors",
        view.errors.len()
    );
    assert!(
        view.log.len() <= limits::LOG_LINES_MAX,
        "{} log lines",
        view.log.len()
    );
}

/// One run at most; and what is not called loaded is dead, or was told to end a moment ago.
fn one_run(world: &mut World, view: &PluginView) {
    let alive = world.troupe.alive(&view.id);
    assert!(alive.len() <= 1, "{}: runs {alive:?} at once", view.id);
    if view.state.loaded || alive.is_empty() {
        world.lingering.remove(&view.id);
        return;
    }
    let now = world.time();
    let since = *world.lingering.entry(view.id.clone()).or_insert(now);
    assert!(
        now - since <= LINGERS.as_nanos() as u64,
        "{}: run {alive:?} is alive for long, and the plugin is {}",
        view.id,
        view.state.name
    );
}

fn switched_off(world: &World, snapshot: &Snapshot) {
    for (plugin, since) in &world.off_since {
        let long = world.time().saturating_sub(*since) > GONE.as_nanos() as u64;
        let loaded = snapshot
            .plugin(plugin)
            .is_some_and(|view| view.state.loaded);
        assert!(
            !(long && loaded),
            "{plugin} is switched off, and still loaded"
        );
    }
}

fn answered(world: &World) {
    for asked in world.unanswered() {
        let waits = world.time().saturating_sub(asked.at);
        assert!(
            waits < ANSWERED.as_nanos() as u64,
            "no answer to {:?}",
            asked.command
        );
    }
}

/// Luck has been good for long enough: wish and fact agree.
pub(super) fn healed(world: &mut World) {
    let snapshot = world.snapshot();
    assert_eq!(world.unanswered().count(), 0, "commands without an answer");
    assert_eq!(
        world.told.as_ref(),
        Some(&world.durable.config),
        "the engine does not know what is on disk"
    );
    let mut shows = false;
    for view in &snapshot.plugins {
        let wanted = world.durable.enabled(&view.id)
            && !world.durable.record.tombstones.contains_key(&view.id);
        assert_eq!(view.wanted, wanted, "{}: the wish", view.id);
        let expected = wanted && can_run(world, &view.id, &mut Vec::new());
        let up = matches!(view.state.name.as_str(), "enabled" | "running");
        assert_eq!(
            up, expected,
            "{}: {:?}, because {:?}",
            view.id, view.state, view.reason
        );
        assert!(
            !(up && view.state.failing.is_some()),
            "{} still fails: {:?}",
            view.id,
            view.state
        );
        shows |= up && view.id.as_str() != "picture";
    }
    let left: Vec<_> = snapshot
        .findings
        .iter()
        .filter(|finding| finding.automatic)
        .collect();
    assert!(left.is_empty(), "still to be done: {left:?}");
    let empty = shows && snapshot.panel.screen.is_none();
    assert!(!empty, "nothing is on: {:?}", snapshot.panel);
}

/// Whether everything is there that a plugin needs.
fn can_run(world: &World, plugin: &PluginId, above: &mut Vec<PluginId>) -> bool {
    let Some(found) = world.durable.disk.found.get(plugin) else {
        return false;
    };
    if found.manifest.runtime != RuntimeKind::Native || above.contains(plugin) {
        return false;
    }
    above.push(plugin.clone());
    let mut needs = found.manifest.requires.iter().filter(|need| !need.optional);
    let met = needs.all(|need| {
        let other = world.durable.disk.found.get(&need.plugin);
        let version = other.and_then(|other: &std::sync::Arc<Found>| other.manifest.semver());
        version.is_some_and(|version| need.version.matches(&version))
            && world.durable.enabled(&need.plugin)
            && !world.durable.record.tombstones.contains_key(&need.plugin)
            && can_run(world, &need.plugin, above)
    });
    above.pop();
    met
}

//! What people and other programs do to a running Lumarium, by chance.

use std::path::PathBuf;
use std::time::Duration;

use lumarium_core::id::PluginId;
use lumarium_core::message::{Command, Decision, ScreenName};
use serde_json::{Map, Value, json};

use crate::kit::World;
use crate::kit::fixture::{ELSEWHERE, IDS, id};

/// One thing happens.
pub(super) fn act(world: &mut World) {
    if world.exited {
        world.reboot();
        return;
    }
    match world.chance.below(100) {
        0..=69 => {
            let command = command(world);
            world.command(command);
        }
        70..=77 => edit(world),
        78..=82 => {
            let plugin = folder(world);
            world.remove_outside(&plugin);
        }
        83..=87 => {
            let plugin = folder(world);
            let version = world.chance.pick(&["1.0.0", "1.1.0", "2.0.0"]);
            world.put_outside(plugin.as_str(), version);
        }
        88..=90 => world.touch_files(&id("bench")),
        91..=92 => {
            world.registry_version += world.chance.below(2);
            world.read_registry();
        }
        93..=94 => world.lose_sight(),
        95..=96 => {
            let year = 365 * 24 * 3_600_000;
            let by = world
                .chance
                .pick(&[-year, -3_600_000, 3_600_000, 10 * year]);
            world.jump_wall(by);
        }
        _ => world.reboot(),
    }
}

fn any(world: &mut World) -> PluginId {
    id(world.chance.pick(&IDS))
}

/// A plugin with a folder that somebody can remove.
fn folder(world: &mut World) -> PluginId {
    id(world
        .chance
        .pick(&["face", "base", "middle", "top", "ring-a", "stranger"]))
}

fn edit(world: &mut World) {
    let plugin = any(world);
    let on = world.chance.percent(50);
    match world.chance.below(4) {
        0 => world.edit_outside(|config| {
            config.main.shift_remove(plugin.as_str());
        }),
        1 => world.edit_outside(|config| {
            config
                .main
                .insert("from_outside".to_owned(), json!({"by": "somebody"}));
        }),
        _ => world.edit_outside(|config| {
            let section = config
                .main
                .entry(plugin.as_str())
                .or_insert_with(|| json!({}));
            if let Some(section) = section.as_object_mut() {
                section.insert("enabled".to_owned(), on.into());
            }
        }),
    }
}

fn settings(world: &mut World) -> Map<String, Value> {
    let number = world.chance.below(1_000);
    let mut map = Map::new();
    map.insert("number".to_owned(), number.into());
    if world.chance.percent(20) {
        map.insert("kept".to_owned(), Value::Null);
    }
    map
}

fn command(world: &mut World) -> Command {
    let plugin = any(world);
    let on = world.chance.percent(50);
    let path = vec![
        plugin.as_str().to_owned(),
        "deep".to_owned(),
        "value".to_owned(),
    ];
    let screen = ScreenName {
        plugin: plugin.clone(),
        name: on.then(|| "quotes".to_owned()),
    };
    match world.chance.below(48) {
        0..=9 => Command::Enable { plugin },
        10..=15 => Command::Disable { plugin, force: on },
        16..=18 => Command::Reload { plugin },
        19..=20 => Command::Retry { plugin },
        21 => Command::ClearHistory { plugin },
        22..=24 => Command::Configure {
            plugin,
            settings: settings(world),
        },
        25 => Command::SetConfig {
            path,
            value: world.chance.below(9).into(),
        },
        26 => Command::UnsetConfig { path },
        27 => Command::ImportConfig {
            main: import(&plugin, on),
            secrets: Map::new(),
        },
        28 => Command::RestoreConfig {
            revision: world.chance.below(30),
        },
        29..=30 => Command::Reorder {
            order: vec![plugin, any(world)],
        },
        31 => Command::Link {
            path: PathBuf::from(if on { ELSEWHERE } else { "/nowhere" }),
        },
        32 => Command::Unlink {
            plugin: id("bench"),
        },
        33..=34 => Command::Uninstall {
            plugin,
            keep_settings: on,
        },
        35..=36 => Command::Decide {
            decision: decision(world, &plugin),
            plugin,
        },
        37 => Command::Reconcile { force: on },
        38 if on => Command::ReadSchema { plugin },
        38 => Command::Rescan,
        39 => Command::Next,
        40 => Command::Previous,
        41 => Command::Pause { on },
        42 => Command::Pin {
            screen: on.then_some(screen),
        },
        43..=44 => Command::Unpin,
        45 => Command::Show {
            screen,
            millis: world.chance.below(60_000),
        },
        46 => Command::Brightness {
            percent: world.chance.below(120) as u8,
        },
        _ if on => Command::Shutdown,
        _ => Command::Next,
    }
}

/// What was uninstalled is kept or deleted; there is nothing to restore.
fn decision(world: &mut World, plugin: &PluginId) -> Decision {
    let buried = world.durable.record.tombstones.contains_key(plugin);
    let decisions = [
        Decision::KeepAsMine,
        Decision::Keep,
        Decision::Delete,
        Decision::Restore,
    ];
    let end = if buried { 3 } else { 4 };
    decisions[world.chance.below(end) as usize]
}

fn import(plugin: &PluginId, on: bool) -> Map<String, Value> {
    let document = json!({"imported": {"x": 1}, plugin.as_str(): {"enabled": on}});
    document.as_object().cloned().unwrap_or_default()
}

/// A person goes through everything that waits for a person.
pub(super) fn press_the_buttons(world: &mut World) {
    world.command(Command::Pause { on: false });
    world.command(Command::Unpin);
    world.command(Command::Reconcile { force: true });
    world.run_for(Duration::from_secs(20));
    let waiting: Vec<PluginId> = {
        let snapshot = world.snapshot();
        let stuck = snapshot.plugins.iter().filter(|view| {
            let failing = view.state.failing.as_ref();
            view.wanted && failing.is_some_and(|failing| failing.retry_at.is_none())
        });
        stuck.map(|view| view.id.clone()).collect()
    };
    for plugin in waiting {
        world.command(Command::Retry { plugin });
    }
}

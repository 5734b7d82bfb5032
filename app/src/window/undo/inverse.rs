//! Which command takes another one back, as things stand in the snapshot before it.

use lumarium_core::facts::Place;
use lumarium_core::form;
use lumarium_core::id::PluginId;
use lumarium_core::message::{Command, SettingEdit};
use lumarium_core::schema::secret_paths;
use lumarium_core::snapshot::{PluginView, Snapshot};
use serde_json::{Map, Value};

use super::Back;
use crate::window::text::{file_name, fill, t};

/// What takes `command` back; absent: nothing does, or nothing would change.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not named here changes nothing that is kept, or asks before"
)]
pub(super) fn of(command: &Command, snapshot: &Snapshot) -> Option<Back> {
    let back = match command {
        Command::Enable { plugin } => {
            let unwanted = !snapshot.plugin(plugin)?.wanted;
            unwanted.then(|| Command::Disable {
                plugin: plugin.clone(),
                force: false,
            })?
        }
        Command::Disable { plugin, force } => {
            let wanted = snapshot.plugin(plugin)?.wanted;
            let order = if *force {
                with_dependents(plugin, snapshot)
            } else {
                vec![plugin.clone()]
            };
            let on = order.into_iter().map(|plugin| Command::Enable { plugin });
            return wanted.then(|| Back::Commands(on.collect()));
        }
        Command::Reorder { .. } => {
            let wanted = snapshot.plugins.iter().filter(|plugin| plugin.wanted);
            Command::Reorder {
                order: wanted.map(|plugin| plugin.id.clone()).collect(),
            }
        }
        Command::Configure { plugin, settings } => {
            let view = snapshot.plugin(plugin)?;
            if settings.keys().any(|key| is_secret(view, &[key])) {
                return None;
            }
            let before = |key: &String| view.settings.get(key).cloned().unwrap_or(Value::Null);
            let settings: Map<String, Value> = settings
                .keys()
                .map(|key| (key.clone(), before(key)))
                .collect();
            Command::Configure {
                plugin: plugin.clone(),
                settings,
            }
        }
        Command::EditSettings { plugin, edits } => {
            let view = snapshot.plugin(plugin)?;
            let edits = form::undo(&view.settings, &open(view, edits), &[]);
            if edits.is_empty() {
                return None;
            }
            Command::EditSettings {
                plugin: plugin.clone(),
                edits,
            }
        }
        Command::SetConfig { path, .. } | Command::UnsetConfig { path } => set(path, snapshot)?,
        Command::Brightness { .. } => Command::Brightness {
            percent: snapshot.panel.brightness,
        },
        Command::Link { path } => return Some(Back::Unlink(path.clone())),
        Command::Unlink { plugin } => match &snapshot.plugin(plugin)?.place {
            Some(Place::Linked(path)) => Command::Link { path: path.clone() },
            _ => return None,
        },
        _ => return None,
    };
    (back != *command).then(|| Back::Commands(vec![back]))
}

/// Edits that touch no secret.
fn open(view: &PluginView, edits: &[SettingEdit]) -> Vec<SettingEdit> {
    let secret = |edit: &&SettingEdit| is_secret(view, &edit.path().iter().collect::<Vec<_>>());
    edits.iter().filter(|edit| !secret(edit)).cloned().collect()
}

/// The command without edits of secrets, so that it can be kept.
pub(super) fn without_secrets(command: &Command, snapshot: &Snapshot) -> Command {
    if let Command::EditSettings { plugin, edits } = command
        && let Some(view) = snapshot.plugin(plugin)
    {
        return Command::EditSettings {
            plugin: plugin.clone(),
            edits: open(view, edits),
        };
    }
    command.clone()
}

/// Gives a value of a plugin's section back, or one of Lumarium itself.
fn set(path: &[String], snapshot: &Snapshot) -> Option<Command> {
    let (top, rest) = path.split_first()?;
    let plugin = PluginId::parse(top).ok();
    let Some(view) = plugin.and_then(|id| snapshot.plugin(&id)) else {
        let config = snapshot.config.as_object()?;
        let secret = path.iter().any(|key| sounds_secret(key));
        return (!secret).then(|| gives_back(path, path, config));
    };
    let keys: Vec<&String> = rest.iter().collect();
    if keys.is_empty() || is_secret(view, &keys) {
        return None;
    }
    if let [key] = rest
        && key == "enabled"
    {
        return Some(Command::SetConfig {
            path: path.to_vec(),
            value: Value::Bool(view.wanted),
        });
    }
    Some(match view.settings.as_object() {
        Some(settings) => gives_back(path, rest, settings),
        None => Command::UnsetConfig {
            path: path.to_vec(),
        },
    })
}

/// The command that gives what stands at `keys` in `values` back to `path`.
fn gives_back(path: &[String], keys: &[String], values: &Map<String, Value>) -> Command {
    let path = path.to_vec();
    let mut keys = keys.iter();
    let first = keys.next().and_then(|key| values.get(key));
    match keys.fold(first, |value, key| value?.get(key)) {
        Some(value) => Command::SetConfig {
            path,
            value: value.clone(),
        },
        None => Command::UnsetConfig { path },
    }
}

/// No schema says which of Lumarium's own values are secret: their names do.
fn sounds_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "token", "password", "api_key"]
        .iter()
        .any(|word| key.contains(word))
}

/// Whether a secret stands at `keys`, above, or below: by the schema, or because one is set there.
fn is_secret(view: &PluginView, keys: &[&String]) -> bool {
    let named = view.schema.as_deref().map(secret_paths).unwrap_or_default();
    let meets = |secret: &Vec<String>| secret.iter().zip(keys).all(|(one, other)| one == *other);
    named.iter().chain(&view.secrets_set).any(meets)
}

/// A plugin and all that goes off with it, each after what it needs.
fn with_dependents(plugin: &PluginId, snapshot: &Snapshot) -> Vec<PluginId> {
    fn visit(
        id: &PluginId,
        snapshot: &Snapshot,
        seen: &mut Vec<PluginId>,
        out: &mut Vec<PluginId>,
    ) {
        if seen.contains(id) {
            return;
        }
        seen.push(id.clone());
        let view = snapshot.plugin(id).filter(|view| view.wanted);
        for dependent in view.into_iter().flat_map(|view| &view.dependents) {
            visit(dependent, snapshot, seen, out);
        }
        if view.is_some() {
            out.push(id.clone());
        }
    }
    let mut order = Vec::new();
    visit(plugin, snapshot, &mut Vec::new(), &mut order);
    order.reverse();
    order
}

/// What a command does, for people, as done.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only commands that can be taken back have words here"
)]
pub(super) fn words(command: &Command, snapshot: &Snapshot) -> String {
    let name = |id: &PluginId| {
        snapshot
            .plugin(id)
            .map_or_else(|| id.to_string(), |plugin| plugin.name.clone())
    };
    match command {
        Command::Enable { plugin } => fill("undo.on", &[("name", &name(plugin))]),
        Command::Disable { plugin, .. } => fill("undo.off", &[("name", &name(plugin))]),
        Command::Reorder { .. } => t("undo.order").to_owned(),
        Command::Configure { plugin, .. } | Command::EditSettings { plugin, .. } => {
            fill("undo.settings", &[("name", &name(plugin))])
        }
        Command::SetConfig { path, .. } | Command::UnsetConfig { path } => {
            fill("undo.setting", &[("path", &path.join("."))])
        }
        Command::Brightness { percent } => fill("undo.brightness", &[("n", percent)]),
        Command::Link { path } => fill("undo.linked", &[("name", &file_name(path))]),
        Command::Unlink { plugin } => fill("undo.unlinked", &[("name", &name(plugin))]),
        _ => String::new(),
    }
}

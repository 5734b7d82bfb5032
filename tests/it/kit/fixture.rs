//! The plugins of the simulated world: needs, cycles, stand-ins, a kind that cannot be run, a working copy.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::facts::{Found, Place};
use lumarium_core::id::PluginId;
use lumarium_core::manifest::{Manifest, Requirement, RuntimeKind};
use serde_json::json;

use super::durable::Durable;

/// Where the working copy is.
pub(crate) const ELSEWHERE: &str = "/elsewhere/bench";

/// All ids that can ever exist here, the working copy and a stranger included.
pub(crate) const IDS: [&str; 12] = [
    "clock", "text", "picture", "face", "base", "middle", "top", "ring-a", "ring-b", "snake",
    "bench", "stranger",
];

pub(crate) fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

fn manifest(name: &str, version: &str, needs: &[(&str, &str, bool)]) -> Manifest {
    let need = |(plugin, version, optional): &(&str, &str, bool)| Requirement {
        plugin: id(plugin),
        version: version.parse().unwrap(),
        optional: *optional,
    };
    Manifest {
        id: id(name),
        name: name.to_uppercase(),
        version: Some(version.to_owned()),
        description: String::new(),
        author: String::new(),
        runtime: if name == "snake" {
            RuntimeKind::Python
        } else {
            RuntimeKind::Native
        },
        entry_point: name.to_owned(),
        class_name: None,
        screens: if name == "text" {
            vec!["news".into(), "quotes".into()]
        } else {
            vec![name.into()]
        },
        update_interval: matches!(name, "text" | "base").then(|| Duration::from_mins(1)),
        default_duration: Some(Duration::from_secs(20)),
        capabilities: if matches!(name, "clock" | "face") {
            vec!["time".to_owned()]
        } else {
            Vec::new()
        },
        requires: needs.iter().map(need).collect(),
        actions: Vec::new(),
    }
}

/// A plugin as discovery gives it.
pub(crate) fn found(name: &str, version: &str) -> Arc<Found> {
    let needs: &[(&str, &str, bool)] = match name {
        "middle" => &[("base", "^1", false)],
        "top" => &[("middle", "*", false), ("stranger", "*", true)],
        "ring-a" => &[("ring-b", "*", false)],
        "ring-b" => &[("ring-a", "*", false)],
        _ => &[],
    };
    let (place, working_copy) = match name {
        "clock" | "text" | "picture" => (Place::Bundled, false),
        "bench" => (Place::Linked(PathBuf::from(ELSEWHERE)), true),
        _ => (
            Place::Folder(PathBuf::from(format!(
                "/root-of-the-world/plugin-repos/{name}"
            ))),
            false,
        ),
    };
    Arc::new(Found {
        content_hash: matches!(place, Place::Folder(_)).then(|| format!("{name} {version}").into()),
        manifest: Arc::new(manifest(name, version, needs)),
        place,
        working_copy,
        schema: None,
        problems: Vec::new(),
    })
}

/// A root somebody has used for a while.
pub(crate) fn durable() -> Durable {
    let mut durable = Durable::default();
    for name in IDS
        .iter()
        .filter(|name| !matches!(**name, "bench" | "stranger"))
    {
        durable.disk.found.insert(id(name), found(name, "1.0.0"));
    }
    durable
        .elsewhere
        .insert(PathBuf::from(ELSEWHERE), found("bench", "0.1.0"));
    let config = json!({
        "timezone": "Europe/Berlin",
        "canary": [{"z": 1, "a": null}],
        "canaries": {"z": [1, 2], "a": {"y": 1, "b": 2}},
        "schedule": {"enabled": false},
        "clock": {"enabled": true, "kept": "as it is"},
        "text": {"enabled": true},
        "base": {"enabled": true},
        "middle": {"enabled": true},
        "snake": {"enabled": false}
    });
    durable.config.main = config.as_object().unwrap().clone();
    durable.config.secrets = json!({"text": {"api_key": "secret"}})
        .as_object()
        .unwrap()
        .clone();
    durable
}

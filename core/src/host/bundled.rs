//! The plugins in this binary: their manifests and schemas are data of the program.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::facts::{Found, Place};
use crate::id::PluginId;
use crate::manifest::{Manifest, Problem, RuntimeKind};

/// One bundled plugin's files.
macro_rules! files {
    ($id:literal) => {
        [
            include_str!(concat!("../../../assets/plugins/", $id, "/manifest.json")),
            include_str!(concat!(
                "../../../assets/plugins/",
                $id,
                "/config_schema.json"
            )),
        ]
    };
}

/// Manifest and schema of each, in the order in which a new root plays them.
const FILES: [[&str; 2]; 6] = [
    files!("clock"),
    files!("text"),
    files!("picture"),
    files!("monitor"),
    files!("generative"),
    files!("test-pattern"),
];

/// The bundled plugins, in the order in which a new root plays them.
/// One whose manifest cannot be read is left out; a test sees to it that none is.
pub fn bundled() -> Vec<Arc<Found>> {
    FILES
        .iter()
        .filter_map(|[manifest, schema]| found(manifest, schema))
        .map(Arc::new)
        .collect()
}

fn found(manifest: &str, schema: &str) -> Option<Found> {
    let (manifest, mut problems) = parse(manifest);
    let schema: Option<Value> = serde_json::from_str(schema)
        .map_err(|cause| problems.push(Problem::warning(format!("config_schema.json: {cause}"))))
        .ok();
    Some(Found {
        manifest: Arc::new(manifest?),
        place: Place::Bundled,
        content_hash: None,
        working_copy: false,
        schema: schema.map(Arc::new),
        problems,
    })
}

/// Reads one of our own, clean manifests.
fn parse(text: &str) -> (Option<Manifest>, Vec<Problem>) {
    let Ok(raw) = serde_json::from_str::<Map<String, Value>>(text) else {
        return (None, vec![Problem::error("manifest.json is not an object")]);
    };
    let text = |key: &str| raw.get(key).and_then(Value::as_str).unwrap_or_default();
    let texts = |key: &str| {
        let list = raw.get(key).and_then(Value::as_array);
        let list = list.map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_str)
    };
    let seconds = |key: &str| {
        let seconds = raw.get(key).and_then(Value::as_f64)?;
        Duration::try_from_secs_f64(seconds).ok()
    };
    let id = match PluginId::parse(text("id")) {
        Ok(id) => id,
        Err(cause) => return (None, vec![Problem::error(cause.to_string())]),
    };
    let mut screens: Vec<Arc<str>> = texts("display_modes").map(Arc::from).collect();
    if screens.is_empty() {
        screens.push(Arc::from(id.as_str()));
    }
    let manifest = Manifest {
        name: text("name").to_owned(),
        version: Some(text("version").to_owned()),
        description: text("description").to_owned(),
        author: text("author").to_owned(),
        runtime: RuntimeKind::Native,
        entry_point: text("entry_point").to_owned(),
        class_name: None,
        screens,
        update_interval: seconds("update_interval"),
        default_duration: seconds("default_duration"),
        capabilities: texts("capabilities").map(str::to_owned).collect(),
        requires: Vec::new(),
        actions: Vec::new(),
        id,
    };
    (Some(manifest), Vec::new())
}

#[cfg(test)]
mod tests;

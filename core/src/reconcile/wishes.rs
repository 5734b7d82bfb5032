//! Which sections of config.json are plugins, and what they wish.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Wish;
use crate::id::PluginId;

/// The plugins of the main configuration. Secrets make no plugin: a leftover secret must not bring
/// one back. System keys and illegal ids are no plugins and are left alone; of two keys that differ
/// only in case the first counts.
pub fn wishes(main: &Map<String, Value>) -> BTreeMap<PluginId, Wish> {
    let mut wishes = BTreeMap::new();
    for (key, value) in main {
        let (Some(section), Ok(id)) = (value.as_object(), PluginId::parse(key)) else {
            continue;
        };
        let enabled = section.get("enabled").and_then(Value::as_bool) == Some(true);
        wishes.entry(id).or_insert(Wish { enabled });
    }
    wishes
}

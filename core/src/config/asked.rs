//! Short questions that the engine asks often.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::config::Document;
use crate::config::merge::deep_merge;
use crate::id::PluginId;
use crate::limits;

impl Document {
    /// The ids of all plugins' sections.
    pub fn section_ids(&self) -> Vec<PluginId> {
        crate::reconcile::wishes(&self.main).into_keys().collect()
    }

    /// The key of a plugin's section as config.json spells it.
    pub fn section_key(&self, id: &PluginId) -> Option<String> {
        let same = |key: &&String| key.eq_ignore_ascii_case(id.as_str());
        self.main.keys().find(same).cloned()
    }

    /// How long a screen stays, if `display.display_durations` says so.
    pub fn duration(&self, screen: &str) -> Option<Duration> {
        seconds(
            self.main
                .get("display")?
                .get("display_durations")?
                .get(screen)?,
        )
    }

    /// How long a plugin's screens stay, if its section says so (`display_duration`).
    pub fn section_duration(&self, id: &PluginId) -> Option<Duration> {
        seconds(self.section(id)?.get("display_duration")?)
    }

    /// The longest that a screen of dynamic length stays (`display.dynamic_duration.max_duration_seconds`).
    pub fn dynamic_duration_max(&self) -> Duration {
        let path = ["display", "dynamic_duration", "max_duration_seconds"].map(str::to_owned);
        let said = self.get(&path).as_ref().and_then(seconds);
        said.unwrap_or(limits::DYNAMIC_DURATION_MAX)
    }

    /// This document with another one merged over it. What its secrets file holds stays secret.
    #[must_use]
    pub fn imported(&self, main: &Map<String, Value>, secrets: &Map<String, Value>) -> Self {
        let mut merged = (
            Value::Object(self.main.clone()),
            Value::Object(self.secrets.clone()),
        );
        deep_merge(&mut merged.0, &Value::Object(main.clone()));
        deep_merge(&mut merged.1, &Value::Object(secrets.clone()));
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        Self {
            main: object(merged.0),
            secrets: object(merged.1),
        }
    }
}

/// Seconds above zero, as number or numeric text (LEDMatrix takes both).
fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    Duration::try_from_secs_f64(number.filter(|&secs| secs > 0.0)?).ok()
}

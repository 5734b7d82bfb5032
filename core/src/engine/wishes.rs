//! How plugins follow the configuration: on, off, and their settings.

use std::sync::Arc;

use serde_json::Value;

use super::Engine;
use super::needs::Needs;
use super::plugin::Plugin;
use crate::config::Document;
use crate::facts::Known;
use crate::failure::Stage;
use crate::id::PluginId;
use crate::lifecycle::{Event, OffBy, State};
use crate::schema;
use crate::time::Now;
use crate::veiled::Veiled;

impl Engine {
    pub(super) fn sync_wishes(&mut self, now: Now) {
        let Known::Known(config) = self.config.clone() else {
            return;
        };
        let ids: Vec<PluginId> = self.plugins.keys().cloned().collect();
        for id in ids {
            let buried = self.buried.contains_key(&id);
            let wanted = config.enabled(&id) && !buried;
            let Some(plugin) = self.plugins.get_mut(&id) else {
                continue;
            };
            let was = std::mem::replace(&mut plugin.wanted, wanted);
            if was != wanted {
                plugin.held = None;
                self.touch(&id);
            }
            self.follow_wish(now, &id, wanted);
            self.sync_settings(now, &id, &config);
            self.heal_discovery(now, &id);
            self.refresh_active(&id);
        }
    }

    /// Plugins without a run follow the wish at once; those with one through reconciliation.
    fn follow_wish(&mut self, now: Now, id: &PluginId, wanted: bool) {
        let Some(plugin) = self.plugins.get(id) else {
            return;
        };
        let off = matches!(plugin.state, State::Disabled { .. });
        if wanted && off {
            self.life(now, id, Event::SwitchOn);
        } else if !wanted && !off && !plugin.is_loaded() {
            let by = self.off_by(id);
            self.life(now, id, Event::SwitchOff(by));
            self.forget_pictures(id);
        }
    }

    /// What runs and lost something it needs (switched off, gone, another version) is unloaded; it
    /// waits for it and comes back by itself. A needed plugin that merely fails changes nothing.
    pub(super) fn stop_unsupported(&mut self, now: Now) {
        let stands = |plugin: &Plugin| plugin.wanted && plugin.found.is_some();
        let lost: Vec<PluginId> = self
            .plugins
            .values()
            .filter(|plugin| plugin.is_loaded() && stands(plugin))
            .filter(|plugin| !matches!(plugin.state, State::Unloading { .. }))
            .filter(|plugin| {
                let below = Needs::closure(&plugin.id, |id| self.needs.required(id));
                let mut all = below.iter().chain([&plugin.id]);
                !all.all(|id| {
                    self.needs.unmet(id).is_none() && self.plugins.get(id).is_some_and(stands)
                })
            })
            .map(|plugin| plugin.id.clone())
            .collect();
        for id in lost {
            self.life(now, &id, Event::Unload);
        }
    }

    /// Off because a needed plugin is off, or because a person said so.
    pub(super) fn off_by(&self, id: &PluginId) -> OffBy {
        let because = self
            .because
            .get(id)
            .filter(|need| self.plugins.get(need).is_some_and(|plugin| !plugin.wanted));
        because.map_or(OffBy::Person, |need| OffBy::Needs(need.clone()))
    }

    fn sync_settings(&mut self, now: Now, id: &PluginId, config: &Document) {
        let settings = self.complete_settings(id, config);
        self.show_settings(id, config);
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        if **plugin.settings == settings {
            return;
        }
        let fresh = plugin.settings.is_null();
        plugin.settings = Arc::new(settings).into();
        self.touch(id);
        if fresh {
            return;
        }
        let state = self.plugins.get(id).map(|plugin| plugin.state.clone());
        match state {
            Some(State::Error {
                stage: Stage::Configure | Stage::Enable | Stage::Load,
                ..
            }) => {
                self.life(now, id, Event::Reset);
            }
            Some(
                State::Loading { .. }
                | State::Loaded { .. }
                | State::Configured { .. }
                | State::Enabled { .. }
                | State::Running { .. },
            ) => {
                self.life(now, id, Event::Reconfigure);
            }
            Some(
                State::Error { .. }
                | State::Discovered
                | State::Disabled { .. }
                | State::Unloading { .. },
            )
            | None => {}
        }
    }

    /// What was missing may be there now.
    fn heal_discovery(&mut self, now: Now, id: &PluginId) {
        let waits = self.plugins.get(id).is_some_and(|plugin| {
            matches!(
                plugin.state,
                State::Error {
                    stage: Stage::Discovery,
                    ..
                }
            )
        });
        if waits && self.needs.unmet(id).is_none() {
            self.life(now, id, Event::Reset);
        }
    }

    /// A plugin's section with schema defaults and its secrets, without `enabled`: a change of that
    /// alone is not a new configuration.
    fn complete_settings(&self, id: &PluginId, config: &Document) -> Value {
        let section = config.settings(id);
        let found = self
            .plugins
            .get(id)
            .and_then(|plugin| plugin.found.as_ref());
        let mut settings = match found.and_then(|found| found.schema.as_ref()) {
            Some(schema) => schema::complete(&section, schema),
            None => section,
        };
        if let Some(map) = settings.as_object_mut() {
            map.shift_remove("enabled");
        }
        settings
    }

    /// What a person wrote, with all that is secret taken out; also where it equals the defaults, so that the
    /// plugin hears nothing of it.
    fn show_settings(&mut self, id: &PluginId, config: &Document) {
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        let schema = plugin.found.as_ref().and_then(|found| found.schema.clone());
        let known = match (&plugin.secret_paths.0, &schema) {
            (Some(known), Some(schema)) => Arc::ptr_eq(known, schema),
            (None, None) => true,
            (_, _) => false,
        };
        if !known {
            let paths = schema.as_deref().map(schema::secret_paths);
            plugin.secret_paths = (schema, paths.unwrap_or_default().into());
        }
        let paths = plugin
            .secret_paths
            .0
            .is_some()
            .then_some(&*plugin.secret_paths.1);
        let shown = config.public_settings(id, paths);
        let secrets_set = config.secrets_set(id, paths.unwrap_or_default());
        if plugin.shown != shown || plugin.secrets_set != secrets_set {
            plugin.shown = shown;
            plugin.secrets_set = secrets_set;
            self.touch(id);
        }
    }

    pub(super) fn settings_of(&self, id: &PluginId) -> Veiled<Arc<Value>> {
        let plugin = self.plugins.get(id);
        plugin.map_or_else(
            || Arc::new(Value::Null).into(),
            |plugin| plugin.settings.clone(),
        )
    }

    /// The panel's IANA time zone.
    pub(super) fn time_zone(&self) -> String {
        self.config
            .get()
            .map_or_else(|| "UTC".to_owned(), |config| config.time_zone())
    }
}

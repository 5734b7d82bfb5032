//! What the store tells, and how the plugins follow from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::plugin::Plugin;
use super::{Canvas, Engine, Setup};
use crate::config::Document;
use crate::dependency::Graph;
use crate::facts::{Found, Known};
use crate::failure::Stage;
use crate::id::{PluginId, Screen};
use crate::journal::Topic;
use crate::lifecycle::{Event, OffBy, State};
use crate::message::{Effect, StoreEvent, Transition};
use crate::schema;
use crate::snapshot::Level;
use crate::time::Now;

/// Who needs whom, worked out once per discovery.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    required: BTreeMap<PluginId, Vec<PluginId>>,
    unmet: BTreeMap<PluginId, String>,
    warnings: BTreeMap<PluginId, String>,
    dependents: BTreeMap<PluginId, Vec<PluginId>>,
}

impl Needs {
    fn of(found: &BTreeMap<PluginId, Arc<Found>>) -> Self {
        let graph = Graph::new(found.iter().map(|(id, found)| {
            let manifest = &found.manifest;
            (id, manifest.semver(), manifest.requires.as_slice())
        }));
        let mut needs = Self::default();
        for (id, found) in found
            .iter()
            .filter(|(_, found)| !found.manifest.requires.is_empty())
        {
            let (optional, hard): (Vec<_>, Vec<_>) = graph
                .unmet(id)
                .into_iter()
                .partition(|unmet| unmet.optional);
            let words = |list: Vec<crate::dependency::Unmet>| {
                list.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; ")
            };
            if !hard.is_empty() {
                needs.unmet.insert(id.clone(), words(hard));
            }
            if !optional.is_empty() {
                needs.warnings.insert(id.clone(), words(optional));
            }
            let hard = found.manifest.requires.iter().filter(|need| !need.optional);
            let list: Vec<PluginId> = hard.map(|need| need.plugin.clone()).collect();
            for need in &list {
                needs
                    .dependents
                    .entry(need.clone())
                    .or_default()
                    .push(id.clone());
            }
            needs.required.insert(id.clone(), list);
        }
        needs
    }

    /// What stands against loading it, in words.
    pub(super) fn unmet(&self, id: &PluginId) -> Option<String> {
        self.unmet.get(id).cloned()
    }

    /// Optional needs that are not met.
    pub(super) fn warning(&self, id: &PluginId) -> Option<&String> {
        self.warnings.get(id)
    }

    /// What must be enabled before it.
    pub(super) fn required(&self, id: &PluginId) -> &[PluginId] {
        self.required.get(id).map_or(&[], Vec::as_slice)
    }

    /// What needs it directly.
    pub(super) fn dependents(&self, id: &PluginId) -> &[PluginId] {
        self.dependents.get(id).map_or(&[], Vec::as_slice)
    }

    /// All that follow from `id` along `edges`, nearest first, without `id`. Cycles end.
    pub(super) fn closure<'a>(
        id: &PluginId,
        edges: impl Fn(&PluginId) -> &'a [PluginId],
    ) -> Vec<PluginId> {
        let mut seen = BTreeSet::from([id.clone()]);
        let mut all = vec![id.clone()];
        let mut next = 0;
        while let Some(id) = all.get(next).cloned() {
            next += 1;
            for other in edges(&id) {
                if seen.insert(other.clone()) {
                    all.push(other.clone());
                }
            }
        }
        all.remove(0);
        all
    }
}

impl Canvas {
    pub(super) fn new(setup: &Setup, config: &Document) -> Self {
        let display = config.display();
        let ours = config.lumarium();
        Self {
            size: setup.size.unwrap_or(display.size),
            refresh_hz: setup.refresh_hz.unwrap_or(ours.refresh_hz),
            brightness: display.brightness,
            transition: Transition {
                kind: ours.transition,
                length: Duration::from_millis(ours.transition_millis),
            },
        }
    }
}

impl Engine {
    pub(super) fn store(&mut self, now: Now, event: StoreEvent) {
        match event {
            StoreEvent::Read {
                config,
                disk,
                record,
                notices,
            } => {
                self.read(now, config, disk, record, &notices);
            }
            StoreEvent::Written { ticket, result } => self.written(now, ticket, result),
            StoreEvent::FilesChanged { plugins } => self.files_changed(now, &plugins),
            StoreEvent::Inspected {
                command,
                path,
                result,
            } => {
                self.inspected(now, command, &path, result);
            }
            StoreEvent::Reinstalled { plugin, result } => self.reinstalled(now, &plugin, &result),
            StoreEvent::Registry(registry) => self.take_registry(now, registry),
        }
    }

    fn read(
        &mut self,
        now: Now,
        config: Option<Known<Arc<Document>>>,
        disk: Option<Known<crate::facts::Disk>>,
        record: Option<Known<crate::facts::RecordFacts>>,
        notices: &[String],
    ) {
        // An unreadable configuration does not stop what runs: the last good one stays in force,
        // but as a source of decisions it is unknown.
        self.config = config.unwrap_or_else(|| self.config.clone());
        self.disk = disk.unwrap_or_else(|| self.disk.clone());
        self.record = record.unwrap_or_else(|| self.record.clone());
        for text in notices {
            self.notify(now, Level::Warning, None, text);
            self.note(now, Topic::Store, None, text.clone());
        }
        let position = self.record.get().and_then(|record| record.position.clone());
        self.sync(now);
        if let Some(screen) = position.and_then(|text| self.screen_by_text(&text)) {
            self.director.resume_at(screen);
        }
    }

    fn screen_by_text(&self, text: &str) -> Option<Screen> {
        self.director
            .order()
            .iter()
            .find(|screen| screen.to_string() == text)
            .cloned()
    }

    /// Brings everything in line with the sources. Idempotent.
    pub(super) fn sync(&mut self, now: Now) {
        if let Known::Known(record) = &self.record {
            // A record that cannot be read any more has not forgiven anybody.
            self.buried.clone_from(&record.tombstones);
        }
        self.sync_canvas(now);
        self.sync_found(now);
        self.sync_wishes(now);
        self.stop_unsupported(now);
        self.order_screens();
        self.release_waiting();
        self.writes.forget_failure();
        self.unplanned = true;
    }

    fn sync_canvas(&mut self, now: Now) {
        let Known::Known(config) = &self.config else {
            return;
        };
        let mut canvas = Canvas::new(&self.setup, config);
        let old = self.canvas;
        if !self.plugins.is_empty()
            && (canvas.size, canvas.refresh_hz) != (old.size, old.refresh_hz)
        {
            // Panels and plugins have this size: it changes when they are opened again.
            (canvas.size, canvas.refresh_hz) = (old.size, old.refresh_hz);
            let text = "the new panel size or refresh rate takes effect at the next start";
            self.notify(now, Level::Info, None, text);
        }
        if self.canvas != canvas {
            self.canvas = canvas;
            self.out.push(Effect::Player(self.player_settings()));
            self.revision += 1;
        }
    }

    fn sync_found(&mut self, now: Now) {
        let Known::Known(disk) = &self.disk else {
            return;
        };
        let found = disk.found.clone();
        self.needs = Needs::of(&found);
        let section = self
            .config
            .get()
            .map(|config| config.section_ids())
            .unwrap_or_default();
        let ids: BTreeSet<PluginId> = found.keys().chain(&section).cloned().collect();
        let gone: Vec<PluginId> = self
            .plugins
            .keys()
            .filter(|id| !ids.contains(*id))
            .cloned()
            .collect();
        for id in gone {
            self.lose(now, &id);
        }
        for id in ids {
            self.meet(now, &id, found.get(&id));
        }
    }

    /// A plugin without files and section: forgotten once nothing of it runs.
    fn lose(&mut self, now: Now, id: &PluginId) {
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        plugin.wanted = false;
        if plugin.is_loaded() || plugin.alive {
            plugin.found = None;
            return;
        }
        self.forget(now, id);
    }

    pub(super) fn forget(&mut self, now: Now, id: &PluginId) {
        self.plugins.remove(id);
        self.active.remove(id);
        self.views.remove(id);
        self.note(now, Topic::Store, Some(id), "gone".to_owned());
    }

    fn meet(&mut self, now: Now, id: &PluginId, found: Option<&Arc<Found>>) {
        let new = !self.plugins.contains_key(id);
        let plugin = self
            .plugins
            .entry(id.clone())
            .or_insert_with(|| Plugin::new(id.clone(), now.at));
        if plugin.found.as_ref() == found && !new {
            return;
        }
        let version = |found: &Arc<Found>| found.manifest.version.clone();
        let old = plugin.found.as_ref().map(version);
        plugin.found = found.cloned();
        let renewed = old.is_some() && found.is_some();
        self.touch(id);
        if new {
            let place = if found.is_some() {
                "found"
            } else {
                "in the configuration, no files"
            };
            self.note(now, Topic::Store, Some(id), place.to_owned());
        } else if renewed {
            self.note(
                now,
                Topic::Store,
                Some(id),
                "its files have changed".to_owned(),
            );
            self.reset_error(now, id);
        }
    }

    /// A new version or configuration may heal an error.
    pub(super) fn reset_error(&mut self, now: Now, id: &PluginId) {
        let broken = self
            .plugins
            .get(id)
            .is_some_and(|plugin| matches!(plugin.state, State::Error { .. }));
        if broken {
            self.life(now, id, Event::Reset);
        }
    }

    fn sync_wishes(&mut self, now: Now) {
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
    fn stop_unsupported(&mut self, now: Now) {
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
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        if *plugin.settings == settings {
            return;
        }
        let fresh = plugin.settings.is_null();
        plugin.settings = Arc::new(settings);
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

    pub(super) fn settings_of(&self, id: &PluginId) -> Arc<Value> {
        let plugin = self.plugins.get(id);
        plugin.map_or_else(
            || Arc::new(Value::Null),
            |plugin| Arc::clone(&plugin.settings),
        )
    }

    /// The panel's IANA time zone.
    pub(super) fn time_zone(&self) -> String {
        self.config
            .get()
            .map_or_else(|| "UTC".to_owned(), |config| config.time_zone())
    }

    fn files_changed(&mut self, now: Now, ids: &[PluginId]) {
        for id in ids {
            let Some(loaded) = self.plugins.get(id).map(Plugin::is_loaded) else {
                continue;
            };
            self.note(
                now,
                Topic::Store,
                Some(id),
                "its files have changed".to_owned(),
            );
            if loaded {
                self.life(now, id, Event::Reload);
            } else {
                self.reset_error(now, id);
            }
        }
        self.unplanned = true;
    }

    /// The ids in the order of the rotation, then the others.
    pub(super) fn ordered_ids(&self) -> Vec<PluginId> {
        let wish = self
            .config
            .get()
            .map(|config| config.rotation_order())
            .unwrap_or_default();
        let mut seen = BTreeSet::new();
        let mut ids: Vec<PluginId> = Vec::with_capacity(self.plugins.len());
        let known = wish.into_iter().filter(|id| self.plugins.contains_key(id));
        for id in known.chain(self.plugins.keys().cloned()) {
            if seen.insert(id.clone()) {
                ids.push(id);
            }
        }
        ids
    }
}

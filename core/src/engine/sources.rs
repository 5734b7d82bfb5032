//! What the store tells, and how the plugins follow from it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::needs::Needs;
use super::plugin::{Deadlines, Plugin};
use super::{Canvas, Engine, Setup};
use crate::config::Document;
use crate::facts::{Found, Known};
use crate::id::{PluginId, Screen};
use crate::journal::Topic;
use crate::lifecycle::{Event, State};
use crate::message::{Effect, StoreEvent, Transition};
use crate::snapshot::Level;
use crate::time::Now;

impl Canvas {
    pub(super) fn new(setup: &Setup, config: &Document) -> Self {
        let display = config.display();
        let ours = config.lumarium();
        Self {
            size: setup.size.unwrap_or(display.size),
            refresh_hz: setup.refresh_hz.unwrap_or(ours.refresh_hz),
            brightness: display.brightness,
            show_alternatives: ours.show_alternatives,
            worker_memory: u64::from(ours.worker_memory_mb) * 1024 * 1024,
            deadlines: Deadlines::of(&ours),
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
        disk: Option<Known<Arc<crate::facts::Disk>>>,
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
        self.sync_public();
        self.sync_canvas(now);
        self.sync_found(now);
        self.sync_wishes(now);
        self.stop_unsupported(now);
        self.order_screens();
        self.release_waiting();
        self.writes.forget_failure();
        self.unplanned = true;
    }

    /// Windows share one value until something in it differs.
    fn sync_public(&mut self) {
        let Known::Known(config) = &self.config else {
            return;
        };
        let public = config.public_main();
        if public != *self.public {
            self.public = Arc::new(public);
            self.revision += 1;
        }
    }

    fn sync_canvas(&mut self, now: Now) {
        let Known::Known(config) = &self.config else {
            return;
        };
        let config = Arc::clone(config);
        self.sync_hours(now, &config);
        let mut canvas = Canvas::new(&self.setup, &config);
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
        let damage = self.damage(id).filter(|_| found.is_none());
        let new = !self.plugins.contains_key(id);
        let plugin = self
            .plugins
            .entry(id.clone())
            .or_insert_with(|| Plugin::new(id.clone(), now.at));
        if plugin.damage != damage {
            plugin.damage.clone_from(&damage);
            self.dirty_views.insert(id.clone());
            self.revision += 1;
        }
        // Files that became unusable do not end what was good: the last good version goes on.
        let keeps = damage.is_some() && plugin.found.is_some();
        if keeps || (plugin.found.as_ref() == found && !new) {
            return;
        }
        let renewed = match (&plugin.found, found) {
            (Some(old), Some(found)) => !is_known_better(old, found),
            (Some(_), None) | (None, _) => false,
        };
        plugin.found = found.cloned();
        self.touch(id);
        if new {
            let place = if found.is_some() {
                "found"
            } else {
                "in the configuration, no files"
            };
            self.note(now, Topic::Store, Some(id), place.to_owned());
        } else if renewed {
            let text = "its files have changed".to_owned();
            self.note(now, Topic::Store, Some(id), text);
            self.reset_error(now, id);
        }
    }

    /// Why the files of a plugin that is there cannot be used.
    fn damage(&self, id: &PluginId) -> Option<String> {
        let misfits = &self.disk.get()?.misfits;
        let misfit = misfits
            .iter()
            .find(|misfit| misfit.id.as_ref() == Some(id))?;
        let why: Vec<&str> = misfit.problems.iter().map(|p| p.text.as_str()).collect();
        Some(why.join("; "))
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

    fn files_changed(&mut self, now: Now, ids: &[PluginId]) {
        for id in ids {
            if let Some(damage) = self.plugins.get(id).and_then(|p| p.damage.clone()) {
                self.note(now, Topic::Failure, Some(id), damage);
                continue;
            }
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

/// A content hash or a schema that has become known is no change.
fn is_known_better(old: &Found, new: &Found) -> bool {
    let mut old = old.clone();
    if old.content_hash.is_none() {
        old.content_hash.clone_from(&new.content_hash);
    }
    if old.schema.is_none() {
        old.schema.clone_from(&new.schema);
    }
    *new == old
}

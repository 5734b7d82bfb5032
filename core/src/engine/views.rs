//! The snapshot: built from what changed, shared where nothing did.

use std::sync::Arc;

use super::Engine;
use super::plugin::Plugin;
use crate::facts::Known;
use crate::failure::{Failing, Failure, Setback, Stage};
use crate::id::PluginId;
use crate::lifecycle::{OffBy, State};
use crate::manifest::{PluginAction, Problem, RuntimeKind};
use crate::snapshot::{FailingView, PanelView, PluginView, ScreenView, Snapshot, StateView};
use crate::time::Now;

impl Engine {
    pub(super) fn build_snapshot(&mut self, now: Now) -> Arc<Snapshot> {
        let changed = std::mem::take(&mut self.dirty_views);
        for id in &changed {
            if let Some(view) = self.plugins.get(id).map(|plugin| self.view(plugin)) {
                self.views.insert(id.clone(), Arc::new(view));
            }
        }
        let plugins = self
            .ordered_ids()
            .iter()
            .filter_map(|id| self.views.get(id).cloned())
            .collect();
        let misfits = self
            .disk
            .get()
            .map(|disk| disk.misfits.clone())
            .unwrap_or_default();
        Arc::new(Snapshot {
            revision: self.revision,
            at: now.at,
            wall: now.wall,
            root: self.setup.root.clone(),
            panel: self.panel_view(now),
            plugins,
            misfits,
            findings: self.findings.clone(),
            notices: self.notices.iter().cloned().collect(),
            config: Arc::clone(&self.public),
            fonts: self.fonts.clone(),
            stopping: self.stopping.is_some(),
        })
    }

    fn panel_view(&self, now: Now) -> PanelView {
        // Between a plugin's end and the next picture its screen is still on, but nobody's any more.
        let on = self
            .director
            .on()
            .filter(|on| self.plugins.contains_key(&on.screen.plugin));
        PanelView {
            size: self.canvas.size,
            brightness: self.canvas.brightness,
            refresh_hz: self.canvas.refresh_hz,
            screen: on.map(|on| on.screen.clone()),
            since: on.map(|on| on.since).unwrap_or_default(),
            until: self.director.until(),
            next: self
                .director
                .next(&|screen| self.look(screen, now.at))
                .filter(|_| !self.sleeps())
                .cloned(),
            paused: self.director.is_paused(),
            pinned: self.director.pinned().cloned(),
            idle: on.is_none().then(|| self.idle_reason(now)),
            schedule: self.schedule_view(now.wall),
            transition: self.canvas.transition.kind,
            lost: self.lost_panel.clone(),
        }
    }

    fn idle_reason(&self, now: Now) -> String {
        let schedule = self.schedule_view(now.wall).filter(|_| self.sleeps());
        if let Some(schedule) = schedule {
            return schedule.text;
        }
        if let Known::Unknown(why) = &self.config {
            return format!("the configuration cannot be read: {why}");
        }
        let wanted = self.plugins.values().filter(|plugin| plugin.wanted).count();
        let able = self
            .plugins
            .values()
            .filter(|plugin| plugin.is_loaded())
            .count();
        match (wanted, able) {
            (0, _) => "no plugin is on".to_owned(),
            (_, 0) => "no plugin that is on can run; see their reasons".to_owned(),
            _ => "no screen has anything to show now".to_owned(),
        }
    }

    fn view(&self, plugin: &Plugin) -> PluginView {
        let found = plugin.found.as_deref();
        let manifest = found.map(|found| &*found.manifest);
        let id = &plugin.id;
        PluginView {
            id: id.clone(),
            name: manifest.map_or_else(|| id.to_string(), |m| m.name.clone()),
            version: manifest.and_then(|manifest| manifest.version.clone()),
            description: manifest.map(|m| m.description.clone()).unwrap_or_default(),
            author: manifest.map(|m| m.author.clone()).unwrap_or_default(),
            runtime: manifest.map_or(RuntimeKind::Python, |manifest| manifest.runtime),
            place: found.map(|found| found.place.clone()),
            development: found.is_some_and(|found| found.working_copy),
            wanted: plugin.wanted,
            state: state_view(plugin),
            reason: self.reason(plugin),
            screens: self.screen_views(plugin),
            run: plugin.run,
            load_millis: plugin.load_time.map(|time| time.as_millis() as u64),
            last_update: plugin.last_update,
            last_draw: plugin.last_draw,
            update_time: plugin.update_time,
            draw_time: plugin.draw_time,
            update_interval_millis: plugin.update_interval().map(|wait| wait.as_millis() as u64),
            history: plugin.history.iter().cloned().collect(),
            errors: plugin.errors.iter().cloned().collect(),
            log: plugin.log.iter().cloned().collect(),
            log_dropped: plugin.log_dropped,
            late_reports: plugin.late_reports,
            process: plugin.process.clone(),
            problems: self.problems(plugin),
            requires: manifest.map(requires).unwrap_or_default(),
            dependents: self.wanted_of(self.needs.dependents(id)),
            alternatives: self.alternatives(plugin),
            settings: plugin.shown.clone(),
            secrets_set: plugin.secrets_set.clone(),
            actions: manifest.map_or_else(Vec::new, |manifest| shown(&manifest.actions)),
            schema: found.and_then(|found| found.schema.clone()),
        }
    }

    fn screen_views(&self, plugin: &Plugin) -> Vec<ScreenView> {
        let on = self.director.on().map(|on| &on.screen);
        let view = |name: &Arc<str>| {
            let screen = crate::id::Screen {
                plugin: plugin.id.clone(),
                name: Arc::clone(name),
            };
            let last = plugin.last.get(name);
            ScreenView {
                name: Arc::clone(name),
                content: last.map(|content| content.kind().to_owned()),
                pixels: last.map_or(0, |content| content.pixels() as u64),
                duration_millis: self.stay(&screen).as_millis() as u64,
                on: on == Some(&screen),
            }
        };
        plugin.screens().iter().map(view).collect()
    }

    fn problems(&self, plugin: &Plugin) -> Vec<Problem> {
        let mut problems = plugin
            .found
            .as_ref()
            .map(|f| f.problems.clone())
            .unwrap_or_default();
        let warning = self.needs.warning(&plugin.id);
        problems.extend(warning.map(|text| Problem::warning(format!("optional: {text}"))));
        if let Some(schema) = plugin
            .found
            .as_ref()
            .and_then(|found| found.schema.as_ref())
        {
            problems.extend(crate::schema::check(&plugin.settings, schema));
        }
        problems
    }

    fn wanted_of(&self, ids: &[PluginId]) -> Vec<PluginId> {
        let wanted = |id: &&PluginId| self.plugins.get(*id).is_some_and(|plugin| plugin.wanted);
        ids.iter().filter(wanted).cloned().collect()
    }

    /// Enabled plugins that share a capability: what could be shown in its place.
    pub(super) fn alternatives(&self, plugin: &Plugin) -> Vec<PluginId> {
        let Some(found) = &plugin.found else {
            return Vec::new();
        };
        let mine = &found.manifest.capabilities;
        if mine.is_empty() {
            return Vec::new();
        }
        let shares = |other: &&Plugin| {
            let theirs = other
                .found
                .as_ref()
                .map(|found| &found.manifest.capabilities);
            other.id != plugin.id
                && other.wanted
                && !other.fails()
                && matches!(other.state, State::Enabled { .. } | State::Running { .. })
                && theirs.is_some_and(|theirs| theirs.iter().any(|each| mine.contains(each)))
        };
        self.plugins
            .values()
            .filter(shares)
            .map(|plugin| plugin.id.clone())
            .collect()
    }

    /// One sentence for people; absent when all is well.
    fn reason(&self, plugin: &Plugin) -> Option<String> {
        if let Some(damage) = &plugin.damage {
            let goes_on = plugin.is_loaded();
            let rest = if goes_on {
                "; the last good version goes on"
            } else {
                ""
            };
            return Some(format!("its files cannot be used: {damage}{rest}"));
        }
        if plugin.found.is_none() {
            return Some(
                "its files are missing; install it again or remove its section".to_owned(),
            );
        }
        if self.buried.contains_key(&plugin.id) {
            return Some("was uninstalled and is there again: keep or delete it".to_owned());
        }
        if let Some(held) = &plugin.held {
            return Some(held.clone());
        }
        match &plugin.state {
            State::Error {
                stage,
                setback,
                recoverable,
            } => {
                if setback.failure.is_offline() {
                    return Some(setback.failure.to_string());
                }
                let text = format!("{stage} failed: {}", setback.failure);
                let waits = matches!(setback.failure, Failure::Unsupported { .. });
                let text = if *recoverable || waits {
                    text
                } else {
                    format!("{text}; mend it, then retry")
                };
                Some(text)
            }
            State::Loading { .. } => plugin.waits.as_ref().map(|(_, text)| text.clone()),
            State::Disabled {
                by: OffBy::Needs(id),
            } => Some(format!(
                "off, because {id}, which it needs, was switched off"
            )),
            State::Enabled { failing } | State::Running { failing, .. } => {
                let (stage, setback) = failing.worst()?;
                if setback.failure.is_offline() {
                    return Some(setback.failure.to_string());
                }
                Some(format!(
                    "{stage} failed {}: {}",
                    times(setback.count),
                    setback.failure
                ))
            }
            State::Discovered
            | State::Loaded { .. }
            | State::Configured { .. }
            | State::Disabled { by: OffBy::Person }
            | State::Unloading { .. } => None,
        }
    }
}

fn times(count: u32) -> String {
    if count == 1 {
        "once".to_owned()
    } else {
        format!("{count} times")
    }
}

fn requires(manifest: &crate::manifest::Manifest) -> Vec<String> {
    let word = |need: &crate::manifest::Requirement| {
        let optional = if need.optional { " (optional)" } else { "" };
        format!("{} {}{optional}", need.plugin, need.version)
    };
    manifest.requires.iter().map(word).collect()
}

fn state_view(plugin: &Plugin) -> StateView {
    let failing = match &plugin.state {
        State::Error {
            stage,
            setback,
            recoverable,
        } => Some(failing_view(*stage, setback, *recoverable)),
        State::Discovered
        | State::Loading { .. }
        | State::Loaded { .. }
        | State::Configured { .. }
        | State::Enabled { .. }
        | State::Running { .. }
        | State::Disabled { .. }
        | State::Unloading { .. } => {
            let worst = plugin.state.failing().and_then(Failing::worst);
            worst.map(|(stage, setback)| failing_view(stage, setback, true))
        }
    };
    let because_of = if let State::Disabled {
        by: OffBy::Needs(id),
    } = &plugin.state
    {
        Some(id.clone())
    } else {
        None
    };
    StateView {
        name: plugin.state.name().to_owned(),
        since: plugin.since,
        failing,
        because_of,
        can_execute: plugin.alive && matches!(plugin.state, State::Enabled { .. }),
        loaded: plugin.is_loaded(),
    }
}

fn failing_view(stage: Stage, setback: &Setback, recoverable: bool) -> FailingView {
    let again = if setback.count > 1 {
        format!(" ({})", times(setback.count))
    } else {
        String::new()
    };
    FailingView {
        stage,
        failure: setback.failure.clone(),
        text: format!("{}{again}", setback.failure),
        count: setback.count,
        retry_at: recoverable.then_some(setback.retry_at),
        recoverable,
    }
}

/// Actions that have a button.
fn shown(actions: &[PluginAction]) -> Vec<PluginAction> {
    actions
        .iter()
        .filter(|action| !action.hidden)
        .cloned()
        .collect()
}

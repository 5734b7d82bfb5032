//! Steps of the life cycle: recorded, and turned into effects.

use std::sync::Arc;

use super::{Engine, plugin};
use crate::content::{Content, Hooks};
use crate::facts::Found;
use crate::failure::{Failure, Stage};
use crate::id::PluginId;
use crate::journal::{self, Topic};
use crate::lifecycle::{self, Action, Event, Policy, Run, State};
use crate::limits;
use crate::manifest::RuntimeKind;
use crate::message::{Effect, Launch, Request};
use crate::snapshot::Level;
use crate::time::Now;

impl Engine {
    /// Lets `event` happen to a plugin. An impossible one changes nothing and is journalled.
    pub(super) fn life(&mut self, now: Now, id: &PluginId, event: Event) -> bool {
        let Some(plugin) = self.plugins.get_mut(id) else {
            return false;
        };
        let policy = Policy {
            interval: plugin.retry_interval(),
        };
        let cause = event.cause();
        let failed = failure_of(&event, &plugin.state);
        plugin.time(&event, now.at);
        let (state, actions) = match lifecycle::step(&plugin.state, event, now.at, policy) {
            Ok(step) => step,
            Err(illegal) => {
                self.note(now, Topic::Late, Some(id), format!("ignored: {illegal}"));
                return false;
            }
        };
        let was_loaded = plugin.is_loaded();
        let was_held = plugin.is_held();
        let failed_before = plugin.fails();
        let changed = plugin.state != state;
        let renamed = plugin.state.name() != state.name();
        let from = plugin.state.name();
        let first = plugin.errors.back().is_none_or(|old| old.run != plugin.run);
        if let Some((stage, failure)) = &failed {
            plugin.record_error(now, *stage, failure);
        }
        if actions.contains(&Action::Spawn) {
            // The transition into loading belongs to the new run already; the old one is over.
            self.kill(id);
            self.begin_run(id);
        }
        let Some(plugin) = self.plugins.get_mut(id) else {
            return false;
        };
        if changed {
            let text = journal::change(from, state.name(), &cause);
            let quiet = is_routine(&plugin.state, &state);
            plugin.record(now, state, &cause);
            let moved = was_loaded != plugin.is_loaded() || was_held != plugin.is_held();
            self.unplanned |= moved;
            self.unordered |= failed_before != plugin.fails();
            if renamed && !quiet {
                self.note(now, Topic::Life, Some(id), text);
            }
        }
        if changed || failed.is_some() {
            self.touch(id);
        }
        if let Some((stage, failure)) = failed {
            self.tell_failure(now, id, stage, &failure, first);
        }
        for action in actions {
            self.act(now, id, action);
        }
        self.refresh_active(id);
        self.end_if_dead(now, id);
        true
    }

    /// One notice per plugin and run; the journal has every one.
    fn tell_failure(
        &mut self,
        now: Now,
        id: &PluginId,
        stage: Stage,
        failure: &Failure,
        first: bool,
    ) {
        if failure.is_offline() {
            self.note(now, Topic::Failure, Some(id), format!("{stage}: {failure}"));
            if first {
                self.tell_offline(now, id, failure);
            }
            return;
        }
        self.note(
            now,
            Topic::Failure,
            Some(id),
            format!("{stage} failed: {failure}"),
        );
        if first {
            self.notify(
                now,
                Level::Warning,
                Some(id),
                &format!("{id}: {stage} failed: {failure}"),
            );
        }
    }

    /// One notice when the network goes away, not one for each plugin that misses it.
    fn tell_offline(&mut self, now: Now, id: &PluginId, failure: &Failure) {
        let told = |other: &plugin::Plugin| other.id != *id && other.is_offline();
        if self.plugins.values().any(told) {
            return;
        }
        let text = format!(
            "{id} is {failure}; plugins show what they have fetched before and try again by themselves"
        );
        self.notify(now, Level::Info, Some(id), &text);
    }

    /// A plugin that is being stopped and has no run left is stopped.
    fn end_if_dead(&mut self, now: Now, id: &PluginId) {
        let dead = self
            .plugins
            .get(id)
            .is_some_and(|plugin| !plugin.alive && matches!(plugin.state, State::Unloading { .. }));
        if dead {
            self.life(now, id, Event::Stopped);
        }
    }

    fn act(&mut self, now: Now, id: &PluginId, action: Action) {
        match action {
            Action::Spawn => self.spawn(now, id),
            Action::Configure => {
                let settings = self.settings_of(id);
                if let Some(plugin) = self.plugins.get_mut(id) {
                    plugin.settings = settings.clone();
                }
                self.ask(id, Request::Configure { settings });
            }
            Action::Enable => {
                let saved = self
                    .plugins
                    .get_mut(id)
                    .and_then(|plugin| plugin.saved.take());
                self.ask(id, Request::Enable { saved });
            }
            Action::Disable => self.ask(id, Request::Disable),
            Action::Stop => self.ask(id, Request::Stop),
            Action::Kill => self.kill(id),
        }
    }

    pub(super) fn kill(&mut self, id: &PluginId) {
        let Some(plugin) = self.plugins.get_mut(id).filter(|plugin| plugin.alive) else {
            return;
        };
        plugin.run_is_over();
        plugin.drawing = None;
        self.out.push(Effect::Kill {
            plugin: id.clone(),
            run: plugin.run,
        });
    }

    fn begin_run(&mut self, id: &PluginId) {
        self.runs_count += 1;
        if let Some(plugin) = self.plugins.get_mut(id) {
            plugin.run = Run(self.runs_count);
        }
    }

    /// All that a process of a plugin is told; absent: it has no files.
    pub(super) fn launch(&self, id: &PluginId) -> Option<Launch> {
        let plugin = self.plugins.get(id)?;
        Some(Launch {
            found: plugin.found.clone()?,
            size: self.canvas.size,
            time_zone: self.time_zone(),
            settings: self.settings_of(id),
            global: Arc::clone(&self.public),
            saved: plugin.saved.clone(),
            memory_max: self.canvas.worker_memory,
        })
    }

    fn spawn(&mut self, now: Now, id: &PluginId) {
        let Some(launch) = self.launch(id) else {
            return;
        };
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        plugin.alive = true;
        plugin.hooks = Hooks::default();
        plugin.drawing = None;
        plugin.draw = None;
        plugin.next_update = None;
        plugin.process = None;
        plugin.offline = None;
        plugin.drew = false;
        plugin.waits = None;
        plugin.loading_since = now.at;
        plugin.deadlines = self.canvas.deadlines;
        let run = plugin.run;
        self.out.push(Effect::Spawn {
            plugin: id.clone(),
            run,
            launch: Arc::new(launch),
        });
    }

    /// Posts a request to the present run, if there is one.
    pub(super) fn ask(&mut self, id: &PluginId, request: Request) {
        if let Some(plugin) = self.plugins.get(id).filter(|plugin| plugin.alive) {
            self.out.push(Effect::Ask {
                plugin: id.clone(),
                run: plugin.run,
                request,
            });
        }
    }

    /// Starts a wanted plugin, unless something stands against it; that becomes its error.
    pub(super) fn start(&mut self, now: Now, id: &PluginId) {
        if !self.setup.run_plugins || self.stopping.is_some() {
            return;
        }
        let Some(found) = self.plugins.get(id).and_then(|plugin| plugin.found.clone()) else {
            return;
        };
        if let Some(failure) = self.obstacle(id, &found) {
            let needs = matches!(failure, Failure::Dependency { .. });
            let stage = if needs { Stage::Discovery } else { Stage::Load };
            self.life(now, id, Event::Failed { stage, failure });
            return;
        }
        if let Some(waits) = self.waits_for(id) {
            self.hold(id, Some(format!("waits for {waits}, which it needs")));
            return;
        }
        self.hold(id, None);
        self.life(now, id, Event::Start);
    }

    fn hold(&mut self, id: &PluginId, held: Option<String>) {
        let Some(plugin) = self
            .plugins
            .get_mut(id)
            .filter(|plugin| plugin.held != held)
        else {
            return;
        };
        plugin.held = held;
        self.unplanned = true;
        self.touch(id);
    }

    fn obstacle(&self, id: &PluginId, found: &Found) -> Option<Failure> {
        let kind = found.manifest.runtime;
        if !self.setup.runtimes.contains(&kind) {
            return Some(Failure::Unsupported {
                text: unsupported(kind),
            });
        }
        if let Some(text) = self.needs.unmet(id) {
            return Some(Failure::Dependency { text });
        }
        let running = self.plugins.values().filter(|plugin| plugin.alive).count();
        (running >= limits::RUNS_MAX).then(|| Failure::Busy {
            text: format!("{running} plugins are loaded, which is the most; switch one off"),
        })
    }

    /// The first plugin that must be enabled before this one is loaded.
    fn waits_for(&self, id: &PluginId) -> Option<PluginId> {
        self.needs
            .required(id)
            .iter()
            .find(|need| !self.is_up(need))
            .cloned()
    }

    fn is_up(&self, id: &PluginId) -> bool {
        let state = self.plugins.get(id).map(|plugin| &plugin.state);
        matches!(state, Some(State::Enabled { .. } | State::Running { .. }))
    }

    /// Plugins that wait for another one are looked at again when one has come up.
    pub(super) fn release_waiting(&mut self) {
        let waiting: Vec<PluginId> = self
            .active
            .iter()
            .filter(|id| {
                self.plugins
                    .get(id)
                    .is_some_and(|plugin| plugin.held.is_some())
            })
            .filter(|id| self.waits_for(id).is_none())
            .cloned()
            .collect();
        for id in waiting {
            self.hold(&id, None);
        }
    }

    /// Keeps the set of plugins that time matters to.
    pub(super) fn refresh_active(&mut self, id: &PluginId) {
        let active = self
            .plugins
            .get(id)
            .is_some_and(|p| p.wanted || p.is_loaded() || p.alive);
        if active {
            self.active.insert(id.clone());
        } else {
            self.active.remove(id);
        }
    }

    /// Drops the pictures of a plugin that is off or gone.
    pub(super) fn forget_pictures(&mut self, id: &PluginId) {
        if let Some(plugin) = self.plugins.get_mut(id) {
            plugin.last.clear();
            plugin.draw = None;
        }
    }

    /// Keeps what a screen gave.
    pub(super) fn keep_content(plugin: &mut plugin::Plugin, screen: &Arc<str>, content: &Content) {
        if plugin.last.len() < limits::SCREENS_MAX || plugin.last.contains_key(screen) {
            plugin.last.insert(Arc::clone(screen), content.clone());
        }
    }
}

fn unsupported(kind: RuntimeKind) -> String {
    format!(
        "{} plugins are not supported yet; it stays listed and its settings are kept",
        kind.name()
    )
}

/// `enabled → running → enabled` without a setback is not worth a journal entry.
fn is_routine(from: &State, to: &State) -> bool {
    match (from, to) {
        (State::Enabled { .. }, State::Running { .. }) => true,
        (
            State::Running {
                failing: before, ..
            },
            State::Enabled { failing: after },
        ) => before == after,
        _ => false,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "three events are failures; a new one would be added here on purpose"
)]
fn failure_of(event: &Event, state: &State) -> Option<(Stage, Failure)> {
    match event {
        Event::Failed { stage, failure } => Some((*stage, failure.clone())),
        Event::Died { failure } => Some((lifecycle::stage_of(state), failure.clone())),
        Event::Late if !matches!(state, State::Unloading { .. }) => Some((
            lifecycle::stage_of(state),
            Failure::timed_out(lifecycle::limit_of(state)),
        )),
        _ => None,
    }
}

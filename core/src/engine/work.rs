//! Time: deadlines, retries, updates, draws, and the orderly end.

use std::sync::Arc;

use super::Engine;
use super::plugin::{DrawWish, Plugin};
use crate::id::{PluginId, Screen};
use crate::lifecycle::{Call, Event, State};
use crate::limits;
use crate::message::{CommandId, Edit, Effect, Request};
use crate::time::{Moment, Now};

/// Lumarium is being stopped.
#[derive(Clone, Debug)]
pub(super) struct Stopping {
    since: Moment,
    commands: Vec<CommandId>,
    position_saved: bool,
    done: bool,
}

impl Stopping {
    /// Whatever has not ended by then is left behind.
    pub(super) fn deadline(&self) -> Moment {
        self.since.plus(limits::STOP_TIMEOUT + limits::STOP_TIMEOUT)
    }
}

impl Engine {
    /// When time matters next to one plugin.
    pub(super) fn plugin_wake(&self, id: &PluginId) -> Option<Moment> {
        let plugin = self.plugins.get(id)?;
        if let Some(deadline) = plugin.deadline() {
            return Some(deadline);
        }
        if self.stopping.is_some() || !self.setup.run_plugins {
            return None;
        }
        match &plugin.state {
            State::Enabled { .. } => {
                let draw = draw_due(plugin);
                let update = update_due(plugin);
                [draw, update, restart_due(plugin), keep_due(plugin)]
                    .into_iter()
                    .flatten()
                    .min()
            }
            State::Error { .. } => restart_due(plugin),
            State::Discovered
            | State::Loading { .. }
            | State::Loaded { .. }
            | State::Configured { .. }
            | State::Running { .. }
            | State::Disabled { .. }
            | State::Unloading { .. } => None,
        }
    }

    /// Lets passed deadlines count.
    pub(super) fn pass_deadlines(&mut self, now: Now) {
        for id in self.active_ids() {
            let late = self
                .plugins
                .get(&id)
                .and_then(Plugin::deadline)
                .is_some_and(|deadline| deadline <= now.at);
            if !late {
                continue;
            }
            let drawing = self
                .plugins
                .get_mut(&id)
                .and_then(|plugin| plugin.drawing.take());
            self.late(now, &id);
            if let Some((name, _)) = drawing {
                self.draw_failed(&Screen { plugin: id, name });
            }
        }
    }

    /// A call is late. If the network has gone meanwhile, that is why, and the plugin is not to blame.
    fn late(&mut self, now: Now, id: &PluginId) {
        let failure = self.plugins.get(id).and_then(Plugin::lateness);
        let Some(failure) = failure else {
            self.life(now, id, Event::Late);
            return;
        };
        self.kill(id);
        self.life(now, id, Event::Died { failure });
    }

    /// Starts again what has waited long enough.
    pub(super) fn heal(&mut self, now: Now) {
        for id in self.active_ids() {
            let due = self
                .plugins
                .get(&id)
                .filter(|plugin| plugin.wanted)
                .and_then(restart_due);
            if due.is_some_and(|due| due <= now.at) {
                self.start(now, &id);
            }
            if let Some(plugin) = self.plugins.get_mut(&id) {
                try_drawing_again(plugin);
            }
        }
    }

    /// Gives each idle plugin the call that is due: a draw before an update, one at a time.
    pub(super) fn give_work(&mut self, now: Now) {
        if self.stopping.is_some() {
            return;
        }
        for id in self.active_ids() {
            let Some(plugin) = self.plugins.get(&id).filter(|plugin| is_idle(plugin)) else {
                continue;
            };
            if draw_due(plugin).is_some_and(|due| due <= now.at) {
                self.begin_draw(now, &id);
            } else if keep_due(plugin).is_some_and(|due| due <= now.at) {
                self.keep_section(now, &id);
            } else if update_due(plugin).is_some_and(|due| due <= now.at) {
                self.life(now, &id, Event::Called(Call::Update));
                self.ask(&id, Request::Update);
                if let Some(plugin) = self.plugins.get_mut(&id) {
                    plugin.next_update = plugin.update_interval().map(|wait| now.at.plus(wait));
                }
            }
        }
    }

    fn begin_draw(&mut self, now: Now, id: &PluginId) {
        let Some(wish) = self
            .plugins
            .get_mut(id)
            .and_then(|plugin| plugin.draw.take())
        else {
            return;
        };
        if !self.life(now, id, Event::Called(Call::Draw)) {
            return;
        }
        if let Some(plugin) = self.plugins.get_mut(id) {
            plugin.drawing = Some((Arc::clone(&wish.screen), wish.fresh));
        }
        self.ask(
            id,
            Request::Draw {
                screen: wish.screen,
                fresh: wish.fresh,
            },
        );
    }

    pub(super) fn active_ids(&self) -> Vec<PluginId> {
        self.active.iter().cloned().collect()
    }

    /// Begins the orderly end: hooks are called, states saved, then the host is told to exit.
    pub(super) fn begin_stopping(&mut self, now: Now, command: CommandId) {
        if let Some(stopping) = &mut self.stopping {
            stopping.commands.push(command);
            return;
        }
        self.stopping = Some(Stopping {
            since: now.at,
            commands: vec![command],
            position_saved: false,
            done: false,
        });
        self.revision += 1;
        for id in self.active_ids() {
            if self.plugins.get(&id).is_some_and(Plugin::is_loaded) {
                self.life(now, &id, Event::Unload);
            }
        }
    }

    pub(super) fn finish_stopping(&mut self, now: Now) {
        let Some(stopping) = self.stopping.clone().filter(|stopping| !stopping.done) else {
            return;
        };
        if !stopping.position_saved {
            self.save_position(now);
            if let Some(stopping) = &mut self.stopping {
                stopping.position_saved = true;
            }
        }
        let idle = !self.plugins.values().any(|plugin| plugin.alive) && self.writes.is_empty();
        if !idle && now.at < stopping.deadline() {
            return;
        }
        if let Some(stopping) = &mut self.stopping {
            stopping.done = true;
        }
        for id in stopping.commands {
            self.out.push(Effect::Answer {
                id,
                answer: Ok("stopped".to_owned()),
            });
        }
        self.out.push(Effect::Exit);
    }

    /// Remembers the screen that is on. At most every ten minutes, to spare the SD card.
    pub(super) fn save_position(&mut self, now: Now) {
        let Some(screen) = self.director.on().map(|on| on.screen.to_string()) else {
            return;
        };
        let known = self
            .record
            .get()
            .and_then(|record| record.position.as_deref());
        if known != Some(screen.as_str()) {
            self.write(
                now,
                vec![Edit::Position { screen }],
                super::edits::Why::Position,
            );
        }
    }
}

/// A failed draw is tried again at its time, on screen or not: a setback heals by itself.
fn try_drawing_again(plugin: &mut Plugin) {
    let State::Enabled { failing } = &plugin.state else {
        return;
    };
    let Some(setback) = failing.draw.as_ref().filter(|_| plugin.draw.is_none()) else {
        return;
    };
    let at = setback.retry_at;
    let screen = plugin.failed_screen.clone();
    if let Some(screen) = screen.or_else(|| plugin.screens().first().cloned()) {
        plugin.draw = Some(DrawWish {
            screen,
            fresh: false,
            at,
        });
    }
}

/// Enabled, with a run, and no call under way.
fn is_idle(plugin: &Plugin) -> bool {
    plugin.alive && matches!(plugin.state, State::Enabled { .. })
}

fn draw_due(plugin: &Plugin) -> Option<Moment> {
    let wish = plugin.draw.as_ref().filter(|_| plugin.alive)?;
    let retry = plugin
        .state
        .failing()
        .and_then(|failing| failing.draw.as_ref());
    Some(retry.map_or(wish.at, |setback| wish.at.max(setback.retry_at)))
}

fn update_due(plugin: &Plugin) -> Option<Moment> {
    let due = plugin.next_update.filter(|_| plugin.alive)?;
    let retry = plugin
        .state
        .failing()
        .and_then(|failing| failing.update.as_ref());
    Some(retry.map_or(due, |setback| setback.retry_at))
}

/// When what it wants kept is written: not too often, SD cards wear out.
pub(super) fn keep_due(plugin: &Plugin) -> Option<Moment> {
    plugin.keep.as_ref()?;
    let before = plugin.kept.map(|kept| kept.plus(limits::KEEP_INTERVAL));
    Some(before.unwrap_or(Moment::ZERO))
}

/// When a plugin without a run is started again by itself.
fn restart_due(plugin: &Plugin) -> Option<Moment> {
    if plugin.alive || !plugin.wanted || plugin.held.is_some() || plugin.found.is_none() {
        return None;
    }
    match &plugin.state {
        State::Enabled { failing } => {
            let setbacks = [failing.draw.as_ref(), failing.update.as_ref()];
            let due = setbacks
                .into_iter()
                .flatten()
                .map(|setback| setback.retry_at)
                .max();
            Some(due.unwrap_or(Moment::ZERO))
        }
        State::Error {
            setback,
            recoverable: true,
            ..
        } => Some(setback.retry_at),
        State::Error { .. }
        | State::Discovered
        | State::Loading { .. }
        | State::Loaded { .. }
        | State::Configured { .. }
        | State::Running { .. }
        | State::Disabled { .. }
        | State::Unloading { .. } => None,
    }
}

//! What runs tell. A report of an older run, or of one that was killed, is counted and dropped.

use std::sync::Arc;

use super::Engine;
use super::plugin::Plugin;
use crate::content::{Content, Hooks};
use crate::failure::{Failure, Stage};
use crate::id::{PluginId, Screen};
use crate::journal::Topic;
use crate::lifecycle::{Call, Event, Run, State};
use crate::limits;
use crate::message::Report;
use crate::time::Now;

impl Engine {
    pub(super) fn report(&mut self, now: Now, id: &PluginId, run: Run, report: Report) {
        let current = self
            .plugins
            .get(id)
            .is_some_and(|p| p.run == run && p.alive);
        if !current {
            self.drop_report(now, id, run, &report);
            return;
        }
        match report {
            Report::Loaded { hooks } => {
                if let Some(plugin) = self.plugins.get_mut(id) {
                    plugin.waits = None;
                }
                self.take_hooks(id, hooks);
                self.life(now, id, Event::Loaded);
            }
            Report::Configured { hooks } => {
                self.take_hooks(id, hooks);
                self.life(now, id, Event::Configured);
                self.redraw(now, id);
            }
            Report::Enabled => self.enabled(now, id),
            Report::Updated { hooks } => self.updated(now, id, hooks),
            Report::Drawn {
                screen,
                content,
                hooks,
            } => self.drawn(now, id, screen, &content, hooks),
            Report::Changed { screen, content } => self.changed(now, id, screen, &content),
            // No news: nothing that anybody sees has changed.
            Report::Glimpse { screen, frame } => {
                if let Some(plugin) = self.plugins.get_mut(id) {
                    plugin.glimpse = Some((screen, frame));
                }
            }
            Report::Hooks { hooks } => {
                self.take_hooks(id, hooks);
                self.director.nudge();
                self.touch(id);
            }
            Report::Process(facts) => self.learn(id, |plugin| plugin.process = Some(facts)),
            Report::Waits { text } => {
                self.learn(id, |plugin| plugin.waits = Some((now.at, text)));
            }
            Report::Offline => self.learn(id, |plugin| plugin.offline = Some(now.at)),
            Report::Keep { section } => self.learn(id, |plugin| plugin.keep = Some(section)),
            Report::Failed { stage, failure } => self.failed(now, id, stage, failure),
            Report::Stalled => self.stalled(now, id),
            Report::Log { text } => self.learn(id, |plugin| plugin.record_log(now, text)),
            Report::Stopped { saved } => {
                if let Some(plugin) = self.plugins.get_mut(id) {
                    plugin.run_is_over();
                    plugin.saved = saved.map(Arc::new);
                }
                self.life(now, id, Event::Stopped);
            }
            Report::Died { failure } => self.died(now, id, failure),
            Report::Buried => {}
        }
    }

    /// Keeps something that changes nothing else.
    fn learn(&mut self, id: &PluginId, keep: impl FnOnce(&mut Plugin)) {
        if let Some(plugin) = self.plugins.get_mut(id) {
            keep(plugin);
        }
        self.touch(id);
    }

    fn drop_report(&mut self, now: Now, id: &PluginId, run: Run, report: &Report) {
        let word = match report {
            // The end of a run that was killed: expected, and nothing is lost with it.
            Report::Buried | Report::Stopped { .. } | Report::Died { .. } => return,
            Report::Loaded { .. } => "loaded",
            Report::Configured { .. } => "configured",
            Report::Enabled => "enabled",
            Report::Updated { .. } => "updated",
            Report::Drawn { .. } => "drawn",
            Report::Changed { .. } => "changed",
            Report::Hooks { .. } => "hooks",
            Report::Glimpse { .. } => "glimpse",
            Report::Process(_) => "process",
            Report::Offline => "offline",
            Report::Waits { .. } => "waits",
            Report::Keep { .. } => "keep",
            Report::Failed { .. } => "failed",
            Report::Stalled => "stalled",
            Report::Log { .. } => "log",
        };
        if let Some(plugin) = self.plugins.get_mut(id) {
            plugin.late_reports += 1;
            self.note(
                now,
                Topic::Late,
                Some(id),
                format!("late report of run {run} dropped: {word}"),
            );
            self.touch(id);
        }
    }

    /// Keeps what a plugin says about itself; what it does not mention stays.
    fn take_hooks(&mut self, id: &PluginId, hooks: Hooks) {
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        let old = &mut plugin.hooks;
        let live_changed =
            (hooks.live_priority, &hooks.live_screens) != (old.live_priority, &old.live_screens);
        let screens_changed =
            live_changed || (hooks.screens.is_some() && hooks.screens != old.screens);
        old.screens = hooks.screens.or_else(|| old.screens.take());
        old.duration = hooks.duration.or(old.duration);
        old.update_interval = hooks.update_interval.or(old.update_interval);
        old.redraw_after = hooks.redraw_after;
        old.live_priority = hooks.live_priority;
        old.live_screens = hooks.live_screens;
        old.cycle_complete = hooks.cycle_complete.or(old.cycle_complete);
        old.dynamic = hooks.dynamic;
        if screens_changed {
            self.order_screens();
        }
    }

    fn enabled(&mut self, now: Now, id: &PluginId) {
        if let Some(plugin) = self.plugins.get_mut(id) {
            plugin.load_time = Some(now.at.since(plugin.loading_since));
            plugin.next_update = plugin.update_interval().map(|_| now.at);
        }
        self.life(now, id, Event::Enabled);
        self.release_waiting();
        self.director.nudge();
        self.redraw(now, id);
    }

    fn updated(&mut self, now: Now, id: &PluginId, hooks: Hooks) {
        self.take_hooks(id, hooks);
        if let Some(plugin) = self.plugins.get_mut(id) {
            plugin.last_update = Some(now.wall);
            plugin.next_update = plugin.update_interval().map(|wait| now.at.plus(wait));
        }
        self.life(now, id, Event::Returned(Call::Update));
        self.director.nudge();
        self.redraw(now, id);
    }

    fn drawn(
        &mut self,
        now: Now,
        id: &PluginId,
        screen: Arc<str>,
        content: &Content,
        hooks: Hooks,
    ) {
        let redraw_after = hooks.redraw_after;
        self.take_hooks(id, hooks);
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        let fresh = plugin.drawing.take().is_some_and(|(_, fresh)| fresh);
        plugin.last_draw = Some(now.wall);
        plugin.drew = true;
        Self::keep_content(plugin, &screen, content);
        self.life(now, id, Event::Returned(Call::Draw));
        let screen = Screen {
            plugin: id.clone(),
            name: screen,
        };
        self.shown_content(now, &screen, content, fresh, redraw_after);
    }

    /// A screen shows something else without having been asked: a strip that moves on, pictures that
    /// begin or end.
    fn changed(&mut self, now: Now, id: &PluginId, screen: Arc<str>, content: &Content) {
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        Self::keep_content(plugin, &screen, content);
        let redraw_after = plugin.hooks.redraw_after;
        let screen = Screen {
            plugin: id.clone(),
            name: screen,
        };
        self.shown_content(now, &screen, content, false, redraw_after);
        self.touch(id);
    }

    fn failed(&mut self, now: Now, id: &PluginId, stage: Stage, failure: Failure) {
        let drawing = self
            .plugins
            .get_mut(id)
            .filter(|_| stage == Stage::Draw)
            .and_then(|plugin| plugin.drawing.take());
        if !self.life(now, id, Event::Failed { stage, failure }) {
            return;
        }
        if let Some((name, _)) = drawing {
            self.draw_failed(&Screen {
                plugin: id.clone(),
                name,
            });
        }
    }

    /// A live run gives no pictures any more. While a call is under way, its own deadline counts.
    fn stalled(&mut self, now: Now, id: &PluginId) {
        let Some(plugin) = self
            .plugins
            .get(id)
            .filter(|plugin| matches!(plugin.state, State::Enabled { .. }))
        else {
            return;
        };
        let recent = |offline| now.at.since(offline) <= limits::OFFLINE_COUNTS;
        if plugin.offline.is_some_and(recent) {
            let failure = Failure::Offline {
                text: "it waited for a network that does not answer, in the middle of drawing"
                    .to_owned(),
            };
            self.kill(id);
            self.life(now, id, Event::Died { failure });
        } else {
            self.life(now, id, Event::Late);
        }
    }

    fn died(&mut self, now: Now, id: &PluginId, failure: Failure) {
        let drawing = self.plugins.get_mut(id).and_then(|plugin| {
            plugin.run_is_over();
            plugin.drawing.take()
        });
        self.life(now, id, Event::Died { failure });
        if let Some((name, _)) = drawing {
            self.draw_failed(&Screen {
                plugin: id.clone(),
                name,
            });
        }
    }
}

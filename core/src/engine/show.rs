//! What is on: the director's moves become draws and scenes.

use std::sync::Arc;
use std::time::Duration;

use super::Engine;
use super::plugin::DrawWish;
use crate::content::Content;
use crate::director::{Look, Move, Way};
use crate::id::{PluginId, Screen};
use crate::journal::Topic;
use crate::lifecycle::{Call, State};
use crate::limits;
use crate::message::{Effect, Request, Scene, Transition, TransitionKind};
use crate::time::{Moment, Now};

impl Engine {
    /// Asks the director until it has nothing more to say.
    pub(super) fn direct(&mut self, now: Now) {
        if self.stopping.is_some() || !self.setup.run_plugins {
            return;
        }
        if self.sleeps() {
            if self.director.sleep() {
                let why = "the schedule switches the panel off";
                self.blank(now, why);
            }
            return;
        }
        self.stay_for_the_cycle(now);
        let moves = {
            let mut director = std::mem::take(&mut self.director);
            let moves = director.turn(now.at, &|screen| self.look(screen, now.at), &|screen| {
                self.stay(screen)
            });
            self.director = director;
            moves
        };
        for step in moves {
            match step {
                Move::Ask(screen) => self.wish_draw(&screen, true, now.at),
                Move::Show(screen) => self.put_on(now, &screen),
                Move::Blank => self.blank(now, "nothing has content"),
            }
        }
    }

    pub(super) fn director_wake(&self) -> Option<Moment> {
        let busy = self.stopping.is_none() && self.setup.run_plugins;
        self.director.next_wake().filter(|_| busy)
    }

    pub(super) fn look(&self, screen: &Screen, now: Moment) -> Look {
        let Some(plugin) = self
            .plugins
            .get(&screen.plugin)
            .filter(|plugin| plugin.wanted)
        else {
            return Look::No;
        };
        // While it fetches it cannot be asked: what it showed last is better than waiting for it.
        let fetches = matches!(
            plugin.state,
            State::Running {
                call: Call::Update,
                ..
            }
        );
        if fetches && plugin.has_old(&screen.name) {
            Look::HasOld
        } else if plugin.can_draw(now) {
            Look::CanDraw
        } else if plugin.has_old(&screen.name) {
            Look::HasOld
        } else if plugin.is_starting() {
            Look::Soon
        } else {
            Look::No
        }
    }

    /// How long a screen stays: LEDMatrix's saved durations, the plugin's own word, its section,
    /// its manifest, the default.
    pub(super) fn stay(&self, screen: &Screen) -> Duration {
        let saved = self
            .config
            .get()
            .and_then(|config| config.duration(&screen.name));
        let plugin = self.plugins.get(&screen.plugin);
        let hook = plugin.and_then(|plugin| plugin.hooks.duration);
        let section = self
            .config
            .get()
            .and_then(|config| config.section_duration(&screen.plugin));
        let found = plugin.and_then(|plugin| plugin.found.as_ref());
        let manifest = found.and_then(|found| found.manifest.default_duration);
        let wish = saved.or(hook).or(section).or(manifest);
        wish.unwrap_or(limits::SCREEN_DURATION_DEFAULT)
            .clamp(limits::SCREEN_DURATION_MIN, limits::SCREEN_DURATION_MAX)
    }

    fn wish_draw(&mut self, screen: &Screen, fresh: bool, at: Moment) {
        if let Some(plugin) = self.plugins.get_mut(&screen.plugin) {
            let name = Arc::clone(&screen.name);
            // A fresh draw is what the director waits for: a mere redraw does not replace it.
            let waits = plugin.draw.as_ref().is_some_and(|wish| wish.fresh) && !fresh;
            if !waits {
                plugin.draw = Some(DrawWish {
                    screen: name,
                    fresh,
                    at,
                });
            }
        }
    }

    /// Draws the plugin's screen again if it is on.
    pub(super) fn redraw(&mut self, now: Now, id: &PluginId) {
        let on = self.director.on().map(|on| on.screen.clone());
        if let Some(screen) = on.filter(|screen| screen.plugin == *id) {
            self.wish_draw(&screen, false, now.at);
        }
    }

    /// A screen has drawn: the director hears of it, or the present picture becomes newer.
    pub(super) fn shown_content(
        &mut self,
        now: Now,
        screen: &Screen,
        content: &Content,
        fresh: bool,
        redraw_after: Option<Duration>,
    ) {
        let has_content = !matches!(content, Content::Nothing);
        let is_on = self.director.on().is_some_and(|on| on.screen == *screen);
        if fresh {
            self.director.drawn(screen, has_content);
        }
        if is_on && has_content {
            if !fresh {
                self.send_scene(screen, content, true);
            }
            self.plan_redraw(now, screen, redraw_after);
        } else if is_on && self.director.pinned().is_none() {
            self.director.go(Way::Forward, now.at);
        } else if !is_on && matches!(content, Content::Live) && (!fresh || self.sleeps()) {
            self.ask(&screen.plugin, Request::Hide);
        }
    }

    fn plan_redraw(&mut self, now: Now, screen: &Screen, redraw_after: Option<Duration>) {
        if let Some(wait) = redraw_after.filter(|_| !self.director.is_paused()) {
            self.wish_draw(screen, false, now.at.plus(wait.max(limits::REDRAW_MIN)));
        }
    }

    pub(super) fn draw_failed(&mut self, screen: &Screen) {
        if let Some(plugin) = self.plugins.get_mut(&screen.plugin) {
            plugin.failed_screen = Some(Arc::clone(&screen.name));
        }
        let plugin = self.plugins.get(&screen.plugin);
        let has_old = plugin.is_some_and(|plugin| plugin.has_old(&screen.name));
        self.director.failed(screen, has_old);
    }

    fn put_on(&mut self, now: Now, screen: &Screen) {
        let before = self.shown.clone();
        let content = self
            .plugins
            .get(&screen.plugin)
            .and_then(|plugin| plugin.last.get(&screen.name))
            .cloned()
            .unwrap_or(Content::Nothing);
        if let Some(old) = before.filter(|old| old.plugin != screen.plugin) {
            self.take_off(&old);
        }
        self.shown = Some(screen.clone());
        self.send_scene(screen, &content, false);
        let redraw = self
            .plugins
            .get(&screen.plugin)
            .and_then(|plugin| plugin.hooks.redraw_after);
        self.plan_redraw(now, screen, redraw);
        self.note(
            now,
            Topic::Show,
            Some(&screen.plugin),
            format!("shows {screen}"),
        );
        // Live content waits while somebody looks at what they have asked for.
        self.order_screens();
        self.touch(&screen.plugin);
        if now.at.since(self.position_saved) >= limits::POSITION_INTERVAL {
            self.position_saved = now.at;
            self.save_position(now);
        }
    }

    fn take_off(&mut self, screen: &Screen) {
        if let Some(plugin) = self.plugins.get_mut(&screen.plugin) {
            plugin.draw = None;
        }
        // Whoever runs it knows from this that the next draw begins a new turn.
        self.ask(&screen.plugin, Request::Hide);
        self.touch(&screen.plugin);
    }

    fn blank(&mut self, now: Now, why: &str) {
        if let Some(old) = self.shown.take() {
            self.take_off(&old);
        }
        self.note(now, Topic::Show, None, why.to_owned());
        self.out.push(Effect::Show(Arc::new(Scene {
            screen: None,
            run: None,
            content: Content::Nothing,
            transition: self.canvas.transition,
            refresh: false,
        })));
    }

    fn send_scene(&mut self, screen: &Screen, content: &Content, refresh: bool) {
        let run = self
            .plugins
            .get(&screen.plugin)
            .map(|plugin| (plugin.id.clone(), plugin.run));
        let transition = if refresh {
            Transition {
                kind: TransitionKind::Cut,
                length: Duration::ZERO,
            }
        } else {
            self.canvas.transition
        };
        let scene = Scene {
            screen: Some(screen.clone()),
            run,
            content: content.clone(),
            transition,
            refresh,
        };
        self.out.push(Effect::Show(Arc::new(scene)));
    }

    /// A screen of dynamic length stays until it has shown everything once, and no longer than its cap.
    fn stay_for_the_cycle(&mut self, now: Now) {
        let Some(on) = self.director.on().cloned() else {
            return;
        };
        let hooks = self
            .plugins
            .get(&on.screen.plugin)
            .map(|plugin| &plugin.hooks);
        let Some((dynamic, complete)) =
            hooks.and_then(|hooks| Some((hooks.dynamic?, hooks.cycle_complete)))
        else {
            return;
        };
        let least = self.stay(&on.screen);
        let config = self.config.get();
        let most = config.map_or(limits::DYNAMIC_DURATION_MAX, |config| {
            config.dynamic_duration_max()
        });
        let most = dynamic.cap.map_or(most, |cap| cap.min(most)).max(least);
        let until = if complete == Some(true) {
            let least = on.since.plus(least + limits::DYNAMIC_DURATION_GRACE);
            // Once its time is over it stays over: the next screen is on its way.
            if least > now.at {
                least
            } else {
                on.until.min(now.at)
            }
        } else {
            on.since.plus(most)
        };
        if self.director.stay_until(until) {
            self.touch(&on.screen.plugin);
        }
    }

    /// The screens that ask to be shown because something is live, in the order of the rotation; none
    /// while somebody looks at what they have asked for.
    fn live_screens(&self, order: &[Screen]) -> Vec<Screen> {
        if self.director.is_asked() {
            return Vec::new();
        }
        let is_live = |screen: &&Screen| {
            let Some(plugin) = self
                .plugins
                .get(&screen.plugin)
                .filter(|p| p.hooks.live_priority)
            else {
                return false;
            };
            let named = &plugin.hooks.live_screens;
            let known = |name: &Arc<str>| plugin.screens().contains(name);
            let ends = |name: &str| name.ends_with("_live");
            if named.iter().any(known) {
                named.contains(&screen.name)
            } else if plugin.screens().iter().any(|name| ends(name)) {
                ends(&screen.name)
            } else {
                true
            }
        };
        order.iter().filter(is_live).cloned().collect()
    }

    /// Live content takes the rotation over; afterwards it goes on with what was cut short.
    fn set_order(&mut self, order: Vec<Screen>) {
        let live = self.live_screens(&order);
        let back = if live.is_empty() {
            self.interrupted.take()
        } else {
            if self.interrupted.is_none() {
                let on = self.director.on().map(|on| on.screen.clone());
                self.interrupted = on.filter(|on| !live.contains(on));
            }
            None
        };
        let order = if live.is_empty() { order } else { live };
        if self.director.set_order(order) {
            self.revision += 1;
        }
        if let Some(back) = back {
            self.director.go_on_with(&back);
        }
    }

    /// The rotation: plugins in the configured order, the others after them by id; a plugin's
    /// screens stay together in its own order. Where the configuration says so, a failing plugin's
    /// place is taken by one that shares a capability with it.
    pub(super) fn order_screens(&mut self) {
        let mut order = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for id in self.ordered_ids() {
            let id = self.stand_in(&id).unwrap_or(id);
            if !seen.insert(id.clone()) {
                continue;
            }
            let Some(plugin) = self.plugins.get(&id).filter(|plugin| plugin.wanted) else {
                continue;
            };
            let screens = plugin.screens().iter().take(limits::SCREENS_MAX);
            order.extend(screens.map(|name| Screen {
                plugin: id.clone(),
                name: Arc::clone(name),
            }));
        }
        self.set_order(order);
    }

    /// Who is shown in a failing plugin's place.
    fn stand_in(&self, id: &PluginId) -> Option<PluginId> {
        let plugin = self
            .plugins
            .get(id)
            .filter(|plugin| plugin.wanted && plugin.fails())?;
        let allowed = self.canvas.show_alternatives;
        self.alternatives(plugin)
            .into_iter()
            .next()
            .filter(|_| allowed)
    }
}

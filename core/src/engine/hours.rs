//! What the schedules do: outside its hours the panel is off, and dimmed in the hours for that. What somebody asks
//! for by name is shown all the same.

use jiff::tz::TimeZone;

use super::Engine;
use crate::config::Document;
use crate::config::views::Schedule;
use crate::id::Screen;
use crate::journal::Topic;
use crate::message::Effect;
use crate::schedule::{self, Phase};
use crate::snapshot::{Level, ScheduleView};
use crate::time::{Moment, Now, Wall};

/// As long as no change is known, the schedules are asked again after this.
const ASK_AGAIN_MILLIS: i64 = 24 * 3_600 * 1_000;

/// The schedules, and what they say now.
#[derive(Debug, Default)]
pub(super) struct Hours {
    plan: Option<Plan>,
    /// They keep the panel off.
    off: Option<Off>,
    /// Dimmed to so many percent, until then.
    dim: Option<(u8, Option<Wall>)>,
    /// What was found holds from here to there, unless the clock is set.
    holds: Option<[Wall; 2]>,
    /// The end of that, if the clock is not set.
    wake: Option<Moment>,
    /// Why the panel is on all the same.
    awake: Option<Awake>,
}

/// The panel is off, until then, if a change is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Off {
    until: Option<Wall>,
}

/// What the configuration wants.
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    on: Option<Schedule>,
    dim: Option<Schedule>,
    zone: TimeZone,
}

/// Why the panel is on outside its hours.
#[derive(Clone, Debug)]
enum Awake {
    /// Somebody wants to see this screen; once it is on: until then.
    Shown(Screen, Option<Moment>),
    /// Somebody has pinned a screen.
    Pinned,
}

impl Hours {
    /// Whether what was found may no longer hold.
    pub(super) fn is_over(&self, now: Now) -> bool {
        let Some([from, until]) = self.holds else {
            return self.plan.is_some();
        };
        now.wall.0 < from.0 || now.wall.0 >= until.0
    }

    fn asks_again(&self, now: Now) -> bool {
        self.is_over(now) || self.wake.is_some_and(|wake| wake <= now.at)
    }
}

impl Engine {
    /// Takes the schedules of the configuration. Those that are wrong are told once.
    pub(super) fn sync_hours(&mut self, now: Now, config: &Document) {
        let enabled = |schedule: Schedule| schedule.enabled.then_some(schedule);
        let (on, dim) = (enabled(config.schedule()), enabled(config.dim_schedule()));
        let plan = (on.is_some() || dim.is_some()).then(|| Plan {
            on,
            dim,
            zone: TimeZone::get(&config.time_zone()).unwrap_or(TimeZone::UTC),
        });
        if plan == self.hours.plan {
            return;
        }
        self.hours.plan = plan;
        self.hours.holds = None;
        self.ask_schedules(now);
        for problem in config.schedule_problems() {
            self.notify(now, Level::Warning, None, &problem.text);
        }
    }

    /// Looks whether another part of the schedules begins.
    pub(super) fn keep_hours(&mut self, now: Now) {
        if self.hours.asks_again(now) {
            self.ask_schedules(now);
        }
        self.see_who_is_awake(now.at);
    }

    fn ask_schedules(&mut self, now: Now) {
        let (mut off, mut dim, mut change) = (None, None, None);
        if let Some(plan) = &self.hours.plan {
            let ask = |schedule: &Schedule| schedule::phase(schedule, &plan.zone, now.wall);
            if let Some(phase) = plan.on.as_ref().map(ask) {
                off = (!phase.applies).then_some(Off { until: phase.until });
                change = phase.until;
            }
            if let Some(schedule) = &plan.dim {
                let Phase { applies, until } = ask(schedule);
                dim = applies.then_some((schedule.dim_brightness, until));
                let first = [change, until].into_iter().flatten();
                change = first.min_by_key(|wall| wall.0);
            }
            let again = Wall(now.wall.0.saturating_add(ASK_AGAIN_MILLIS));
            let until = change.unwrap_or(again);
            let wait = until.0.saturating_sub(now.wall.0).max(1).unsigned_abs();
            self.hours.holds = Some([now.wall, until]);
            self.hours.wake = Some(now.at.plus(std::time::Duration::from_millis(wait)));
        } else {
            (self.hours.holds, self.hours.wake) = (None, None);
        }
        let was = (self.hours.off, self.hours.dim);
        (self.hours.off, self.hours.dim) = (off, dim);
        if was == (off, dim) {
            return;
        }
        if off.is_none() {
            self.hours.awake = None;
            self.director.nudge();
        }
        let text = self.schedule_view(now.wall).map(|view| view.text);
        let text = text.unwrap_or_else(|| "the schedule lets the panel shine".to_owned());
        self.note(now, Topic::Panel, None, text);
        if was.1.map(|dim| dim.0) != dim.map(|dim| dim.0) {
            self.out.push(Effect::Player(self.player_settings()));
        }
    }

    /// Ends what somebody wanted to see outside the hours, when its time is over.
    fn see_who_is_awake(&mut self, now: Moment) {
        let over = match &mut self.hours.awake {
            None => return,
            Some(Awake::Pinned) => self.director.pinned().is_none(),
            Some(Awake::Shown(screen, until)) => {
                if let Some(on) = self.director.on().filter(|on| on.screen == *screen) {
                    until.get_or_insert(on.until);
                }
                match until {
                    Some(until) => *until <= now,
                    None => !self.director.seeks(screen),
                }
            }
        };
        if over {
            self.hours.awake = None;
        }
    }

    /// Whether the schedule keeps the panel off now.
    pub(super) const fn sleeps(&self) -> bool {
        self.hours.off.is_some() && self.hours.awake.is_none()
    }

    /// Somebody wants to see a screen now: also outside the hours, as long as it was asked for.
    pub(super) fn wake_for(&mut self, screen: &Screen) {
        if self.hours.off.is_some() {
            self.hours.awake = Some(Awake::Shown(screen.clone(), None));
        }
    }

    /// Somebody has pinned a screen: also outside the hours, until it is unpinned or they begin.
    pub(super) fn wake_for_pin(&mut self) {
        if self.hours.off.is_some() {
            self.hours.awake = Some(Awake::Pinned);
        }
    }

    /// When the schedules have something to say again.
    pub(super) fn hours_wake(&self) -> Option<Moment> {
        let shown = match &self.hours.awake {
            Some(Awake::Shown(_, until)) => *until,
            Some(Awake::Pinned) | None => None,
        };
        [self.hours.wake, shown].into_iter().flatten().min()
    }

    /// Percent that the panel really shines with.
    pub(super) fn brightness(&self) -> u8 {
        let wish = self.canvas.brightness;
        self.hours.dim.map_or(wish, |(dim, _)| wish.min(dim))
    }

    /// What the schedules do now, for people; absent: nothing.
    pub(super) fn schedule_view(&self, wall: Wall) -> Option<ScheduleView> {
        let plan = self.hours.plan.as_ref()?;
        let until = |until: Option<Wall>| {
            let words = until.map(|at| schedule::clock(at, &plan.zone, wall));
            words.map_or_else(String::new, |words| format!(" until {words}"))
        };
        let dim = self.hours.dim;
        let (text, end) = match (self.hours.off, dim) {
            (Some(off), _) => {
                let text = format!("the schedule keeps the panel off{}", until(off.until));
                (text, off.until)
            }
            (None, Some((percent, end))) => {
                let until = until(end);
                let text = format!("the schedule dims the panel to {percent} %{until}");
                (text, end)
            }
            (None, None) => return None,
        };
        Some(ScheduleView {
            off: self.sleeps(),
            dim: dim.map(|(percent, _)| percent),
            until: end,
            text,
        })
    }
}

//! Whose turn it is on the matrix, and until when. Pure: it is asked with `now` and answers with moves.
//! It never waits for a plugin: a screen that has nothing ready is passed over and comes again later.

use std::time::Duration;

use crate::id::Screen;
use crate::limits;
use crate::time::Moment;

mod turn;

/// What a screen can give now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It can be asked to draw.
    CanDraw,
    /// It cannot draw now, but its last content is there.
    HasOld,
    /// Its plugin is starting.
    Soon,
    /// Nothing: off, broken, failing with nothing to show.
    No,
}

/// What the engine has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Ask the screen to draw, because its turn comes.
    Ask(Screen),
    /// Put the screen on.
    Show(Screen),
    /// Nothing has content: show black and say why.
    Blank,
}

/// The screen that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct On {
    /// Which.
    pub screen: Screen,
    /// Since when.
    pub since: Moment,
    /// Until when, if it is not pinned.
    pub until: Moment,
    /// Somebody asked for it, for this time.
    pub asked: bool,
}

/// Which way the rotation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the next one.
    Forward,
    /// To the one before.
    Back,
}

/// A search for the next screen.
#[derive(Clone, Debug)]
struct Seek {
    target: Screen,
    way: Way,
    /// Switch as soon as it is ready, not at the end of the present screen's time.
    urgent: bool,
    /// How long the found one stays; absent: its own duration.
    stay: Option<Duration>,
    since: Moment,
    asked: bool,
    ready: bool,
    tried: usize,
}

/// The rotation.
#[derive(Clone, Debug, Default)]
pub struct Director {
    order: Vec<Screen>,
    on: Option<On>,
    seek: Option<Seek>,
    paused: Option<Moment>,
    pinned: Option<Screen>,
    /// Where the rotation goes on: after a restart, or after something was shown out of turn.
    resume: Option<Screen>,
    idle_until: Option<Moment>,
}

/// How early the next screen is asked to draw.
const PREPARE: Duration = Duration::from_secs(1);
/// How long a starting plugin is waited for before the next one is taken.
const SOON_WAIT: Duration = Duration::from_millis(150);

impl Director {
    /// Takes a new order; whether it differs. What is on stays on if it is still there.
    pub fn set_order(&mut self, order: Vec<Screen>) -> bool {
        let news = self.order != order;
        if news {
            self.order = order;
            self.idle_until = None;
        }
        news
    }

    /// The order.
    pub fn order(&self) -> &[Screen] {
        &self.order
    }

    /// Where to begin: the screen that was on when Lumarium ended.
    pub fn resume_at(&mut self, screen: Screen) {
        if self.on.is_none() {
            self.resume = Some(screen);
        }
    }

    /// The screen that is on.
    pub const fn on(&self) -> Option<&On> {
        self.on.as_ref()
    }

    /// The screen it stays on.
    pub const fn pinned(&self) -> Option<&Screen> {
        self.pinned.as_ref()
    }

    /// Whether time stands still.
    pub const fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// When the present screen ends; absent while pinned or paused.
    pub fn until(&self) -> Option<Moment> {
        let held = self.paused.is_some() || self.pinned.is_some();
        self.on.as_ref().filter(|_| !held).map(|on| on.until)
    }

    /// The screen that probably comes next: the one that is sought, else the next that can give
    /// something.
    pub fn next(&self, look: &dyn Fn(&Screen) -> Look) -> Option<&Screen> {
        if let Some(seek) = &self.seek {
            return Some(&seek.target);
        }
        let mut at = self.base()?;
        for _ in 0..self.order.len() {
            at = self.neighbour(at, Way::Forward)?;
            if look(at) != Look::No {
                return Some(at).filter(|next| Some(*next) != self.on_screen());
            }
        }
        None
    }

    /// Whether somebody has asked for what is on, or is about to come.
    pub fn is_asked(&self) -> bool {
        let on = self.on.as_ref().is_some_and(|on| on.asked);
        let comes = self.seek.as_ref().is_some_and(|seek| seek.stay.is_some());
        self.pinned.is_some() || on || comes
    }

    /// The present screen stays until then, unless somebody has asked for it for a time. Whether that is news.
    pub fn stay_until(&mut self, until: Moment) -> bool {
        let on = self.on.as_mut().filter(|on| !on.asked && on.until != until);
        on.map(|on| on.until = until).is_some()
    }

    /// The rotation goes on with this screen, once the present one has had its time.
    pub fn go_on_with(&mut self, screen: &Screen) {
        self.resume = self.neighbour(screen, Way::Back).cloned();
    }

    /// Takes everything off; it goes on where it was. Whether something was on.
    pub fn sleep(&mut self) -> bool {
        let left = self.pinned.as_ref().or_else(|| self.base()).cloned();
        self.resume = left.or_else(|| self.resume.take());
        (self.seek, self.idle_until) = (None, None);
        self.on.take().is_some()
    }

    /// Whether this screen is about to come on.
    pub fn seeks(&self, screen: &Screen) -> bool {
        self.seek
            .as_ref()
            .is_some_and(|seek| seek.target == *screen)
    }

    /// Looks for something to show at once, for example because a plugin has become ready.
    pub fn nudge(&mut self) {
        self.idle_until = None;
    }

    /// Goes to the next screen, or the one before.
    pub fn go(&mut self, way: Way, now: Moment) {
        self.pinned = None;
        let base = match &self.seek {
            Some(seek) => Some(seek.target.clone()),
            None => self.base().cloned(),
        };
        let target = base.and_then(|base| self.neighbour(&base, way).cloned());
        if let Some(target) = target.or_else(|| self.order.first().cloned()) {
            self.seek = Some(Seek::new(target, way, true, None, now));
        }
    }

    /// Shows a screen now, for a time; then the rotation goes on where it was.
    pub fn show(&mut self, screen: Screen, stay: Option<Duration>, now: Moment) {
        self.pinned = None;
        let base = self.base().cloned();
        self.seek = Some(Seek::new(screen, Way::Forward, true, stay, now));
        self.resume = base;
    }

    /// Stays on a screen.
    pub fn pin(&mut self, screen: Screen, now: Moment) {
        if self.on_screen() != Some(&screen) {
            self.show(screen.clone(), None, now);
        }
        self.pinned = Some(screen);
    }

    /// Rotates again; the present screen gets its full time.
    pub fn unpin(&mut self, now: Moment, stay: Duration) {
        if self.pinned.take().is_some()
            && let Some(on) = &mut self.on
        {
            on.until = now.plus(stay);
        }
    }

    /// Stops time, or lets it go on without a jump.
    pub fn pause(&mut self, on: bool, now: Moment) {
        match (self.paused, on) {
            (None, true) => self.paused = Some(now),
            (Some(since), false) => {
                self.paused = None;
                if let Some(on) = &mut self.on {
                    on.until = on.until.plus(now.since(since));
                }
            }
            (None, false) | (Some(_), true) => {}
        }
    }

    /// A screen has drawn. Only the one that was asked for counts.
    pub fn drawn(&mut self, screen: &Screen, has_content: bool) {
        let Some(seek) = self
            .seek
            .as_mut()
            .filter(|seek| seek.target == *screen && seek.asked)
        else {
            return;
        };
        if has_content {
            seek.ready = true;
        } else {
            self.pass_over();
        }
    }

    /// A screen failed to draw, or its plugin has gone.
    pub fn failed(&mut self, screen: &Screen, has_old: bool) {
        self.drawn(screen, has_old);
    }

    /// When it wants to be asked again.
    pub fn next_wake(&self) -> Option<Moment> {
        if let Some(seek) = &self.seek {
            if seek.ready && !seek.urgent {
                return self.until();
            }
            let wait = if seek.asked {
                limits::SCREEN_WAIT_MAX
            } else {
                SOON_WAIT
            };
            return Some(seek.since.plus(wait));
        }
        match (&self.on, self.idle_until) {
            (Some(_), _) => self.until().map(|until| {
                Moment::from_nanos(until.as_nanos().saturating_sub(PREPARE.as_nanos() as u64))
            }),
            (None, idle) => idle,
        }
    }

    fn on_screen(&self) -> Option<&Screen> {
        self.on.as_ref().map(|on| &on.screen)
    }

    /// Where the rotation stands.
    fn base(&self) -> Option<&Screen> {
        self.resume.as_ref().or_else(|| self.on_screen())
    }

    fn neighbour(&self, of: &Screen, way: Way) -> Option<&Screen> {
        let count = self.order.len();
        if count == 0 {
            return None;
        }
        let at = self.order.iter().position(|screen| screen == of);
        let next = match (at, way) {
            (Some(at), Way::Forward) => (at + 1) % count,
            (Some(at), Way::Back) => (at + count - 1) % count,
            (None, _) => 0,
        };
        self.order.get(next)
    }
}

impl Seek {
    const fn new(
        target: Screen,
        way: Way,
        urgent: bool,
        stay: Option<Duration>,
        since: Moment,
    ) -> Self {
        Self {
            target,
            way,
            urgent,
            stay,
            since,
            asked: false,
            ready: false,
            tried: 0,
        }
    }
}

//! When the window draws again: at the pace of a moving picture, once a second for a countdown,
//! and otherwise only when something changed.

use std::time::Duration;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::snapshot::{PlayerStats, Snapshot};
use lumarium_core::time::Moment;

/// Seconds the picture is followed after each change: the longest transition and a little more.
const FOLLOW_SECS: f64 = 1.5;
/// The window draws at most this often for the picture.
const FASTEST: Duration = Duration::from_millis(16);
/// A picture that moves slower is looked at this often.
const SLOWEST: Duration = Duration::from_millis(66);
/// Seconds over which frames are counted.
const COUNT_SECS: f64 = 1.0;

/// What is known about the pace.
#[derive(Debug, Default)]
pub struct Pace {
    /// The engine's revision that was seen last, and when it was seen.
    revision: Option<u64>,
    /// The engine's time, when the window's time was `1`.
    anchor: (Moment, f64),
    /// Until when the picture is followed.
    follow: f64,
    /// How many looks in a row found the same picture.
    same: u32,
    /// Frames at a time, for the rate.
    counted: Option<(u64, f64)>,
    fps: Option<f64>,
}

impl Pace {
    /// Takes what this frame saw. `time`: seconds of the window's time.
    pub fn saw(&mut self, snapshot: &Snapshot, stats: &PlayerStats, moved: bool, time: f64) {
        if self.revision != Some(snapshot.revision) {
            self.revision = Some(snapshot.revision);
            self.anchor = (snapshot.at, time);
            self.follow = time + FOLLOW_SECS;
        }
        if moved {
            self.follow = time + FOLLOW_SECS;
            self.same = 0;
        } else {
            self.same = self.same.saturating_add(1);
        }
        match self.counted {
            Some((frames, at)) if time - at >= COUNT_SECS => {
                let shown = stats.frames.saturating_sub(frames);
                self.fps = Some(shown as f64 / (time - at));
                self.counted = Some((stats.frames, time));
            }
            Some(_) => {}
            None => self.counted = Some((stats.frames, time)),
        }
    }

    /// The engine's time now.
    pub fn now(&self, time: f64) -> Moment {
        let (at, seen) = self.anchor;
        at.plus(Duration::from_secs_f64((time - seen).max(0.0)))
    }

    /// Frames a second that were really shown.
    pub const fn fps(&self) -> Option<f64> {
        self.fps
    }

    /// When to draw again if nothing happens; absent: not at all.
    pub fn next(&self, snapshot: &Snapshot, time: f64) -> Option<Duration> {
        let picture = (time < self.follow || moves(snapshot)).then(|| {
            let wish = Duration::from_secs(1) / snapshot.panel.refresh_hz.max(1);
            let calm = FASTEST.saturating_mul(1 << self.same.min(4).saturating_sub(1));
            wish.max(FASTEST).max(calm).min(SLOWEST.max(wish))
        });
        let count = counts(snapshot).then(|| {
            let nanos = 1_000_000_000 - self.now(time).as_nanos() % 1_000_000_000;
            Duration::from_nanos(nanos)
        });
        picture.into_iter().chain(count).min()
    }
}

/// Whether the screen that is on moves by itself.
fn moves(snapshot: &Snapshot) -> bool {
    let panel = &snapshot.panel;
    let Some(screen) = panel.screen.as_ref().filter(|_| !panel.paused) else {
        return false;
    };
    let Some(plugin) = snapshot.plugin(&screen.plugin) else {
        return false;
    };
    plugin
        .screens
        .iter()
        .filter(|view| view.name == screen.name)
        .any(|view| matches!(view.content.as_deref(), Some("clip" | "strip" | "live")))
}

/// Whether a countdown is shown.
fn counts(snapshot: &Snapshot) -> bool {
    let turns = snapshot.panel.until.is_some() && !snapshot.panel.paused;
    let retries = |plugin: &lumarium_core::snapshot::PluginView| {
        let failing = plugin.state.failing.as_ref();
        failing.is_some_and(|failing| failing.retry_at.is_some())
    };
    turns || snapshot.plugins.iter().any(|plugin| retries(plugin))
}

/// The picture that was read last.
#[derive(Debug)]
pub struct Picture {
    /// The newest frame.
    pub frame: Frame,
    /// Its number.
    pub number: u64,
    before: Frame,
}

impl Picture {
    /// Black, until the first frame comes.
    pub fn new(size: Size) -> Self {
        let frame = Frame::black(size);
        Self {
            before: frame.clone(),
            frame,
            number: 0,
        }
    }

    /// Reads the newest frame; whether the picture is another one than before.
    pub fn read(&mut self, source: &dyn crate::link::FrameSource) -> bool {
        let number = source.frame(&mut self.frame);
        if number == self.number {
            return false;
        }
        self.number = number;
        let moved = self.frame != self.before;
        if moved && !self.before.copy_from(&self.frame) {
            self.before = self.frame.clone();
        }
        moved
    }
}

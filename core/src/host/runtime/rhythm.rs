//! When a live run gives its next picture.

use std::time::Duration;

use crate::limits;
use crate::time::Moment;

/// The rhythm of live drawing; empty while no live screen is on.
#[derive(Debug, Default)]
pub(crate) struct Rhythm {
    on: Option<Beat>,
}

#[derive(Clone, Copy, Debug)]
struct Beat {
    /// When the screen came on.
    start: Moment,
    /// When the next picture is due.
    due: Moment,
}

impl Rhythm {
    /// A live screen is on. `fresh`: it comes on now; else its time goes on if it was on before.
    pub(crate) fn begin(&mut self, fresh: bool, now: Moment) {
        let start = match self.on {
            Some(beat) if !fresh => beat.start,
            Some(_) | None => now,
        };
        self.on = Some(Beat { start, due: now });
    }

    /// No live screen is on.
    pub(crate) const fn stop(&mut self) {
        self.on = None;
    }

    /// How long until the next picture is due; `None`: none is.
    pub(crate) fn wait(&self, now: Moment) -> Option<Duration> {
        self.on.map(|beat| beat.due.since(now))
    }

    /// How long the screen has been on; `None`: none is.
    pub(crate) fn elapsed(&self, now: Moment) -> Option<Duration> {
        self.on.map(|beat| now.since(beat.start))
    }

    /// A picture was drawn and the next one is wanted after `pace`. The rhythm is kept as long as the
    /// plugin keeps up; lost time is not caught up, and no wait is longer than the pace.
    pub(crate) fn drawn(&mut self, pace: Duration, now: Moment) {
        let pace = pace.clamp(limits::LIVE_PACE_MIN, limits::LIVE_PACE_MAX);
        if let Some(beat) = &mut self.on {
            beat.due = beat.due.plus(pace).clamp(now, now.plus(pace));
        }
    }
}

#[cfg(test)]
mod tests;

//! When the next refresh is due. Late ones are skipped and counted, never made up for: a player that
//! runs to catch up shows nothing better and takes the time from everybody else.

use std::time::Duration;

use crate::player::{Beat, Tick};
use crate::time::Moment;

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Wait this long.
    In(Duration),
    /// This refresh is due.
    Now {
        /// Its number.
        tick: Tick,
        /// When the first refresh was due that has not been served: this one, or the first skipped.
        since: Moment,
    },
}

/// Counts refreshes against a clock.
#[derive(Debug)]
pub(super) struct Pacer {
    beat: Beat,
    origin: Moment,
    next: Tick,
    missed: u64,
}

impl Pacer {
    /// Refresh 0 is due at `origin`.
    pub(super) const fn new(beat: Beat, origin: Moment) -> Self {
        Self {
            beat,
            origin,
            next: 0,
            missed: 0,
        }
    }

    /// How many refreshes were skipped.
    pub(super) const fn missed(&self) -> u64 {
        self.missed
    }

    /// The refresh that has not been served yet.
    pub(super) const fn upcoming(&self) -> Tick {
        self.next
    }

    /// Says what to do at `now`; a refresh that is due counts as served.
    pub(super) fn next(&mut self, now: Moment) -> Due {
        let since = self.origin.plus(self.beat.due(self.next));
        if now < since {
            return Due::In(since.since(now));
        }
        let tick = self.beat.last_at(now.since(self.origin)).max(self.next);
        self.missed += tick - self.next;
        self.next = tick.saturating_add(1);
        Due::Now { tick, since }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Moment = Moment::from_millis(1_000);

    fn after(micros: u64) -> Moment {
        START.plus(Duration::from_micros(micros))
    }

    #[test]
    fn waits_for_each_refresh_and_serves_it_once() {
        let mut pacer = Pacer::new(Beat::new(100), START);
        assert_eq!(pacer.next(Moment::ZERO), Due::In(Duration::from_secs(1)));
        assert_eq!(
            pacer.next(after(300)),
            Due::Now {
                tick: 0,
                since: START
            }
        );
        assert_eq!(
            pacer.next(after(400)),
            Due::In(Duration::from_micros(9_600))
        );
        assert_eq!(
            pacer.next(after(19_999)),
            Due::Now {
                tick: 1,
                since: after(10_000)
            }
        );
        assert_eq!(pacer.missed(), 0);
    }

    #[test]
    fn what_is_late_by_a_whole_period_is_skipped_and_the_delay_is_told() {
        let mut pacer = Pacer::new(Beat::new(100), START);
        pacer.next(START);
        assert_eq!(
            pacer.next(after(512_345)),
            Due::Now {
                tick: 51,
                since: after(10_000)
            }
        );
        assert_eq!(pacer.missed(), 50);
        assert_eq!(
            pacer.next(after(512_400)),
            Due::In(Duration::from_micros(7_600))
        );
    }

    #[test]
    fn a_year_of_refreshes_does_not_drift() {
        let mut pacer = Pacer::new(Beat::new(119), START);
        let year = Duration::from_hours(365 * 24);
        let due = pacer.next(START.plus(year));
        assert!(matches!(due, Due::Now { tick, .. } if tick == 119 * 365 * 86_400));
    }
}

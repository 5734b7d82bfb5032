//! How much a worker may say of its own accord in a second: whoever never stops must not fill the
//! engine's ears.

use std::time::Duration;

use crate::time::Moment;

const SECOND: Duration = Duration::from_secs(1);

/// Counts within each second.
#[derive(Debug, Default)]
pub(super) struct Allowance {
    since: Moment,
    used: u32,
}

impl Allowance {
    /// Whether one more is within `most` a second.
    pub(super) fn takes(&mut self, now: Moment, most: u32) -> bool {
        if now.since(self.since) >= SECOND {
            (self.since, self.used) = (now, 0);
        }
        self.used = self.used.saturating_add(1);
        self.used <= most
    }

    /// How long until the next second begins; nothing if nothing was used for so long.
    pub(super) fn rest(&self, now: Moment) -> Duration {
        self.since.plus(SECOND).since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_second_and_as_many_in_the_next() {
        let mut allowance = Allowance::default();
        let taken = |allowance: &mut Allowance, at| {
            let now = Moment::ZERO.plus(Duration::from_millis(at));
            (0..100).filter(|_| allowance.takes(now, 10)).count()
        };
        assert_eq!(taken(&mut allowance, 0), 10);
        assert_eq!(taken(&mut allowance, 999), 0);
        assert_eq!(taken(&mut allowance, 1_000), 10);
    }
}

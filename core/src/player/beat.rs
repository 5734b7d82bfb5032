//! The time base: refreshes are counted, and when one is due is computed from its number alone,
//! so that no error adds up.

use std::time::Duration;

use crate::limits;

/// The number of a refresh, counted from the start of the player.
pub type Tick = u64;

const NANOS: u128 = 1_000_000_000;

/// How many refreshes a second: 1 to `REFRESH_HZ_MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    hz: u32,
}

impl Beat {
    /// A beat of `hz` refreshes a second; what is out of range is brought into it.
    pub fn new(hz: u32) -> Self {
        Self {
            hz: hz.clamp(1, limits::REFRESH_HZ_MAX),
        }
    }

    /// Refreshes a second.
    pub const fn hz(self) -> u32 {
        self.hz
    }

    /// When refresh `tick` is due, as time since the start: `tick / hz` seconds, rounded down to
    /// nanoseconds.
    pub fn due(self, tick: Tick) -> Duration {
        Duration::from_nanos(self.due_nanos(tick))
    }

    /// `due` in nanoseconds.
    pub fn due_nanos(self, tick: Tick) -> u64 {
        let nanos = u128::from(tick) * NANOS / u128::from(self.hz);
        u64::try_from(nanos).unwrap_or(u64::MAX)
    }

    /// The last refresh that is due at or before `time`.
    pub fn last_at(self, time: Duration) -> Tick {
        // The greatest n with floor(n * 1e9 / hz) <= t is the greatest with n * 1e9 < (t + 1) * hz.
        let product = (time.as_nanos() + 1).saturating_mul(u128::from(self.hz));
        let tick = product.div_ceil(NANOS) - 1;
        u64::try_from(tick).unwrap_or(u64::MAX)
    }

    /// How many refreshes `time` takes, at least; for waits.
    pub fn ticks_in(self, time: Duration) -> u64 {
        let product = time.as_nanos().saturating_mul(u128::from(self.hz));
        u64::try_from(product.div_ceil(NANOS)).unwrap_or(u64::MAX)
    }
}

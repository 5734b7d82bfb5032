//! The only place that reads clocks.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::host::handle::lock;
use crate::time::{Moment, Now, Wall};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Both clocks at once.
    fn now(&self) -> Now;
}

/// The machine's clocks.
#[derive(Debug)]
pub struct Monotonic {
    start: Instant,
}

impl Monotonic {
    /// Starts counting now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
        }
    }

    /// The machine's instant of a moment, for waiting with a deadline.
    pub fn instant(&self, moment: Moment) -> Instant {
        self.start + Duration::from_nanos(moment.as_nanos())
    }
}

impl Clock for Monotonic {
    fn now(&self) -> Now {
        let nanos = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        Now {
            at: Moment::from_nanos(nanos),
            wall: wall_now(),
        }
    }
}

/// The machine's wall clock; 1970 if it stands before that.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn wall_now() -> Wall {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    Wall(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A clock that is turned by hand, for tests and for rendering at a given time.
#[derive(Debug, Default)]
pub struct Manual {
    now: Mutex<Now>,
}

impl Manual {
    /// A clock that stands at `now`.
    pub const fn new(now: Now) -> Self {
        Self {
            now: Mutex::new(now),
        }
    }

    /// Turns both clocks on.
    pub fn advance(&self, by: Duration) {
        let mut now = lock(&self.now);
        now.at = now.at.plus(by);
        now.wall.0 = now
            .wall
            .0
            .saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }
}

impl Clock for Manual {
    fn now(&self) -> Now {
        *lock(&self.now)
    }
}

//! Back-off: how long a failing plugin waits. An open breaker is a waiting time, never a grave.

use std::time::Duration;

use crate::failure::{Failure, Setback};
use crate::limits;
use crate::time::Moment;

/// The setback after one more failure: the wait doubles from one update interval to `RETRY_MAX`.
pub fn worse(
    earlier: Option<&Setback>,
    failure: Failure,
    now: Moment,
    interval: Duration,
) -> Setback {
    let before = earlier.map_or(0, |setback| setback.count);
    // A network that is away is nobody's failure: it is tried again at the usual pace.
    let offline = failure.is_offline();
    let count = if offline {
        before.max(1)
    } else {
        before.saturating_add(1)
    };
    let doubled = if offline { 1 } else { count };
    // Packages are being installed meanwhile: how often the plugin fetches says nothing about that.
    let lacks = matches!(failure, Failure::Lacks { .. });
    let interval = if lacks { limits::RETRY_MIN } else { interval };
    Setback {
        failure,
        count,
        since: earlier.map_or(now, |setback| setback.since),
        retry_at: now.plus(wait(doubled, interval)),
    }
}

/// How long to wait after the `count`th failure in a row.
pub fn wait(count: u32, interval: Duration) -> Duration {
    let first = interval.clamp(limits::RETRY_MIN, limits::RETRY_MAX);
    let doublings = count.saturating_sub(1).min(16);
    first.saturating_mul(1 << doublings).min(limits::RETRY_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_is_away_does_not_lengthen_the_wait() {
        let offline = || Failure::Offline {
            text: "no route".to_owned(),
        };
        let interval = Duration::from_mins(1);
        let mut setback = worse(None, offline(), Moment::ZERO, interval);
        for _ in 0..20 {
            setback = worse(Some(&setback), offline(), Moment::ZERO, interval);
        }
        assert_eq!(
            (setback.count, setback.retry_at),
            (1, Moment::ZERO.plus(interval))
        );
    }

    #[test]
    fn the_wait_doubles_up_to_the_cap_and_starts_with_one_interval() {
        let waits: Vec<u64> = (1..9)
            .map(|count| wait(count, Duration::from_secs(5)).as_secs())
            .collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(wait(1, Duration::from_hours(1)), limits::RETRY_MAX);
        assert_eq!(wait(u32::MAX, Duration::ZERO), limits::RETRY_MAX);
    }
}

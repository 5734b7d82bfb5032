//! How long something takes, over and over.

use std::time::Duration;

use lumarium_core::host::clock::{Clock as _, Monotonic};

/// The median of `rounds` times; of an even number the upper.
pub(crate) fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    let clock = Monotonic::start();
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let start = clock.now().at;
            work();
            clock.now().at.since(start)
        })
        .collect();
    times.sort_unstable();
    times.get(rounds / 2).copied().unwrap_or_default()
}

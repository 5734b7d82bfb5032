//! What can go wrong with a panel, on demand and while it runs. Chance has a seed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// The switches of a simulated panel. Cheap to clone; all clones are the same switches.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    inner: Arc<Switches>,
}

#[derive(Debug, Default)]
struct Switches {
    slow_millis: AtomicU32,
    dropped_percent: AtomicU32,
    disconnected: AtomicBool,
    shown: AtomicU64,
    dropped: AtomicU64,
    refused: AtomicU64,
}

/// What became of the frames so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Frames that were to be seen.
    pub shown: u64,
    /// Frames that were lost on the way, or that came while a slow panel was busy.
    pub dropped: u64,
    /// Calls while disconnected.
    pub refused: u64,
}

impl Faults {
    /// Makes the panel busy for so long with each frame, at most 10 s; zero: not slow.
    pub fn set_slow(&self, busy: Duration) {
        let millis = busy.as_millis().min(10_000) as u32;
        self.inner.slow_millis.store(millis, Ordering::Relaxed);
    }

    /// How long the panel is busy with each frame.
    pub fn slow(&self) -> Duration {
        Duration::from_millis(u64::from(self.inner.slow_millis.load(Ordering::Relaxed)))
    }

    /// Loses this many of 100 frames on the way.
    pub fn set_dropped(&self, percent: u8) {
        let percent = u32::from(percent.min(100));
        self.inner.dropped_percent.store(percent, Ordering::Relaxed);
    }

    /// How many of 100 frames are lost on the way.
    pub fn dropped(&self) -> u8 {
        self.inner.dropped_percent.load(Ordering::Relaxed) as u8
    }

    /// Unplugs the panel, or plugs it in again.
    pub fn set_disconnected(&self, disconnected: bool) {
        self.inner
            .disconnected
            .store(disconnected, Ordering::Relaxed);
    }

    /// Whether the panel is unplugged.
    pub fn disconnected(&self) -> bool {
        self.inner.disconnected.load(Ordering::Relaxed)
    }

    /// What became of the frames so far.
    pub fn tally(&self) -> Tally {
        Tally {
            shown: self.inner.shown.load(Ordering::Relaxed),
            dropped: self.inner.dropped.load(Ordering::Relaxed),
            refused: self.inner.refused.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn count_shown(&self) {
        self.inner.shown.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_dropped(&self) {
        self.inner.dropped.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_refused(&self) {
        self.inner.refused.fetch_add(1, Ordering::Relaxed);
    }
}

/// Numbers that look random and come again with the same seed (`SplitMix64`).
#[derive(Debug)]
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// True in `percent` of 100 throws.
    pub(crate) fn hits(&mut self, percent: u8) -> bool {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // The high half times 100 is spread evenly over 0..100.
        ((mixed >> 32) * 100) >> 32 < u64::from(percent)
    }
}

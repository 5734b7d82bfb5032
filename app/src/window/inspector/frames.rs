//! How long the window's own frames take.

use std::collections::VecDeque;
use std::time::Duration;

/// Frames remembered one by one: two seconds at 60 a second.
const KEPT: usize = 120;

/// Times of the window's frames.
#[derive(Debug, Default)]
pub struct Frames {
    last: VecDeque<Duration>,
    shown: Tally,
    /// The same with tessellation and OpenGL, where the window system says.
    painted: Tally,
}

/// Frames since the window was opened.
#[derive(Debug, Default)]
struct Tally {
    count: u64,
    /// Frames that took longer than the 16 ms a screen leaves.
    slow: u64,
    worst: Duration,
}

impl Tally {
    fn add(&mut self, took: Duration) {
        self.worst = self.worst.max(took);
        self.count += 1;
        self.slow += u64::from(took > FRAME);
    }

    const fn figures(&self) -> (u64, u64, Duration) {
        (self.count, self.slow, self.worst)
    }
}

/// What a screen of 60 Hz leaves to a frame.
pub const FRAME: Duration = Duration::from_millis(16);

impl Frames {
    /// One more frame took so long.
    pub fn add(&mut self, took: Duration) {
        if self.last.len() >= KEPT {
            self.last.pop_front();
        }
        self.last.push_back(took);
        self.shown.add(took);
    }

    /// The window's thread was busy with one more frame for so long, painting included.
    pub fn add_painted(&mut self, took: Duration) {
        self.painted.add(took);
    }

    /// Since the window was opened: how many, how many took longer than a frame may, the longest.
    pub const fn since_start(&self) -> (u64, u64, Duration) {
        self.shown.figures()
    }

    /// The same with painting; absent: nobody says.
    pub fn painted(&self) -> Option<(u64, u64, Duration)> {
        (self.painted.count > 0).then(|| self.painted.figures())
    }

    /// The mean and the longest of the last 120; absent: there was none yet.
    pub fn lately(&self) -> Option<(Duration, Duration)> {
        let longest = self.last.iter().max()?;
        let sum: Duration = self.last.iter().sum();
        Some((sum / self.last.len() as u32, *longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_frames_are_forgotten_and_the_worst_is_not() {
        let mut frames = Frames::default();
        assert_eq!(frames.lately(), None);
        frames.add(Duration::from_millis(50));
        for _ in 0..KEPT {
            frames.add(Duration::from_millis(2));
        }
        let two = Duration::from_millis(2);
        assert_eq!(frames.lately(), Some((two, two)));
        assert_eq!(frames.since_start(), (121, 1, Duration::from_millis(50)));
        assert_eq!(frames.painted(), None);
        frames.add_painted(FRAME);
        frames.add_painted(Duration::from_millis(17));
        let painted = (2, 1, Duration::from_millis(17));
        assert_eq!(frames.painted(), Some(painted));
    }
}

//! What a panel has shown, kept in bounded memory: any span of it becomes a `Reel`, and a reel a file.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::limits;
use thiserror::Error;

use crate::look::LookError;

mod animated;
mod pictures;
mod reel;
mod timing;
mod webp;

pub use reel::{Format, Reel};

/// A recording cannot be made or written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RecordError {
    /// No frames.
    #[error("there is no frame in this span; record longer")]
    Empty,
    /// Frames of different sizes.
    #[error("one frame is {first}, another {other}; all frames of a file have one size")]
    Sizes {
        /// Of the first frame.
        first: Size,
        /// Of the one that differs.
        other: Size,
    },
    /// Too many frames or pixels.
    #[error(
        "{frames} frames of {pixels} pixels in all are too many; {} frames and {} pixels are the most, take a shorter span",
        limits::RECORD_FRAMES_MAX,
        limits::RECORD_PIXELS_MAX
    )]
    TooMuch {
        /// How many frames.
        frames: usize,
        /// How many pixels.
        pixels: usize,
    },
    /// A picture too large for its format.
    #[error(
        "{format} pictures have at most {most} pixels on a side, not {size}; choose fewer pixels per LED"
    )]
    Side {
        /// Which.
        format: Format,
        /// The picture.
        size: Size,
        /// The format's limit.
        most: u32,
    },
    /// A look that does not fit.
    #[error(transparent)]
    Look(#[from] LookError),
    /// The encoder failed.
    #[error("the {format} cannot be written: {reason}")]
    Encode {
        /// Which.
        format: Format,
        /// What the encoder says.
        reason: String,
    },
}

/// Remembers the last pictures with their times. Equal ones in a row are one; the oldest go first.
#[derive(Debug, Default)]
pub struct Recorder {
    frames: VecDeque<(Arc<Frame>, Duration)>,
    pixels: usize,
    dropped: u64,
    end: Duration,
}

impl Recorder {
    /// Takes the picture that was on from `due` on. A time before the one before counts as that time.
    pub fn push(&mut self, frame: &Frame, due: Duration) {
        let due = due.max(self.end);
        self.end = due;
        if self.frames.back().is_some_and(|(last, _)| **last == *frame) {
            return;
        }
        self.pixels += frame.size().area();
        self.frames.push_back((Arc::new(frame.clone()), due));
        let too_much = |recorder: &Self| {
            recorder.frames.len() > limits::RECORD_FRAMES_MAX
                || recorder.pixels > limits::RECORD_PIXELS_MAX
        };
        while too_much(self)
            && let Some((oldest, _)) = self.frames.pop_front()
        {
            self.pixels -= oldest.size().area();
            self.dropped += 1;
        }
    }

    /// From when to when pictures are known.
    pub fn span(&self) -> Option<(Duration, Duration)> {
        self.frames.front().map(|(_, start)| (*start, self.end))
    }

    /// How many pictures were forgotten to make room.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What was shown from `from` until `to`.
    pub fn reel(&self, from: Duration, to: Duration) -> Result<Reel, RecordError> {
        let ends = self.frames.iter().skip(1).map(|(_, start)| *start);
        let shown = self
            .frames
            .iter()
            .zip(ends.chain([Duration::MAX]))
            .filter_map(|((frame, start), end)| {
                let stay = end.min(to).checked_sub(from.max(*start))?;
                (!stay.is_zero()).then(|| (Arc::clone(frame), stay))
            })
            .collect();
        Reel::new(shown)
    }
}

/// A panel that only remembers. The player's thread never waits for whoever reads the recorder: a
/// picture that comes meanwhile is not recorded. It allocates, once for each new picture.
#[derive(Debug)]
pub struct RecorderPanel {
    size: Size,
    recorder: Arc<Mutex<Recorder>>,
}

impl RecorderPanel {
    /// A panel of this size, and the recorder it fills.
    pub fn new(size: Size) -> (Self, Arc<Mutex<Recorder>>) {
        let recorder = Arc::new(Mutex::new(Recorder::default()));
        let panel = Self {
            size,
            recorder: Arc::clone(&recorder),
        };
        (panel, recorder)
    }
}

impl Panel for RecorderPanel {
    fn name(&self) -> &'static str {
        "recorder"
    }

    fn size(&self) -> Size {
        self.size
    }

    fn show(&mut self, frame: &Frame, due: Duration) -> Result<(), PanelError> {
        match self.recorder.try_lock() {
            Ok(mut recorder) => recorder.push(frame, due),
            Err(std::sync::TryLockError::Poisoned(poisoned)) => {
                PoisonError::into_inner(poisoned).push(frame, due);
            }
            Err(std::sync::TryLockError::WouldBlock) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! The frames that a live run draws on. They are used again: once the slot and the player let go of them,
//! so that steady state allocates nothing.

use std::sync::Arc;

use crate::frame::{Frame, Rgb, Size};
use crate::limits;

/// The frames of one live run.
#[derive(Debug)]
pub(super) struct Pool {
    size: Size,
    frames: Vec<Arc<Frame>>,
}

impl Pool {
    /// A pool for frames of one size; empty until the first is needed.
    pub(super) fn new(size: Size) -> Self {
        Self {
            size,
            frames: Vec::with_capacity(limits::LIVE_FRAMES),
        }
    }

    /// A black frame that nobody else holds.
    pub(super) fn take(&mut self) -> Arc<Frame> {
        let free = self
            .frames
            .iter_mut()
            .position(|frame| Arc::get_mut(frame).is_some());
        let mut frame = match free {
            Some(index) => self.frames.swap_remove(index),
            None => return Arc::new(Frame::black(self.size)),
        };
        if let Some(canvas) = Arc::get_mut(&mut frame) {
            canvas.fill(Rgb::BLACK);
        }
        frame
    }

    /// Keeps a frame to be drawn on again. A full pool is held by others wholly: its first goes.
    pub(super) fn give_back(&mut self, frame: Arc<Frame>) {
        if self.frames.len() >= limits::LIVE_FRAMES {
            self.frames.swap_remove(0);
        }
        self.frames.push(frame);
    }
}

#[cfg(test)]
mod tests;

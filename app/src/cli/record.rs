//! Records what is shown. Equal frames in a row are one picture; beyond `CLIP_FRAMES_MAX` pictures or
//! `CONTENT_PIXELS_MAX` pixels the record ends, the run goes on.

use std::time::Duration;

use lumarium_core::frame::Frame;
use lumarium_core::limits;
use lumarium_core::time::Moment;

use crate::cli::pictures::Picture;

/// How long the last picture stays: nobody knows when the next would have come.
const LAST: Duration = Duration::from_millis(33);

pub(super) struct Recorder {
    frames: Vec<(Frame, Moment)>,
    pixels: usize,
}

impl Recorder {
    pub(super) const fn new() -> Self {
        Self {
            frames: Vec::new(),
            pixels: 0,
        }
    }

    /// Takes a frame that is on since `at`.
    pub(super) fn take(&mut self, frame: &Frame, at: Moment) {
        let same = self.frames.last().is_some_and(|(last, _)| last == frame);
        let area = frame.size().area();
        let full = self.frames.len() >= limits::CLIP_FRAMES_MAX
            || self.pixels + area > limits::CONTENT_PIXELS_MAX;
        if !same && !full {
            self.pixels += area;
            self.frames.push((frame.clone(), at));
        }
    }

    /// The pictures with their delays.
    pub(super) fn finish(self) -> Vec<Picture> {
        let starts: Vec<Moment> = self.frames.iter().map(|(_, at)| *at).collect();
        let delay = |index: usize| match (starts.get(index), starts.get(index + 1)) {
            (Some(start), Some(next)) => next.since(*start),
            _ => LAST,
        };
        self.frames
            .iter()
            .enumerate()
            .map(|(index, (frame, _))| Picture::of(frame, delay(index)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use lumarium_core::frame::{Rgb, Size};

    use super::*;

    #[test]
    fn equal_frames_become_one_picture_with_the_whole_time() {
        let mut recorder = Recorder::new();
        let mut frame = Frame::black(Size::new(2, 2));
        recorder.take(&frame, Moment::from_millis(0));
        recorder.take(&frame, Moment::from_millis(40));
        frame.fill(Rgb::WHITE);
        recorder.take(&frame, Moment::from_millis(100));
        let pictures = recorder.finish();
        let delays: Vec<u128> = pictures.iter().map(|p| p.delay.as_millis()).collect();
        assert_eq!(delays, [100, 33]);
    }
}

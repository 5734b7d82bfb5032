//! What a plugin gives to be shown, and what it tells about itself with every reply.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::frame::Frame;
use crate::limits;

/// What a plugin gives to be shown on one of its screens.
#[derive(Clone, Debug)]
pub enum Content {
    /// Nothing to show now: the screen is skipped.
    Nothing,
    /// One picture.
    Still(Arc<Frame>),
    /// Pictures with their delays.
    Clip(Arc<Clip>),
    /// A wide or tall picture that scrolls; the plugin sleeps meanwhile.
    Strip(Arc<Strip>),
    /// Drawn anew for each frame; pictures come through the run's own slot, latest wins.
    Live,
}

impl Content {
    /// The word used in window, log and file.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Still(_) => "still",
            Self::Clip(_) => "clip",
            Self::Strip(_) => "strip",
            Self::Live => "live",
        }
    }

    /// Pixels of all its pictures; what is drawn anew for each frame keeps none.
    pub fn pixels(&self) -> usize {
        match self {
            Self::Nothing | Self::Live => 0,
            Self::Still(frame) => frame.size().area(),
            Self::Clip(clip) => clip.frames().iter().map(|frame| frame.size().area()).sum(),
            Self::Strip(strip) => strip.picture().size().area(),
        }
    }
}

/// Why pictures are not a clip or a strip.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ContentError {
    /// No frames.
    #[error("a clip needs at least one frame")]
    Empty,
    /// Too many frames.
    #[error("a clip has {count} frames; {} is the most", limits::CLIP_FRAMES_MAX)]
    TooManyFrames {
        /// How many.
        count: usize,
    },
    /// Too many pixels in all.
    #[error(
        "the pictures have {pixels} pixels in all; {} is the most",
        limits::CONTENT_PIXELS_MAX
    )]
    TooLarge {
        /// How many.
        pixels: usize,
    },
    /// A speed that is not a number, not positive, or absurd.
    #[error(
        "a scroll speed of {speed} pixels a second is not between 0 and {}",
        limits::SCROLL_SPEED_MAX
    )]
    Speed {
        /// As text, because it may be no number.
        speed: String,
    },
}

/// Frames with delays. Checked once, in the constructor: 1 to `CLIP_FRAMES_MAX` frames, bounded pixels.
#[derive(Debug)]
pub struct Clip {
    frames: Vec<Arc<Frame>>,
    /// `ends[i]`: nanoseconds from the start of the clip to the end of frame `i`.
    ends: Vec<u64>,
}

impl Clip {
    /// Frames, each with how long it stays; delays below `CLIP_DELAY_MIN` are raised to it.
    pub fn new(frames: Vec<(Arc<Frame>, Duration)>) -> Result<Self, ContentError> {
        let count = frames.len();
        if count == 0 {
            return Err(ContentError::Empty);
        }
        if count > limits::CLIP_FRAMES_MAX {
            return Err(ContentError::TooManyFrames { count });
        }
        let pixels = frames.iter().map(|(frame, _)| frame.size().area()).sum();
        if pixels > limits::CONTENT_PIXELS_MAX {
            return Err(ContentError::TooLarge { pixels });
        }
        let mut end = 0_u64;
        let mut ends = Vec::with_capacity(count);
        let mut kept = Vec::with_capacity(count);
        for (frame, delay) in frames {
            let delay = delay.clamp(limits::CLIP_DELAY_MIN, limits::CLIP_DELAY_MAX);
            end = end.saturating_add(delay.as_nanos() as u64);
            ends.push(end);
            kept.push(frame);
        }
        Ok(Self { frames: kept, ends })
    }

    /// The frames, in order; never empty.
    pub fn frames(&self) -> &[Arc<Frame>] {
        &self.frames
    }

    /// How long frame `index` stays.
    pub fn delay(&self, index: usize) -> Duration {
        let end = self.ends.get(index).copied().unwrap_or(0);
        let start = index
            .checked_sub(1)
            .and_then(|i| self.ends.get(i))
            .copied()
            .unwrap_or(0);
        Duration::from_nanos(end - start)
    }

    /// How long one pass takes; never zero.
    pub fn length(&self) -> Duration {
        Duration::from_nanos(self.ends.last().copied().unwrap_or(1))
    }

    /// The index of the frame to show `elapsed` after the start; the clip repeats.
    pub fn index_at(&self, elapsed: Duration) -> usize {
        let length = self.length().as_nanos();
        let within = (elapsed.as_nanos() % length) as u64;
        self.ends.partition_point(|&end| end <= within)
    }
}

/// Which way a strip moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The picture moves to the left, as text is read.
    Left,
    /// The picture moves up.
    Up,
}

/// A picture larger than the canvas that scrolls and repeats.
#[derive(Debug)]
pub struct Strip {
    picture: Arc<Frame>,
    direction: Direction,
    pixels_per_second: f32,
    start: Option<u32>,
}

impl Strip {
    /// A strip that begins at its edge, and goes on where it is when it takes another one's place.
    /// `pixels_per_second` is the wish, the player chooses the nearest whole-pixel step.
    pub fn new(
        picture: Frame,
        direction: Direction,
        pixels_per_second: f32,
    ) -> Result<Self, ContentError> {
        Self::checked(Arc::new(picture), direction, pixels_per_second, None)
    }

    /// A strip that begins with the pixel `start` of its length at the edge, also when it takes another
    /// one's place.
    pub fn starting_at(
        picture: Arc<Frame>,
        direction: Direction,
        pixels_per_second: f32,
        start: u32,
    ) -> Result<Self, ContentError> {
        Self::checked(picture, direction, pixels_per_second, Some(start))
    }

    fn checked(
        picture: Arc<Frame>,
        direction: Direction,
        pixels_per_second: f32,
        start: Option<u32>,
    ) -> Result<Self, ContentError> {
        let pixels = picture.size().area();
        if pixels > limits::CONTENT_PIXELS_MAX {
            return Err(ContentError::TooLarge { pixels });
        }
        let legal = pixels_per_second > 0.0 && pixels_per_second <= limits::SCROLL_SPEED_MAX;
        if !legal {
            return Err(ContentError::Speed {
                speed: pixels_per_second.to_string(),
            });
        }
        Ok(Self {
            picture,
            direction,
            pixels_per_second,
            start,
        })
    }

    /// The whole picture.
    pub fn picture(&self) -> &Frame {
        &self.picture
    }

    /// Where it begins, if that is said.
    pub const fn start(&self) -> Option<u32> {
        self.start
    }

    /// Which way it moves.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The wished speed.
    pub const fn pixels_per_second(&self) -> f32 {
        self.pixels_per_second
    }

    /// The length along the direction, in pixels.
    pub fn length(&self) -> u32 {
        match self.direction {
            Direction::Left => self.picture.size().width,
            Direction::Up => self.picture.size().height,
        }
    }
}

/// What a plugin reports with each reply, so that nobody asks it a synchronous question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hooks {
    /// Its screens, if they differ from the manifest's.
    pub screens: Option<Vec<Arc<str>>>,
    /// How long its screen wants to stay on.
    pub duration: Option<Duration>,
    /// Draw again this long after the last draw, while on screen; never if absent.
    pub redraw_after: Option<Duration>,
    /// How often it wants `update`; absent: never.
    pub update_interval: Option<Duration>,
    /// It has something live now and asks for priority.
    pub live_priority: bool,
    /// The screens that it wants shown while it has something live; empty: all.
    pub live_screens: Vec<Arc<str>>,
    /// For a screen of dynamic length: whether everything has been shown once.
    pub cycle_complete: Option<bool>,
    /// Its screen stays until everything has been shown once.
    pub dynamic: Option<Dynamic>,
}

/// How long a screen of dynamic length stays (LEDMatrix's dynamic duration).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dynamic {
    /// The longest it wants to stay.
    pub cap: Option<Duration>,
    /// How long showing everything once takes, as far as it knows.
    pub cycle: Option<Duration>,
}

//! Frames with how long each stays, ready to become a file.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::limits;

use crate::look::{Look, Picture};
use crate::recorder::{RecordError, animated, pictures, webp};

/// What a reel can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Animated; 256 colours a frame, exact if a frame has no more; times to 1/100 s.
    Gif,
    /// Animated, lossless; times to 1 ms.
    Webp,
    /// Animated, lossless; times to 1 ms. Programs that do not know it show the first frame.
    Apng,
    /// The first frame.
    Png,
    /// All frames one under another.
    Strip,
}

impl Format {
    /// The most pixels along a side that its files can say.
    pub(super) const fn side_max(self) -> u32 {
        match self {
            Self::Gif => 65_535,
            Self::Webp => 16_384,
            Self::Apng | Self::Png | Self::Strip => i32::MAX as u32,
        }
    }

    /// The format a file name asks for: `.gif`, `.webp`, `.apng`, `.strip.png`, `.png`.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let named = [
            (".gif", Self::Gif),
            (".webp", Self::Webp),
            (".apng", Self::Apng),
            (".strip.png", Self::Strip),
            (".png", Self::Png),
        ];
        named
            .into_iter()
            .find(|(ending, _)| name.ends_with(ending))
            .map(|(_, format)| format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gif => "GIF",
            Self::Webp => "WebP",
            Self::Apng => "APNG",
            Self::Png => "PNG",
            Self::Strip => "PNG strip",
        })
    }
}

/// At least one frame, all of one size, each with how long it stays; bounded.
#[derive(Clone, Debug)]
pub struct Reel {
    size: Size,
    frames: Vec<(Arc<Frame>, Duration)>,
}

impl Reel {
    /// A reel of frames with their stays.
    pub fn new(frames: Vec<(Arc<Frame>, Duration)>) -> Result<Self, RecordError> {
        let Some((first, _)) = frames.first() else {
            return Err(RecordError::Empty);
        };
        let size = first.size();
        if size.area() == 0 {
            return Err(RecordError::Empty);
        }
        if let Some((other, _)) = frames.iter().find(|(frame, _)| frame.size() != size) {
            let other = other.size();
            return Err(RecordError::Sizes { first: size, other });
        }
        let pixels = size.area().saturating_mul(frames.len());
        if frames.len() > limits::RECORD_FRAMES_MAX || pixels > limits::RECORD_PIXELS_MAX {
            let frames = frames.len();
            return Err(RecordError::TooMuch { frames, pixels });
        }
        Ok(Self { size, frames })
    }

    /// The size of each frame.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// Frames with their stays; never empty.
    pub fn frames(&self) -> &[(Arc<Frame>, Duration)] {
        &self.frames
    }

    /// How long it is.
    pub fn length(&self) -> Duration {
        self.frames.iter().map(|(_, stay)| *stay).sum()
    }

    /// The bytes of a file. With a look, as the panel looks; without, one pixel per LED.
    pub fn encode(&self, format: Format, look: Option<&Look>) -> Result<Vec<u8>, RecordError> {
        self.encode_and_tell(format, look, &|_| ())
    }

    /// The same; `told` hears before each frame what part of it all is done, 0 to 1.
    pub fn encode_and_tell(
        &self,
        format: Format,
        look: Option<&Look>,
        told: &dyn Fn(f32),
    ) -> Result<Vec<u8>, RecordError> {
        let size = match look {
            Some(look) => look.picture_size(self.size)?,
            None => self.size,
        };
        let most = format.side_max();
        if size.width > most || size.height > most {
            return Err(RecordError::Side { format, size, most });
        }
        let source = Source {
            reel: self,
            look,
            told,
        };
        match format {
            Format::Gif => animated::gif(&source),
            Format::Webp => webp::encode(&source),
            Format::Apng => animated::apng(&source),
            Format::Png => pictures::png(&source.picture(0)?, format),
            Format::Strip => pictures::strip(&source, size),
        }
    }
}

/// A reel seen through a look.
pub(super) struct Source<'a> {
    pub(super) reel: &'a Reel,
    look: Option<&'a Look>,
    told: &'a dyn Fn(f32),
}

impl Source<'_> {
    /// The stays of all frames.
    pub(super) fn stays(&self) -> Vec<Duration> {
        self.reel.frames.iter().map(|(_, stay)| *stay).collect()
    }

    /// Frame `index` as a picture.
    pub(super) fn picture(&self, index: usize) -> Result<Picture, RecordError> {
        let Some((frame, _)) = self.reel.frames.get(index) else {
            return Err(RecordError::Empty);
        };
        (self.told)(index as f32 / self.reel.frames.len() as f32);
        match self.look {
            Some(look) => Ok(look.picture(frame)?),
            None => Ok(Picture {
                size: frame.size(),
                rgba: frame.rgba_bytes(),
            }),
        }
    }
}

//! The worker protocol, version 1, as the host reads and writes it (`assets/python/PROTOCOL.md`).
//! Whatever a worker sends becomes one of these types, or a [`Violation`] that costs the worker its life.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::frame::{Frame, Rgb, Size};

mod decoder;
mod said;

pub use decoder::Decoder;
pub use said::{Exited, Forked, Hello, HookValues, Reply, Said, StripControl, Trouble, Versions};

/// The version we speak.
pub const VERSION: u32 = 1;
/// `u32` length of the body, `u8` kind; little-endian.
pub const HEAD_LEN: usize = 5;
/// Bytes of a JSON message: the largest schema of a real plugin is 147 KB, its configuration less.
pub const JSON_LEN_MAX: usize = 1024 * 1024;
/// Bytes of a picture's pixels: more than a panel of 1024x1024.
pub const PICTURE_PIXELS_LEN_MAX: usize = 4 * 1024 * 1024;
/// Bytes of a strip's pixels: 65,536 columns of a panel 170 high.
pub const STRIP_PIXELS_LEN_MAX: usize = 32 * 1024 * 1024;
/// Columns of a strip: twenty minutes at 50 pixels a second.
pub const STRIP_WIDTH_MAX: u32 = 65_536;
/// Bytes of a strip's header: a dozen numbers.
pub const STRIP_HEADER_LEN_MAX: usize = 4_096;
/// Rows of a picture or strip.
pub const HEIGHT_MAX: u32 = 4_096;
/// Nested lists and objects of a JSON message.
pub const DEPTH_MAX: usize = 32;

const KIND_JSON: u8 = 0;
const KIND_PICTURE: u8 = 1;
const KIND_STRIP: u8 = 2;
const PICTURE_HEAD_LEN: usize = 16;
const STRIP_HEAD_LEN: usize = 4;

/// A worker broke the protocol: it is killed, and the plugin is blamed with these words.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Violation {
    /// A kind that this version does not know.
    #[error("it sent a message of the unknown kind {kind}")]
    Kind {
        /// Which.
        kind: u8,
    },
    /// A body that is too long.
    #[error("it sent a message of kind {kind} with {len} bytes; {most} is the most")]
    TooLong {
        /// Its kind.
        kind: u8,
        /// Its length, as announced.
        len: usize,
        /// The limit.
        most: usize,
    },
    /// Not JSON, or not an object with the fields of its type.
    #[error("it sent something that is no message: {text}")]
    Json {
        /// Why.
        text: String,
    },
    /// Lists and objects nested too deep.
    #[error("it sent a message nested deeper than {DEPTH_MAX}")]
    TooDeep,
    /// A picture or strip whose sizes and bytes disagree, or are out of reason.
    #[error("it sent a picture of {width}x{height} with {len} bytes of pixels")]
    Pixels {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// Bytes.
        len: usize,
    },
    /// A picture or strip that ends before its header does.
    #[error("it sent a picture that is cut off")]
    CutOff,
}

/// One message of a worker or of the template.
#[derive(Clone, Debug)]
pub enum Message {
    /// An object.
    Said(Box<Said>),
    /// A picture for the whole panel.
    Picture(Picture),
    /// A picture that the player scrolls.
    Strip(Strip),
}

/// A picture as it came.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The `display` it belongs to; 0: the plugin showed it by itself.
    pub call: u32,
    /// The pixels.
    pub frame: Frame,
}

/// A strip as it came.
#[derive(Clone, Debug)]
pub struct Strip {
    /// What it says about itself.
    pub head: StripHead,
    /// The pixels.
    pub frame: Frame,
}

/// The header of a strip; the rest of its fields are not needed.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct StripHead {
    /// Its name in `strip_control`.
    pub token: u64,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pixels a second to the left.
    pub speed: f64,
    /// The column at the left edge.
    #[serde(default)]
    pub position: f64,
    /// Black columns before it begins again.
    #[serde(default)]
    pub gap: u32,
    /// The `display` it belongs to.
    #[serde(default)]
    pub call: u32,
}

/// A request or answer of the host as bytes; `None` if it is longer than the other side takes.
pub fn encode(message: &Value) -> Option<Vec<u8>> {
    let mut bytes = vec![0; HEAD_LEN];
    serde_json::to_writer(&mut bytes, message).ok()?;
    let len = bytes.len() - HEAD_LEN;
    let head = u32::try_from(len)
        .ok()
        .filter(|_| len <= JSON_LEN_MAX)?
        .to_le_bytes();
    bytes.get_mut(..head.len())?.copy_from_slice(&head);
    Some(bytes)
}

/// RGB8 row by row, already known to have the right length.
fn frame_of(width: u32, height: u32, bytes: &[u8]) -> Result<Frame, Violation> {
    let (triples, _) = bytes.as_chunks::<3>();
    let pixels = triples.iter().map(|&[r, g, b]| Rgb::new(r, g, b)).collect();
    Frame::from_pixels(Size::new(width, height), pixels).map_err(|_sizes| Violation::Pixels {
        width,
        height,
        len: bytes.len(),
    })
}

#[cfg(test)]
mod tests;

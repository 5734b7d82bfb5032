//! How a panel looks: each LED a round light with a gap and a little glow. One tile, the mask, says it
//! all: a pixel is `mask.rgb + led * (255 - mask.a) / 255`, which is what a window gets when it draws
//! the mask with premultiplied alpha over the frame as a nearest-filtered texture. So window, files and
//! tests look the same. Light spreads into an LED's own gap only: two quads cannot do more.

use lumarium_core::frame::{Frame, Size};
use lumarium_core::limits;
use thiserror::Error;

mod tile;

pub use tile::Tile;

/// What one LED looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Round lights with a gap and glow. Flat below 3 pixels.
    #[default]
    Dots,
    /// Plain squares: the exact colours.
    Flat,
    /// Squares with lines between, exact colours; for counting LEDs. Flat below 3 pixels.
    Grid,
}

/// A picture cannot be made.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LookError {
    /// A pitch out of range.
    #[error(
        "{pitch} pixels per LED is not between 1 and {}",
        limits::LOOK_PITCH_MAX
    )]
    Pitch {
        /// The one asked for.
        pitch: u32,
    },
    /// Too many pixels.
    #[error(
        "{size} LEDs at {pitch} pixels each are too many; {} pixels are the most, choose fewer pixels per LED",
        limits::LOOK_PIXELS_MAX
    )]
    TooLarge {
        /// The frame.
        size: Size,
        /// Pixels per LED.
        pitch: u32,
    },
}

/// RGBA pixels, row by row, all opaque. `rgba.len() == 4 * size.area()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub size: Size,
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

/// LEDs handled together: 16 of 8 pixels are 512 bytes, whose mask stays in the fastest cache.
const BLOCK: usize = 16;

/// One row of the mask, repeated for `BLOCK` LEDs.
#[derive(Clone, Debug)]
struct MaskRow {
    /// Added.
    add: Vec<u8>,
    /// Multiplied, in 256ths.
    light: Vec<u16>,
}

/// A style at a pitch, ready to paint.
#[derive(Clone, Debug)]
pub struct Look {
    tile: Tile,
    rows: Vec<MaskRow>,
}

impl Look {
    /// A style with `pitch` pixels per LED; at pitch 1 every style is flat.
    pub fn new(style: Style, pitch: u32) -> Result<Self, LookError> {
        if !(1..=limits::LOOK_PITCH_MAX).contains(&pitch) {
            return Err(LookError::Pitch { pitch });
        }
        let tile = Tile::new(style, pitch);
        let rows = tile
            .rgba
            .chunks(4 * pitch as usize)
            .map(MaskRow::new)
            .collect();
        Ok(Self { tile, rows })
    }

    /// The mask: one LED, premultiplied RGBA.
    pub const fn tile(&self) -> &Tile {
        &self.tile
    }

    /// How large a picture of a frame is.
    pub fn picture_size(&self, frame: Size) -> Result<Size, LookError> {
        let pitch = self.tile.side;
        let too_large = LookError::TooLarge { size: frame, pitch };
        let (Some(width), Some(height)) = (
            frame.width.checked_mul(pitch),
            frame.height.checked_mul(pitch),
        ) else {
            return Err(too_large);
        };
        let size = Size::new(width, height);
        if size.area() > limits::LOOK_PIXELS_MAX {
            return Err(too_large);
        }
        Ok(size)
    }

    /// A picture of a frame.
    pub fn picture(&self, frame: &Frame) -> Result<Picture, LookError> {
        let mut rgba = Vec::new();
        let size = self.paint(frame, &mut rgba)?;
        Ok(Picture { size, rgba })
    }

    /// Paints a frame into `rgba`, which is made as long as needed; gives the size in pixels.
    pub fn paint(&self, frame: &Frame, rgba: &mut Vec<u8>) -> Result<Size, LookError> {
        let size = self.picture_size(frame.size())?;
        rgba.resize(4 * size.area(), 0);
        let row_bytes = 4 * size.width as usize;
        if row_bytes == 0 {
            return Ok(size);
        }
        let pitch = self.tile.side as usize;
        let mut wide = vec![[0_u8; 4]; size.width as usize];
        let bands = rgba.chunks_exact_mut(row_bytes * pitch);
        for (band, y) in bands.zip(0..) {
            for (cell, led) in wide.chunks_exact_mut(pitch).zip(frame.row(y)) {
                cell.fill([led.r, led.g, led.b, 255]);
            }
            for (out, mask) in band.chunks_exact_mut(row_bytes).zip(&self.rows) {
                mask.paint(wide.as_flattened(), out);
            }
        }
        Ok(size)
    }
}

impl MaskRow {
    fn new(tile_row: &[u8]) -> Self {
        let mut add = Vec::with_capacity(tile_row.len());
        let mut light = Vec::with_capacity(tile_row.len());
        for pixel in tile_row.chunks_exact(4) {
            let &[r, g, b, alpha] = pixel else {
                continue;
            };
            // 256ths, so that a transparent mask changes nothing.
            let share = ((u32::from(255 - alpha) * 256 + 127) / 255) as u16;
            add.extend([r, g, b, 255]);
            light.extend([share, share, share, 0]);
        }
        Self {
            add: add.repeat(BLOCK),
            light: light.repeat(BLOCK),
        }
    }

    /// One row of pixels. No sum exceeds 255: the mask is premultiplied.
    fn paint(&self, wide: &[u8], out: &mut [u8]) {
        let block = self.add.len();
        for (out, wide) in out.chunks_mut(block).zip(wide.chunks(block)) {
            let mask = self.add.iter().zip(&self.light);
            for ((out, led), (add, light)) in out.iter_mut().zip(wide).zip(mask) {
                let lit = (u16::from(*led) * light + 128) >> 8;
                *out = add.wrapping_add(lit as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests;

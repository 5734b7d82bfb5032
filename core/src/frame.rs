//! A picture: `Size`, `Rgb`, `Frame`. `Frame` is an `embedded_graphics::DrawTarget`.

use std::convert::Infallible;

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};
use embedded_graphics::primitives::Rectangle;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::limits;

/// Width and height in pixels (LEDs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// `width` columns by `height` rows.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// How many pixels.
    pub const fn area(self) -> usize {
        self.width as usize * self.height as usize
    }

    /// Reads `128x32`.
    pub fn parse(text: &str) -> Option<Self> {
        let (width, height) = text.split_once(['x', 'X', '×'])?;
        let size = Self::new(width.trim().parse().ok()?, height.trim().parse().ok()?);
        size.is_legal().then_some(size)
    }

    /// Whether a canvas may have this size: at least 1x1, at most `limits::CANVAS_SIDE_MAX` a side.
    pub const fn is_legal(self) -> bool {
        let most = limits::CANVAS_SIDE_MAX;
        self.width >= 1 && self.height >= 1 && self.width <= most && self.height <= most
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// One pixel, 8 bits a channel, sRGB as authors write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rgb {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Rgb {
    /// All off.
    pub const BLACK: Self = Self::new(0, 0, 0);
    /// All on.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// A colour from its channels.
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }
}

impl From<Rgb888> for Rgb {
    fn from(colour: Rgb888) -> Self {
        Self::new(colour.r(), colour.g(), colour.b())
    }
}

impl From<Rgb> for Rgb888 {
    fn from(colour: Rgb) -> Self {
        Self::new(colour.r, colour.g, colour.b)
    }
}

/// The pixels do not fit the size.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("a frame of {size} needs {} pixels, but {len} were given", size.area())]
pub struct FrameError {
    /// The size asked for.
    pub size: Size,
    /// The pixels given.
    pub len: usize,
}

/// A picture, row by row from the top left. `pixels().len() == size().area()`, always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    size: Size,
    pixels: Box<[Rgb]>,
}

impl Frame {
    /// A black picture.
    pub fn black(size: Size) -> Self {
        Self {
            size,
            pixels: vec![Rgb::BLACK; size.area()].into_boxed_slice(),
        }
    }

    /// A picture from its pixels, row by row.
    pub fn from_pixels(size: Size, pixels: Vec<Rgb>) -> Result<Self, FrameError> {
        if pixels.len() == size.area() {
            Ok(Self {
                size,
                pixels: pixels.into_boxed_slice(),
            })
        } else {
            Err(FrameError {
                size,
                len: pixels.len(),
            })
        }
    }

    /// Its size.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// Its pixels, row by row.
    pub fn pixels(&self) -> &[Rgb] {
        &self.pixels
    }

    /// Its pixels, to be drawn on.
    pub fn pixels_mut(&mut self) -> &mut [Rgb] {
        &mut self.pixels
    }

    /// Row `y`; empty below the picture.
    pub fn row(&self, y: u32) -> &[Rgb] {
        let start = y as usize * self.size.width as usize;
        self.pixels
            .get(start..start + self.size.width as usize)
            .unwrap_or(&[])
    }

    /// Row `y`, to be drawn on; empty below the picture.
    pub fn row_mut(&mut self, y: u32) -> &mut [Rgb] {
        let start = y as usize * self.size.width as usize;
        self.pixels
            .get_mut(start..start + self.size.width as usize)
            .unwrap_or(&mut [])
    }

    /// The pixel at column `x`, row `y`.
    pub fn get(&self, x: u32, y: u32) -> Option<Rgb> {
        self.row(y).get(x as usize).copied()
    }

    /// Sets the pixel at column `x`, row `y`; outside the picture nothing happens.
    pub fn set(&mut self, x: i32, y: i32, colour: Rgb) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), u32::try_from(y)) else {
            return;
        };
        if let Some(pixel) = self.row_mut(y).get_mut(x) {
            *pixel = colour;
        }
    }

    /// Makes every pixel `colour`.
    pub fn fill(&mut self, colour: Rgb) {
        self.pixels.fill(colour);
    }

    /// Copies another picture of the same size; false, and nothing done, if the sizes differ.
    pub fn copy_from(&mut self, other: &Self) -> bool {
        let same = self.size == other.size;
        if same {
            self.pixels.copy_from_slice(&other.pixels);
        }
        same
    }

    /// RGBA bytes, row by row, alpha 255: what PNG files and textures take.
    pub fn rgba_bytes(&self) -> Vec<u8> {
        self.pixels
            .iter()
            .flat_map(|p| [p.r, p.g, p.b, 255])
            .collect()
    }
}

impl OriginDimensions for Frame {
    fn size(&self) -> embedded_graphics::geometry::Size {
        embedded_graphics::geometry::Size::new(self.size.width, self.size.height)
    }
}

impl DrawTarget for Frame {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = Pixel<Self::Color>>,
    {
        for Pixel(Point { x, y }, colour) in pixels {
            self.set(x, y, colour.into());
        }
        Ok(())
    }

    fn fill_solid(&mut self, area: &Rectangle, colour: Self::Color) -> Result<(), Self::Error> {
        let clip = |from: i32, len: u32, most: u32| {
            let start = i64::from(from).clamp(0, i64::from(most));
            let end = (i64::from(from) + i64::from(len)).clamp(start, i64::from(most));
            start as usize..end as usize
        };
        let columns = clip(area.top_left.x, area.size.width, self.size.width);
        for y in clip(area.top_left.y, area.size.height, self.size.height) {
            if let Some(row) = self.row_mut(y as u32).get_mut(columns.clone()) {
                row.fill(colour.into());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! Fits a picture into a canvas.

use image::RgbaImage;

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::paint::mix;

/// How a picture of another shape is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// All of it is seen; the rest is background.
    Contain,
    /// The canvas is filled; what hangs over is cut.
    Cover,
    /// Its shape is changed to the canvas'.
    Stretch,
    /// As large as it is, in the middle.
    Centre,
}

/// How a picture becomes a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scaling {
    pub(super) fit: Fit,
    /// Shrinks by the mean of the pixels instead of choosing one.
    pub(super) smooth: bool,
    pub(super) background: Rgb,
}

/// The picture on a canvas. Enlarged pixels stay squares: that is what pixel art wants.
pub(super) fn scaled(picture: &RgbaImage, size: Size, scaling: Scaling) -> Frame {
    let mut frame = Frame::black(size);
    frame.fill(scaling.background);
    let (wide, high) = (f64::from(picture.width()), f64::from(picture.height()));
    if wide < 1.0 || high < 1.0 {
        return frame;
    }
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let (least, most) = (
        (width / wide).min(height / high),
        (width / wide).max(height / high),
    );
    let (across, down) = match scaling.fit {
        Fit::Contain => (least, least),
        Fit::Cover => (most, most),
        Fit::Stretch => (width / wide, height / high),
        Fit::Centre => (1.0, 1.0),
    };
    let shown = (
        (wide * across).round().max(1.0),
        (high * down).round().max(1.0),
    );
    let left = ((width - shown.0) / 2.0).floor();
    let top = ((height - shown.1) / 2.0).floor();
    let columns: Vec<_> = (0..size.width)
        .map(|x| span(f64::from(x) - left, shown.0, picture.width()))
        .collect();
    for y in 0..size.height {
        let Some(rows) = span(f64::from(y) - top, shown.1, picture.height()) else {
            continue;
        };
        for (pixel, columns) in frame.row_mut(y).iter_mut().zip(&columns) {
            if let Some(columns) = columns {
                let seen = Seen {
                    columns: *columns,
                    rows,
                };
                *pixel = if scaling.smooth {
                    seen.mean(picture, scaling.background)
                } else {
                    seen.middle(picture, scaling.background)
                };
            }
        }
    }
    frame
}

/// The source pixels, first and end, that one of `shown` target pixels covers; none outside.
fn span(at: f64, shown: f64, len: u32) -> Option<(u32, u32)> {
    if at < 0.0 || at >= shown {
        return None;
    }
    let unit = f64::from(len) / shown;
    let first = ((at * unit + 1e-6) as u32).min(len - 1);
    let end = (((at + 1.0) * unit - 1e-6).ceil() as u32).clamp(first + 1, len);
    // Enlarging: one source pixel, not a blend of two.
    let end = if unit <= 1.0 { first + 1 } else { end };
    Some((first, end))
}

/// The source pixels under one target pixel.
#[derive(Clone, Copy)]
struct Seen {
    columns: (u32, u32),
    rows: (u32, u32),
}

impl Seen {
    fn middle(self, picture: &RgbaImage, background: Rgb) -> Rgb {
        let x = u32::midpoint(self.columns.0, self.columns.1 - 1);
        let y = u32::midpoint(self.rows.0, self.rows.1 - 1);
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = Rgb::new(red, green, blue);
        mix(background, over, f32::from(alpha) / 255.0)
    }

    /// The mean in (nearly) linear light: squares are close enough to sRGB and cheap.
    fn mean(self, picture: &RgbaImage, background: Rgb) -> Rgb {
        let mut sums = [0_u64; 3];
        let mut count = 0_u64;
        let below = [background.r, background.g, background.b];
        for y in self.rows.0..self.rows.1 {
            for x in self.columns.0..self.columns.1 {
                let [over @ .., alpha] = picture.get_pixel(x, y).0;
                let alpha = u64::from(alpha);
                for ((sum, over), under) in sums.iter_mut().zip(over).zip(below) {
                    let square = |value: u8| u64::from(value) * u64::from(value);
                    *sum += (square(over) * alpha + square(under) * (255 - alpha)) / 255;
                }
                count += 1;
            }
        }
        let means = sums.map(|sum| (sum as f64 / count.max(1) as f64).sqrt().round() as u8);
        Rgb::new(means[0], means[1], means[2])
    }
}

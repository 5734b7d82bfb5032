//! What can be seen of a picture: whether there is anything on it, and how much of the panel it takes.

use lumarium_core::frame::{Frame, Rgb, Size};

/// Luminance above which a pixel counts as lit: dim content does, noise near black does not.
const LIT: u32 = 16;
/// Along a side that is twice what a plugin was made for, it must take this much.
const EXTENT_MIN: f64 = 0.5;

/// Luminance as the ITU (BT.601) weighs the channels.
fn is_lit(pixel: Rgb) -> bool {
    let Rgb { r, g, b } = pixel;
    let luminance = (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114 + 500) / 1_000;
    luminance > LIT
}

/// Which parts of width and height lie between the outermost lit pixels; `None` if none is lit.
pub fn extent(frame: &Frame) -> Option<(f64, f64)> {
    let size = frame.size();
    let (mut columns, mut rows) = (Span::default(), Span::default());
    for y in 0..size.height {
        for (x, pixel) in (0..).zip(frame.row(y)) {
            if is_lit(*pixel) {
                columns.take(x);
                rows.take(y);
            }
        }
    }
    let (across, down) = (columns.length()?, rows.length()?);
    Some((
        f64::from(across) / f64::from(size.width),
        f64::from(down) / f64::from(size.height),
    ))
}

/// From the first to the last of some numbers.
#[derive(Default)]
struct Span(Option<(u32, u32)>);

impl Span {
    fn take(&mut self, at: u32) {
        let (first, last) = self.0.unwrap_or((at, at));
        self.0 = Some((first.min(at), last.max(at)));
    }

    fn length(&self) -> Option<u32> {
        self.0.map(|(first, last)| last - first + 1)
    }
}

/// Whether what is lit takes less than half of a side that is at least twice what the plugin was made for.
pub fn underfills(panel: Size, design: Size, extent: (f64, f64)) -> bool {
    let wide = panel.width >= design.width.saturating_mul(2);
    let high = panel.height >= design.height.saturating_mul(2);
    (wide && extent.0 < EXTENT_MIN) || (high && extent.1 < EXTENT_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extent_is_that_of_the_lit_pixels() {
        let mut frame = Frame::black(Size::new(10, 4));
        assert_eq!(extent(&frame), None);
        frame.set(9, 3, Rgb::new(16, 16, 16));
        assert_eq!(extent(&frame), None);
        frame.set(2, 1, Rgb::new(0, 40, 0));
        assert_eq!(extent(&frame), Some((0.1, 0.25)));
        frame.set(6, 2, Rgb::WHITE);
        assert_eq!(extent(&frame), Some((0.5, 0.5)));
    }

    #[test]
    fn only_panels_twice_as_large_must_be_filled() {
        let design = Size::new(128, 32);
        assert!(!underfills(Size::new(128, 32), design, (0.1, 0.1)));
        assert!(!underfills(Size::new(255, 63), design, (0.1, 0.1)));
        assert!(underfills(Size::new(256, 32), design, (0.49, 1.0)));
        assert!(!underfills(Size::new(256, 32), design, (0.5, 0.1)));
        assert!(underfills(Size::new(128, 64), design, (1.0, 0.4)));
    }
}

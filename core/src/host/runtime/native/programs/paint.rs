//! Colours and shapes that several programs draw.

use crate::frame::{Frame, Rgb};

/// A rectangle in pixels; it may reach outside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    /// Left edge.
    pub(crate) x: i32,
    /// Top edge.
    pub(crate) y: i32,
    /// Columns.
    pub(crate) width: i32,
    /// Rows.
    pub(crate) height: i32,
}

impl Area {
    /// A rectangle by its corner and size.
    pub(crate) const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// All of a picture.
    pub(crate) const fn of(frame: &Frame) -> Self {
        let size = frame.size();
        Self::new(0, 0, size.width as i32, size.height as i32)
    }

    /// `by` pixels less on each side.
    pub(crate) const fn inset(self, by: i32) -> Self {
        let (width, height) = (self.width - 2 * by, self.height - 2 * by);
        Self::new(self.x + by, self.y + by, width, height)
    }
}

/// Fills a rectangle.
pub(crate) fn rect(frame: &mut Frame, area: Area, colour: Rgb) {
    let size = frame.size();
    let left = area.x.clamp(0, size.width as i32) as usize;
    let right = (area.x + area.width).clamp(left as i32, size.width as i32) as usize;
    for y in area.y.max(0)..(area.y + area.height).min(size.height as i32) {
        if let Some(row) = frame.row_mut(y as u32).get_mut(left..right) {
            row.fill(colour);
        }
    }
}

/// Draws the border of a rectangle, one pixel wide.
pub(crate) fn outline(frame: &mut Frame, area: Area, colour: Rgb) {
    let Area {
        x,
        y,
        width,
        height,
    } = area;
    rect(frame, Area::new(x, y, width, 1), colour);
    rect(frame, Area::new(x, y + height - 1, width, 1), colour);
    rect(frame, Area::new(x, y, 1, height), colour);
    rect(frame, Area::new(x + width - 1, y, 1, height), colour);
}

/// A colour `part` of the way between two.
pub(crate) fn mix(from: Rgb, to: Rgb, part: f32) -> Rgb {
    let part = part.clamp(0.0, 1.0);
    let channel =
        |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * part).round() as u8;
    Rgb::new(
        channel(from.r, to.r),
        channel(from.g, to.g),
        channel(from.b, to.b),
    )
}

/// A colour made darker.
pub(crate) fn dim(colour: Rgb, part: f32) -> Rgb {
    mix(Rgb::BLACK, colour, part)
}

/// The pure colour at an angle of the colour wheel, in turns: 0 red, 1/3 green, 2/3 blue.
pub(crate) fn hue(turns: f32) -> Rgb {
    let channel = |shift: f32| {
        let at = (turns + shift).rem_euclid(1.0) * 6.0;
        (((at - 3.0).abs() - 1.0).clamp(0.0, 1.0) * 255.0).round() as u8
    };
    Rgb::new(channel(0.0), channel(2.0 / 3.0), channel(1.0 / 3.0))
}

/// Lays a colour over a pixel; `alpha` 0 leaves it, 1 replaces it.
pub(crate) fn blend(frame: &mut Frame, x: i32, y: i32, colour: Rgb, alpha: f32) {
    if alpha <= 0.0 || x < 0 || y < 0 {
        return;
    }
    if let Some(below) = frame.get(x as u32, y as u32) {
        frame.set(x, y, mix(below, colour, alpha));
    }
}

/// A line with round ends; its edges are smoothed. Coordinates are in pixels, (0.5, 0.5) is the middle of the first.
pub(crate) fn stroke(frame: &mut Frame, from: (f32, f32), to: (f32, f32), width: f32, colour: Rgb) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).max(f32::EPSILON);
    let reach = width / 2.0 + 1.0;
    let columns = (from.0.min(to.0) - reach) as i32..=(from.0.max(to.0) + reach) as i32;
    let rows = (from.1.min(to.1) - reach) as i32..=(from.1.max(to.1) + reach) as i32;
    for y in rows {
        for x in columns.clone() {
            let (px, py) = (x as f32 + 0.5 - from.0, y as f32 + 0.5 - from.1);
            let along = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
            let far = (px - along * dx).hypot(py - along * dy);
            blend(frame, x, y, colour, (width / 2.0 - far + 0.5).min(1.0));
        }
    }
}

/// A circle line with smoothed edges around `centre`; `radius` is to its middle.
pub(crate) fn ring(frame: &mut Frame, centre: (f32, f32), radius: f32, width: f32, colour: Rgb) {
    let reach = radius + width + 1.0;
    for y in (centre.1 - reach) as i32..=(centre.1 + reach) as i32 {
        for x in (centre.0 - reach) as i32..=(centre.0 + reach) as i32 {
            let from_middle = (x as f32 + 0.5 - centre.0).hypot(y as f32 + 0.5 - centre.1);
            let far = (from_middle - radius).abs();
            blend(frame, x, y, colour, (width / 2.0 - far + 0.5).min(1.0));
        }
    }
}

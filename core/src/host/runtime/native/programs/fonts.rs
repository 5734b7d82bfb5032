//! Text in pixel fonts: measure, fit, draw. Never smoothed: an LED is on or off.

mod faces;
mod glyph;
mod signs;

use crate::frame::{Frame, Rgb};

use super::paint::Area;
pub(crate) use faces::FACES;
use faces::Face;

/// The largest factor a face is enlarged by: 10x20 times 12 fills a canvas of 256 rows.
const SCALE_MAX: i32 = 12;
/// The largest face, enlarged, by the names people choose.
const ENLARGED: [(&str, i32); 3] = [("20x40", 2), ("30x60", 3), ("40x80", 4)];

/// A face of the ladder, each of its dots drawn as a square of `scale` pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Font {
    face: &'static Face,
    scale: i32,
}

/// Where text stands in the room it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

impl Font {
    /// The smallest font.
    pub(crate) fn smallest() -> Self {
        Self {
            face: &FACES[0],
            scale: 1,
        }
    }

    /// A font by its name in the settings: `6x10`, or an enlarged one, `20x40`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let largest = FACES.last()?;
        let face = FACES.iter().find(|face| face.name == name);
        face.map(|face| Self { face, scale: 1 }).or_else(|| {
            let (_, scale) = ENLARGED.into_iter().find(|(known, _)| *known == name)?;
            Some(Self {
                face: largest,
                scale,
            })
        })
    }

    /// The names for the settings, from the smallest to the largest.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        let faces = FACES.iter().map(|face| face.name);
        faces.chain(ENLARGED.into_iter().map(|(name, _)| name))
    }

    /// The height of a line in pixels.
    pub(crate) fn height(self) -> i32 {
        self.face.parts[0].character_size.height as i32 * self.scale
    }

    /// Every font from the largest to the smallest.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let mut fonts: Vec<_> = FACES
            .iter()
            .flat_map(|face| (1..=SCALE_MAX).map(move |scale| Self { face, scale }))
            .collect();
        // Of two equally high fonts the less enlarged one has the finer shapes.
        fonts.sort_by_key(|font| (-font.height(), font.scale));
        fonts.into_iter()
    }
}

/// The width of one line in pixels, without the gap behind the last character.
pub(crate) fn width(text: &str, font: Font) -> i32 {
    (advance(text, font) - glyph::gap(font.face) * font.scale).max(0)
}

/// How far the pen moves over a text, the gap behind it included.
pub(crate) fn advance(text: &str, font: Font) -> i32 {
    let advance: i32 = text
        .chars()
        .map(|c| glyph::glyph(font.face, c).advance)
        .sum();
    advance * font.scale
}

/// The rectangle that the lit pixels of one line take if it is drawn at (0, 0).
pub(crate) fn ink(text: &str, font: Font) -> Area {
    let mut pen = 0;
    let (mut left, mut top, mut right, mut bottom) = (i32::MAX, i32::MAX, i32::MIN, i32::MIN);
    for c in text.chars() {
        let glyph = glyph::glyph(font.face, c);
        for (x, y) in glyph.dots.iter().copied() {
            left = left.min(pen + x);
            right = right.max(pen + x);
            top = top.min(y);
            bottom = bottom.max(y);
        }
        pen += glyph.advance;
    }
    if left > right {
        return Area::new(0, 0, 0, 0);
    }
    let scale = font.scale;
    Area::new(
        left * scale,
        top * scale,
        (right - left + 1) * scale,
        (bottom - top + 1) * scale,
    )
}

/// The width and height of the ink of some lines, at `line_step` from line to line.
pub(crate) fn block(lines: &[&str], font: Font) -> (i32, i32) {
    let width = lines
        .iter()
        .map(|line| ink(line, font).width)
        .max()
        .unwrap_or(0);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return (0, 0);
    };
    let last = ink(last, font);
    let step = font.height() * (lines.len() as i32 - 1);
    (width, step + last.y + last.height - ink(first, font).y)
}

/// The largest font in which the lines of `text` fit; the smallest if none does.
pub(crate) fn fit(text: &str, width_max: i32, height_max: i32) -> Font {
    fitting(text, width_max, height_max).unwrap_or_else(Font::smallest)
}

/// The largest font in which the lines of `text` fit.
pub(crate) fn fitting(text: &str, width_max: i32, height_max: i32) -> Option<Font> {
    let lines: Vec<&str> = text.lines().collect();
    // The ink grows with the scale, so each face is measured once.
    let mut best: Option<(i32, Font)> = None;
    for face in &FACES {
        let (wide, high) = block(&lines, Font { face, scale: 1 });
        let scale = (width_max / wide.max(1))
            .min(height_max / high.max(1))
            .min(SCALE_MAX);
        let score = high * scale * face.looks(scale);
        if scale >= 1 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, Font { face, scale }));
        }
    }
    best.map(|(_, font)| font)
}

/// Draws one line with its cell's top left corner at `at`.
pub(crate) fn draw_text(frame: &mut Frame, text: &str, at: (i32, i32), font: Font, colour: Rgb) {
    draw_text_with(frame, text, at, font, |_, _| colour);
}

/// Draws one line; `colour` is asked for each pixel of the frame.
pub(crate) fn draw_text_with(
    frame: &mut Frame,
    text: &str,
    at: (i32, i32),
    font: Font,
    colour: impl Fn(i32, i32) -> Rgb,
) {
    let (mut pen, scale) = (at.0, font.scale);
    for c in text.chars() {
        let glyph = glyph::glyph(font.face, c);
        for (x, y) in glyph.dots.iter().copied() {
            for i in 0..scale * scale {
                let x = pen + x * scale + i % scale;
                let y = at.1 + y * scale + i / scale;
                frame.set(x, y, colour(x, y));
            }
        }
        pen += glyph.advance * scale;
    }
}

/// Draws one line by its ink: aligned across `area`, in the middle of its height.
pub(crate) fn draw_in(
    frame: &mut Frame,
    text: &str,
    area: Area,
    align: Align,
    font: Font,
    colour: Rgb,
) {
    let ink = ink(text, font);
    let x = align.start(area, ink.width) - ink.x;
    let y = area.y + (area.height - ink.height).div_euclid(2) - ink.y;
    draw_text(frame, text, (x, y), font, colour);
}

impl Align {
    /// Where something of this width starts.
    pub(crate) fn start(self, area: Area, width: i32) -> i32 {
        let spare = area.width - width;
        match self {
            Self::Left => area.x,
            Self::Centre => area.x + spare.div_euclid(2),
            Self::Right => area.x + spare,
        }
    }
}

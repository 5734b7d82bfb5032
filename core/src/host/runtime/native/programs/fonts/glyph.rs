//! One character as dots. The fixed cells of the fonts are narrowed to their ink, so that an `i` does not
//! take the room of an `m`; digits keep one width, so that numbers do not jump when they change.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;

use embedded_graphics::Pixel;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::image::GetPixel as _;
use embedded_graphics::mono_font::MonoFont;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::DrawTarget;
use u8g2_fonts::FontRenderer;
use u8g2_fonts::types::{FontColor, VerticalPosition};

use super::faces::{Face, place};
use super::signs::sign;

/// A character at scale 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Glyph {
    /// Lit pixels; `x` from the pen, `y` from the top of the cell.
    pub(super) dots: Vec<(i32, i32)>,
    /// How far the pen moves, the gap to the next character included.
    pub(super) advance: i32,
}

/// Characters that each thread remembers; a message of a thousand letters is measured in many sizes.
const REMEMBERED_MAX: usize = 2_048;

thread_local! {
    static REMEMBERED: RefCell<BTreeMap<(&'static str, char), Rc<Glyph>>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// The dots of `c`; a box if no font has it.
pub(super) fn glyph(face: &Face, c: char) -> Rc<Glyph> {
    REMEMBERED.with_borrow_mut(|remembered| {
        if remembered.len() >= REMEMBERED_MAX {
            remembered.clear();
        }
        let place = remembered.entry((face.name, c));
        Rc::clone(place.or_insert_with(|| Rc::new(made(face, c))))
    })
}

fn made(face: &Face, c: char) -> Glyph {
    let first = face.parts[0];
    let (cell, gap) = (first.character_size.width as i32, gap(face));
    if is_invisible(c) {
        return Glyph::default();
    }
    if c.is_whitespace() {
        return Glyph {
            dots: Vec::new(),
            advance: cell / 2 + 1,
        };
    }
    let Some(dots) = dots(face, c) else {
        return boxed(face, gap);
    };
    let (left, width) = if c.is_ascii_digit() {
        column_span(&ten_digits(face))
    } else {
        column_span(&dots)
    };
    Glyph {
        dots: dots.into_iter().map(|(x, y)| (x - left, y)).collect(),
        advance: width + gap,
    }
}

/// The cell's side bearings, as the zero has them.
pub(super) fn gap(face: &Face) -> i32 {
    if face.parts[0].character_size.width >= 9 {
        2
    } else {
        1
    }
}

/// Joiners, variation selectors, combining marks and control characters take no room and leave no box.
fn is_invisible(c: char) -> bool {
    let joins =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}');
    joins
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{1f3fb}'..='\u{1f3ff}')
        || (c.is_control() && c != '\t')
}

fn dots(face: &Face, c: char) -> Option<Vec<(i32, i32)>> {
    if let Some(dots) = sign(face, c) {
        return Some(dots);
    }
    let own = place(c).and_then(|(part, index)| Some(mono_dots(face.parts.get(part)?, index)));
    own.filter(|dots| !dots.is_empty()).or_else(|| {
        let baseline = face.parts[0].baseline as i32;
        face.extras
            .iter()
            .find_map(|font| extra_dots(font, c, baseline))
    })
}

fn mono_dots(font: &MonoFont<'_>, index: usize) -> Vec<(i32, i32)> {
    let cell = font.character_size;
    let per_row = (font.image.size().width / cell.width.max(1)).max(1) as usize;
    let left = (index % per_row) as i32 * cell.width as i32;
    let top = (index / per_row) as i32 * cell.height as i32;
    let mut dots = Vec::new();
    for y in 0..cell.height as i32 {
        for x in 0..cell.width as i32 {
            if font.image.pixel(Point::new(left + x, top + y)) == Some(BinaryColor::On) {
                dots.push((x, y));
            }
        }
    }
    dots
}

fn extra_dots(font: &FontRenderer, c: char, baseline: i32) -> Option<Vec<(i32, i32)>> {
    let mut target = Dots(Vec::new());
    let colour = FontColor::Transparent(BinaryColor::On);
    let at = Point::new(0, baseline + 1);
    font.render(c, at, VerticalPosition::Baseline, colour, &mut target)
        .ok() // A font without the character is the reason for having others.
        .filter(|_| !target.0.is_empty())?;
    Some(target.0)
}

fn ten_digits(face: &Face) -> Vec<(i32, i32)> {
    ('0'..='9')
        .filter_map(|c| dots(face, c))
        .flatten()
        .collect()
}

fn column_span(dots: &[(i32, i32)]) -> (i32, i32) {
    let left = dots.iter().map(|dot| dot.0).min().unwrap_or(0);
    let right = dots.iter().map(|dot| dot.0).max().unwrap_or(0);
    (left, right - left + 1)
}

fn boxed(face: &Face, gap: i32) -> Glyph {
    let width = face.parts[0].character_size.width as i32 - gap;
    let bottom = face.parts[0].baseline as i32;
    let top = (bottom - width * 3 / 2).max(0);
    let mut dots = Vec::new();
    for y in top..=bottom {
        for x in 0..width {
            if x == 0 || y == top || x == width - 1 || y == bottom {
                dots.push((x, y));
            }
        }
    }
    Glyph {
        dots,
        advance: width + gap,
    }
}

/// Collects what a font renderer draws.
struct Dots(Vec<(i32, i32)>);

impl OriginDimensions for Dots {
    fn size(&self) -> Size {
        Size::new(64, 64)
    }
}

impl DrawTarget for Dots {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = Pixel<Self::Color>>,
    {
        for Pixel(point, colour) in pixels {
            if colour == BinaryColor::On {
                self.0.push((point.x, point.y));
            }
        }
        Ok(())
    }
}

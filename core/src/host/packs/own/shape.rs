//! Letters as dots in cells of one size: X.Org's misc-fixed fonts, which are in the public domain, as
//! embedded-graphics brings them.

use embedded_graphics::geometry::{OriginDimensions as _, Point};
use embedded_graphics::image::GetPixel as _;
use embedded_graphics::mono_font::mapping::{ISO_8859_1, ISO_8859_15, StrGlyphMapping};
use embedded_graphics::mono_font::{MonoFont, iso_8859_1, iso_8859_15};
use embedded_graphics::pixelcolor::BinaryColor;

/// A font: Latin 1, and where the euro is.
#[derive(Clone, Copy)]
pub(super) struct Face {
    latin: &'static MonoFont<'static>,
    more: &'static MonoFont<'static>,
}

macro_rules! faces {
    ($($name:ident),* $(,)?) => {
        $(pub(super) const $name: Face = Face {
            latin: &iso_8859_1::$name,
            more: &iso_8859_15::$name,
        };)*
    };
}

faces!(
    FONT_4X6,
    FONT_5X7,
    FONT_5X8,
    FONT_6X9,
    FONT_6X10,
    FONT_6X12,
    FONT_6X13,
    FONT_6X13_BOLD,
    FONT_6X13_ITALIC,
    FONT_7X13,
    FONT_7X13_BOLD,
    FONT_7X13_ITALIC,
    FONT_7X14,
    FONT_7X14_BOLD,
    FONT_8X13,
    FONT_8X13_BOLD,
    FONT_8X13_ITALIC,
    FONT_9X15,
    FONT_9X15_BOLD,
    FONT_9X18,
    FONT_9X18_BOLD,
    FONT_10X20,
);

/// What is not in the fonts and looks like something that is.
const ALIKE: [(char, char); 8] = [
    ('\u{2018}', '\''),
    ('\u{2019}', '\''),
    ('\u{201c}', '"'),
    ('\u{201d}', '"'),
    ('\u{2010}', '-'),
    ('\u{2013}', '-'),
    ('\u{2014}', '-'),
    ('\u{2022}', '\u{b7}'),
];

/// One letter: rows of dots, from the top of the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) c: char,
    pub(super) rows: Vec<Vec<bool>>,
}

impl Face {
    pub(super) const fn width(&self) -> u32 {
        self.latin.character_size.width
    }

    pub(super) const fn height(&self) -> u32 {
        self.latin.character_size.height
    }

    /// Rows above the line on which letters stand.
    pub(super) const fn ascent(&self) -> u32 {
        self.latin.baseline + 1
    }

    /// All letters, in the order of their codes.
    pub(super) fn letters(&self) -> Vec<Letter> {
        let mut letters = Vec::new();
        let parts: [(_, &StrGlyphMapping<'static>); 2] =
            [(self.latin, &ISO_8859_1), (self.more, &ISO_8859_15)];
        for (font, mapping) in parts {
            for (index, c) in mapping.chars().enumerate() {
                let rows = cell(font, index);
                letters.push(Letter { c, rows });
            }
        }
        for (c, like) in ALIKE {
            let like = letters.iter().find(|letter| letter.c == like);
            let like = like.map(|letter| letter.rows.clone());
            letters.extend(like.map(|rows| Letter { c, rows }));
        }
        // Of the same letter the first counts, and what is no letter is none.
        letters.sort_by_key(|letter| letter.c);
        letters.dedup_by_key(|letter| letter.c);
        letters.retain(|letter| !letter.c.is_control());
        letters
    }
}

fn cell(font: &MonoFont<'_>, index: usize) -> Vec<Vec<bool>> {
    let cell = font.character_size;
    let per_row = (font.image.size().width / cell.width.max(1)).max(1) as usize;
    let left = (index % per_row) as i32 * cell.width as i32;
    let top = (index / per_row) as i32 * cell.height as i32;
    let dot = |x, y| font.image.pixel(Point::new(left + x, top + y)) == Some(BinaryColor::On);
    let row = |y| (0..cell.width as i32).map(|x| dot(x, y)).collect();
    (0..cell.height as i32).map(row).collect()
}

/// Each dot and the one to its right: strokes of two dots, as arcade machines have them.
pub(super) fn bold(rows: &[Vec<bool>]) -> Vec<Vec<bool>> {
    let wide = |row: &Vec<bool>| {
        let shifted = std::iter::once(false).chain(row.iter().copied());
        let dots = row.iter().copied().chain(std::iter::once(false));
        dots.zip(shifted).map(|(dot, left)| dot || left).collect()
    };
    rows.iter().map(wide).collect()
}

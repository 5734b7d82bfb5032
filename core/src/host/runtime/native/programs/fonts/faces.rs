//! The ladder of pixel fonts, smallest first.
//!
//! The faces are X.Org's misc-fixed fonts, which are in the public domain, as embedded-graphics brings
//! them: one picture per ISO 8859 part, together all of Latin, Greek and Cyrillic in use. What those
//! parts lack (Ukrainian ґ, Kazakh letters, arrows, box drawing) comes from u8g2's copies of the same
//! fonts. No other fonts are used, so no other licence applies.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use embedded_graphics::mono_font::{MonoFont, mapping};
use u8g2_fonts::{FontRenderer, fonts};

/// The ISO 8859 parts that are looked through for a character, in this order.
const CHARSETS: [&mapping::StrGlyphMapping<'static>; 11] = [
    &mapping::ISO_8859_1,
    &mapping::ISO_8859_2,
    &mapping::ISO_8859_3,
    &mapping::ISO_8859_4,
    &mapping::ISO_8859_5,
    &mapping::ISO_8859_7,
    &mapping::ISO_8859_10,
    &mapping::ISO_8859_13,
    &mapping::ISO_8859_14,
    &mapping::ISO_8859_15,
    &mapping::ISO_8859_16,
];

/// One size of the ladder; a `B` in its name says bold.
pub(crate) struct Face {
    /// The name in settings, `6x10`.
    pub(crate) name: &'static str,
    /// The same font for each part of `CHARSETS`.
    pub(super) parts: [&'static MonoFont<'static>; 11],
    /// Where characters outside the parts are looked for.
    pub(super) extras: &'static [FontRenderer],
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Face {
    /// How well the face looks at a scale, to weigh against its size: coarse dots are worth less, bold strokes
    /// more, because they are read from afar.
    pub(super) fn looks(&self, scale: i32) -> i32 {
        let strokes = if self.name.ends_with('B') { 112 } else { 100 };
        strokes * 12 / (11 + scale)
    }
}

/// The part and the place in it for each character.
pub(super) fn place(c: char) -> Option<(usize, usize)> {
    static PLACES: OnceLock<BTreeMap<char, (usize, usize)>> = OnceLock::new();
    PLACES
        .get_or_init(|| {
            let mut places = BTreeMap::new();
            for (part, charset) in CHARSETS.iter().enumerate() {
                for (index, c) in charset.chars().enumerate() {
                    places.entry(c).or_insert((part, index));
                }
            }
            places
        })
        .get(&c)
        .copied()
}

macro_rules! face {
    ($name:literal, $font:ident, [$($extra:ident),*]) => {
        Face {
            name: $name,
            parts: [
                &embedded_graphics::mono_font::iso_8859_1::$font,
                &embedded_graphics::mono_font::iso_8859_2::$font,
                &embedded_graphics::mono_font::iso_8859_3::$font,
                &embedded_graphics::mono_font::iso_8859_4::$font,
                &embedded_graphics::mono_font::iso_8859_5::$font,
                &embedded_graphics::mono_font::iso_8859_7::$font,
                &embedded_graphics::mono_font::iso_8859_10::$font,
                &embedded_graphics::mono_font::iso_8859_13::$font,
                &embedded_graphics::mono_font::iso_8859_14::$font,
                &embedded_graphics::mono_font::iso_8859_15::$font,
                &embedded_graphics::mono_font::iso_8859_16::$font,
            ],
            extras: &[$(FontRenderer::new::<fonts::$extra>()),*],
        }
    };
}

/// The ladder, by height.
pub(crate) static FACES: [Face; 13] = [
    face!("4x6", FONT_4X6, [u8g2_font_4x6_t_cyrillic]),
    face!("5x7", FONT_5X7, [u8g2_font_5x7_t_cyrillic]),
    face!("5x8", FONT_5X8, [u8g2_font_5x8_t_cyrillic]),
    face!(
        "6x10",
        FONT_6X10,
        [
            u8g2_font_6x12_t_cyrillic,
            u8g2_font_6x12_te,
            u8g2_font_6x12_t_symbols
        ]
    ),
    face!(
        "6x12",
        FONT_6X12,
        [
            u8g2_font_6x12_t_cyrillic,
            u8g2_font_6x12_te,
            u8g2_font_6x12_t_symbols
        ]
    ),
    face!(
        "7x13",
        FONT_7X13,
        [
            u8g2_font_7x13_t_cyrillic,
            u8g2_font_7x13_te,
            u8g2_font_7x13_t_symbols
        ]
    ),
    face!(
        "7x13B",
        FONT_7X13_BOLD,
        [
            u8g2_font_7x13_t_cyrillic,
            u8g2_font_7x13_te,
            u8g2_font_7x13_t_symbols
        ]
    ),
    face!(
        "8x13",
        FONT_8X13,
        [
            u8g2_font_8x13_t_cyrillic,
            u8g2_font_8x13_te,
            u8g2_font_8x13_t_symbols
        ]
    ),
    face!(
        "9x15",
        FONT_9X15,
        [
            u8g2_font_9x15_t_cyrillic,
            u8g2_font_9x15_te,
            u8g2_font_9x15_t_symbols
        ]
    ),
    face!(
        "9x15B",
        FONT_9X15_BOLD,
        [
            u8g2_font_9x15_t_cyrillic,
            u8g2_font_9x15_te,
            u8g2_font_9x15_t_symbols
        ]
    ),
    face!(
        "9x18",
        FONT_9X18,
        [
            u8g2_font_9x15_t_cyrillic,
            u8g2_font_9x15_te,
            u8g2_font_9x15_t_symbols
        ]
    ),
    face!(
        "9x18B",
        FONT_9X18_BOLD,
        [
            u8g2_font_9x15_t_cyrillic,
            u8g2_font_9x15_te,
            u8g2_font_9x15_t_symbols
        ]
    ),
    face!(
        "10x20",
        FONT_10X20,
        [
            u8g2_font_10x20_t_cyrillic,
            u8g2_font_10x20_te,
            u8g2_font_9x15_t_symbols
        ]
    ),
];

//! Our own fonts under the names of LEDMatrix's, for where its fonts are not to be had: X.Org's misc-fixed, in the
//! public domain, written as BDF and TrueType. Texts fit, and look a little different.

mod bdf;
mod shape;
mod ttf;

use crate::host::git::File;
use shape::{Face, Letter};

/// The BDF files, and whose letters are in them. Those of LEDMatrix with the same name are the same fonts with
/// more letters; the last ones only stand in.
const BDF: [(&str, Face); 31] = [
    ("4x6.bdf", shape::FONT_4X6),
    ("5x7.bdf", shape::FONT_5X7),
    ("5x8.bdf", shape::FONT_5X8),
    ("6x9.bdf", shape::FONT_6X9),
    ("6x10.bdf", shape::FONT_6X10),
    ("6x12.bdf", shape::FONT_6X12),
    ("6x13.bdf", shape::FONT_6X13),
    ("6x13B.bdf", shape::FONT_6X13_BOLD),
    ("6x13O.bdf", shape::FONT_6X13_ITALIC),
    ("7x13.bdf", shape::FONT_7X13),
    ("7x13B.bdf", shape::FONT_7X13_BOLD),
    ("7x13O.bdf", shape::FONT_7X13_ITALIC),
    ("7x14.bdf", shape::FONT_7X14),
    ("7x14B.bdf", shape::FONT_7X14_BOLD),
    ("8x13.bdf", shape::FONT_8X13),
    ("8x13B.bdf", shape::FONT_8X13_BOLD),
    ("8x13O.bdf", shape::FONT_8X13_ITALIC),
    ("9x15.bdf", shape::FONT_9X15),
    ("9x15B.bdf", shape::FONT_9X15_BOLD),
    ("9x18.bdf", shape::FONT_9X18),
    ("9x18B.bdf", shape::FONT_9X18_BOLD),
    ("10x20.bdf", shape::FONT_10X20),
    ("MatrixChunky8.bdf", shape::FONT_5X8),
    ("MatrixChunky8X.bdf", shape::FONT_5X8),
    ("MatrixLight6.bdf", shape::FONT_4X6),
    ("MatrixLight6X.bdf", shape::FONT_4X6),
    ("MatrixLight8X.bdf", shape::FONT_5X8),
    ("clR6x12.bdf", shape::FONT_6X12),
    ("helvR12.bdf", shape::FONT_8X13),
    ("ic8x8u.bdf", shape::FONT_5X8),
    ("tom-thumb.bdf", shape::FONT_4X6),
];

/// The one large one is drawn for poster sizes; ours is as large as we have.
const LARGE: (&str, Face) = ("texgyre-27.bdf", shape::FONT_10X20);

/// All of them, as files.
pub(super) fn files() -> Vec<File> {
    let file = |name: &str, bytes| File {
        name: name.to_owned(),
        bytes,
    };
    let mut files = vec![
        file("4x6-font.ttf", small()),
        file("5by7.regular.ttf", medium()),
        file("PressStart2P-Regular.ttf", arcade()),
    ];
    for (name, face) in BDF.iter().chain([&LARGE]) {
        // Writing into a text does not fail.
        let text = bdf::write(face, name).unwrap_or_default();
        files.push(file(name, text.into_bytes()));
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

/// As high as LEDMatrix's at 6 pixels, where a dot is a pixel.
fn small() -> Vec<u8> {
    let design = ttf::Design {
        family: "Lumarium-4x6",
        em: 6,
        ascent: 5,
        descent: 1,
        advance: 4,
    };
    ttf::write(&design, &shape::FONT_4X6.letters())
}

/// Drawn for 10 pixels, as the one that it stands in for.
fn medium() -> Vec<u8> {
    let design = ttf::Design {
        family: "Lumarium-5x7",
        em: 10,
        ascent: 7,
        descent: 0,
        advance: 6,
    };
    ttf::write(&design, &shape::FONT_5X7.letters())
}

/// Every letter has the room of eight pixels by eight, as on arcade machines.
fn arcade() -> Vec<u8> {
    let design = ttf::Design {
        family: "Lumarium-8x8",
        em: 8,
        ascent: 8,
        descent: 0,
        advance: 8,
    };
    let mut letters = shape::FONT_5X8.letters();
    for Letter { rows, .. } in &mut letters {
        *rows = shape::bold(rows);
    }
    ttf::write(&design, &letters)
}

#[cfg(test)]
mod tests;

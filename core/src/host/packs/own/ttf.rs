//! Writes a font of dots as TrueType: each run of dots is a rectangle. Drawn at its own size in pixels, a dot
//! is a pixel.

use super::shape::Letter;

mod bytes;

use bytes::{join, pad, put16, put32};

/// Units of one dot.
const DOT: i32 = 128;

/// How a font of dots becomes one of outlines, in dots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Design<'a> {
    /// Its name.
    pub(super) family: &'a str,
    /// The size in pixels at which a dot is a pixel.
    pub(super) em: i32,
    /// Above the line on which letters stand.
    pub(super) ascent: i32,
    /// Below it.
    pub(super) descent: i32,
    /// How far the pen moves.
    pub(super) advance: i32,
}

/// An outline that is written.
struct Glyph {
    data: Vec<u8>,
    points: u16,
    contours: u16,
}

/// The bytes of a TrueType file. The last row of a letter's cell ends `descent` below the line.
pub(super) fn write(design: &Design<'_>, letters: &[Letter]) -> Vec<u8> {
    let missing: Vec<Vec<bool>> = missing(design);
    let rows = std::iter::once(&missing).chain(letters.iter().map(|letter| &letter.rows));
    let glyphs: Vec<Glyph> = rows.map(|rows| outline(design, rows)).collect();
    let mut glyf = Vec::new();
    let mut loca = Vec::new();
    for glyph in &glyphs {
        put32(&mut loca, glyf.len() as u32);
        glyf.extend_from_slice(&glyph.data);
    }
    put32(&mut loca, glyf.len() as u32);
    let mut hmtx = Vec::new();
    for _ in &glyphs {
        put16(&mut hmtx, design.advance * DOT);
        put16(&mut hmtx, 0);
    }
    let tables = [
        (*b"OS/2", os2(design, letters)),
        (*b"cmap", cmap(letters)),
        (*b"glyf", glyf),
        (*b"head", head(design)),
        (*b"hhea", hhea(design, glyphs.len())),
        (*b"hmtx", hmtx),
        (*b"loca", loca),
        (*b"maxp", maxp(&glyphs)),
        (*b"name", name(design.family)),
        (*b"post", post()),
    ];
    join(&tables)
}

/// A box, for what the font has not.
fn missing(design: &Design<'_>) -> Vec<Vec<bool>> {
    let (width, height) = (design.advance - 1, design.ascent);
    let edge = |x, y| x == 0 || y == 0 || x == width - 1 || y == height - 1;
    let row = |y| (0..width).map(|x| edge(x, y)).collect();
    (0..height).map(row).collect()
}

/// Rectangles of dots: runs in a row, and the same run in the rows below is one.
fn rectangles(rows: &[Vec<bool>]) -> Vec<(i32, i32, i32, i32)> {
    let mut all: Vec<(i32, i32, i32, i32)> = Vec::new();
    for (y, row) in rows.iter().enumerate() {
        let y = y as i32;
        let mut x = 0;
        while x < row.len() {
            let length = row.iter().skip(x).take_while(|dot| **dot).count();
            if length == 0 {
                x += 1;
                continue;
            }
            let (left, right) = (x as i32, (x + length) as i32);
            let above = all
                .iter_mut()
                .find(|one| (one.0, one.2, one.3) == (left, right, y));
            match above {
                Some(above) => above.3 = y + 1,
                None => all.push((left, y, right, y + 1)),
            }
            x += length;
        }
    }
    all
}

fn outline(design: &Design<'_>, rows: &[Vec<bool>]) -> Glyph {
    let all = rectangles(rows);
    let mut data = Vec::new();
    if all.is_empty() {
        return Glyph {
            data,
            points: 0,
            contours: 0,
        };
    }
    let top = rows.len() as i32 - design.descent;
    let box_of = all
        .iter()
        .fold((i32::MAX, i32::MIN, i32::MIN, i32::MAX), |b, r| {
            (
                b.0.min(r.0),
                b.1.max(top - r.1),
                b.2.max(r.2),
                b.3.min(top - r.3),
            )
        });
    put16(&mut data, all.len() as i32);
    for side in [box_of.0, box_of.3, box_of.2, box_of.1] {
        put16(&mut data, side * DOT);
    }
    for contour in 1..=all.len() as i32 {
        put16(&mut data, contour * 4 - 1);
    }
    put16(&mut data, 0);
    // Every point is on the line and stands at a full distance from the one before.
    data.extend(std::iter::repeat_n(1_u8, all.len() * 4));
    // Clockwise, so that the inside is filled.
    let corners = |r: &(i32, i32, i32, i32)| {
        let (left, top_y, right, low_y) = (r.0, top - r.1, r.2, top - r.3);
        [(left, low_y), (left, top_y), (right, top_y), (right, low_y)]
    };
    let points: Vec<(i32, i32)> = all.iter().flat_map(corners).collect();
    let mut before = 0;
    for (x, _) in &points {
        put16(&mut data, (x - before) * DOT);
        before = *x;
    }
    before = 0;
    for (_, y) in &points {
        put16(&mut data, (y - before) * DOT);
        before = *y;
    }
    pad(&mut data);
    Glyph {
        data,
        points: points.len() as u16,
        contours: all.len() as u16,
    }
}

fn head(design: &Design<'_>) -> Vec<u8> {
    let mut table = Vec::new();
    put32(&mut table, 0x0001_0000);
    put32(&mut table, 0x0001_0000);
    // The sum over the file goes here.
    put32(&mut table, 0);
    put32(&mut table, 0x5F0F_3CF5);
    put16(&mut table, 0b1011);
    put16(&mut table, design.em * DOT);
    // Made and changed at no time in particular: the same font is the same bytes.
    table.extend_from_slice(&[0; 16]);
    for side in [0, -design.descent, design.advance, design.ascent] {
        put16(&mut table, side * DOT);
    }
    for word in [0, design.em, 2, 1, 0] {
        put16(&mut table, word);
    }
    table
}

fn hhea(design: &Design<'_>, glyphs: usize) -> Vec<u8> {
    let mut table = Vec::new();
    put32(&mut table, 0x0001_0000);
    let across = design.advance * DOT;
    for word in [
        design.ascent * DOT,
        -design.descent * DOT,
        0,
        across,
        0,
        0,
        across,
        1,
        0,
        0,
    ] {
        put16(&mut table, word);
    }
    table.extend_from_slice(&[0; 10]);
    put16(&mut table, glyphs as i32);
    table
}

fn maxp(glyphs: &[Glyph]) -> Vec<u8> {
    let points = glyphs.iter().map(|glyph| glyph.points).max().unwrap_or(0);
    let contours = glyphs.iter().map(|glyph| glyph.contours).max().unwrap_or(0);
    let mut table = Vec::new();
    put32(&mut table, 0x0001_0000);
    let words = [
        glyphs.len() as i32,
        points.into(),
        contours.into(),
        0,
        0,
        2,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ];
    for word in words {
        put16(&mut table, word);
    }
    table
}

fn os2(design: &Design<'_>, letters: &[Letter]) -> Vec<u8> {
    let code = |letter: Option<&Letter>| letter.map_or(0, |letter| u32::from(letter.c) as i32);
    let mut table = Vec::new();
    let half = design.em * DOT / 2;
    for word in [
        4,
        design.advance * DOT,
        400,
        5,
        0,
        half,
        half,
        0,
        half,
        half,
        half,
        0,
        half,
        50,
        half,
    ] {
        put16(&mut table, word);
    }
    put16(&mut table, 0);
    // Ten bytes of a classification that nobody needs, then which letters there are: Latin 1.
    table.extend_from_slice(&[0; 10]);
    for word in [3, 0, 0, 0] {
        put32(&mut table, word);
    }
    table.extend_from_slice(b"NONE");
    let (ascent, descent) = (design.ascent * DOT, design.descent * DOT);
    for word in [
        0x40,
        code(letters.first()),
        code(letters.last()),
        ascent,
        -descent,
        0,
        ascent,
        descent,
    ] {
        put16(&mut table, word);
    }
    for word in [1, 0] {
        put32(&mut table, word);
    }
    for word in [half, ascent, 0, 32, 1] {
        put16(&mut table, word);
    }
    table
}

/// One segment for each run of codes, as format 4 wants them.
fn cmap(letters: &[Letter]) -> Vec<u8> {
    let mut runs: Vec<(u16, u16, i32)> = Vec::new();
    for (index, letter) in letters.iter().enumerate() {
        let Ok(code) = u16::try_from(u32::from(letter.c)) else {
            continue;
        };
        // The box for what is missing is the first glyph.
        let glyph = index as i32 + 1;
        match runs.last_mut() {
            Some(run) if run.1 + 1 == code => run.1 = code,
            _ => runs.push((code, code, glyph - i32::from(code))),
        }
    }
    runs.push((0xFFFF, 0xFFFF, 1));
    let count = runs.len() as i32;
    let power = 1 << count.ilog2();
    let mut table = Vec::new();
    for word in [0, 1, 3, 1] {
        put16(&mut table, word);
    }
    put32(&mut table, 12);
    for word in [
        4,
        16 + count * 8,
        0,
        count * 2,
        power * 2,
        power.ilog2() as i32,
        (count - power) * 2,
    ] {
        put16(&mut table, word);
    }
    for run in &runs {
        put16(&mut table, run.1.into());
    }
    put16(&mut table, 0);
    for run in &runs {
        put16(&mut table, run.0.into());
    }
    for run in &runs {
        put16(&mut table, run.2);
    }
    for _ in &runs {
        put16(&mut table, 0);
    }
    table
}

fn name(family: &str) -> Vec<u8> {
    let texts = [
        (0, "X.Org misc-fixed, in the public domain"),
        (1, family),
        (2, "Regular"),
        (3, family),
        (4, family),
        (5, "Version 1.0"),
        (6, family),
    ];
    let mut table = Vec::new();
    let mut written = Vec::new();
    for word in [0, texts.len() as i32, 6 + texts.len() as i32 * 12] {
        put16(&mut table, word);
    }
    for (number, text) in texts {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for word in [3, 1, 0x409, number, wide.len() as i32, written.len() as i32] {
            put16(&mut table, word);
        }
        written.extend_from_slice(&wide);
    }
    table.extend_from_slice(&written);
    table
}

fn post() -> Vec<u8> {
    let mut table = Vec::new();
    // Without names of letters; of one width.
    for word in [0x0003_0000, 0, 0, 1, 0, 0, 0, 0] {
        put32(&mut table, word);
    }
    table
}

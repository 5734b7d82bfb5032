use std::collections::BTreeMap;

use super::*;

/// Just enough of a reader to see what was written.
struct Font<'a> {
    bytes: &'a [u8],
    tables: BTreeMap<String, (usize, usize)>,
}

impl<'a> Font<'a> {
    fn open(bytes: &'a [u8]) -> Self {
        let mut font = Self {
            bytes,
            tables: BTreeMap::new(),
        };
        for index in 0..font.u16(4) as usize {
            let at = 12 + 16 * index;
            let tag = String::from_utf8(bytes[at..at + 4].to_vec()).unwrap();
            let place = (font.u32(at + 8) as usize, font.u32(at + 12) as usize);
            assert!(
                place.0.is_multiple_of(4) && place.0 + place.1 <= bytes.len(),
                "{tag}"
            );
            font.tables.insert(tag, place);
        }
        font
    }

    fn u16(&self, at: usize) -> u16 {
        u16::from_be_bytes(self.bytes[at..at + 2].try_into().unwrap())
    }

    fn i16(&self, at: usize) -> i32 {
        i32::from(i16::from_be_bytes(
            self.bytes[at..at + 2].try_into().unwrap(),
        ))
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_be_bytes(self.bytes[at..at + 4].try_into().unwrap())
    }

    fn table(&self, tag: &str) -> usize {
        self.tables[tag].0
    }

    fn glyph(&self, c: char) -> usize {
        let at = self.table("cmap") + 12;
        let count = usize::from(self.u16(at + 6) / 2);
        let (ends, starts) = (at + 14, at + 16 + 2 * count);
        let code = u16::try_from(u32::from(c)).unwrap();
        let segment = (0..count)
            .find(|index| self.u16(ends + 2 * index) >= code)
            .unwrap();
        if self.u16(starts + 2 * segment) > code {
            return 0;
        }
        usize::from(code.wrapping_add(self.u16(starts + 2 * (count + segment))))
    }

    /// Rows of dots from the top of the em, each dot looked at in its middle.
    fn draw(&self, c: char) -> Vec<String> {
        let head = self.table("head");
        let dot = 128;
        let em = self.i16(head + 18) / dot;
        let ascent = self.i16(self.table("hhea") + 4) / dot;
        let loca = self.table("loca") + 4 * self.glyph(c);
        let (from, to) = (self.u32(loca) as usize, self.u32(loca + 4) as usize);
        let mut boxes = Vec::new();
        if from < to {
            let at = self.table("glyf") + from;
            let contours = self.i16(at) as usize;
            let points = contours * 4;
            let xs = at + 10 + 2 * contours + 2 + points;
            let along = |start: usize| -> Vec<i32> {
                let steps = (0..points).map(|index| self.i16(start + 2 * index));
                steps
                    .scan(0, |sum, step| {
                        *sum += step;
                        Some(*sum)
                    })
                    .collect()
            };
            let (xs, ys) = (along(xs), along(xs + 2 * points));
            for corner in (0..points).step_by(4) {
                boxes.push((xs[corner], xs[corner + 2], ys[corner], ys[corner + 1]));
            }
        }
        let lit = |x: i32, y: i32| {
            boxes
                .iter()
                .any(|b| b.0 < x && x < b.1 && b.2 < y && y < b.3)
        };
        let row = |row: i32| {
            let y = (ascent - row) * dot - dot / 2;
            (0..em)
                .map(|x| if lit(x * dot + dot / 2, y) { '#' } else { '.' })
                .collect()
        };
        (0..em).map(row).collect()
    }
}

fn file(name: &str) -> Vec<u8> {
    files()
        .into_iter()
        .find(|file| file.name == name)
        .unwrap()
        .bytes
}

#[test]
fn every_name_of_ledmatrix_has_a_font_and_a_plain_name() {
    let names: Vec<String> = files().into_iter().map(|file| file.name).collect();
    assert_eq!(names.len(), 35);
    for needed in crate::host::packs::NEEDED {
        assert!(names.iter().any(|name| name == needed), "{needed}");
    }
    assert!(names.iter().all(|name| crate::host::git::is_plain(name)));
}

#[test]
fn outlines_have_the_dots_of_their_letters() {
    let bytes = file("4x6-font.ttf");
    let font = Font::open(&bytes);
    assert_eq!(
        font.draw('A'),
        [".#....", "#.#...", "###...", "#.#...", "#.#...", "......"]
    );
    assert_eq!(font.draw('g')[5], "##....", "it goes below the line");
    let bytes = file("PressStart2P-Regular.ttf");
    let font = Font::open(&bytes);
    assert_eq!(
        font.draw('I'),
        [
            "........", ".####...", "..##....", "..##....", "..##....", "..##....", ".####...",
            "........"
        ]
    );
}

#[test]
fn every_letter_is_found_and_what_is_missing_is_a_box() {
    let bytes = file("5by7.regular.ttf");
    let font = Font::open(&bytes);
    for c in ('!'..='~').chain("äß€°’–".chars()) {
        assert_ne!(font.glyph(c), 0, "{c}");
        assert!(font.draw(c).iter().any(|row| row.contains('#')), "{c}");
    }
    assert_eq!(font.glyph('ж'), 0);
    assert!(font.draw('ж')[0].starts_with("#####"));
    assert!(font.draw(' ').iter().all(|row| !row.contains('#')));
}

#[test]
fn the_sum_over_the_file_is_the_one_that_readers_expect() {
    for name in [
        "4x6-font.ttf",
        "5by7.regular.ttf",
        "PressStart2P-Regular.ttf",
    ] {
        let bytes = file(name);
        let words = bytes
            .chunks_exact(4)
            .map(|word| u32::from_be_bytes(word.try_into().unwrap()));
        assert_eq!(words.fold(0_u32, u32::wrapping_add), 0xB1B0_AFBA, "{name}");
        let font = Font::open(&bytes);
        assert_eq!(font.tables["head"].1, 54);
        assert_eq!(font.tables["hhea"].1, 36);
        assert_eq!(font.tables["maxp"].1, 32);
        assert_eq!(font.tables["OS/2"].1, 96);
        assert_eq!(bytes, file(name), "the same each time");
    }
}

#[test]
fn bdf_has_one_cell_for_every_letter() {
    let text = String::from_utf8(file("9x15.bdf")).unwrap();
    let letters = text.matches("ENDCHAR").count();
    assert!(letters > 190, "{letters}");
    assert!(text.contains(&format!("CHARS {letters}\n")));
    let a = text.split("ENCODING 65\n").nth(1).unwrap();
    let rows: Vec<&str> = a
        .lines()
        .skip(4)
        .take_while(|line| *line != "ENDCHAR")
        .collect();
    assert_eq!(rows.len(), 15);
    assert!(rows.iter().all(|row| row.len() == 4));
    assert!(
        a.starts_with("SWIDTH 600 0\nDWIDTH 9 0\nBBX 9 15 0 -3\nBITMAP\n"),
        "{a:.80}"
    );
}

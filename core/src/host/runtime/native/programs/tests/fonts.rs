//! Letters are in the fonts, and text stays where it was measured.

use super::super::fonts::{FACES, Font, draw_text, fit, fitting, ink, width};
use super::*;

const LETTERS: &str = "ABCXYZabcxyz0189!?&@#%ÄÖÜäöüßÅÆØåæøÇçÉéÑñŁłĄąĘęŠšŽžČčŘřĐđŐőŰűĞğİıŞşȘșȚțĀāĒēĶķĻļŅņŵŷ€£§°«»\
    АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁёЄєІіЇїҐґЂђЈјЉљЊњЋћЏџЎў\
    ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςάέήίόύώ";

fn drawn_alone(c: char, font: Font) -> Frame {
    let mut frame = Frame::black(Size::new(24, 24));
    draw_text(&mut frame, &c.to_string(), (2, 2), font, Rgb::WHITE);
    frame
}

#[test]
fn latin_greek_and_cyrillic_letters_are_in_every_size() {
    for face in &FACES {
        let font = Font::named(face.name).unwrap();
        let missing = drawn_alone('\u{1f600}', font);
        let lost: String = LETTERS
            .chars()
            .filter(|c| {
                let frame = drawn_alone(*c, font);
                is_blank(&frame) || frame == missing
            })
            .collect();
        assert_eq!(lost, "", "in {}", face.name);
    }
}

#[test]
fn different_letters_look_different() {
    for face in &FACES {
        let font = Font::named(face.name).unwrap();
        for (a, b) in [
            ('Ж', 'Ш'),
            ('ä', 'a'),
            ('ř', 'r'),
            ('Ω', 'O'),
            ('ї', 'і'),
            ('1', '7'),
        ] {
            assert!(
                drawn_alone(a, font) != drawn_alone(b, font),
                "{a} {b} in {}",
                face.name
            );
        }
    }
}

#[test]
fn digits_have_one_width() {
    for face in &FACES {
        let font = Font::named(face.name).unwrap();
        for digit in '1'..='9' {
            let text = digit.to_string();
            assert_eq!(
                width(&text, font),
                width("0", font),
                "{digit} in {}",
                face.name
            );
        }
    }
}

#[test]
fn what_fits_is_drawn_within_its_room() {
    for text in ["Hello", "gÅ|", "12:34", "Ёлка"] {
        for (wide, high) in [(64, 32), (128, 64), (40, 9), (256, 20)] {
            let font = fitting(text, wide, high).unwrap();
            let ink = ink(text, font);
            assert!(
                ink.width <= wide && ink.height <= high,
                "{text} in {wide}x{high}"
            );
            let mut frame = Frame::black(Size::new(wide as u32, high as u32));
            draw_text(&mut frame, text, (-ink.x, -ink.y), font, Rgb::WHITE);
            let lit = frame
                .pixels()
                .iter()
                .filter(|pixel| **pixel == Rgb::WHITE)
                .count();
            let mut large = Frame::black(Size::new(wide as u32 + 80, high as u32 + 80));
            draw_text(&mut large, text, (40, 40), font, Rgb::WHITE);
            let all = large
                .pixels()
                .iter()
                .filter(|pixel| **pixel == Rgb::WHITE)
                .count();
            assert_eq!(lit, all, "{text} in {wide}x{high}: nothing is cut off");
        }
    }
    assert!(fitting("Hello", 3, 3).is_none());
    assert_eq!(fit("Hello", 3, 3).height(), Font::smallest().height());
}

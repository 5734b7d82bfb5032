//! A picture as what differs from another one, in runs. `unpack` of `pack` gives the picture back.
//! A piece is a row of runs: a length in sevens of bits, whose lowest bit says whether one difference
//! follows for all LEDs of the run (0) or one for each (1).

use lumarium_core::frame::{Frame, Rgb};

/// The longest run of different differences that is written as one.
const LITERAL: u32 = 1;
/// From this length on equal differences are a run of their own: three bytes against a header of one or two.
const WORTH: usize = 3;

/// What makes `frame` of `base`; both have one size.
pub(super) fn pack(base: &Frame, frame: &Frame) -> Vec<u8> {
    let differences: Vec<Rgb> = base
        .pixels()
        .iter()
        .zip(frame.pixels())
        .map(|(base, led)| xor(*base, *led))
        .collect();
    let mut piece = Vec::new();
    let mut literal: &[Rgb] = &[];
    let mut rest = differences.as_slice();
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|led| *led == first).count();
        let (same, after) = rest.split_at(run);
        if run >= WORTH {
            write_literal(&mut piece, literal);
            literal = &[];
            length(&mut piece, run as u32, 0);
            piece.extend([first.r, first.g, first.b]);
        } else {
            // Runs too short to be worth it grow the literal, which ends where they begin.
            let whole = differences.len() - rest.len() + same.len();
            let start = whole - same.len() - literal.len();
            literal = differences.get(start..whole).unwrap_or(&[]);
        }
        rest = after;
    }
    write_literal(&mut piece, literal);
    piece
}

/// Makes of the base the picture that was packed. False if the piece does not fit it.
pub(super) fn unpack(mut piece: &[u8], base: &mut Frame) -> bool {
    let mut leds = base.pixels_mut();
    while !piece.is_empty() {
        let Some((count, kind)) = read_length(&mut piece) else {
            return false;
        };
        let Some((run, after)) = leds.split_at_mut_checked(count) else {
            return false;
        };
        leds = after;
        let bytes = if kind == LITERAL { 3 * count } else { 3 };
        let Some((colours, next)) = piece.split_at_checked(bytes) else {
            return false;
        };
        piece = next;
        let colours = colours.chunks_exact(3).map(|colour| match colour {
            &[r, g, b] => Rgb::new(r, g, b),
            _ => Rgb::BLACK,
        });
        for (led, difference) in run.iter_mut().zip(colours.cycle()) {
            *led = xor(*led, difference);
        }
    }
    leds.is_empty()
}

fn write_literal(piece: &mut Vec<u8>, leds: &[Rgb]) {
    if !leds.is_empty() {
        length(piece, leds.len() as u32, LITERAL);
        piece.extend(leds.iter().flat_map(|led| [led.r, led.g, led.b]));
    }
}

fn length(piece: &mut Vec<u8>, count: u32, kind: u32) {
    // A canvas has at most 2^22 LEDs: the kind has room below.
    let mut rest = count << 1 | kind;
    while rest >= 0x80 {
        piece.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    piece.push(rest as u8);
}

fn read_length(piece: &mut &[u8]) -> Option<(usize, u32)> {
    let mut value = 0_u32;
    for shift in (0..32).step_by(7) {
        let (byte, rest) = piece.split_first()?;
        *piece = rest;
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(((value >> 1) as usize, value & 1));
        }
    }
    None
}

const fn xor(a: Rgb, b: Rgb) -> Rgb {
    Rgb::new(a.r ^ b.r, a.g ^ b.g, a.b ^ b.b)
}

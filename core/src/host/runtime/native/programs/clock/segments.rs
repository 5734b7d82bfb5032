//! Seven-segment digits of any size, drawn from their geometry so that they fill every panel.

use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::programs::paint::Area;

/// Segments of 0 to 9: bits a (top), b, c (right), d (bottom), e, f (left), g (middle).
const LIT: [u8; 10] = [
    0b011_1111, 0b000_0110, 0b101_1011, 0b100_1111, 0b110_0110, 0b110_1101, 0b111_1101, 0b000_0111,
    0b111_1111, 0b110_1111,
];

/// The size of one digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) width: i32,
    pub(super) height: i32,
    /// How thick a segment is.
    pub(super) thick: i32,
}

impl Shape {
    /// The shape of a digit of this height; never below 3x5.
    pub(super) fn of_height(height: i32) -> Self {
        let height = height.max(5);
        Self {
            width: ((height * 11 + 10) / 20).max(3),
            height,
            thick: ((height + 4) / 9).max(1),
        }
    }

    /// The room between two digits.
    pub(super) fn gap(self) -> i32 {
        (self.thick + 1) / 2 + i32::from(self.thick > 1)
    }

    /// The width of a colon without the gaps beside it.
    pub(super) fn colon(self) -> i32 {
        self.thick
    }
}

/// Draws a digit with its top left corner at `at`; `None` lights no segment. `ghost` are the unlit segments.
pub(super) fn digit(
    frame: &mut Frame,
    digit: Option<u32>,
    at: (i32, i32),
    shape: Shape,
    ghost: Option<Rgb>,
    colour: impl Fn(i32) -> Rgb,
) {
    let lit = digit.map_or(0, |digit| LIT.get(digit as usize).copied().unwrap_or(0));
    for y in 0..shape.height {
        for x in 0..shape.width {
            let here = segments_at(x, y, shape);
            if here & lit != 0 {
                frame.set(at.0 + x, at.1 + y, colour(at.1 + y));
            } else if let (true, Some(ghost)) = (here != 0, ghost) {
                frame.set(at.0 + x, at.1 + y, ghost);
            }
        }
    }
}

/// The two dots between hours and minutes.
pub(super) fn colon(frame: &mut Frame, at: (i32, i32), shape: Shape, colour: impl Fn(i32) -> Rgb) {
    let size = shape.colon();
    for third in [1, 2] {
        let middle = shape.height * third / 3;
        let top = at.1 + middle - size / 2 - i32::from(third == 2 && size % 2 == 0);
        let dot = Area::new(at.0, top, size, size);
        for y in dot.y..dot.y + dot.height {
            for x in dot.x..dot.x + dot.width {
                frame.set(x, y, colour(y));
            }
        }
    }
}

/// The segments that cover a pixel, in half-pixel coordinates so that odd and even sizes are exact.
fn segments_at(x: i32, y: i32, shape: Shape) -> u8 {
    let thick = shape.thick;
    // Thick segments are set apart by a dark line, as on real displays; thin ones touch.
    let apart = if thick >= 4 { thick / 4 + 1 } else { 0 };
    let (x2, y2) = (2 * x + 1, 2 * y + 1);
    let (left, right) = (thick, 2 * shape.width - thick);
    let (top, bottom) = (thick, 2 * shape.height - thick);
    let middle = shape.height - shape.height % 2 + thick % 2;
    let across = |row: i32| {
        let off = (y2 - row).abs();
        off <= thick && x2 >= left + off + apart && x2 <= right - off - apart
    };
    let down = |column: i32, from: i32, to: i32| {
        let off = (x2 - column).abs();
        off <= thick && y2 >= from + off + apart && y2 <= to - off - apart
    };
    let parts = [
        across(top),
        down(right, top, middle),
        down(right, middle, bottom),
        across(bottom),
        down(left, middle, bottom),
        down(left, top, middle),
        across(middle),
    ];
    parts
        .iter()
        .enumerate()
        .fold(0, |bits, (index, part)| bits | (u8::from(*part) << index))
}

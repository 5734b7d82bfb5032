//! The picture before the first scene: a dim mark, drawn by code, so that a dark panel is known to live.

use crate::frame::{Frame, Rgb, Size};

/// An L of lit and unlit LEDs, 7 by 7.
const MARK: [&[u8; 7]; 7] = [
    b"#.....o", b"#....o.", b"#...o..", b"#..o...", b"#......", b"#......", b"#######",
];
const LIT: Rgb = Rgb::new(48, 30, 8);
const RAY: Rgb = Rgb::new(20, 12, 4);

/// The mark in the middle of a black canvas; a canvas smaller than the mark stays black.
pub(super) fn draw(canvas: Size) -> Frame {
    let mut frame = Frame::black(canvas);
    if canvas.width < 7 || canvas.height < 7 {
        return frame;
    }
    let left = (canvas.width - 7) / 2;
    let top = (canvas.height - 7) / 2;
    for (y, row) in (top..).zip(MARK) {
        for (x, cell) in (left..).zip(row) {
            match cell {
                b'#' => frame.set(x as i32, y as i32, LIT),
                b'o' => frame.set(x as i32, y as i32, RAY),
                _ => {}
            }
        }
    }
    frame
}

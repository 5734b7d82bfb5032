//! Whole-row operations on frames: put, roll, mix, push. None allocates, none panics, whatever the sizes.

use crate::content::Direction;
use crate::frame::{Frame, Rgb};

/// Where `from` and `to` overlap when both are centred, along one side:
/// first index in `from`, first index in `to`, length.
fn centred(from: u32, to: u32) -> (usize, usize, usize) {
    let length = from.min(to) as usize;
    let skip = (from as usize - length) / 2;
    let margin = (to as usize - length) / 2;
    (skip, margin, length)
}

/// Draws `picture` in the middle of `out`: what is too large is cropped, what is left over is black.
pub(super) fn put(picture: &Frame, out: &mut Frame) {
    if out.copy_from(picture) {
        return;
    }
    out.fill(Rgb::BLACK);
    let (skip_x, margin_x, columns) = centred(picture.size().width, out.size().width);
    let (skip_y, margin_y, rows) = centred(picture.size().height, out.size().height);
    for y in 0..rows {
        let from = picture.row((skip_y + y) as u32);
        let to = out.row_mut((margin_y + y) as u32);
        let from = from.get(skip_x..skip_x + columns);
        let to = to.get_mut(margin_x..margin_x + columns);
        if let (Some(from), Some(to)) = (from, to) {
            to.copy_from_slice(from);
        }
    }
}

/// Draws an endless repetition of `picture`, moved by `offset` pixels in its direction; across the
/// direction it is centred.
pub(super) fn roll(picture: &Frame, direction: Direction, offset: u64, out: &mut Frame) {
    if picture.size().area() == 0 {
        return out.fill(Rgb::BLACK);
    }
    match direction {
        Direction::Left => roll_left(picture, offset, out),
        Direction::Up => roll_up(picture, offset, out),
    }
}

fn roll_left(picture: &Frame, offset: u64, out: &mut Frame) {
    let (skip, margin, rows) = centred(picture.size().height, out.size().height);
    if rows < out.size().height as usize {
        out.fill(Rgb::BLACK);
    }
    let start = (offset % u64::from(picture.size().width)) as usize;
    for y in 0..rows {
        let from = picture.row((skip + y) as u32);
        let (before, after) = from.split_at(start.min(from.len()));
        let mut to = out.row_mut((margin + y) as u32);
        let mut pieces = [after, before].into_iter().cycle();
        while let (false, Some(piece)) = (to.is_empty(), pieces.next()) {
            let count = piece.len().min(to.len());
            let (head, rest) = to.split_at_mut(count);
            if let Some(piece) = piece.get(..count) {
                head.copy_from_slice(piece);
            }
            to = rest;
        }
    }
}

fn roll_up(picture: &Frame, offset: u64, out: &mut Frame) {
    let (skip, margin, columns) = centred(picture.size().width, out.size().width);
    if columns < out.size().width as usize {
        out.fill(Rgb::BLACK);
    }
    let height = u64::from(picture.size().height);
    for y in 0..out.size().height {
        let row = (offset % height + u64::from(y)) % height;
        let from = picture.row(row as u32).get(skip..skip + columns);
        let to = out.row_mut(y).get_mut(margin..margin + columns);
        if let (Some(from), Some(to)) = (from, to) {
            to.copy_from_slice(from);
        }
    }
}

/// Mixes `over` into `out`: `part` 0 leaves `out` as it is, 256 makes it `over`; rounded to nearest.
pub(super) fn mix(over: &Frame, part: u32, out: &mut Frame) {
    let part = part.min(256) as u16;
    let rest = 256 - part;
    // 255 * 256 + 128 still fits 16 bits, which lets the compiler do many at once.
    let channel = |a: u8, b: u8| ((u16::from(a) * rest + u16::from(b) * part + 128) >> 8) as u8;
    for (a, b) in out.pixels_mut().iter_mut().zip(over.pixels()) {
        *a = Rgb::new(channel(a.r, b.r), channel(a.g, b.g), channel(a.b, b.b));
    }
}

/// Pushes `out` to the left by `columns`; what becomes free shows the left part of `next`.
pub(super) fn push(next: &Frame, columns: u32, out: &mut Frame) {
    let width = out.size().width;
    let columns = columns.min(width) as usize;
    let kept = width as usize - columns;
    for y in 0..out.size().height {
        let to = out.row_mut(y);
        to.copy_within(columns.., 0);
        let from = next.row(y).get(..columns);
        if let (Some(to), Some(from)) = (to.get_mut(kept..), from) {
            to.copy_from_slice(from);
        }
    }
}

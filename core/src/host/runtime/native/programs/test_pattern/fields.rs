//! Patterns over the whole canvas.

use std::time::Duration;

use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::programs::paint::{Area, outline, rect};

/// One colour everywhere.
pub(super) fn plain(frame: &mut Frame, [r, g, b]: [u8; 3]) {
    frame.fill(Rgb::new(r, g, b));
}

/// The eight colours that channels at full or none can make, and a row of greys below.
pub(super) fn bars(frame: &mut Frame, level: u8) {
    const ON: [[u8; 3]; 8] = [
        [1, 1, 1],
        [1, 1, 0],
        [0, 1, 1],
        [0, 1, 0],
        [1, 0, 1],
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
    ];
    let all = Area::of(frame);
    let greys = all.height / 4;
    for (index, [r, g, b]) in (0..).zip(ON) {
        let (left, right) = (all.width * index / 8, all.width * (index + 1) / 8);
        let colour = Rgb::new(r * level, g * level, b * level);
        let bar = Area::new(left, 0, right - left, all.height - greys);
        rect(frame, bar, colour);
        let grey = (i32::from(level) * (7 - index) / 7) as u8;
        let foot = Area::new(left, all.height - greys, right - left, greys);
        rect(frame, foot, Rgb::new(grey, grey, grey));
    }
}

/// Rows of red, green, blue and white, from dark at the left to full at the right.
pub(super) fn gradient(frame: &mut Frame, level: u8) {
    steps(frame, level, u32::MAX);
}

/// The same rows in 16 steps: the darkest must still differ.
pub(super) fn gamma(frame: &mut Frame, level: u8) {
    steps(frame, level, 16);
}

fn steps(frame: &mut Frame, level: u8, count: u32) {
    let size = frame.size();
    let count = count.min(size.width).max(2);
    for y in 0..size.height {
        let band = y * 4 / size.height;
        let row = frame.row_mut(y);
        for (x, pixel) in (0_u32..).zip(row) {
            let step = x * count / size.width;
            let value = (step * u32::from(level) / (count - 1)) as u8;
            *pixel = match band {
                0 => Rgb::new(value, 0, 0),
                1 => Rgb::new(0, value, 0),
                2 => Rgb::new(0, 0, value),
                _ => Rgb::new(value, value, value),
            };
        }
    }
}

/// Every eighth line, the border, the middle and the diagonals: nothing may be shifted or mirrored.
pub(super) fn grid(frame: &mut Frame, level: u8) {
    let all = Area::of(frame);
    let dark = Rgb::new(0, level / 8, level / 3);
    for x in (0..all.width).step_by(8) {
        rect(frame, Area::new(x, 0, 1, all.height), dark);
    }
    for y in (0..all.height).step_by(8) {
        rect(frame, Area::new(0, y, all.width, 1), dark);
    }
    let half = level / 2;
    for x in 0..all.width {
        let y = x * (all.height - 1) / (all.width - 1).max(1);
        frame.set(x, y, Rgb::new(half, half, 0));
        frame.set(all.width - 1 - x, y, Rgb::new(half, half, 0));
    }
    let cross = Rgb::new(0, level, 0);
    rect(
        frame,
        Area::new(all.width / 2 - 1, all.height / 4, 2, all.height / 2),
        cross,
    );
    rect(
        frame,
        Area::new(all.width / 4, all.height / 2 - 1, all.width / 2, 2),
        cross,
    );
    outline(frame, all, Rgb::new(level, level, level));
    let corner = (all.height / 8).max(2);
    let [right, bottom] = [all.width - corner, all.height - corner];
    rect(
        frame,
        Area::new(0, 0, corner, corner),
        Rgb::new(level, 0, 0),
    );
    rect(
        frame,
        Area::new(right, 0, corner, corner),
        Rgb::new(0, level, 0),
    );
    rect(
        frame,
        Area::new(0, bottom, corner, corner),
        Rgb::new(0, 0, level),
    );
    rect(
        frame,
        Area::new(right, bottom, corner, corner),
        Rgb::new(level, level, 0),
    );
}

/// Every other pixel: the hardest picture for the wiring and the power supply.
pub(super) fn checkerboard(frame: &mut Frame, level: u8) {
    let on = Rgb::new(level, level, level);
    for y in 0..frame.size().height {
        for (x, pixel) in (0_u32..).zip(frame.row_mut(y)) {
            *pixel = if (x + y) % 2 == 0 { on } else { Rgb::BLACK };
        }
    }
}

/// A column and a row that wander, at whole pixels, to show torn or missing lines.
pub(super) fn line(frame: &mut Frame, elapsed: Duration, level: u8) {
    /// Pixels a second.
    const SPEED: u64 = 50;
    frame.fill(Rgb::BLACK);
    let all = Area::of(frame);
    let moved = elapsed.as_millis() as u64 * SPEED / 1_000;
    let x = (moved % u64::from(frame.size().width.max(1))) as i32;
    let y = (moved / 2 % u64::from(frame.size().height.max(1))) as i32;
    for trail in (1..8).rev() {
        let value = (i32::from(level) / (3 * trail)) as u8;
        rect(
            frame,
            Area::new((x - trail).rem_euclid(all.width.max(1)), 0, 1, all.height),
            Rgb::new(0, value / 2, value),
        );
    }
    rect(
        frame,
        Area::new(x, 0, 1, all.height),
        Rgb::new(level, level, level),
    );
    rect(
        frame,
        Area::new(0, y, all.width, 1),
        Rgb::new(level, level / 3, 0),
    );
}

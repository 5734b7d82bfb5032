//! Large seven-segment digits, the date below, the seconds beside or as a line along the bottom.

use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::programs::fonts::{self, Align};
use crate::host::runtime::native::programs::paint::{Area, dim, mix, rect};

use super::Clock;
use super::reading::Reading;
use super::segments::{Shape, colon, digit};

/// How bright unlit segments are.
const GHOST: f32 = 0.07;

/// The sizes of everything in the row of the time.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) large: Shape,
    /// Seconds in digits, if there is room for them.
    small: Option<Shape>,
    /// Room before and after the colon.
    side: i32,
    pub(super) width: i32,
}

pub(super) fn draw(frame: &mut Frame, clock: &Clock, reading: &Reading) {
    let all = Area::of(frame);
    let margin = (all.height / 32).min(all.width / 32);
    let room = all.inset(margin);
    let dates = clock.date.filter(|_| all.height >= 24);
    let date_height = dates.map_or(0, |_| (room.height / 4).clamp(6, 36));
    let row = row(room.width, room.height - date_height, clock);
    let bar = i32::from(clock.parts.seconds && row.small.is_none() && all.height >= 12)
        * (all.height / 32).max(1);
    let spare = room.height - row.large.height - bar;
    let date = dates.and_then(|format| {
        let high = (spare - margin - 2).min(date_height).max(5);
        reading.date_in(format, room.width * 19 / 20, high)
    });
    let date_ink = date
        .as_ref()
        .map_or(0, |(text, font)| fonts::ink(text, *font).height);
    let air = (spare - date_ink) / if date.is_some() { 3 } else { 2 };
    let top = room.y + air;
    draw_time(
        frame,
        clock,
        reading,
        (room.x + (room.width - row.width) / 2, top),
        row,
    );
    if let Some((text, font)) = date {
        let below = top + row.large.height;
        let rest = Area::new(room.x, below, room.width, all.height - bar - below);
        fonts::draw_in(frame, &text, rest, Align::Centre, font, clock.colours.date);
    }
    if bar > 0 {
        seconds_bar(frame, clock, reading, bar);
    }
}

/// The largest row that fits.
fn row(width: i32, height: i32, clock: &Clock) -> Row {
    let best = |with_seconds: bool| {
        (5..=height.max(5))
            .rev()
            .map(|height| row_of(height, with_seconds))
            .find(|row| row.width <= width)
            .unwrap_or_else(|| row_of(5, false))
    };
    let plain = best(false);
    if !clock.parts.seconds {
        return plain;
    }
    let full = best(true);
    // Seconds may cost a quarter of the size, no more; then a line shows them.
    let worth = full.large.height * 4 >= plain.large.height * 3 && full.large.height >= 12;
    if worth && full.small.is_some() {
        full
    } else {
        plain
    }
}

/// The row with digits of this height.
pub(super) fn row_of(height: i32, with_seconds: bool) -> Row {
    let large = Shape::of_height(height);
    let side = if large.thick == 1 {
        i32::from(height > 6)
    } else {
        large.gap()
    };
    let hours_and_minutes = 4 * large.width + 2 * large.gap() + large.colon() + 2 * side;
    // Tiny digits stand so close that the colon's own column is the gap.
    let small = with_seconds.then(|| Shape::of_height(height * 11 / 20));
    let seconds = small.map_or(0, |small| 2 * small.width + small.gap() + 2 * large.gap());
    Row {
        large,
        small,
        side,
        width: hours_and_minutes + seconds,
    }
}

/// Draws hours, minutes and, if the row has them, seconds, with the top left corner at `at`.
pub(super) fn draw_time(
    frame: &mut Frame,
    clock: &Clock,
    reading: &Reading,
    at: (i32, i32),
    row: Row,
) {
    let (large, top) = (row.large, at.1);
    let colours = clock.colours;
    let shade = |y: i32| {
        let part = (y - top) as f32 / (large.height - 1).max(1) as f32;
        mix(colours.time, colours.time_low, part)
    };
    let wants_ghost = clock.parts.ghost_segments && large.thick >= 2;
    let ghost = |colour: Rgb| wants_ghost.then(|| dim(colour, GHOST));
    let mut x = at.0;
    let [tens, ones] = reading.hour_digits();
    digit(frame, tens, (x, top), large, ghost(colours.time), shade);
    x += large.width + large.gap();
    digit(frame, ones, (x, top), large, ghost(colours.time), shade);
    x += large.width + row.side;
    if !clock.parts.blink_colon || reading.is_even_second() {
        colon(frame, (x, top), large, |_| colours.accent);
    } else if let Some(ghost) = ghost(colours.accent) {
        colon(frame, (x, top), large, |_| ghost);
    }
    x += large.colon() + row.side;
    for value in [reading.minute() / 10, reading.minute() % 10] {
        digit(
            frame,
            Some(value),
            (x, top),
            large,
            ghost(colours.time),
            shade,
        );
        x += large.width + large.gap();
    }
    let Some(small) = row.small else {
        half_mark(frame, clock, reading, at, row);
        return;
    };
    x += large.gap();
    let right = x;
    let low = top + large.height - small.height;
    for value in [reading.second() / 10, reading.second() % 10] {
        let ghost = ghost(colours.accent);
        digit(frame, Some(value), (x, low), small, ghost, |_| {
            colours.accent
        });
        x += small.width + small.gap();
    }
    if let Some(half) = reading.half() {
        let height = large.height - small.height - small.gap();
        let width = 2 * small.width + small.gap();
        let area = Area::new(right, top, width, height);
        if let Some(font) = fonts::fitting(half, width, height * 4 / 5) {
            fonts::draw_in(frame, half, area, Align::Left, font, colours.date);
        }
    }
}

/// Where no letters fit, a dot at the top left is the morning, at the bottom left the afternoon.
fn half_mark(frame: &mut Frame, clock: &Clock, reading: &Reading, at: (i32, i32), row: Row) {
    let Some(half) = reading.half() else {
        return;
    };
    let size = row.large.thick;
    let y = if half == "AM" {
        at.1
    } else {
        at.1 + row.large.height - size
    };
    // The tens are blank or a 1 on a 12-hour dial, so the left of their place is always free.
    rect(frame, Area::new(at.0, y, size, size), clock.colours.date);
}

/// A line that grows over the minute.
fn seconds_bar(frame: &mut Frame, clock: &Clock, reading: &Reading, height: i32) {
    let all = Area::of(frame);
    let done = (reading.second() as i32 + 1) * all.width / 60;
    let top = all.height - height;
    let accent = clock.colours.accent;
    rect(
        frame,
        Area::new(0, top, all.width, height),
        dim(accent, GHOST),
    );
    for x in 0..done.max(1) {
        let part = 0.35 + 0.65 * x as f32 / done.max(1) as f32;
        rect(frame, Area::new(x, top, 1, height), dim(accent, part));
    }
}

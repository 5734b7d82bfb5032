//! The panels of a wall with their numbers, in reading order. Each has its size, its top left corner
//! marked, and an arrow up, so that order, turns and mirrors are seen at once.

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::fonts::{self, Align};
use crate::host::runtime::native::programs::paint::{Area, dim, hue, outline, rect};

pub(super) fn draw(frame: &mut Frame, tile: Size, level: u8) {
    let all = Area::of(frame);
    let (width, height) = (
        (tile.width as i32).min(all.width).max(1),
        (tile.height as i32).min(all.height).max(1),
    );
    let columns = (all.width + width - 1) / width;
    let rows = (all.height + height - 1) / height;
    let bright = f32::from(level) / 255.0;
    for number in 0..columns * rows {
        let (column, row) = (number % columns, number / columns);
        let area = Area::new(column * width, row * height, width, height);
        // Neighbours differ clearly: five hues make a round.
        let colour = dim(hue(0.55 + number as f32 * 0.2), bright);
        panel(frame, area, number + 1, colour, bright);
    }
}

fn panel(frame: &mut Frame, area: Area, number: i32, colour: Rgb, bright: f32) {
    rect(frame, area, dim(colour, 0.1));
    outline(frame, area, colour);
    let white = dim(Rgb::WHITE, bright);
    let corner = (area.height / 8).clamp(2, 12);
    for step in 0..corner {
        rect(
            frame,
            Area::new(area.x, area.y + step, corner - step, 1),
            white,
        );
    }
    let label = area.height >= 24 && area.width >= 40;
    let inner = area.inset(2);
    let text = number.to_string();
    let foot = if label { (inner.height / 4).min(30) } else { 0 };
    let top = Area::new(inner.x, inner.y, inner.width, inner.height - foot);
    let font = fonts::fit(&text, inner.width * 3 / 5, top.height * 4 / 5);
    fonts::draw_in(frame, &text, top, Align::Centre, font, white);
    arrow(frame, area, colour);
    if label {
        let size = format!("{}x{}", area.width, area.height);
        let line = Area::new(inner.x, inner.y + top.height, inner.width, foot);
        let font = fonts::fit(&size, line.width, (foot * 4 / 5).max(5));
        fonts::draw_in(frame, &size, line, Align::Centre, font, colour);
    }
}

/// An arrow that points up, at the right edge.
fn arrow(frame: &mut Frame, area: Area, colour: Rgb) {
    let half = (area.height / 10).clamp(1, 12);
    let middle = area.x + area.width - 4 - half;
    let top = area.y + area.height / 4;
    if area.width < 16 {
        return;
    }
    for step in 0..=half {
        rect(
            frame,
            Area::new(middle - step, top + step, 2 * step + 1, 1),
            colour,
        );
    }
    let shaft = (half / 3).max(0);
    let length = area.height / 2 - half;
    rect(
        frame,
        Area::new(middle - shaft, top + half, 2 * shaft + 1, length),
        colour,
    );
}

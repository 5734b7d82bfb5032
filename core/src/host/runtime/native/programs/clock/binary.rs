//! Each decimal digit of the time as a column of four dots: 8, 4, 2, 1 from top to bottom.

use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::programs::fonts::{self, Align};
use crate::host::runtime::native::programs::paint::{Area, dim, mix, rect};

use super::Clock;
use super::reading::Reading;

pub(super) fn draw(frame: &mut Frame, clock: &Clock, reading: &Reading) {
    let all = Area::of(frame);
    let text_height = if all.height >= 48 { all.height / 5 } else { 0 };
    let mut values = vec![reading.hour(), reading.minute()];
    if clock.parts.seconds {
        values.push(reading.second());
    }
    let groups = values.len() as i32;
    let height = all.height - text_height;
    // In dots: two columns per group and half a dot of air between groups, four rows.
    let cell = (height / 4).min(all.width * 2 / (5 * groups - 1)).max(1);
    let gap = if cell >= 3 { (cell / 5).max(1) } else { 0 };
    let between = (cell / 2).max(i32::from(gap > 0 && cell > 2));
    let width = groups * 2 * cell + (groups - 1) * between - gap;
    let left = (all.width - width).div_euclid(2);
    let used = 4 * cell - gap;
    let top = (height - used) / 2;
    for (group, value) in (0..).zip(&values) {
        let part = group as f32 / (groups - 1).max(1) as f32;
        let colour = if group == 2 {
            clock.colours.accent
        } else {
            mix(clock.colours.time, clock.colours.time_low, part * 1.6)
        };
        for (column, digit) in (0..).zip([value / 10, value % 10]) {
            let x = left + group * (2 * cell + between) + column * cell;
            for row in 0..4 {
                let lit = (digit >> (3 - row)) & 1 == 1;
                let possible = (column == 1) || row >= usable_from(group);
                let dot = Area::new(x, top + row * cell, cell - gap, cell - gap);
                lamp(frame, dot, colour, (lit, possible));
            }
        }
    }
    if text_height > 0 {
        let area = Area::new(0, height, all.width, text_height);
        let mut text = format!("{:02}:{:02}", reading.hour(), reading.minute());
        if let Some(half) = reading.half() {
            text = format!("{text} {half}");
        }
        let font = fonts::fit(&text, all.width, text_height * 2 / 3);
        fonts::draw_in(frame, &text, area, Align::Centre, font, clock.colours.date);
    }
}

/// The first row that the tens of a group can light: hours go to 2, minutes and seconds to 5.
const fn usable_from(group: i32) -> i32 {
    if group == 0 { 2 } else { 1 }
}

/// A lamp with its corners taken off where it is large enough; what can never be lit is not drawn.
fn lamp(frame: &mut Frame, area: Area, colour: Rgb, (lit, possible): (bool, bool)) {
    if !possible && !lit {
        return;
    }
    let shade = if lit { colour } else { dim(colour, 0.1) };
    let cut = area.width / 5;
    rect(
        frame,
        Area::new(area.x + cut, area.y, area.width - 2 * cut, area.height),
        shade,
    );
    rect(
        frame,
        Area::new(area.x, area.y + cut, area.width, area.height - 2 * cut),
        shade,
    );
    if lit && area.width >= 6 {
        let shine = mix(colour, Rgb::WHITE, 0.55);
        let size = (area.width / 5).max(1);
        rect(
            frame,
            Area::new(area.x + cut + 1, area.y + cut, size + 1, size),
            shine,
        );
    }
}

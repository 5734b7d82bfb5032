//! The digital face on panels that are much wider than high: the time as high as the panel, and in a column
//! beside it weekday, seconds and date.

use crate::frame::Frame;
use crate::host::runtime::native::programs::fonts::{self, Align};
use crate::host::runtime::native::programs::paint::Area;

use super::Clock;
use super::digital::{draw_time, row_of};
use super::reading::{DateFormat, Reading};

/// The narrowest column in which a date can be read.
const COLUMN_MIN: i32 = 30;

/// Draws the face if the panel is wide enough for it.
pub(super) fn draw(
    frame: &mut Frame,
    clock: &Clock,
    reading: &Reading,
    format: DateFormat,
) -> bool {
    let all = Area::of(frame);
    if all.width * 2 < all.height * 7 || all.height < 16 {
        return false;
    }
    let margin = (all.height / 16).max(1);
    let row = row_of(all.height - 2 * margin, false);
    let air = all.height / 8 + 1;
    let column_width = (all.width - row.width - 3 * air).min(all.height * 2);
    if column_width < COLUMN_MIN {
        return false;
    }
    let left = (all.width - row.width - air - column_width) / 2;
    draw_time(frame, clock, reading, (left, margin), row);
    let height = row.large.height;
    let (upper, lower) = (height / 2, height - height / 2);
    let column = Area::new(left + row.width + air, margin, column_width, upper);
    let below = Area::new(column.x, margin + upper, column_width, lower);
    let [first, second] = reading.date_lines(format);
    // Both lines have one font, so that they read as one text; the upper one holds the seconds too.
    let room = upper * 3 / 4;
    let font = fonts::fit(&second, column_width, room);
    fonts::draw_in(frame, &first, column, Align::Left, font, clock.colours.date);
    fonts::draw_in(frame, &second, below, Align::Left, font, clock.colours.date);
    if clock.parts.seconds {
        let seconds = format!("{:02}", reading.second());
        let taken = fonts::width(&first, font) + fonts::width(&seconds, font);
        // They end where the line below ends, unless the first word is too long for that.
        let width = fonts::width(&second, font).max(taken + font.height() / 2);
        let area = Area {
            width: width.min(column_width),
            ..column
        };
        fonts::draw_in(
            frame,
            &seconds,
            area,
            Align::Right,
            font,
            clock.colours.accent,
        );
    }
    true
}

//! The time in a plain pixel font, and nothing that is not needed.

use crate::frame::Frame;
use crate::host::runtime::native::programs::fonts::{self, Align};
use crate::host::runtime::native::programs::paint::{Area, dim, mix, rect};

use super::Clock;
use super::reading::Reading;

pub(super) fn draw(frame: &mut Frame, clock: &Clock, reading: &Reading) {
    let all = Area::of(frame);
    let text = reading.text();
    let date = clock
        .date
        .filter(|_| all.height >= 24)
        .and_then(|format| reading.date_in(format, all.width * 9 / 10, (all.height / 7).max(7)));
    let line = i32::from(clock.parts.seconds && all.height >= 12) * (all.height / 48).max(1);
    let room = all.height - 2 * line;
    let time_max = room * if date.is_some() { 55 } else { 80 } / 100;
    let font = fonts::fit("00:00", all.width * 9 / 10, time_max.max(7).min(room));
    let ink = fonts::ink(&text, font);
    let date_ink = date
        .as_ref()
        .map_or(0, |(text, font)| fonts::ink(text, *font).height);
    let air = (room - ink.height - date_ink) / if date.is_some() { 3 } else { 2 };
    let left = Align::Centre.start(all, ink.width) - ink.x;
    let top = air - ink.y;
    let colours = clock.colours;
    let lit = !clock.parts.blink_colon || reading.is_even_second();
    let mut x = left;
    for c in text.chars() {
        // A dark colon still takes its room, so that nothing moves.
        let mut buffer = [0; 4];
        let c = &*c.encode_utf8(&mut buffer);
        let shown = if lit || c != ":" { 1.0 } else { 0.12 };
        fonts::draw_text_with(frame, c, (x, top), font, |_, y| {
            let part = (y - air) as f32 / ink.height.max(1) as f32;
            dim(mix(colours.time, colours.time_low, part), shown)
        });
        x += fonts::advance(c, font);
    }
    if let Some((date, date_font)) = date {
        let area = Area::new(0, 2 * air + ink.height, all.width, date_ink);
        fonts::draw_in(frame, &date, area, Align::Centre, date_font, colours.date);
    }
    if line > 0 {
        let width = (all.width / 60).max(1);
        let x = reading.second() as i32 * (all.width - width) / 59;
        let bar = Area::new(0, all.height - line, all.width, line);
        rect(frame, bar, dim(colours.accent, 0.07));
        rect(
            frame,
            Area::new(x, bar.y, width.max(2), line),
            colours.accent,
        );
    }
}

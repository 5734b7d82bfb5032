//! A dial with hands; on wide panels the time and date stand beside it.

use std::f32::consts::TAU;

use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::programs::fonts::{self, Align, Font};
use crate::host::runtime::native::programs::paint::{Area, blend, dim, mix, ring, stroke};

use super::Clock;
use super::reading::Reading;

/// Where the dial is.
#[derive(Clone, Copy)]
struct Dial {
    centre: (f32, f32),
    radius: f32,
}

impl Dial {
    /// The point at a part of the turn (0 is up, clockwise) and of the radius.
    fn at(self, turn: f32, part: f32) -> (f32, f32) {
        let (sin, cos) = (turn * TAU).sin_cos();
        let far = self.radius * part;
        (self.centre.0 + sin * far, self.centre.1 - cos * far)
    }
}

pub(super) fn draw(frame: &mut Frame, clock: &Clock, reading: &Reading) {
    let all = Area::of(frame);
    let side = all.width.min(all.height);
    let beside = all.width >= all.height * 2 && all.height >= 16;
    // An odd diameter has a middle pixel, on which thin hands meet.
    let diameter = (side - 1 + side % 2) as f32;
    let left = if beside {
        (all.height / 16) as f32 * ((all.width / all.height - 1) as f32).min(2.0)
    } else {
        (all.width as f32 - diameter) / 2.0
    };
    let dial = Dial {
        centre: (
            left.floor() + diameter / 2.0,
            ((all.height as f32 - diameter) / 2.0).floor() + diameter / 2.0,
        ),
        radius: diameter / 2.0 - 0.5,
    };
    marks(frame, clock, dial);
    hands(frame, clock, reading, dial);
    if beside {
        let x = (dial.centre.0 + dial.radius) as i32 + all.height / 12 + 1;
        words(
            frame,
            clock,
            reading,
            Area::new(x, 0, all.width - x, all.height),
        );
    }
}

fn marks(frame: &mut Frame, clock: &Clock, dial: Dial) {
    let radius = dial.radius;
    if radius < 10.0 {
        ring(
            frame,
            dial.centre,
            radius,
            1.0,
            dim(clock.colours.date, 0.35),
        );
        return;
    }
    let edge = (radius / 28.0).max(0.8);
    ring(
        frame,
        dial.centre,
        radius - edge / 2.0,
        edge,
        dim(clock.colours.time_low, 0.4),
    );
    for hour in 0..12_u8 {
        let quarter = hour % 3 == 0;
        let turn = f32::from(hour) / 12.0;
        let (inner, bright) = if quarter { (0.78, 1.0) } else { (0.86, 0.55) };
        let colour = dim(clock.colours.date, bright);
        let width = if quarter {
            radius / 16.0
        } else {
            radius / 24.0
        };
        if radius < 20.0 && !quarter {
            let (x, y) = dial.at(turn, 0.84);
            blend(frame, x as i32, y as i32, colour, 1.0);
        } else {
            stroke(
                frame,
                dial.at(turn, inner),
                dial.at(turn, 0.9),
                width.max(1.0),
                colour,
            );
        }
    }
    if radius >= 50.0 {
        for minute in (0..60_u8).filter(|minute| minute % 5 != 0) {
            let (x, y) = dial.at(f32::from(minute) / 60.0, 0.89);
            blend(frame, x as i32, y as i32, dim(clock.colours.date, 0.5), 1.0);
        }
    }
}

fn hands(frame: &mut Frame, clock: &Clock, reading: &Reading, dial: Dial) {
    let colours = clock.colours;
    let second = reading.second() as f32 / 60.0;
    let minute = (reading.minute() as f32 + second) / 60.0;
    let hour = ((reading.hour() % 12) as f32 + minute) / 12.0;
    let thick = (dial.radius / 9.0).max(1.2);
    let hand = |frame: &mut Frame, turn: f32, part: f32, width: f32, colour: Rgb| {
        stroke(
            frame,
            dial.at(turn, -0.08),
            dial.at(turn, part),
            width,
            colour,
        );
    };
    hand(frame, hour, 0.5, thick * 1.25, colours.time);
    hand(
        frame,
        minute,
        0.78,
        thick * 0.85,
        mix(colours.time, colours.time_low, 0.6),
    );
    if clock.parts.seconds {
        let width = (thick * 0.35).max(0.8);
        stroke(
            frame,
            dial.at(second, -0.18),
            dial.at(second, 0.86),
            width,
            colours.accent,
        );
    }
    let hub = (thick * 0.8).max(1.0);
    stroke(frame, dial.centre, dial.centre, hub * 1.6, colours.accent);
}

fn words(frame: &mut Frame, clock: &Clock, reading: &Reading, area: Area) {
    let width = area.width - area.width / 12;
    let text = reading.text();
    let date = clock
        .date
        .and_then(|format| reading.date_in(format, width, area.height * 3 / 10));
    let time_height = area.height * if date.is_some() { 5 } else { 7 } / 10;
    let font = fonts::fit(&text, width, time_height);
    let half = reading.half().unwrap_or_default();
    let Some((date, date_font)) = date else {
        let lower = Area::new(area.x, area.height * 3 / 4, width, area.height / 4);
        fonts::draw_in(
            frame,
            half,
            lower,
            Align::Centre,
            Font::smallest(),
            clock.colours.date,
        );
        let area = Area::new(area.x, area.y, width, area.height);
        fonts::draw_in(frame, &text, area, Align::Centre, font, clock.colours.time);
        return;
    };
    let time_ink = fonts::ink(&text, font).height;
    let date_ink = fonts::ink(&date, date_font).height;
    let air = (area.height - time_ink - date_ink) / 3;
    let upper = Area::new(area.x, air, width, time_ink);
    fonts::draw_in(frame, &text, upper, Align::Centre, font, clock.colours.time);
    let lower = Area::new(area.x, 2 * air + time_ink, width, date_ink);
    fonts::draw_in(
        frame,
        &date,
        lower,
        Align::Centre,
        date_font,
        clock.colours.date,
    );
}

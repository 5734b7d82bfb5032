//! The clock: four faces, its own time zone, 12 or 24 hours. It draws exactly at the turn of the second
//! or minute, and sleeps in between.

mod analog;
mod binary;
mod digital;
mod minimal;
mod reading;
mod segments;
mod wide;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::{Context, NativePlugin};

use super::settings::Settings;
use reading::{DateFormat, Hours, Reading, zone};

/// How the time is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Digital,
    Analog,
    Binary,
    Minimal,
}

/// What is drawn beside hours and minutes.
#[derive(Clone, Copy, Debug)]
struct Parts {
    seconds: bool,
    blink_colon: bool,
    ghost_segments: bool,
}

/// The colours of a face.
#[derive(Clone, Copy, Debug)]
struct Colours {
    /// The time, at its top.
    time: Rgb,
    /// The time, at its bottom.
    time_low: Rgb,
    /// Seconds, the second hand.
    accent: Rgb,
    date: Rgb,
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    face: Face,
    time_zone: String,
    hours: Hours,
    parts: Parts,
    date: Option<DateFormat>,
    colours: Colours,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            face: Face::Digital,
            time_zone: String::new(),
            hours: Hours::TwentyFour,
            parts: Parts {
                seconds: true,
                blink_colon: true,
                ghost_segments: true,
            },
            date: Some(DateFormat::DayMonth),
            colours: Colours {
                time: Rgb::new(130, 240, 255),
                time_low: Rgb::new(60, 120, 255),
                accent: Rgb::new(255, 150, 40),
                date: Rgb::new(150, 155, 185),
            },
        }
    }
}

impl Clock {
    fn read(settings: Settings<'_>) -> Result<Self, String> {
        let default = Self::default();
        let faces = [
            ("digital", Face::Digital),
            ("analog", Face::Analog),
            ("binary", Face::Binary),
            ("minimal", Face::Minimal),
        ];
        let hours = [("24h", Hours::TwentyFour), ("12h", Hours::Twelve)];
        let formats = [
            ("iso", DateFormat::Iso),
            ("day-month", DateFormat::DayMonth),
            ("month-day", DateFormat::MonthDay),
        ];
        let format = settings.choice("date_format", DateFormat::DayMonth, &formats)?;
        let colours = default.colours;
        Ok(Self {
            face: settings.choice("face", default.face, &faces)?,
            time_zone: settings.text("time_zone", "", 100)?.trim().to_owned(),
            hours: settings.choice("hours", default.hours, &hours)?,
            parts: Parts {
                seconds: settings.flag("seconds", true)?,
                blink_colon: settings.flag("blink_colon", true)?,
                ghost_segments: settings.flag("ghost_segments", true)?,
            },
            date: settings.flag("date", true)?.then_some(format),
            colours: Colours {
                time: settings.colour("color", colours.time)?,
                time_low: settings.colour("color_low", colours.time_low)?,
                accent: settings.colour("accent_color", colours.accent)?,
                date: settings.colour("date_color", colours.date)?,
            },
        })
    }

    /// The zone's name: its own, else the panel's.
    fn zone_name<'a>(&'a self, context: &'a Context) -> &'a str {
        if self.time_zone.is_empty() {
            &context.time_zone
        } else {
            &self.time_zone
        }
    }

    /// Until the next picture differs from this one.
    fn until_next(&self, context: &Context) -> Duration {
        let each_second = self.parts.seconds
            || (self.parts.blink_colon && matches!(self.face, Face::Digital | Face::Minimal));
        // Zones have had offsets in seconds only before 1972; minutes turn together everywhere.
        let period = if each_second { 1_000 } else { 60_000 };
        let left = period - context.wall.0.rem_euclid(period);
        Duration::from_millis(left.unsigned_abs())
    }
}

impl NativePlugin for Clock {
    fn configure(&mut self, settings: &Value, context: &Context) -> Result<Hooks, String> {
        let read = Self::read(Settings::new(settings)?)?;
        zone(read.zone_name(context))?;
        *self = read;
        Ok(Hooks::default())
    }

    fn draw(
        &mut self,
        _screen: &str,
        _fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String> {
        let zone = zone(self.zone_name(context))?;
        let reading = Reading::at(context.wall, zone, self.hours)?;
        let mut frame = Frame::black(context.size);
        match self.face {
            Face::Digital => {
                let wide = |format| wide::draw(&mut frame, self, &reading, format);
                if !self.date.is_some_and(wide) {
                    digital::draw(&mut frame, self, &reading);
                }
            }
            Face::Analog => analog::draw(&mut frame, self, &reading),
            Face::Binary => binary::draw(&mut frame, self, &reading),
            Face::Minimal => minimal::draw(&mut frame, self, &reading),
        }
        let hooks = Hooks {
            redraw_after: Some(self.until_next(context)),
            ..Hooks::default()
        };
        Ok((Content::Still(Arc::new(frame)), hooks))
    }
}

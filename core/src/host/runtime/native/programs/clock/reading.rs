//! The time of a zone as the numbers and words that a face shows.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::host::runtime::native::programs::fonts::{self, Font};
use crate::time::Wall;

/// The dial of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hours {
    Twelve,
    TwentyFour,
}

/// The order of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateFormat {
    Iso,
    DayMonth,
    MonthDay,
}

/// A time, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    local: DateTime,
    hours: Hours,
}

/// The time zone of that name; `UTC` for an empty one.
pub(super) fn zone(name: &str) -> Result<TimeZone, String> {
    if name.is_empty() || name.eq_ignore_ascii_case("utc") {
        return Ok(TimeZone::UTC);
    }
    TimeZone::get(name).map_err(|error| {
        format!(
            "the time zone \"{name}\" is not known ({error}): use a name like \"Europe/Berlin\" or \"America/New_York\""
        )
    })
}

impl Reading {
    /// The time in a zone.
    pub(super) fn at(wall: Wall, zone: TimeZone, hours: Hours) -> Result<Self, String> {
        let stamp = Timestamp::from_millisecond(wall.0).map_err(|error| {
            format!("the time cannot be shown: {error}; set the clock of this machine")
        })?;
        let local = stamp.to_zoned(zone).datetime();
        Ok(Self { local, hours })
    }

    /// The hour as shown: 0 to 23, or 1 to 12.
    pub(super) fn hour(&self) -> u32 {
        let hour = self.local.hour().unsigned_abs().into();
        match self.hours {
            Hours::TwentyFour => hour,
            Hours::Twelve => (hour + 11) % 12 + 1,
        }
    }

    pub(super) fn minute(&self) -> u32 {
        self.local.minute().unsigned_abs().into()
    }

    pub(super) fn second(&self) -> u32 {
        self.local.second().unsigned_abs().into()
    }

    /// The half of the day, on a 12-hour dial.
    pub(super) fn half(&self) -> Option<&'static str> {
        (self.hours == Hours::Twelve).then_some(if self.local.hour() < 12 { "AM" } else { "PM" })
    }

    /// The hour's two digits; none instead of a leading zero on a 12-hour dial.
    pub(super) fn hour_digits(&self) -> [Option<u32>; 2] {
        let hour = self.hour();
        let tens = (self.hours == Hours::TwentyFour || hour >= 10).then_some(hour / 10);
        [tens, Some(hour % 10)]
    }

    /// `14:05`, `2:05`; the colon replaced by a space of its width where it blinks is the caller's matter.
    pub(super) fn text(&self) -> String {
        match self.hours {
            Hours::TwentyFour => format!("{:02}:{:02}", self.hour(), self.minute()),
            Hours::Twelve => format!("{}:{:02}", self.hour(), self.minute()),
        }
    }

    /// Whether a blinking colon is lit.
    pub(super) fn is_even_second(&self) -> bool {
        self.second().is_multiple_of(2)
    }

    /// The longest wording of the date that fits in letters of 7 rows, else the longest that fits at all.
    pub(super) fn date_in(
        &self,
        format: DateFormat,
        width: i32,
        height: i32,
    ) -> Option<(String, Font)> {
        let fitting: Vec<(String, Font)> = self
            .dates(format)
            .into_iter()
            .filter_map(|text| {
                let font = fonts::fitting(&text, width, height)?;
                Some((text, font))
            })
            .collect();
        let readable = fitting.iter().find(|(_, font)| font.height() >= 7);
        readable.or(fitting.first()).cloned()
    }

    /// The date in two short lines.
    pub(super) fn date_lines(&self, format: DateFormat) -> [String; 2] {
        let date = self.local.date();
        let weekday = date.strftime("%a").to_string();
        let [_, _, short] = self.dates(format);
        match format {
            DateFormat::Iso => [format!("{:04}", date.year()), short],
            DateFormat::DayMonth | DateFormat::MonthDay => [weekday, short],
        }
    }

    /// The date, from the longest wording to the shortest, for rooms of different width.
    fn dates(&self, format: DateFormat) -> [String; 3] {
        let date = self.local.date();
        let (day, month, year) = (date.day(), date.month(), date.year());
        let weekday = &date.strftime("%a").to_string();
        let name = &date.strftime("%b").to_string();
        match format {
            DateFormat::Iso => [
                format!("{weekday} {year:04}-{month:02}-{day:02}"),
                format!("{year:04}-{month:02}-{day:02}"),
                format!("{month:02}-{day:02}"),
            ],
            DateFormat::DayMonth => [
                format!("{weekday} {day} {name} {year}"),
                format!("{weekday} {day} {name}"),
                format!("{day} {name}"),
            ],
            DateFormat::MonthDay => [
                format!("{weekday} {name} {day}, {year}"),
                format!("{weekday} {name} {day}"),
                format!("{name} {day}"),
            ],
        }
    }
}

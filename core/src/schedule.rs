//! Schedules and the time of day: what applies now, and until when. Pure: the time zone is given.
//! As in LEDMatrix each day goes by its own times, over midnight too: on Tuesday at one o'clock Tuesday's span
//! counts, not what is left of Monday's. The last minute is included.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::config::views::{Schedule, ScheduleMode, Span};
use crate::time::Wall;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Days that are searched for the next change: a week, and what a change of the clock adds.
const AHEAD: i64 = 8;

/// What a schedule says at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// It applies now.
    pub applies: bool,
    /// When that changes; absent: not within a week.
    pub until: Option<Wall>,
}

/// What a schedule says at `wall` in `zone`. Whether the schedule is enabled is not asked.
pub fn phase(schedule: &Schedule, zone: &TimeZone, wall: Wall) -> Phase {
    let Ok(now) = Timestamp::from_millisecond(wall.0) else {
        // Outside the calendar: a clock that was never set.
        return Phase {
            applies: true,
            until: None,
        };
    };
    let applies = |at: Timestamp| applies(schedule, zone.to_datetime(at));
    let present = applies(now);
    let mut edges = edges(schedule, zone, now).into_iter();
    let change = edges.find(|at| *at > now && applies(*at) != present);
    Phase {
        applies: present,
        until: change.map(|at| Wall(at.as_millisecond())),
    }
}

/// The time of day of a moment in words, as seen from `wall`: `07:00`, or with its day if that is another one
/// than today and tomorrow.
pub fn clock(at: Wall, zone: &TimeZone, wall: Wall) -> String {
    let local = |wall: Wall| {
        let stamp = Timestamp::from_millisecond(wall.0).unwrap_or_default();
        zone.to_datetime(stamp)
    };
    let (at, now) = (local(at), local(wall));
    let time = at.strftime("%H:%M");
    let tomorrow = now.date().tomorrow().ok();
    if at.date() == now.date() || Some(at.date()) == tomorrow {
        time.to_string()
    } else {
        format!("{} {time}", at.strftime("%A"))
    }
}

fn applies(schedule: &Schedule, local: DateTime) -> bool {
    let span = span(schedule, local.date());
    let [hour, minute] = [local.hour(), local.minute()].map(|part| u16::from(part.unsigned_abs()));
    let minute = hour * 60 + minute;
    let within = if span.start <= span.end {
        (span.start..=span.end).contains(&minute)
    } else {
        minute >= span.start || minute <= span.end
    };
    span.enabled && within
}

fn span(schedule: &Schedule, date: Date) -> Span {
    match &schedule.mode {
        ScheduleMode::Global(span) => *span,
        ScheduleMode::PerDay(days) => {
            let day = date.weekday().to_monday_zero_offset().unsigned_abs() as usize;
            // A week has seven days.
            days.get(day).copied().unwrap_or(days[0])
        }
    }
}

/// Every moment at which something could change, in order: midnights, starts, ends, and changes of the clock,
/// which move the time of day by themselves.
fn edges(schedule: &Schedule, zone: &TimeZone, now: Timestamp) -> BTreeSet<Timestamp> {
    let today = zone.to_datetime(now).date();
    let mut edges = BTreeSet::new();
    for ahead in 0..=AHEAD {
        let Ok(date) = today.checked_add(ahead.days()) else {
            break;
        };
        let span = span(schedule, date);
        // The end of a day is the start of the next one.
        let minutes = [0, span.start, span.end + 1].into_iter();
        for minute in minutes.filter(|minute| *minute < DAY) {
            let local = date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            let twice = zone.to_ambiguous_timestamp(local);
            // A time of day that comes twice has two edges; one that is left out has that of the gap.
            edges.extend(twice.earlier().ok());
            edges.extend(twice.later().ok());
        }
    }
    let end = edges.last().copied().unwrap_or(now);
    let shifts = zone.following(now).map(|shift| shift.timestamp());
    edges.extend(shifts.take_while(|at| *at <= end).take(AHEAD as usize));
    edges
}

#[cfg(test)]
mod tests;

//! `schedule` and `dim_schedule`: typed only; what they say at a moment is for `crate::schedule`.

use serde_json::Value;

use super::{Document, Reader};
use crate::manifest::Problem;

/// Minutes of the day from `start` to `end`; over midnight if `end` is the smaller one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Applies at all.
    pub enabled: bool,
    /// First minute of the day, 0 to 1439.
    pub start: u16,
    /// Last minute of the day, included.
    pub end: u16,
}

/// One span for all days, or one for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleMode {
    /// The same every day.
    Global(Span),
    /// Monday to Sunday.
    PerDay(Box<[Span; 7]>),
}

/// When something applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Applies at all; without the section it does not.
    pub enabled: bool,
    /// When.
    pub mode: ScheduleMode,
    /// `dim_brightness` in percent; LEDMatrix: 30.
    pub dim_brightness: u8,
}

/// Monday to Sunday, as LEDMatrix writes them.
pub const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Document {
    /// When the panel is on.
    pub fn schedule(&self) -> Schedule {
        read(&mut self.reader(), "schedule", Otherwise::Applies)
    }

    /// When the panel is dimmed, and how far.
    pub fn dim_schedule(&self) -> Schedule {
        read(&mut self.reader(), "dim_schedule", Otherwise::Not)
    }

    /// What is wrong with the schedules.
    pub fn schedule_problems(&self) -> Vec<Problem> {
        let mut reader = self.reader();
        read(&mut reader, "schedule", Otherwise::Applies);
        read(&mut reader, "dim_schedule", Otherwise::Not);
        reader.problems
    }
}

/// What a section that leaves something out, or says it wrongly, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Otherwise {
    /// It applies: a panel stays on.
    Applies,
    /// It does not: a panel is not dimmed.
    Not,
}

/// Reads one section.
fn read(reader: &mut Reader<'_>, key: &str, otherwise: Otherwise) -> Schedule {
    let there = matches!(reader.value(&[key]), Some(Value::Object(_)));
    let enabled = there && reader.flag(&[key, "enabled"], otherwise == Otherwise::Applies);
    let mode = if reader.text(&[key, "mode"], "global") == "per-day" {
        ScheduleMode::PerDay(Box::new(DAYS.map(|day| {
            let on = reader.flag(&[key, "days", day, "enabled"], true);
            span(reader, &[key, "days", day], on, otherwise)
        })))
    } else {
        ScheduleMode::Global(span(reader, &[key], true, otherwise))
    };
    Schedule {
        enabled,
        mode,
        dim_brightness: reader.number(&[key, "dim_brightness"], (0, 100), 30) as u8,
    }
}

/// The span below `path`; with a time that is none it is the whole day, or nothing.
fn span(reader: &mut Reader<'_>, path: &[&str], enabled: bool, otherwise: Otherwise) -> Span {
    let mut minute = |name, default| {
        let path = [path, &[name]].concat();
        let known = minute(reader, &path, default);
        if known.is_none() {
            let value = reader.value(&path).unwrap_or_default();
            let instead = match otherwise {
                Otherwise::Applies => "the panel stays on as if there were none",
                Otherwise::Not => "the panel is not dimmed",
            };
            reader.problems.push(Problem::warning(format!(
                "{} is {value}, not a time like 07:00; {instead}",
                path.join(".")
            )));
        }
        known
    };
    let (start, end) = (minute("start_time", 0), minute("end_time", 24 * 60 - 1));
    match (start, end) {
        (Some(start), Some(end)) => Span {
            enabled,
            start,
            end,
        },
        (None, _) | (_, None) => Span {
            enabled: enabled && otherwise == Otherwise::Applies,
            start: 0,
            end: 24 * 60 - 1,
        },
    }
}

/// `HH:MM` as minutes of the day; absent if it is no such thing.
fn minute(reader: &Reader<'_>, path: &[&str], default: u16) -> Option<u16> {
    let text = match reader.value(path) {
        None | Some(Value::Null) => return Some(default),
        Some(Value::String(text)) if text.is_empty() => return Some(default),
        Some(Value::String(text)) => text,
        Some(_) => return None,
    };
    let (hours, minutes) = text.split_once(':')?;
    let part = |text: &str, most: u16| {
        let number = text.trim().parse::<u16>().ok();
        number.filter(|number| *number < most)
    };
    Some(part(hours, 24)? * 60 + part(minutes, 60)?)
}

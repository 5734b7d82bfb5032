//! `schedule` and `dim_schedule`: typed only; what follows from them is the director's business.

use serde_json::Value;

use super::Reader;

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

/// Reads one section; `missing` is what a section without `enabled` means.
pub(super) fn read(reader: &mut Reader<'_>, key: &str, missing: bool) -> Schedule {
    let there = matches!(reader.value(&[key]), Some(Value::Object(_)));
    let enabled = there && reader.flag(&[key, "enabled"], missing);
    let mode = if reader.text(&[key, "mode"], "global") == "per-day" {
        ScheduleMode::PerDay(Box::new(DAYS.map(|day| {
            let at = |name| [key, "days", day, name];
            Span {
                enabled: reader.flag(&at("enabled"), true),
                start: minute(reader, &at("start_time"), 0),
                end: minute(reader, &at("end_time"), 24 * 60 - 1),
            }
        })))
    } else {
        ScheduleMode::Global(Span {
            enabled: true,
            start: minute(reader, &[key, "start_time"], 0),
            end: minute(reader, &[key, "end_time"], 24 * 60 - 1),
        })
    };
    Schedule {
        enabled,
        mode,
        dim_brightness: reader.number(&[key, "dim_brightness"], (0, 100), 30) as u8,
    }
}

/// `HH:MM` as minutes of the day.
fn minute(reader: &mut Reader<'_>, path: &[&str], default: u16) -> u16 {
    let text = reader.text(path, "");
    if text.is_empty() {
        return default;
    }
    let parsed = text.split_once(':').and_then(|(hours, minutes)| {
        let hours = hours
            .trim()
            .parse::<u16>()
            .ok()
            .filter(|hours| *hours < 24)?;
        let minutes = minutes
            .trim()
            .parse::<u16>()
            .ok()
            .filter(|minutes| *minutes < 60)?;
        Some(hours * 60 + minutes)
    });
    parsed.unwrap_or_else(|| {
        reader.wrong(path, &Value::String(text), "the whole day");
        default
    })
}

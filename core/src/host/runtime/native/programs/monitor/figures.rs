//! What the counters mean: loads, rates, and how they are written in few letters.

use crate::time::Wall;

use super::parse::Counters;

/// Of a temperature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Celsius,
    Fahrenheit,
}

/// The numbers of one moment; what is not known is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    /// The part of the processors' time in use, 0 to 1.
    pub(super) cpu: Option<f32>,
    /// The part of the memory in use, 0 to 1.
    pub(super) memory: Option<f32>,
    /// Bytes received a second.
    pub(super) down: Option<f64>,
    /// Bytes sent a second.
    pub(super) up: Option<f64>,
    /// The hottest sensor.
    pub(super) celsius: Option<f32>,
}

impl Figures {
    /// The figures between two readings; rates are unknown at the first.
    pub(super) fn between(before: Option<(Wall, &Counters)>, now: (Wall, &Counters)) -> Self {
        let (wall, counters) = now;
        let earlier = before.map(|(_, counters)| counters);
        // A clock that was set gives no rate for once.
        let seconds = before
            .map(|(at, _)| wall.0.saturating_sub(at.0) as f64 / 1_000.0)
            .filter(|seconds| (0.05..=7_200.0).contains(seconds));
        let rate = |now: u64, before: u64| Some(now.checked_sub(before)? as f64 / seconds?);
        let network = counters.network.zip(earlier.and_then(|it| it.network));
        Self {
            cpu: counters
                .cpu
                .zip(earlier.and_then(|it| it.cpu))
                .and_then(|(now, before)| load(before, now)),
            memory: counters.memory,
            down: network.and_then(|(now, before)| rate(now.0, before.0)),
            up: network.and_then(|(now, before)| rate(now.1, before.1)),
            celsius: counters.celsius,
        }
    }
}

fn load(before: (u64, u64), now: (u64, u64)) -> Option<f32> {
    let busy = now.0.checked_sub(before.0)?;
    let all = now.1.checked_sub(before.1).filter(|all| *all > 0)?;
    Some((busy as f64 / all as f64).clamp(0.0, 1.0) as f32)
}

/// `42%`; a dash if unknown.
pub(super) fn percent(part: Option<f32>) -> String {
    part.map_or_else(|| "-".to_owned(), |part| format!("{:.0}%", part * 100.0))
}

/// `950`, `12K`, `1.2M` bytes a second; a dash if unknown.
pub(super) fn bytes(rate: Option<f64>) -> String {
    let Some(rate) = rate else {
        return "-".to_owned();
    };
    let (value, unit) = match rate {
        rate if rate < 1_000.0 => return format!("{rate:.0}"),
        rate if rate < 1.0e6 => (rate / 1.0e3, "K"),
        rate if rate < 1.0e9 => (rate / 1.0e6, "M"),
        rate => (rate / 1.0e9, "G"),
    };
    if value < 9.95 {
        format!("{value:.1}{unit}")
    } else {
        format!("{value:.0}{unit}")
    }
}

/// `51°C`; a dash if unknown.
pub(super) fn degrees(celsius: Option<f32>, unit: Unit) -> String {
    match (celsius, unit) {
        (None, _) => "-".to_owned(),
        (Some(celsius), Unit::Celsius) => format!("{celsius:.0}°C"),
        (Some(celsius), Unit::Fahrenheit) => format!("{:.0}°F", celsius * 1.8 + 32.0),
    }
}

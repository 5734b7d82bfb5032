//! The formats of `/proc/stat`, `/proc/meminfo`, `/proc/net/dev` and of temperature files.

/// What a machine counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counters {
    /// Ticks of all processors since the start: busy, and all.
    pub(super) cpu: Option<(u64, u64)>,
    /// The part of the memory in use, 0 to 1.
    pub(super) memory: Option<f32>,
    /// Bytes of all network devices since the start: received, sent.
    pub(super) network: Option<(u64, u64)>,
    /// The hottest sensor.
    pub(super) celsius: Option<f32>,
}

/// The busy ticks and all ticks in the first line of `/proc/stat`.
pub(super) fn cpu(text: &str) -> Option<(u64, u64)> {
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
    // user nice system idle iowait irq softirq steal; guest time is in user already.
    let ticks: Vec<u64> = line
        .split_whitespace()
        .take(8)
        .map_while(|ticks| ticks.parse().ok())
        .collect();
    let all = ticks
        .iter()
        .fold(0_u64, |sum, ticks| sum.saturating_add(*ticks));
    let idle = ticks
        .get(3)?
        .saturating_add(ticks.get(4).copied().unwrap_or(0));
    Some((all.saturating_sub(idle), all))
}

/// The part of the memory that is not available.
pub(super) fn memory(text: &str) -> Option<f32> {
    let value = |key: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let total = value("MemTotal:")?;
    let available = value("MemAvailable:").or_else(|| value("MemFree:"))?;
    (total > 0).then(|| (total.saturating_sub(available) as f64 / total as f64) as f32)
}

/// The bytes of all devices but the loopback.
pub(super) fn network(text: &str) -> Option<(u64, u64)> {
    let mut sum: Option<(u64, u64)> = None;
    for line in text.lines() {
        let Some((name, numbers)) = line.split_once(':') else {
            continue;
        };
        let numbers: Vec<u64> = numbers
            .split_whitespace()
            .map_while(|number| number.parse().ok())
            .collect();
        let (Some(received), Some(sent)) = (numbers.first(), numbers.get(8)) else {
            continue;
        };
        if name.trim() != "lo" {
            let (down, up) = sum.unwrap_or_default();
            sum = Some((down.saturating_add(*received), up.saturating_add(*sent)));
        }
    }
    sum
}

/// Thousandths of a degree; what no machine survives is a broken sensor.
pub(super) fn celsius(text: &str) -> Option<f32> {
    let millis: f32 = text.trim().parse().ok()?;
    let degrees = millis / 1_000.0;
    (degrees > -60.0 && degrees < 200.0 && degrees != 0.0).then_some(degrees)
}

#[cfg(test)]
pub(super) fn example() -> Counters {
    Counters {
        cpu: Some((400, 1_000)),
        memory: Some(0.6),
        network: Some((1_000_000, 50_000)),
        celsius: Some(51.0),
    }
}

#[cfg(test)]
mod tests;

//! Reads the counters of this machine: Linux' `/proc` and `/sys`. Elsewhere nothing is available.

use std::fs;

use super::parse::{self, Counters};

/// Sensors looked at; a server has a few dozen.
const SENSORS_MAX: usize = 64;

/// The counters of now; what this machine does not tell is absent.
pub(super) fn counters() -> Counters {
    // A counter that cannot be read is one that this machine does not have; the tile says so.
    let text = |path: &str| fs::read_to_string(path).ok();
    Counters {
        cpu: text("/proc/stat").as_deref().and_then(parse::cpu),
        memory: text("/proc/meminfo").as_deref().and_then(parse::memory),
        network: text("/proc/net/dev").as_deref().and_then(parse::network),
        celsius: celsius(),
    }
}

/// The hottest thermal zone, else the hottest sensor.
fn celsius() -> Option<f32> {
    let zones = (0..SENSORS_MAX).map(|zone| format!("/sys/class/thermal/thermal_zone{zone}/temp"));
    hottest(zones).or_else(|| {
        let sensors = (0..SENSORS_MAX).flat_map(|chip| {
            (1..=4).map(move |input| format!("/sys/class/hwmon/hwmon{chip}/temp{input}_input"))
        });
        hottest(sensors)
    })
}

fn hottest(paths: impl Iterator<Item = String>) -> Option<f32> {
    paths
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter_map(|text| parse::celsius(&text))
        .max_by(f32::total_cmp)
}

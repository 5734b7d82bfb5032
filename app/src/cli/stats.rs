//! How a run went, so that scripts can judge it.

use std::path::Path;
use std::sync::Arc;

use lumarium_core::host::handle::Handle;
use lumarium_core::snapshot::{PlayerStats, Snapshot};
use serde_json::{Value, json};

use crate::error::CliError;
use crate::error::file_failed;

/// Taken before the host is told to end.
pub(super) struct Stats {
    player: PlayerStats,
    snapshot: Arc<Snapshot>,
    rss_bytes: Option<u64>,
}

impl Stats {
    pub(super) fn take(handle: &Handle) -> Self {
        Self {
            player: handle.stats(),
            snapshot: handle.snapshot(),
            rss_bytes: rss_bytes(),
        }
    }

    /// The promised document; lateness in milliseconds.
    pub(super) fn json(&self) -> Value {
        let player = &self.player;
        let plugins: Vec<Value> = self
            .snapshot
            .plugins
            .iter()
            .map(|view| {
                let mut row = json!({"id": view.id, "state": view.state.name});
                if let Some(failing) = &view.state.failing {
                    row["failing"] = json!(failing);
                }
                row
            })
            .collect();
        json!({
            "first_frame_ms": player.first_frame_ms,
            "frames": player.frames,
            "lateness": {
                "p50": player.p50_ms,
                "p95": player.p95_ms,
                "p99": player.p99_ms,
                "p999": player.p999_ms,
                "max": player.max_ms,
            },
            "missed": player.missed,
            "rss_bytes": self.rss_bytes,
            "plugins": plugins,
        })
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), CliError> {
        std::fs::write(path, format!("{:#}\n", self.json()))
            .map_err(|error| file_failed("writing the stats", path, &error))
    }

    pub(super) fn sentence(&self) -> String {
        let player = &self.player;
        let first = player.first_frame_ms.map_or_else(
            || "no plugin had a picture".to_owned(),
            |ms| format!("the first picture after {ms:.0} ms"),
        );
        format!(
            "{} frames, {first}; late by {:.2} ms (99 of 100), at worst {:.2} ms; {} missed",
            player.frames, player.p99_ms, player.max_ms, player.missed
        )
    }
}

/// Memory of this process; absent where the system does not say.
fn rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_of_this_process_is_known() {
        assert!(super::rss_bytes().is_some_and(|bytes| bytes > 100_000));
    }
}

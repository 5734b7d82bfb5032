//! The frame torture: hostile native plugins hang, panic, allocate and flood, and the lateness of every
//! frame at 120 frames a second is recorded, beside the same without them and beside a player that gets
//! no priority. `TORTURE_SECONDS=60` plays longer.

mod farm;
mod states;
mod table;
#[path = "../it/zoo.rs"]
#[expect(dead_code, reason = "the tests use more of the zoo")]
mod zoo;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::player::ordinary_priority;
use lumarium_core::host::priority::{be_realtime, realtime};
use lumarium_core::snapshot::PlayerStats;

use farm::{crowded, host};
use table::Table;

pub(crate) const REFRESH_HZ: u32 = 120;
/// One frame at 120 Hz: a later one is missed.
const FRAME_MS: f64 = 1_000.0 / 120.0;

fn main() -> anyhow::Result<ExitCode> {
    let seconds = std::env::var("TORTURE_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(15);
    let length = Duration::from_secs(seconds);
    let mut table = Table::new(&format!("torture, {REFRESH_HZ} Hz, {seconds} s each"));
    table.note(&format!("a player gets here: {}", granted()?));
    let calm = host(false, length)?;
    judge(&mut table, "calm", &calm.stats, &calm.stats);
    let torn = host(true, length)?;
    judge(&mut table, "torture", &torn.stats, &calm.stats);
    table.note(&format!(
        "torture: {} animals; {}",
        torn.animals, torn.states
    ));
    let due = length.as_secs_f64() * f64::from(REFRESH_HZ);
    table.bound(
        "torture: part of the frames that did not come",
        (1.0 - torn.stats.frames as f64 / due).max(0.0) * 100.0,
        1.0,
        "%",
    );
    // What the priority is worth: the same player beside threads that never rest.
    let short = length / 3;
    let real = realtime(Arc::new(Monotonic::start()));
    let ways = [
        ("crowd, ordinary priority", ordinary_priority()),
        ("crowd, as Lumarium plays", real),
    ];
    for (name, prepare) in ways {
        let stats = crowded(prepare, short)?;
        compare(&mut table, name, &stats, &calm.stats);
    }
    Ok(table.end())
}

/// Quantiles beside those of a calm run; the bound is one frame.
fn judge(table: &mut Table, name: &str, stats: &PlayerStats, calm: &PlayerStats) {
    compare(table, name, stats, calm);
    table.bound(
        &format!("{name}: late by, 999 of 1000"),
        stats.p999_ms,
        FRAME_MS,
        "ms",
    );
}

fn compare(table: &mut Table, name: &str, stats: &PlayerStats, calm: &PlayerStats) {
    let rows = [
        ("p50", stats.p50_ms, calm.p50_ms),
        ("p99", stats.p99_ms, calm.p99_ms),
        ("p99.9", stats.p999_ms, calm.p999_ms),
        ("max", stats.max_ms, calm.max_ms),
    ];
    for (word, figure, other) in rows {
        table.rival(
            &format!("{name}: late, {word}"),
            figure,
            "calm",
            other,
            "ms",
        );
    }
    table.note(&format!(
        "{name}: {} frames, {} missed",
        stats.frames, stats.missed
    ));
}

/// What the scheduler gives to a thread that asks for real time.
fn granted() -> anyhow::Result<&'static str> {
    let (sender, words) = sync_channel(1);
    let thread = std::thread::Builder::new()
        .name("asks".to_owned())
        .spawn(move || sender.send(be_realtime().words()))?;
    let words = words.recv()?;
    drop(thread.join());
    Ok(words)
}

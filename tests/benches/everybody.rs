//! All plugins of a folder at once: alone, beside ten that misbehave, and in LEDMatrix.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use lumarium_core::frame::Size;
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::priority::Granted;
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::{Host, HostOptions, processes};
use lumarium_core::snapshot::PlayerStats;
use serde_json::{Value, json};

use crate::ledmatrix::Rival;
use crate::pen::{Pen, vice};
use crate::roots::Root;
use crate::scrolling::{HZ, SETTLE, Steps, wait};
use crate::states::states;
use crate::table::Table;

const SIZE: Size = Size::new(128, 32);
const FIRST_PICTURE_MS_MAX: f64 = 1_000.0;
/// The player's frames, 999 of 1000, with `SCHED_FIFO` and without.
const LATE_FIFO_MS_MAX: f64 = 2.0;
const LATE_MS_MAX: f64 = 8.0;
const MISSED_MAX: f64 = 1.0;
const MIB: f64 = 1_048_576.0;
const TURN_SECS: u32 = 2;

/// How a host played.
struct Played {
    stats: PlayerStats,
    /// Memory of all processes in the end.
    mebibytes: f64,
    processes: usize,
    states: String,
}

pub(crate) fn measure(
    table: &mut Table,
    granted: Granted,
    rival: Option<&Rival>,
    length: Duration,
) -> anyhow::Result<()> {
    let Some(folder) = std::env::var_os("LUMARIUM_PLUGINS").map(PathBuf::from) else {
        table.note("all plugins of a folder: skipped, LUMARIUM_PLUGINS names none");
        return Ok(());
    };
    let fonts = rival.map(Rival::fonts);
    let mut root = Root::new(SIZE, fonts.as_deref())?;
    root.add_all(&folder)?;
    let all = root.plugins();
    let calm = play(root.path(), length)?;
    judge(table, &format!("{all} plugins"), granted, &calm, length);
    let vices = vices(table)?;
    for (name, settings) in &vices {
        let file = vice(name);
        root.add(name, &file, "Plugin", settings, TURN_SECS)?;
    }
    let name = format!("beside {} vices", vices.len());
    let torn = play(root.path(), length)?;
    judge(table, &name, granted, &torn, length);
    beside(table, rival, &folder, &calm)
}

fn judge(table: &mut Table, name: &str, granted: Granted, played: &Played, length: Duration) {
    let stats = &played.stats;
    let first = stats.first_frame_ms.unwrap_or(f64::INFINITY);
    let words = format!("{name}: the first picture after");
    table.bound(&words, first, FIRST_PICTURE_MS_MAX, "ms");
    let most = if granted == Granted::Fifo {
        LATE_FIFO_MS_MAX
    } else {
        LATE_MS_MAX
    };
    let words = format!("{name}: late by, 999 of 1000");
    table.bound(&words, stats.p999_ms, most, "ms");
    let due = length.as_secs_f64() * f64::from(HZ);
    let missed = (1.0 - stats.frames as f64 / due).max(0.0) * 100.0;
    let words = format!("{name}: frames that did not come");
    table.bound(&words, missed, MISSED_MAX, "%");
    table.note(&format!(
        "{name}: {} frames, late p50 {:.2} ms, p95 {:.2}, worst {:.2}; {} processes, {:.0} MiB; {}",
        stats.frames,
        stats.p50_ms,
        stats.p95_ms,
        stats.max_ms,
        played.processes,
        played.mebibytes,
        played.states,
    ));
}

/// LEDMatrix with the same plugins, in a root of its own.
fn beside(
    table: &mut Table,
    rival: Option<&Rival>,
    folder: &Path,
    calm: &Played,
) -> anyhow::Result<()> {
    let Some(rival) = rival else {
        return Ok(());
    };
    let mut root = Root::new(SIZE, Some(&rival.fonts()))?;
    root.add_all(folder)?;
    let theirs = match rival.play(root.path(), SETTLE, SETTLE) {
        Ok(theirs) => theirs,
        Err(why) => {
            table.note(&format!("LEDMatrix with them is skipped: {why:#}"));
            return Ok(());
        }
    };
    let first = calm.stats.first_frame_ms.unwrap_or(f64::INFINITY) / 1e3;
    let rows = [
        ("the first picture", first, theirs.picture_secs, "s"),
        (
            "memory of all processes",
            calm.mebibytes,
            theirs.mebibytes,
            "MiB",
        ),
    ];
    for (what, figure, other, unit) in rows {
        table.rival(what, figure, "LEDMatrix", other, unit);
    }
    Ok(())
}

/// Ten that misbehave, each in its own way; no bomb where it could reach others.
fn vices(table: &mut Table) -> anyhow::Result<Vec<(&'static str, Value)>> {
    let mut vices = vec![
        ("floods", json!({"ever": true})),
        ("spins", json!({})),
        ("eats", json!({"bites": true})),
        ("threads", json!({})),
        ("sleeps", json!({})),
        ("closes", json!({})),
        ("crashes", json!({})),
        ("slow", json!({"gate": "never"})),
        ("nags", json!({"say": "notes"})),
    ];
    let pen = Pen::new().context("there is no Python")?;
    if pen.enabled(1, "good", json!({})).is_counted() {
        vices.push(("bomb", json!({})));
    } else {
        table.note("bomb: left out, as processes are not counted here; leaves is there instead");
        vices.push(("leaves", json!({})));
    }
    Ok(vices)
}

/// Plays a root for a while.
fn play(root: &Path, length: Duration) -> anyhow::Result<Played> {
    let clock = Arc::new(Monotonic::start());
    let panel = Steps::new(SIZE, Arc::clone(&clock));
    let mut options = HostOptions::new(root.to_owned(), programs(), clock);
    options.size = Some(SIZE);
    options.refresh_hz = Some(HZ);
    options.panels = Box::new(|_, _| vec![Box::new(panel)]);
    let host = Host::start(options)?;
    wait(length);
    let handle = host.handle();
    let tree = processes::tree(std::process::id(), &[]).context("processes are not told")?;
    let bytes = processes::proportional_bytes(&tree.pids).context("memory is not told")?;
    Ok(Played {
        stats: handle.stats(),
        mebibytes: bytes as f64 / MIB,
        processes: tree.pids.len(),
        states: states(&handle.snapshot()),
    })
}

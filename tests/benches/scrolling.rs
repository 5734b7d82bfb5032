//! A text that scrolls by one column in each frame of 120 a second, played by us and by LEDMatrix.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::{Host, HostOptions, processes};
use lumarium_core::snapshot::{LATENESS_MS, PlayerStats};
use lumarium_core::time::Moment;
use serde_json::json;

use crate::ledmatrix::Rival;
use crate::roots::{Root, ours};
use crate::table::Table;

pub(crate) const HZ: u32 = 120;
const FRAME_SECS: f64 = 1.0 / HZ as f64;
/// The player's frames, 999 of 1000.
const LATE_MS_MAX: f64 = 2.0;
/// Of LEDMatrix's processor time, in percent.
const SHARE_MAX: f64 = 10.0;
/// Refreshes without a new step, in percent.
const MISSED_MAX: f64 = 1.0;
/// Until imports, caches and the first turn are over.
pub(crate) const SETTLE: Duration = Duration::from_secs(4);
const LONG: u32 = 3_600;

/// A panel that costs nothing and remembers when its picture changed.
pub(crate) struct Steps {
    size: Size,
    clock: Arc<Monotonic>,
    seen: Arc<Mutex<Vec<Moment>>>,
    last: Option<Rgb>,
}

impl Steps {
    pub(crate) fn new(size: Size, clock: Arc<Monotonic>) -> Self {
        Self {
            size,
            clock,
            // Minutes of steps: the player's thread does not allocate.
            seen: Arc::new(Mutex::new(Vec::with_capacity(1 << 16))),
            last: None,
        }
    }
}

impl Panel for Steps {
    fn name(&self) -> &'static str {
        "steps"
    }

    fn size(&self) -> Size {
        self.size
    }

    fn show(&mut self, frame: &Frame, _due: Duration) -> Result<(), PanelError> {
        // The first pixel counts the columns.
        let first = frame.get(0, 0);
        if first != self.last {
            self.last = first;
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push(self.clock.now().at);
        }
        Ok(())
    }

    fn wants_every_refresh(&self) -> bool {
        true
    }
}

/// How we played.
struct Played {
    times: Vec<f64>,
    seconds: f64,
    share: f64,
    /// Of 1000 frames of the player so many were later than `LATE_MS_MAX`.
    late: f64,
    stats: PlayerStats,
}

pub(crate) fn measure(
    table: &mut Table,
    rival: Option<&Rival>,
    length: Duration,
) -> anyhow::Result<()> {
    for size in [Size::new(128, 32), Size::new(256, 64)] {
        let mut root = Root::new(size, None)?;
        let file = ours("benches/python/ticker.py");
        root.add("ticker", &file, "Ticker", &json!({}), LONG)?;
        let played = play(root.path(), size, length)?;
        alone(table, size, &played);
        let theirs = rival.map(|rival| rival.play(root.path(), SETTLE, length));
        match theirs {
            Some(Ok(theirs)) => {
                let their = (theirs.times.as_slice(), theirs.seconds);
                beside(table, size, &played, their);
                let part = played.share / theirs.share * 100.0;
                table.rival(
                    &format!("{size}: a core, all processes"),
                    played.share,
                    "LEDMatrix",
                    theirs.share,
                    "%",
                );
                table.bound(
                    &format!("{size}: of its processor time"),
                    part,
                    SHARE_MAX,
                    "%",
                );
            }
            Some(Err(why)) => table.note(&format!("{size}: LEDMatrix is skipped: {why:#}")),
            None => table.note(&format!("{size}: {:.1} % of a core", played.share)),
        }
    }
    Ok(())
}

/// What is asked of us whoever plays beside.
fn alone(table: &mut Table, size: Size, played: &Played) {
    let due = played.seconds * f64::from(HZ);
    let missed = (1.0 - played.times.len() as f64 / due).max(0.0) * 100.0;
    table.bound(
        &format!("{size}: refreshes without a step"),
        missed,
        MISSED_MAX,
        "%",
    );
    table.bound(
        &format!("{size}: of 1000 frames later than {LATE_MS_MAX} ms"),
        played.late,
        1.0,
        "",
    );
    let stats = &played.stats;
    table.note(&format!(
        "{size}: the player's frames, late by {:.2} ms (50 of 100), {:.2} (95), {:.2} (99.9), at worst {:.2}; {} missed",
        stats.p50_ms, stats.p95_ms, stats.p999_ms, stats.max_ms, stats.missed
    ));
}

/// Steps a second, and by how much each came later than one frame after the one before.
fn beside(table: &mut Table, size: Size, played: &Played, theirs: (&[f64], f64)) {
    let rate = |times: &[f64], seconds: f64| times.len() as f64 / seconds;
    table.rival(
        &format!("{size}: steps a second, of {HZ}"),
        rate(&played.times, played.seconds),
        "LEDMatrix",
        rate(theirs.0, theirs.1),
        "",
    );
    let (mine, other) = (late(&played.times), late(theirs.0));
    for (word, part) in [("p50", 0.5), ("p95", 0.95), ("p99.9", 0.999)] {
        table.rival(
            &format!("{size}: a step late by, {word}"),
            quantile(&mine, part),
            "LEDMatrix",
            quantile(&other, part),
            "ms",
        );
    }
}

/// Milliseconds beyond one frame between a step and the next, in order.
fn late(times: &[f64]) -> Vec<f64> {
    let mut late: Vec<f64> = times
        .windows(2)
        .filter_map(|pair| Some(pair.last()? - pair.first()?))
        .map(|gap| (gap - FRAME_SECS).max(0.0) * 1e3)
        .collect();
    late.sort_by(f64::total_cmp);
    late
}

fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = (sorted.len() as f64 * part) as usize;
    sorted.get(place).or(sorted.last()).copied().unwrap_or(0.0)
}

fn play(root: &Path, size: Size, length: Duration) -> anyhow::Result<Played> {
    let clock = Arc::new(Monotonic::start());
    let panel = Steps::new(size, Arc::clone(&clock));
    let seen = Arc::clone(&panel.seen);
    let mut options = HostOptions::new(root.to_owned(), programs(), Arc::clone(&clock));
    options.size = Some(size);
    options.refresh_hz = Some(HZ);
    options.panels = Box::new(|_, _| vec![Box::new(panel)]);
    let host = Host::start(options)?;
    wait(SETTLE);
    let (first, before, begun) = (host.handle().stats(), millis()?, clock.now().at);
    wait(length);
    let (stats, after, ended) = (host.handle().stats(), millis()?, clock.now().at);
    drop(host);
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let within = seen.iter().filter(|at| (begun..ended).contains(*at));
    let seconds = ended.since(begun).as_secs_f64();
    Ok(Played {
        times: within
            .map(|at| at.since(Moment::ZERO).as_secs_f64())
            .collect(),
        seconds,
        share: (after - before) as f64 / 10.0 / seconds,
        late: later_than(LATE_MS_MAX, &first, &stats),
        stats,
    })
}

/// Of 1000 frames between two looks so many were later than this, which is one of `LATENESS_MS`.
pub(crate) fn later_than(most: f64, first: &PlayerStats, last: &PlayerStats) -> f64 {
    let bounds = LATENESS_MS.iter().copied().chain([f64::INFINITY]);
    let counts = last.lateness.iter().zip(&first.lateness);
    let (mut all, mut late) = (0_u64, 0_u64);
    for (bound, (after, before)) in bounds.zip(counts) {
        let frames = after.saturating_sub(*before);
        all += frames;
        if bound > most {
            late += frames;
        }
    }
    late as f64 / all.max(1) as f64 * 1e3
}

/// Processor time of this process and all it has started.
fn millis() -> anyhow::Result<u64> {
    let tree = processes::tree(std::process::id(), &[]).context("processes are not told")?;
    Ok(tree.cpu_millis)
}

/// Waits with a deadline: nobody ever sends.
pub(crate) fn wait(length: Duration) {
    let (keep, never) = sync_channel::<()>(1);
    // The sender lives until the time is over, so this ends by its deadline.
    let ended = never.recv_timeout(length);
    drop(keep);
    assert!(ended.is_err());
}

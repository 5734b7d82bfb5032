//! The life of a Python plugin in numbers: how soon it is there, how soon it is back after it was killed,
//! and what ten of them that rest take.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::processes::proportional_bytes;
use lumarium_core::limits;
use lumarium_core::message::{Report, Request};
use lumarium_core::time::Moment;
use serde_json::json;

use crate::cage::{configure, draw};
use crate::pen::{Guest, Pen, vice};
use crate::processes;
use crate::table::Table;

/// What must be reached.
const START_MS_MAX: f64 = 60.0;
const BACK_MS_MAX: f64 = 100.0;
const TEN_MB_MAX: f64 = 60.0;
const IDLE: u64 = 10;
const ROUNDS: u64 = 21;
const MB: f64 = 1e6;

pub(crate) fn measure(table: &mut Table) -> anyhow::Result<()> {
    let pen = Pen::new().context("there is no Python")?;
    // The template and the disk's caches are warm from here on.
    drawn(&mut pen.enabled(1, "good", json!({})))?;
    let (mut starts, mut ends, mut backs) = (Vec::new(), Vec::new(), Vec::new());
    for run in 2..2 + ROUNDS {
        let (took, mut guest) = started(&pen, run * 2)?;
        starts.push(took);
        let clock = Monotonic::start();
        processes::kill(guest.facts().pid);
        while !matches!(guest.any(), Report::Died { .. }) {}
        ends.push(millis(&clock));
        let (took, guest) = started(&pen, run * 2 + 1)?;
        backs.push(took);
        guest.killed();
    }
    let start = median(&mut starts);
    table.bound(
        "a plugin: start to first picture",
        start,
        START_MS_MAX,
        "ms",
    );
    let back = median(&mut ends) + median(&mut backs);
    table.bound(
        "killed: seen, and its picture back",
        back,
        BACK_MS_MAX,
        "ms",
    );
    table.note(&format!(
        "killed: without the wait between, which is one update interval, at least {:?} (back-off)",
        limits::RETRY_MIN
    ));
    drop(pen);
    idle(table)
}

/// A new run that has drawn, and how long that took in milliseconds.
fn started(pen: &Pen, run: u64) -> anyhow::Result<(f64, Guest)> {
    let clock = Monotonic::start();
    let mut guest = pen.enabled(run, "good", json!({}));
    drawn(&mut guest)?;
    Ok((millis(&clock), guest))
}

fn drawn(guest: &mut Guest) -> anyhow::Result<()> {
    let answer = guest.ask(draw());
    ensure!(matches!(answer, Report::Drawn { .. }), "{answer:?}");
    Ok(())
}

/// What ten plugins cost that have fetched and drawn once and wait for their turn.
fn idle(table: &mut Table) -> anyhow::Result<()> {
    let pen = Pen::new().context("there is no Python")?;
    pen.enabled(1, "good", json!({})).killed();
    pen.is_left_empty();
    let template = pen.template().context("there is no template")?;
    let alone = written(&[template])?;
    let mut guests = Vec::new();
    for run in 2..2 + IDLE {
        guests.push(resting(&pen, run)?);
    }
    let pids: Vec<u32> = guests.iter().map(|guest| guest.facts().pid).collect();
    let whole = proportional_bytes(&pids).context("memory is not told")?;
    let workers = whole as f64 / MB;
    let all = written(&[&pids[..], &[template]].concat())?;
    table.bound(
        "ten that rest: memory beyond the template",
        all - alone,
        TEN_MB_MAX,
        "MB",
    );
    table.note(&format!(
        "ten that rest: {workers:.1} MB with their part of what they share with it; the template has {alone:.1} MB of its own"
    ));
    guests.into_iter().for_each(Guest::killed);
    Ok(())
}

/// Megabytes that these processes have written, what they share divided among those who share it. What is
/// only read of files is left out: it costs nothing more when there are more of them, and is shared with
/// whatever Python runs beside.
fn written(pids: &[u32]) -> anyhow::Result<f64> {
    let mut all = 0.0;
    for pid in pids {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss_Anon:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: f64 = kilobytes.context("memory is not told")?.trim().parse()?;
        all += kilobytes * 1_024.0 / MB;
    }
    Ok(all)
}

fn resting(pen: &Pen, run: u64) -> anyhow::Result<Guest> {
    let name = format!("idle-{run}");
    let folder = pen.root().join("plugin-repos").join(&name);
    fs::create_dir_all(&folder)?;
    let file: &Path = &vice("good");
    fs::copy(file, folder.join("manager.py"))?;
    let mut guest = pen.start_found(run, &name, &folder);
    let first = guest.next();
    ensure!(matches!(first, Report::Loaded { .. }), "{first:?}");
    let requests = [
        configure(json!({})),
        Request::Enable { saved: None },
        Request::Update,
    ];
    for request in requests {
        let answer = guest.ask(request);
        ensure!(!matches!(answer, Report::Failed { .. }), "{answer:?}");
    }
    drawn(&mut guest)?;
    guest.post(Request::Hide);
    Ok(guest)
}

fn millis(clock: &Monotonic) -> f64 {
    let took: Duration = clock.now().at.since(Moment::ZERO);
    took.as_secs_f64() * 1e3
}

/// The middle one; of an even number the upper.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.get(values.len() / 2);
    middle.copied().unwrap_or(f64::INFINITY)
}

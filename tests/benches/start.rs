//! From the start of the process to the first frame, and memory, with the bundled plugins: without a
//! window, and with one where there is an X server to be had. Needs `cargo build --release`;
//! `START_ROUNDS=31` measures more often.

mod display;
mod program;
mod table;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, ensure};
use display::Display;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::time::Moment;
use serde_json::{Value, json};
use table::Table;

/// What must be reached: milliseconds to the first frame, and bytes of memory.
const FIRST_FRAME_MS_MAX: f64 = 300.0;
const WINDOW_MS_MAX: f64 = 1_000.0;
const RSS_MIB_MAX: f64 = 40.0;
const MIB: f64 = 1_048_576.0;
/// The line by which the window says that it shows something.
const WINDOW_SHOWS: &str = "the window shows its first frame";
const BUNDLED: [&str; 6] = [
    "clock",
    "text",
    "picture",
    "monitor",
    "generative",
    "test-pattern",
];

fn main() -> anyhow::Result<ExitCode> {
    let program = program::path()?;
    let rounds: usize = std::env::var("START_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(9);
    let mut table = Table::new(&format!("start, median of {rounds}"));
    let folder = tempfile::tempdir()?;
    let mut fresh = Vec::new();
    let mut warm = Vec::new();
    let mut memory = Vec::new();
    for round in 0..rounds {
        let root = folder.path().join(round.to_string());
        let first = number(&run(&program, &root, "1s")?, "first_frame_ms")?;
        fresh.push(first);
        let stats = run(&program, &root, "1s")?;
        warm.push(number(&stats, "first_frame_ms")?);
        memory.push(number(&stats, "rss_bytes")? / MIB);
    }
    let floor = bare(&program, rounds)?;
    let mut first_frame = |what: &str, times: &mut [f64]| {
        let time = median(times);
        table.bound(what, time, FIRST_FRAME_MS_MAX, "ms");
    };
    first_frame("first frame, a new root", &mut fresh);
    first_frame("first frame, a root that was used", &mut warm);
    let warm = median(&mut warm);
    table.rival(
        "beside a process that only says its version",
        warm,
        "whole",
        floor,
        "ms",
    );
    let memory = median(&mut memory);
    table.bound("memory, six plugins, after 1 s", memory, RSS_MIB_MAX, "MiB");
    let all = rotated(&program, &folder.path().join("rotation"))?;
    table.bound("memory, all six have been on", all, RSS_MIB_MAX, "MiB");
    match Display::open() {
        Some(display) => {
            let root = folder.path().join("window");
            window(&program, &root, &display)?;
            let mut times = Vec::new();
            for _ in 0..rounds.min(7) {
                times.push(window(&program, &root, &display)?);
            }
            let time = median(&mut times);
            table.bound(
                "window, first frame, software GL",
                time,
                WINDOW_MS_MAX,
                "ms",
            );
        }
        None => table.note("window: skipped, there is no Xvfb"),
    }
    Ok(table.end())
}

/// Plays for a while and gives the statistics.
#[expect(clippy::disallowed_methods, reason = "the program that is measured")]
fn run(program: &Path, root: &Path, length: &str) -> anyhow::Result<Value> {
    let stats = root.with_extension("json");
    let status = Command::new(program)
        .arg("--root")
        .arg(root)
        .args(["run", "--for", length, "--panel", "none", "--stats"])
        .arg(&stats)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "the run failed: {status}");
    Ok(serde_json::from_slice(&std::fs::read(&stats)?)?)
}

/// Milliseconds from start to end of a process that does nothing.
#[expect(clippy::disallowed_methods, reason = "the program that is measured")]
fn bare(program: &Path, rounds: usize) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let clock = Monotonic::start();
        let output = Command::new(program).arg("--version").output()?;
        ensure!(output.status.success(), "it does not know its version");
        times.push(clock.now().at.since(Moment::ZERO).as_secs_f64() * 1e3);
    }
    Ok(median(&mut times))
}

/// Memory in MiB after every bundled plugin was on for a second.
fn rotated(program: &Path, root: &Path) -> anyhow::Result<f64> {
    let config = root.join("config");
    std::fs::create_dir_all(&config)?;
    let sections: serde_json::Map<String, Value> = BUNDLED
        .iter()
        .map(|id| {
            let section = json!({"enabled": true, "display_duration": 1});
            ((*id).to_owned(), section)
        })
        .collect();
    let text = Value::Object(sections).to_string();
    std::fs::write(config.join("config.json"), text)?;
    let stats = run(program, root, "9s")?;
    Ok(number(&stats, "rss_bytes")? / MIB)
}

/// Milliseconds from the start of the process, seen from outside, to the window's first frame.
#[expect(clippy::disallowed_methods, reason = "the program that is measured")]
fn window(program: &Path, root: &Path, display: &Display) -> anyhow::Result<f64> {
    let clock = Monotonic::start();
    let mut child = Command::new(program)
        .arg("--root")
        .arg(root)
        .args(["--close-after", "1s", "-v"])
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut time = None;
    let mut said = String::new();
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines() {
            let line = line?;
            if time.is_none() && line.contains(WINDOW_SHOWS) {
                time = Some(clock.now().at.since(Moment::ZERO));
            }
            said.push_str(&line);
            said.push('\n');
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "the window failed ({status}): {said}");
    let time = time.with_context(|| format!("no window was shown: {said}"))?;
    Ok(time.as_secs_f64() * 1e3)
}

fn number(stats: &Value, name: &str) -> anyhow::Result<f64> {
    let value = stats.get(name).and_then(Value::as_f64);
    value.with_context(|| format!("the statistics have no {name}: {stats}"))
}

/// The middle one; of an even number the upper.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.get(values.len() / 2);
    middle.copied().unwrap_or(f64::INFINITY)
}

//! From the start of the process to the first frame, and memory, with the bundled plugins and no window.
//! Needs `cargo build --release`; `START_ROUNDS=31` measures more often.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use serde_json::Value;

/// What must be reached: milliseconds to the first frame, and bytes of memory.
const FIRST_FRAME_MS_MAX: f64 = 300.0;
const RSS_BYTES_MAX: f64 = 40.0 * 1024.0 * 1024.0;

fn main() -> anyhow::Result<()> {
    let program = program();
    ensure!(
        program.is_file(),
        "{} is not there; run `cargo build --release` first",
        program.display()
    );
    let rounds = std::env::var("START_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(11);
    let folder = tempfile::tempdir()?;
    // The first start makes the root and warms the disk; it is not counted.
    run(&program, folder.path())?;
    let mut first_frames = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..rounds {
        let stats = run(&program, folder.path())?;
        first_frames.push(number(&stats, "first_frame_ms")?);
        memory.push(number(&stats, "rss_bytes")?);
    }
    let (first, rss) = (median(&mut first_frames), median(&mut memory));
    let mut out = std::io::stdout();
    writeln!(
        out,
        "process start to first frame: median {first:.1} ms of {rounds} (at most {FIRST_FRAME_MS_MAX} ms)"
    )?;
    writeln!(
        out,
        "memory: median {:.1} MiB (at most {:.0} MiB)",
        rss / 1_048_576.0,
        RSS_BYTES_MAX / 1_048_576.0
    )?;
    ensure!(
        first <= FIRST_FRAME_MS_MAX && rss <= RSS_BYTES_MAX,
        "slower or larger than promised"
    );
    Ok(())
}

/// The release build beside this bench.
fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap_or_default();
    let target = here
        .ancestors()
        .nth(3)
        .map(Path::to_owned)
        .unwrap_or_default();
    target
        .join("release")
        .join(format!("lumarium{}", std::env::consts::EXE_SUFFIX))
}

/// Plays for two seconds and gives the statistics.
#[expect(clippy::disallowed_methods, reason = "the program that is measured")]
fn run(program: &Path, folder: &Path) -> anyhow::Result<Value> {
    let stats = folder.join("stats.json");
    let status = Command::new(program)
        .arg("--root")
        .arg(folder.join("root"))
        .args(["run", "--for", "2s", "--panel", "none", "--stats"])
        .arg(&stats)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "the run failed: {status}");
    Ok(serde_json::from_slice(&std::fs::read(&stats)?)?)
}

fn number(stats: &Value, name: &str) -> anyhow::Result<f64> {
    let value = stats.get(name).and_then(Value::as_f64);
    value.with_context(|| format!("the statistics have no {name}: {stats}"))
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

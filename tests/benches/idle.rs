//! What the open window takes of a core where there is no graphics card: with a still picture, and with a
//! text that moves by one LED sixty times a second. The whole program is measured, all its threads. Needs
//! `cargo build --release` and Xvfb. `cargo bench -p lumarium-tests --bench idle`.

mod display;
mod program;
mod table;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use display::Display;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use serde_json::{Value, json};
use table::Table;

/// Percent of a core at most.
const STILL_MAX: f64 = 2.0;
const MOVING_MAX: f64 = 40.0;
/// Less than this and the window has not shown what it was asked to.
const FPS_MIN: f64 = 50.0;
/// Until letters, layout and translated shaders are there.
const SETTLE: Duration = Duration::from_secs(3);
const LENGTH: Duration = Duration::from_secs(10);
/// The lines by which the window says that it shows something, and how many frames it was.
const SHOWS: &str = "the window shows its first frame";
const CLOSES: &str = "the window closes";
/// The kernel counts in hundredths of a second on every Linux (`USER_HZ`).
const TICKS_A_SECOND: f64 = 100.0;

/// What a window has taken.
struct Taken {
    /// Percent of a core.
    share: f64,
    /// Frames a second, from the first to the last.
    fps: f64,
}

fn main() -> anyhow::Result<ExitCode> {
    let program = program::path()?;
    let mut table = Table::new("an open window of 1280x800 without a graphics card");
    let Some(display) = Display::open() else {
        table.note("skipped: there is no Xvfb (on Debian and Ubuntu: apt-get install xvfb)");
        return Ok(table.end());
    };
    let folder = tempfile::tempdir()?;
    let text = |scroll: &str| json!({ "enabled": true, "message": "It goes on and on. ".repeat(12), "scroll": scroll, "speed": 60 });
    let still = watch(
        &program,
        &display,
        &folder.path().join("still"),
        &text("off"),
    )?;
    table.bound("a still picture, of a core", still.share, STILL_MAX, "%");
    table.note(&format!("{:.1} frames a second", still.fps));
    let moving = watch(
        &program,
        &display,
        &folder.path().join("moving"),
        &text("left"),
    )?;
    table.bound("a text at 60 LEDs a second", moving.share, MOVING_MAX, "%");
    table.rival("frames a second", moving.fps, "asked for", 60.0, "");
    ensure!(
        moving.fps >= FPS_MIN,
        "the window was too slow to be measured"
    );
    Ok(table.end())
}

/// Shows one text for a while.
fn watch(program: &Path, display: &Display, root: &Path, text: &Value) -> anyhow::Result<Taken> {
    let config = root.join("config");
    fs::create_dir_all(&config)?;
    fs::write(
        config.join("config.json"),
        json!({ "text": text }).to_string(),
    )?;
    let mut window = open(program, display, root)?;
    let lines = lines(&mut window)?;
    let clock = Monotonic::start();
    wait_for(&lines, SHOWS)?;
    let first = clock.now().at;
    rest(&lines, SETTLE)?;
    let (before, begun) = (ticks(window.id())?, clock.now().at);
    rest(&lines, LENGTH)?;
    let (after, ended) = (ticks(window.id())?, clock.now().at);
    close(program, root)?;
    let said = wait_for(&lines, CLOSES)?;
    let shown = clock.now().at.since(first);
    ensure!(window.wait()?.success(), "the window failed");
    let frames = said.rsplit_once("frames=").map(|(_, number)| number.trim());
    let frames: f64 = frames.context("no number of frames")?.parse()?;
    let seconds = (after - before) / TICKS_A_SECOND;
    Ok(Taken {
        share: 100.0 * seconds / ended.since(begun).as_secs_f64(),
        fps: frames / shown.as_secs_f64(),
    })
}

#[expect(clippy::disallowed_methods, reason = "the program that is measured")]
fn open(program: &Path, display: &Display, root: &Path) -> anyhow::Result<Child> {
    let mut command = Command::new(program);
    command.arg("--root").arg(root).arg("-v");
    command
        .env("DISPLAY", &display.name)
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("NO_COLOR", "1")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    Ok(command.spawn()?)
}

#[expect(clippy::disallowed_methods, reason = "the program that is measured")]
fn close(program: &Path, root: &Path) -> anyhow::Result<()> {
    let mut stop = Command::new(program);
    stop.arg("--root").arg(root).arg("stop");
    ensure!(
        stop.stdout(Stdio::null()).status()?.success(),
        "it does not end"
    );
    Ok(())
}

/// What the program says, line by line, until it ends.
fn lines(window: &mut Child) -> anyhow::Result<Receiver<String>> {
    let stderr = window.stderr.take().context("it says nothing")?;
    let (send, receive) = sync_channel(64);
    let read = move || {
        let lines = BufReader::new(stderr).lines().map_while(Result::ok);
        // Nobody listens any more: the bench has failed.
        let _gone = lines.map(|line| send.send(line)).find(Result::is_err);
    };
    thread::Builder::new()
        .name("listen".to_owned())
        .spawn(read)?;
    Ok(receive)
}

fn wait_for(lines: &Receiver<String>, part: &str) -> anyhow::Result<String> {
    let found = lines.iter().find(|line| line.contains(part));
    found.with_context(|| format!("the window never said {part:?}"))
}

/// Lets the window be for a while.
fn rest(lines: &Receiver<String>, length: Duration) -> anyhow::Result<()> {
    let clock = Monotonic::start();
    loop {
        let gone = clock.now().at.since(lumarium_core::time::Moment::ZERO);
        let Some(left) = length.checked_sub(gone).filter(|left| !left.is_zero()) else {
            return Ok(());
        };
        let said = lines.recv_timeout(left);
        ensure!(
            said != Err(RecvTimeoutError::Disconnected),
            "the window has ended"
        );
    }
}

/// Ticks of a processor that all threads of a process have taken (`/proc/PID/stat`, fields 14 and 15).
fn ticks(pid: u32) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("unknown /proc")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let field = |number: usize| -> anyhow::Result<f64> {
        Ok(fields.get(number - 3).context("unknown /proc")?.parse()?)
    };
    Ok(field(14)? + field(15)?)
}

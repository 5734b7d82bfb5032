//! Python plugins, beside LEDMatrix where its folder is named: how punctual a scrolling text is and what that
//! takes, how soon a plugin is there and back, and all plugins of a folder while others misbehave.
//! `LUMARIUM_LEDMATRIX` is a checkout of LEDMatrix, `LUMARIUM_PLUGINS` a folder of plugins, `LUMARIUM_PYTHON` the
//! interpreter of both; `PYTHON_BENCH_SECONDS=60` measures longer.

#[path = "../it/cage.rs"]
#[expect(dead_code, reason = "the tests use more of the cage")]
mod cage;
mod everybody;
mod ledmatrix;
#[path = "../it/python/pen.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests use more of the pen"
)]
mod pen;
#[path = "../it/python/processes.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests use more of it")]
mod processes;
mod roots;
mod scrolling;
mod states;
mod table;
mod workers;
#[path = "../it/zoo.rs"]
#[expect(dead_code, reason = "the tests use more of the zoo")]
mod zoo;

use std::process::ExitCode;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use lumarium_core::host::priority::{Granted, be_realtime};
use lumarium_core::host::python::interpreter::Interpreter;

use ledmatrix::Rival;
use table::Table;

fn main() -> anyhow::Result<ExitCode> {
    let seconds = std::env::var("PYTHON_BENCH_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20);
    let length = Duration::from_secs(seconds);
    let mut table = Table::new(&format!("Python plugins, {seconds} s each"));
    let python = match Interpreter::find() {
        Ok(python) if python.packages.pillow.is_some() => python.program,
        Ok(python) => {
            table.note(&format!(
                "skipped: {} lacks Pillow",
                python.program.display()
            ));
            return Ok(table.end());
        }
        Err(why) => {
            table.note(&format!("skipped: {why}"));
            return Ok(table.end());
        }
    };
    let granted = granted()?;
    table.note(&format!("a player gets here: {}", granted.words()));
    let rival = Rival::named(&python)?;
    if rival.is_none() {
        table.note("LEDMatrix: skipped, LUMARIUM_LEDMATRIX names no checkout of it");
    }
    workers::measure(&mut table)?;
    scrolling::measure(&mut table, rival.as_ref(), length)?;
    everybody::measure(&mut table, granted, rival.as_ref(), length)?;
    Ok(table.end())
}

/// Asked by the pen; the bench has looked before.
const fn is_there() -> bool {
    true
}

/// What the scheduler gives to a thread that asks for real time.
fn granted() -> anyhow::Result<Granted> {
    let (sender, granted) = sync_channel(1);
    let thread = std::thread::Builder::new()
        .name("asks".to_owned())
        .spawn(move || sender.send(be_realtime()))?;
    let granted = granted.recv()?;
    drop(thread.join());
    Ok(granted)
}

//! The frame torture: hostile native plugins hang, panic, allocate and flood, and the lateness of every frame
//! at 120 frames a second is recorded. `TORTURE_SECONDS=60` plays longer.

#[path = "../it/zoo.rs"]
mod zoo;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::host::{Host, HostOptions};
use serde_json::{Map, json};

const SIZE: Size = Size {
    width: 128,
    height: 32,
};
const REFRESH_HZ: u32 = 120;

/// A panel that costs nothing: what is late is the player.
struct Nowhere;

impl Panel for Nowhere {
    fn name(&self) -> &'static str {
        "nowhere"
    }

    fn size(&self) -> Size {
        SIZE
    }

    fn show(&mut self, _frame: &Frame, _due: Duration) -> Result<(), PanelError> {
        Ok(())
    }
}

fn main() -> anyhow::Result<()> {
    let seconds = std::env::var("TORTURE_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10);
    let mut out = std::io::stdout();
    for hostile in [false, true] {
        let line = play(hostile, Duration::from_secs(seconds))?;
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Plays for a while and says how punctual it was.
fn play(hostile: bool, length: Duration) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let gate = zoo::Gate::new();
    let animals = if hostile { gate.misdeeds() } else { Vec::new() };
    let mut config = Map::new();
    config.insert(
        "clock".to_owned(),
        json!({"enabled": true, "display_duration": 1}),
    );
    for (number, settings) in animals.iter().enumerate() {
        let id = format!("animal-{number}");
        let mut section = settings.clone();
        if let Some(section) = section.as_object_mut() {
            section.insert("enabled".to_owned(), true.into());
            section.insert("display_duration".to_owned(), 1.into());
        }
        config.insert(id.clone(), section);
        let manifest = json!({
            "id": id, "name": id, "version": "1.0.0", "runtime": "native", "entry_point": "zoo",
            "display_modes": [id], "update_interval": 1
        });
        write(
            &folder
                .path()
                .join("plugin-repos")
                .join(&id)
                .join("manifest.json"),
            &manifest.to_string(),
        )?;
    }
    let config = serde_json::Value::Object(config);
    write(
        &folder.path().join("config/config.json"),
        &config.to_string(),
    )?;

    let mut options = HostOptions::new(
        folder.path().to_owned(),
        zoo::programs(),
        Arc::new(Monotonic::start()),
    );
    options.size = Some(SIZE);
    options.refresh_hz = Some(REFRESH_HZ);
    options.panels = Box::new(|_, _| vec![Box::new(Nowhere)]);
    let host = Host::start(options)?;
    let handle = host.handle();
    wait(length);
    let stats = handle.stats();
    let failing = handle
        .snapshot()
        .plugins
        .iter()
        .filter(|view| view.state.failing.is_some())
        .count();
    gate.open();
    drop(host);
    let kind = if hostile { "torture" } else { "calm" };
    Ok(format!(
        "{kind}: {} animals, {failing} failing; {} frames, {} missed; late ms: p50 {:.3} p95 {:.3} p99 {:.3} p999 {:.3} max {:.3}",
        animals.len(),
        stats.frames,
        stats.missed,
        stats.p50_ms,
        stats.p95_ms,
        stats.p99_ms,
        stats.p999_ms,
        stats.max_ms
    ))
}

/// Waits with a deadline: nobody ever sends.
fn wait(length: Duration) {
    let (keep, never) = sync_channel::<()>(1);
    // The sender lives until the time is over, so this ends by its deadline.
    let ended = never.recv_timeout(length);
    drop(keep);
    assert!(ended.is_err());
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)?;
    Ok(())
}

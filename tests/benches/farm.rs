//! Where the animals are kept: a host with and without them, and a crowd of threads that never rest.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::host::player::{Audience, LiveSlots, PlayerOptions, PlayerThread, Prepare};
use lumarium_core::host::priority::be_modest;
use lumarium_core::host::runtime::native::{Programs, programs::programs};
use lumarium_core::host::{Host, HostOptions};
use lumarium_core::message::PlayerSettings;
use lumarium_core::snapshot::PlayerStats;
use serde_json::{Map, Value, json};

use crate::states::states;
use crate::{REFRESH_HZ, zoo};

const SIZE: Size = Size::new(128, 32);

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

    fn wants_every_refresh(&self) -> bool {
        true
    }
}

/// How a host played.
pub(crate) struct Played {
    pub(crate) stats: PlayerStats,
    pub(crate) animals: usize,
    /// How many plugins were in which state at the end.
    pub(crate) states: String,
}

/// Plays the bundled plugins for a while, among hostile ones or alone.
pub(crate) fn host(hostile: bool, length: Duration) -> anyhow::Result<Played> {
    let folder = tempfile::tempdir()?;
    let gate = zoo::Gate::new();
    let animals = if hostile { gate.misdeeds() } else { Vec::new() };
    let mut config = Map::new();
    for id in ["clock", "text", "generative"] {
        let section = json!({"enabled": true, "display_duration": 1});
        config.insert(id.to_owned(), section);
    }
    for (number, settings) in animals.iter().enumerate() {
        let id = format!("animal-{number}");
        let mut section = settings.clone();
        section["enabled"] = json!(true);
        section["display_duration"] = json!(1);
        config.insert(id.clone(), section);
        let place = folder.path().join("plugin-repos").join(&id);
        write(&place.join("manifest.json"), &manifest(&id))?;
    }
    write(
        &folder.path().join("config/config.json"),
        &Value::Object(config),
    )?;
    let clock = Arc::new(Monotonic::start());
    let mut options = HostOptions::new(folder.path().to_owned(), all_programs(), clock);
    options.size = Some(SIZE);
    options.refresh_hz = Some(REFRESH_HZ);
    options.panels = Box::new(|_, _| vec![Box::new(Nowhere)]);
    let host = Host::start(options)?;
    wait(length);
    let stats = host.handle().stats();
    let states = states(&host.handle().snapshot());
    gate.open();
    drop(host);
    Ok(Played {
        stats,
        animals: animals.len(),
        states,
    })
}

/// The bundled programs and the zoo's.
fn all_programs() -> Programs {
    let zoo = zoo::programs();
    let names: Vec<&str> = zoo.names().collect();
    names
        .into_iter()
        .fold(programs(), |all, name| match zoo.factory(name) {
            Some(factory) => all.with(name, factory),
            None => all,
        })
}

fn manifest(id: &str) -> Value {
    json!({
        "id": id, "name": id, "version": "1.0.0", "runtime": "native", "entry_point": "zoo",
        "display_modes": [id], "update_interval": 1
    })
}

/// Keeps the newest statistics.
#[derive(Default)]
struct Onlooker(Mutex<PlayerStats>);

impl Audience for Onlooker {
    fn frame(&self, _frame: &Frame, _number: u64) -> bool {
        true
    }

    fn stats(&self, stats: &PlayerStats) -> bool {
        self.0.try_lock().map(|mut kept| *kept = *stats).is_ok()
    }
}

/// A player alone, beside two threads per processor that never rest, as modest as plugins are.
pub(crate) fn crowded(prepare: Prepare, length: Duration) -> anyhow::Result<PlayerStats> {
    let end = Arc::new(AtomicBool::new(false));
    let processors = std::thread::available_parallelism()?.get();
    let mut crowd = Vec::new();
    for number in 0..2 * processors {
        let end = Arc::clone(&end);
        let thread = std::thread::Builder::new().name(format!("crowd {number}"));
        crowd.push(thread.spawn(move || {
            be_modest();
            while !end.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        })?);
    }
    let onlooker = Arc::<Onlooker>::default();
    let options = PlayerOptions {
        panels: vec![Box::new(Nowhere)],
        size: SIZE,
        refresh_hz: REFRESH_HZ,
        settings: PlayerSettings {
            brightness: 100,
            paused: false,
        },
        clock: Arc::new(Monotonic::start()),
        process_age: Duration::ZERO,
        audience: Arc::clone(&onlooker) as _,
        on_panel: Box::new(|_| true),
        prepare,
    };
    let player = PlayerThread::start(options, LiveSlots::default())?;
    wait(length);
    player.stop();
    end.store(true, Ordering::Relaxed);
    for thread in crowd {
        drop(thread.join());
    }
    Ok(*onlooker.0.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Waits with a deadline: nobody ever sends.
fn wait(length: Duration) {
    let (keep, never) = sync_channel::<()>(1);
    // The sender lives until the time is over, so this ends by its deadline.
    let ended = never.recv_timeout(length);
    drop(keep);
    assert!(ended.is_err());
}

fn write(path: &Path, value: &Value) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, value.to_string())?;
    Ok(())
}

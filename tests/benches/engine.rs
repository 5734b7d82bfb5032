//! What the engine costs with 1,000 plugins: a tick when nothing has changed, which must take at most
//! 50 µs, and in the same run a full pass, a change with its snapshot, and the way there.

mod measure;
mod table;

use std::collections::{BTreeMap, VecDeque};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::config::Document;
use lumarium_core::content::{Content, Hooks};
use lumarium_core::engine::{Engine, Setup};
use lumarium_core::facts::{Disk, Found, Known, Place, RecordFacts, Recorded};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::id::PluginId;
use lumarium_core::limits;
use lumarium_core::manifest::{Manifest, RuntimeKind};
use lumarium_core::message::{By, Command, Effect, Event, Report, Request, StoreEvent};
use lumarium_core::time::{Moment, Now, Wall};
use measure::median;
use serde_json::json;
use table::Table;

const PLUGINS: usize = 1_000;
const IDLE_MICROS_MAX: f64 = 50.0;
const ROUNDS: usize = 2_001;
const VERSION: &str = "1.0.0";
const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// More events cannot follow from one: each plugin has a handful of steps.
const EVENTS_MAX: usize = 20 * PLUGINS;
const SIZE: Size = Size::new(128, 32);

fn main() -> anyhow::Result<ExitCode> {
    let mut table = Table::new(&format!("engine, {PLUGINS} plugins"));
    for wanted in [6, limits::RUNS_MAX, PLUGINS] {
        let mut world = World::new(wanted)?;
        let idle = median(ROUNDS, || {
            black_box(world.engine.handle(world.now, Event::Tick));
        });
        let idle = micros(idle);
        table.bound(
            &format!("{wanted} on: tick, nothing changed"),
            idle,
            IDLE_MICROS_MAX,
            "µs",
        );
        let wake = median(ROUNDS, || {
            black_box(world.engine.next_wake());
        });
        table.rival(
            &format!("{wanted} on: when to wake next"),
            micros(wake),
            "tick",
            idle,
            "µs",
        );
        let pass = median(101, || world.pass());
        table.rival(
            &format!("{wanted} on: a full pass"),
            micros(pass),
            "tick",
            idle,
            "µs",
        );
        let read = median(101, || world.read());
        table.rival(
            &format!("{wanted} on: all sources read again"),
            micros(read),
            "tick",
            idle,
            "µs",
        );
        let look = median(101, || {
            world.brightness();
            black_box(world.engine.snapshot(world.now));
        });
        table.rival(
            &format!("{wanted} on: a change and its snapshot"),
            micros(look),
            "tick",
            idle,
            "µs",
        );
        table.note(&format!("{wanted} on: {}", world.states()));
    }
    Ok(table.end())
}

/// An engine whose plugins answer at once and well.
struct World {
    engine: Engine,
    now: Now,
    config: Arc<Document>,
    disk: Disk,
    record: RecordFacts,
    picture: Arc<Frame>,
    command: u64,
}

impl World {
    fn new(wanted: usize) -> anyhow::Result<Self> {
        let setup = Setup {
            root: "root".into(),
            size: Some(SIZE),
            refresh_hz: Some(120),
            run_plugins: true,
            act: true,
            runtimes: vec![RuntimeKind::Native],
        };
        let now = Now {
            at: Moment::from_secs(1),
            wall: Wall(1_700_000_000_000),
        };
        let mut config = Document::default();
        let mut disk = Disk::default();
        let mut record = RecordFacts::default();
        for number in 0..PLUGINS {
            let id = PluginId::parse(&format!("plugin-{number:04}"))?;
            let on = number < wanted;
            config
                .main
                .insert(id.to_string(), json!({"enabled": on, "number": number}));
            let agreed = Recorded {
                agreed: Some(on),
                content_hash: Some(HASH.to_owned()),
                version: Some(VERSION.to_owned()),
                ..Recorded::default()
            };
            record.plugins.insert(id.clone(), agreed);
            disk.found.insert(id.clone(), found(id));
        }
        let mut world = Self {
            engine: Engine::new(setup, now),
            now,
            config: Arc::new(config),
            disk,
            record,
            picture: Arc::new(Frame::black(SIZE)),
            command: 0,
        };
        world.read();
        // Nothing that happens at once is left for the measurements.
        world.event(Event::Tick);
        Ok(world)
    }

    fn read(&mut self) {
        self.event(Event::Store(StoreEvent::Read {
            config: Some(Known::Known(Arc::clone(&self.config))),
            disk: Some(Known::Known(Arc::new(self.disk.clone()))),
            record: Some(Known::Known(self.record.clone())),
            notices: Vec::new(),
        }));
    }

    fn pass(&mut self) {
        self.command(Command::Reconcile { force: false });
    }

    fn brightness(&mut self) {
        let percent = 40 + (self.command % 2) as u8;
        self.command(Command::Brightness { percent });
    }

    fn command(&mut self, command: Command) {
        self.command += 1;
        let event = Event::Command {
            id: self.command,
            by: By::Host,
            command,
        };
        self.event(event);
    }

    /// Hands an event over, and all that follows from it.
    fn event(&mut self, event: Event) {
        let mut effects: VecDeque<Effect> = self.engine.handle(self.now, event).into();
        let mut events = 0;
        while let Some(effect) = effects.pop_front() {
            if let Some(event) = self.perform(effect) {
                events += 1;
                assert!(events < EVENTS_MAX, "the engine does not come to rest");
                effects.extend(self.engine.handle(self.now, event));
            }
        }
    }

    fn perform(&self, effect: Effect) -> Option<Event> {
        let hooks = Hooks::default();
        match effect {
            Effect::Spawn { plugin, run, .. } => Some(Event::Report {
                plugin,
                run,
                report: Report::Loaded { hooks },
            }),
            Effect::Ask {
                plugin,
                run,
                request,
            } => {
                let report = match request {
                    Request::Configure { .. } => Report::Configured { hooks },
                    Request::Enable { .. } => Report::Enabled,
                    Request::Update => Report::Updated { hooks },
                    Request::Draw { screen, .. } => Report::Drawn {
                        screen,
                        content: Content::Still(Arc::clone(&self.picture)),
                        hooks,
                    },
                    Request::Hide | Request::Disable => return None,
                    Request::Stop => Report::Stopped { saved: None },
                };
                Some(Event::Report {
                    plugin,
                    run,
                    report,
                })
            }
            Effect::Write { ticket, .. } => Some(Event::Store(StoreEvent::Written {
                ticket,
                result: Ok(lumarium_core::message::Written::default()),
            })),
            Effect::Kill { .. }
            | Effect::Act { .. }
            | Effect::Show(_)
            | Effect::Player(_)
            | Effect::Answer { .. }
            | Effect::Rescan
            | Effect::ReadSchema { .. }
            | Effect::Inspect { .. }
            | Effect::Reinstall { .. }
            | Effect::Exit => None,
        }
    }

    /// How many plugins are in which state.
    fn states(&mut self) -> String {
        let snapshot = self.engine.snapshot(self.now);
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for view in &snapshot.plugins {
            *counts.entry(&view.state.name).or_default() += 1;
        }
        let words = counts
            .iter()
            .map(|(state, count)| format!("{count} {state}"));
        words.collect::<Vec<_>>().join(", ")
    }
}

fn found(id: PluginId) -> Arc<Found> {
    let manifest = Manifest {
        name: id.to_string(),
        version: Some(VERSION.to_owned()),
        description: "Shows what there is to show.".to_owned(),
        author: "Somebody".to_owned(),
        runtime: RuntimeKind::Native,
        entry_point: "program".to_owned(),
        class_name: None,
        screens: vec![Arc::from(id.as_str())],
        update_interval: Some(Duration::from_mins(1)),
        default_duration: None,
        capabilities: vec!["weather".to_owned()],
        requires: Vec::new(),
        actions: Vec::new(),
        id,
    };
    let place = Place::Folder(format!("plugin-repos/{}", manifest.id).into());
    Arc::new(Found {
        manifest: Arc::new(manifest),
        place,
        content_hash: Some(Arc::from(HASH)),
        working_copy: false,
        schema: None,
        problems: Vec::new(),
    })
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

//! Hostile plugins in a real host, beside good ones: the picture goes on, the good ones get their turns,
//! each hostile one is in the state that is promised, and all of them recover when they behave.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::handle::{Handle, Wake};
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::host::runtime::native::{Programs, programs::programs};
use lumarium_core::host::{Host, HostOptions};
use lumarium_core::id::PluginId;
use lumarium_core::message::{By, Command};
use lumarium_core::snapshot::PluginView;
use serde_json::{Map, Value, json};

use crate::zoo::{self, Gate};

const CANVAS: Size = Size::new(64, 32);
/// Only a broken host needs this long: the slowest promise is a drawing that is given up after 5 s,
/// a few times, on a machine that builds something at the same time.
const PATIENCE: Duration = Duration::from_mins(4);

/// Rings when a frame was shown or a snapshot published.
#[derive(Default)]
struct Bell {
    frames: Mutex<u64>,
    rung: Condvar,
}

impl Bell {
    fn ring(&self, frames: u64) {
        *self.frames.lock().unwrap_or_else(PoisonError::into_inner) += frames;
        self.rung.notify_all();
    }

    fn frames(&self) -> u64 {
        *self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `done` holds for the number of frames; looked at after each ring.
    fn wait(&self, what: impl Fn() -> String, done: impl Fn(u64) -> bool) {
        let frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        let (frames, out) = self
            .rung
            .wait_timeout_while(frames, PATIENCE, |frames| !done(*frames))
            .unwrap_or_else(PoisonError::into_inner);
        drop(frames);
        assert!(!out.timed_out(), "{}", what());
    }
}

/// A panel that counts.
struct Counter(Arc<Bell>);

impl Panel for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn size(&self) -> Size {
        CANVAS
    }

    fn show(&mut self, _frame: &Frame, _due: Duration) -> Result<(), PanelError> {
        self.0.ring(1);
        Ok(())
    }

    fn wants_every_refresh(&self) -> bool {
        true
    }
}

/// A root with animals and the bundled clock, and a host on it.
struct Farm {
    host: Option<Host>,
    handle: Handle,
    bell: Arc<Bell>,
    _wake: Arc<Wake>,
    _root: tempfile::TempDir,
}

impl Farm {
    /// Plugins by id with their settings; the clock is one of them.
    fn new(animals: &[(&str, Value)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut config = Map::new();
        config.insert("clock".to_owned(), section(&json!({})));
        for (id, settings) in animals {
            config.insert((*id).to_owned(), section(settings));
            let manifest = json!({
                "id": id, "name": id, "version": "1.0.0", "runtime": "native",
                "entry_point": "zoo", "display_modes": [id], "update_interval": 1
            });
            let place = root.path().join("plugin-repos").join(id);
            write(&place.join("manifest.json"), &manifest);
        }
        let place = root.path().join("config/config.json");
        write(&place, &Value::Object(config));
        let bell = Arc::<Bell>::default();
        let clock = Arc::new(Monotonic::start());
        let mut options = HostOptions::new(root.path().to_owned(), all_programs(), clock);
        options.size = Some(CANVAS);
        options.refresh_hz = Some(100);
        let panel = Counter(Arc::clone(&bell));
        options.panels = Box::new(|_, _| vec![Box::new(panel)]);
        let host = Host::start(options).unwrap();
        let rings = Arc::clone(&bell);
        let wake: Arc<Wake> = Arc::new(move || rings.ring(0));
        let handle = host.handle();
        handle.on_change(&wake);
        Self {
            host: Some(host),
            handle,
            bell,
            _wake: wake,
            _root: root,
        }
    }

    fn view(&self, id: &str) -> Option<PluginView> {
        let id = PluginId::parse(id).unwrap();
        self.handle.snapshot().plugin(&id).cloned()
    }

    /// Waits until a plugin is as it should be.
    fn wait(&self, id: &str, what: &str, done: impl Fn(&PluginView) -> bool) {
        let words = || {
            let view = self.view(id);
            let seen = view.map(|view| (view.state, view.errors, view.history));
            format!("{id} never {what}: {seen:#?}")
        };
        self.bell
            .wait(words, |_| self.view(id).is_some_and(|view| done(&view)));
    }

    /// Waits until the clock comes on once more.
    fn clock_has_its_turn(&self) {
        let turn = || {
            let panel = &self.handle.snapshot().panel;
            let on = panel.screen.as_ref();
            on.is_some_and(|screen| screen.plugin.as_str() == "clock")
                .then_some(panel.since)
        };
        let before = turn();
        let words = || format!("the clock has no turn: {:#?}", self.handle.snapshot().panel);
        self.bell.wait(words, |_| {
            let now = turn();
            now.is_some() && now != before
        });
    }

    fn frames_go_on(&self) {
        let before = self.bell.frames();
        let words = || format!("the picture stands still after {before} frames");
        self.bell.wait(words, |frames| frames > before + 30);
    }

    fn switch_off(&self, id: &str) {
        let plugin = PluginId::parse(id).unwrap();
        let force = false;
        let asked = self
            .handle
            .send(By::Host, Command::Disable { plugin, force });
        asked.unwrap().wait(PATIENCE).unwrap();
    }

    /// Ends the host; a host that hangs fails the test instead of holding it.
    fn end(mut self) {
        let host = self.host.take();
        let (sender, ended) = sync_channel(1);
        let thread = Builder::new().name("ends".to_owned());
        let thread = thread.spawn(move || {
            drop(host);
            sender.send(()).unwrap();
        });
        ended.recv_timeout(PATIENCE).unwrap();
        thread.unwrap().join().unwrap();
    }
}

fn section(settings: &Value) -> Value {
    let mut section = settings.clone();
    section["enabled"] = json!(true);
    section["display_duration"] = json!(1);
    section
}

/// The bundled programs and the zoo's.
fn all_programs() -> Programs {
    let zoo = zoo::programs();
    let names = zoo.names();
    names.fold(programs(), |all, name| {
        all.with(name, zoo.factory(name).unwrap())
    })
}

fn write(path: &Path, value: &Value) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, value.to_string()).unwrap();
}

/// On, with a failure that time can heal: the state that is promised for all that can happen in a call.
fn fails_but_stays_on(view: &PluginView, stage: Stage) -> bool {
    view.state.name == "enabled"
        && view.state.failing.as_ref().is_some_and(|failing| {
            failing.stage == stage && failing.recoverable && failing.retry_at.is_some()
        })
}

/// As above; or two of its threads hang already, and it is loaded again when one of them has ended.
fn waits_for_better(view: &PluginView, stage: Stage) -> bool {
    let failed = view.errors.iter().any(|error| error.stage == stage);
    let retried = view.state.failing.as_ref().is_some_and(|failing| {
        failing.recoverable
            && failing.retry_at.is_some()
            && matches!(failing.failure, Failure::Busy { .. })
    });
    fails_but_stays_on(view, stage) || (failed && retried)
}

#[test]
fn hostile_plugins_fail_alone_and_recover_when_they_behave() {
    let gate = Gate::new();
    let mut live = gate.settings("loop", "live");
    live["live"] = json!(true);
    let stuck = [
        ("stuck-draw", gate.settings("sleep", "draw"), Stage::Draw),
        ("stuck-live", live, Stage::Draw),
    ];
    let wrong = [
        ("eater", gate.settings("panic", "update"), Stage::Update),
        ("picky", gate.settings("panic", "draw"), Stage::Draw),
        ("flooder", gate.settings("flood", "update"), Stage::Update),
        ("misfit", gate.settings("wrong size", "draw"), Stage::Draw),
    ];
    let all: Vec<(&str, Value)> = stuck
        .iter()
        .chain(&wrong)
        .map(|(id, settings, _)| (*id, settings.clone()))
        .collect();
    let farm = Farm::new(&all);
    for (id, _, stage) in stuck.iter().chain(&wrong) {
        farm.wait(id, "failed and stayed on", |view| {
            waits_for_better(view, *stage)
        });
        farm.frames_go_on();
    }
    farm.clock_has_its_turn();
    farm.clock_has_its_turn();
    farm.wait("clock", "was well", |view| {
        view.state.failing.is_none() && view.errors.is_empty()
    });

    gate.open();
    for (id, ..) in &stuck {
        farm.wait(id, "recovered", |view| {
            view.state.name == "enabled" && view.state.failing.is_none()
        });
    }
    // Who goes on misbehaving is tried again and again, and never given up.
    for (id, _, stage) in &wrong {
        farm.wait(id, "was tried again", |view| {
            let count = view.state.failing.as_ref().map(|failing| failing.count);
            count > Some(1) && fails_but_stays_on(view, *stage)
        });
    }
    farm.clock_has_its_turn();
    farm.frames_go_on();
    farm.end();
}

#[test]
fn a_plugin_that_does_not_let_itself_be_switched_off_is_off() {
    let gate = Gate::new();
    let farm = Farm::new(&[("stubborn", gate.settings("sleep", "disable"))]);
    farm.wait("stubborn", "was on", |view| view.state.name == "enabled");
    farm.switch_off("stubborn");
    assert!(gate.wait_entered(PATIENCE));
    farm.wait("stubborn", "was off", |view| view.state.name == "disabled");
    farm.wait("clock", "was on alone", |clock| {
        clock.screens.iter().any(|screen| screen.on)
    });
    farm.frames_go_on();
    farm.end();
}

#[test]
fn a_host_ends_while_plugins_hang() {
    let gate = Gate::new();
    let farm = Farm::new(&[
        ("stuck-draw", gate.settings("loop", "draw")),
        ("stuck-update", gate.settings("sleep", "update")),
    ]);
    assert!(gate.wait_entered(PATIENCE));
    farm.frames_go_on();
    farm.end();
}

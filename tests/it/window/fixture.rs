//! A running Lumarium made by hand: a snapshot, a frame, and the commands that came.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use lumarium_app::link::{FrameSource, Link};
use lumarium_core::facts::{Misfit, Place};
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::diagnostics::{
    Diagnostics, Load, MailboxView, ProcessView, QueueView, ThreadView, Whose,
};
use lumarium_core::host::handle::{Pending, Wake};
use lumarium_core::id::{PluginId, Screen};
use lumarium_core::isolation::{self, Guard};
use lumarium_core::journal::{Entry, Topic};
use lumarium_core::lifecycle::Run;
use lumarium_core::manifest::{Problem, RuntimeKind};
use lumarium_core::message::{By, Command, ProcessFacts, Refusal, TransitionKind};
use lumarium_core::reconcile::{Finding, Kind, Remedy};
use lumarium_core::snapshot::{
    ErrorEntry, FailingView, Level, LogLine, Notice, PanelView, PlayerStats, PluginView,
    ScreenView, Snapshot, StateView, Transition,
};
use lumarium_core::time::{Moment, Wall};

/// The other side of the window.
pub(super) struct Fake {
    snapshot: Mutex<Arc<Snapshot>>,
    frame: Mutex<(Frame, u64)>,
    commands: Mutex<Vec<Command>>,
    journal: Mutex<Vec<Arc<Entry>>>,
    /// How often threads and queues were asked for.
    asked: AtomicUsize,
    wakes: Mutex<Vec<Arc<Wake>>>,
    /// Why everything is refused from now on.
    refusal: Mutex<Option<String>>,
}

impl Fake {
    pub(super) fn new(snapshot: Snapshot) -> Arc<Self> {
        let frame = picture(snapshot.panel.size);
        Arc::new(Self {
            snapshot: Mutex::new(Arc::new(snapshot)),
            frame: Mutex::new((frame, 1)),
            commands: Mutex::default(),
            journal: Mutex::default(),
            asked: AtomicUsize::new(0),
            wakes: Mutex::default(),
            refusal: Mutex::default(),
        })
    }

    /// What the window sent since the last call.
    pub(super) fn sent(&self) -> Vec<Command> {
        std::mem::take(&mut *self.commands.lock().unwrap())
    }

    /// Changes the snapshot and wakes the window, as the engine does.
    pub(super) fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        let mut snapshot = (**self.snapshot.lock().unwrap()).clone();
        change(&mut snapshot);
        snapshot.revision += 1;
        *self.snapshot.lock().unwrap() = Arc::new(snapshot);
        for wake in self.wakes.lock().unwrap().iter() {
            wake();
        }
    }

    /// One more thing has happened, `secs` after the start.
    pub(super) fn tell(&self, secs: u64, topic: Topic, plugin: &str, text: &str) {
        let mut journal = self.journal.lock().unwrap();
        let number = journal.last().map_or(0, |last| last.number + 1);
        journal.push(Arc::new(Entry {
            number,
            revision: number,
            at: Moment::from_secs(secs),
            wall: Wall(1_790_000_000_000 + 1_000 * (secs as i64 - 60)),
            topic,
            plugin: PluginId::parse(plugin).ok(),
            text: text.to_owned(),
        }));
    }

    /// How often threads and queues were asked for.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Refuses everything from now on.
    pub(super) fn refuse(&self, why: &str) {
        *self.refusal.lock().unwrap() = Some(why.to_owned());
    }

    pub(super) fn wakers(&self) -> usize {
        self.wakes.lock().unwrap().len()
    }
}

impl FrameSource for Fake {
    fn frame(&self, into: &mut Frame) -> u64 {
        let shown = self.frame.lock().unwrap();
        *into = shown.0.clone();
        shown.1
    }
}

impl Link for Fake {
    fn send(&self, _by: By, command: Command) -> Result<Pending, Refusal> {
        let mut needed = false;
        if let Command::Disable {
            plugin,
            force: false,
        } = &command
        {
            let snapshot = self.snapshot();
            let view = snapshot.plugin(plugin);
            needed = view.is_some_and(|view| !view.dependents.is_empty());
        }
        self.commands.lock().unwrap().push(command);
        if let Some(why) = self.refusal.lock().unwrap().clone() {
            let hint = "make room";
            return Ok(Pending::answered(Err(Refusal::new(why, hint))));
        }
        Ok(Pending::answered(if needed {
            Err(Refusal::new(
                "Clock is needed by Weather",
                "switch Weather off first",
            ))
        } else {
            Ok("done".to_owned())
        }))
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap())
    }

    fn journal_since(&self, number: u64) -> Vec<Arc<Entry>> {
        let journal = self.journal.lock().unwrap();
        let news = journal.iter().filter(|entry| entry.number >= number);
        news.cloned().collect()
    }

    fn diagnostics(&self) -> Option<Arc<Diagnostics>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Some(Arc::new(Diagnostics {
            threads: vec![ThreadView {
                name: "engine".to_owned(),
                cpu_percent: Some(4.0),
                cpu_millis: 120,
            }],
            queues: vec![QueueView {
                name: "engine",
                waiting: 3,
                most: 7,
                bound: 1_024,
            }],
            mailboxes: vec![mailbox("clock", 3, 1), mailbox("news", 2, 4)],
            processes: processes(&self.snapshot()),
            memory_bytes: Some(32 * 1_048_576),
            ..Diagnostics::default()
        }))
    }

    fn stats(&self) -> PlayerStats {
        PlayerStats {
            frames: 100,
            ..PlayerStats::default()
        }
    }

    fn on_change(&self, wake: &Arc<Wake>) {
        self.wakes.lock().unwrap().push(Arc::clone(wake));
    }
}

/// What the processes of plugins take, and the one from which they are forked; none where there is none.
fn processes(snapshot: &Snapshot) -> Vec<ProcessView> {
    let with = snapshot.plugins.iter().filter_map(|plugin| {
        let whose = Whose::Run(plugin.id.clone(), plugin.run);
        Some((whose, plugin.process.as_ref()?.pid))
    });
    let mut all: Vec<_> = with.collect();
    if !all.is_empty() {
        all.insert(0, (Whose::Template, 4_000));
    }
    let view = |(whose, pid)| ProcessView {
        whose,
        pid,
        load: Load {
            processes: 2,
            threads: 5,
            resident_bytes: 48 << 20,
            proportional_bytes: Some(11 << 20),
            cpu_percent: Some(2.5),
            cpu_millis: 1_500,
        },
    };
    all.into_iter().map(view).collect()
}

/// The process of a plugin, of which one limit is missing.
pub(super) fn process() -> Arc<ProcessFacts> {
    let told = [
        ("user", "1000"),
        ("no_new_privileges", "true"),
        ("pid_namespace", "none"),
    ];
    let told = told.map(|(name, told)| (name.to_owned(), told.to_owned()));
    let mut isolation = isolation::guards(&told, Some("not allowed here"));
    isolation.push(Guard::memory(256 << 20));
    Arc::new(ProcessFacts {
        pid: 4_711,
        since: Wall(1_790_000_000_000 - 180_000),
        language: "Python 3.11.7".to_owned(),
        isolation,
    })
}

/// What fails for want of a network.
pub(super) fn offline(stage: Stage) -> FailingView {
    let text = "example.org cannot be reached".to_owned();
    let mut view = failing(stage, Failure::Offline { text }, Some(100));
    view.count = 1;
    view
}

/// A mailbox in which so many requests of a run wait.
fn mailbox(plugin: &str, run: u64, waiting: usize) -> MailboxView {
    MailboxView {
        plugin: id(plugin),
        run: Run(run),
        waiting,
        most: 5,
        bound: 8,
    }
}

pub(super) fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

fn screen(plugin: &str) -> Screen {
    Screen {
        plugin: id(plugin),
        name: Arc::from(plugin),
    }
}

/// A slope of colours with a dark edge.
pub(super) fn picture(size: Size) -> Frame {
    let pixels = (0..size.area() as u32).map(|index| {
        let (x, y) = (index % size.width, index / size.width);
        if x == 0 || y == 0 {
            Rgb::BLACK
        } else {
            Rgb::new(
                (x * 255 / size.width) as u8,
                128,
                (y * 255 / size.height) as u8,
            )
        }
    });
    Frame::from_pixels(size, pixels.collect()).unwrap()
}

/// A plugin that works.
pub(super) fn plugin(name: &str, wanted: bool) -> PluginView {
    let key = name.to_lowercase();
    let state = if wanted { "enabled" } else { "disabled" };
    PluginView {
        id: id(&key),
        name: name.to_owned(),
        version: Some("1.2.0".to_owned()),
        description: format!("Shows the {key}"),
        author: String::new(),
        runtime: RuntimeKind::Native,
        place: Some(Place::Bundled),
        development: false,
        wanted,
        state: StateView {
            name: state.to_owned(),
            since: Moment::from_secs(1),
            failing: None,
            because_of: None,
            can_execute: wanted,
            loaded: wanted,
        },
        reason: None,
        screens: vec![ScreenView {
            name: Arc::from(key.as_str()),
            content: Some("still".to_owned()),
            pixels: 4_096,
            duration_millis: 15_000,
            on: false,
        }],
        run: Run(3),
        load_millis: Some(4),
        last_update: None,
        last_draw: Some(Wall(1_790_000_000_000)),
        update_time: None,
        draw_time: None,
        update_interval_millis: Some(60_000),
        history: vec![transition("configured", "enabled")],
        errors: Vec::new(),
        log: Vec::new(),
        log_dropped: 0,
        late_reports: 0,
        process: None,
        problems: Vec::new(),
        requires: Vec::new(),
        dependents: Vec::new(),
        alternatives: Vec::new(),
        settings: serde_json::json!({ "face": "digital" }),
        secrets_set: Vec::new(),
        actions: Vec::new(),
        schema: None,
    }
}

fn transition(from: &str, to: &str) -> Transition {
    Transition {
        at: Moment::from_secs(2),
        wall: Wall(1_790_000_000_000),
        from: from.to_owned(),
        to: to.to_owned(),
        cause: "its enable hook returned".to_owned(),
        run: Run(3),
        times: 1,
    }
}

fn failing(stage: Stage, failure: Failure, retry: Option<u64>) -> FailingView {
    FailingView {
        stage,
        text: failure.to_string(),
        recoverable: retry.is_some(),
        failure,
        count: 2,
        retry_at: retry.map(Moment::from_secs),
    }
}

/// Clock on the panel (Weather needs it), News fails, Life is off, Ticker is broken, and a folder that is no plugin.
pub(super) fn snapshot() -> Snapshot {
    let mut clock = plugin("Clock", true);
    clock.dependents = vec![id("weather")];
    let mut weather = plugin("Weather", true);
    weather.requires = vec!["clock ^1".to_owned()];
    let mut news = plugin("News", true);
    let late = Failure::TimedOut {
        limit_millis: 5_000,
    };
    news.state.failing = Some(failing(Stage::Update, late.clone(), Some(63)));
    news.errors = vec![ErrorEntry {
        wall: Wall(1_790_000_000_000),
        run: Run(3),
        stage: Stage::Update,
        failure: late,
        recoverable: true,
        times: 2,
    }];
    news.log = vec![LogLine {
        wall: Wall(1_790_000_000_000),
        run: Run(3),
        text: "fetched 3 rows".to_owned(),
    }];
    let life = plugin("Life", false);
    let mut ticker = plugin("Ticker", true);
    let key = Failure::BadSettings {
        text: "it needs a key".to_owned(),
    };
    "error".clone_into(&mut ticker.state.name);
    ticker.state.failing = Some(failing(Stage::Configure, key, None));
    ticker.reason = Some("it needs a key".to_owned());
    Snapshot {
        revision: 7,
        at: Moment::from_secs(60),
        wall: Wall(1_790_000_000_000),
        root: PathBuf::from("/srv/lumarium"),
        panel: panel(),
        plugins: [clock, weather, news, ticker, life].map(Arc::new).to_vec(),
        misfits: vec![Misfit {
            path: PathBuf::from("/srv/lumarium/plugin-repos/odd"),
            id: None,
            problems: vec![Problem::error("manifest.json is not JSON")],
        }],
        findings: vec![Finding {
            plugin: Some(id("life")),
            kind: Kind::VersionMismatch,
            current: "changed".to_owned(),
            expected: "as installed".to_owned(),
            remedy: Remedy::Ask {
                choices: vec!["Keep as mine".to_owned(), "Restore".to_owned()],
            },
            automatic: false,
        }],
        notices: vec![Notice {
            number: 1,
            wall: Wall(1_790_000_000_000),
            level: Level::Warning,
            plugin: None,
            text: "config.json could not be read, the last good copy is used".to_owned(),
        }],
        config: Arc::default(),
        fonts: None,
        stopping: false,
    }
}

fn panel() -> PanelView {
    PanelView {
        size: Size::new(128, 32),
        brightness: 70,
        refresh_hz: 100,
        screen: Some(screen("clock")),
        since: Moment::from_secs(50),
        until: Some(Moment::from_secs(72)),
        next: Some(screen("weather")),
        paused: false,
        pinned: None,
        idle: None,
        transition: TransitionKind::Fade,
        schedule: None,
        lost: None,
    }
}

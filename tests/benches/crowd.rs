//! A busy Lumarium for benches of the window: many plugins in all states, a long journal, and with each turn a
//! new snapshot, a new line of the journal and a new picture.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lumarium_app::link::{FrameSource, Link};
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::Frame;
use lumarium_core::host::diagnostics::{Diagnostics, MailboxView, QueueView, ThreadView};
use lumarium_core::host::handle::{Pending, Wake};
use lumarium_core::id::PluginId;
use lumarium_core::journal::{Entry, Topic, change};
use lumarium_core::lifecycle::Run;
use lumarium_core::message::{By, Command, Refusal};
use lumarium_core::snapshot::{
    CallTime, ErrorEntry, FailingView, LogLine, PlayerStats, PluginView, Snapshot, Transition,
};
use lumarium_core::time::{Moment, Wall};

use crate::stopped::{Stage as Picture, Stopped};

/// Plugins.
pub(crate) const PLUGINS: usize = 200;
/// Lines of the journal.
pub(crate) const LINES: u64 = 10_000;
/// The journal tells of so many seconds.
const SECS: u64 = 60;
/// When the window opens.
const NOW: Moment = Moment::from_secs(3_600);
/// The same for display.
const WALL: i64 = 1_790_000_000_000;
/// Transitions, errors and log lines of each plugin.
const HISTORY: usize = 40;

/// The crowd.
pub(crate) struct Crowd {
    picture: Stopped,
    snapshot: Mutex<Arc<Snapshot>>,
    journal: Mutex<Vec<Arc<Entry>>>,
}

impl Crowd {
    /// The first plugin has this schema.
    pub(crate) fn new(schema: &Arc<serde_json::Value>) -> anyhow::Result<Self> {
        let picture = Stopped::new()?;
        picture.set(Picture::Still);
        let mut snapshot = (*picture.snapshot()).clone();
        picture.set(Picture::Moving);
        let models = std::mem::take(&mut snapshot.plugins);
        let plugins = (0..PLUGINS).zip(models.iter().cycle());
        let plugins = plugins.map(|(number, model)| plugin(number, model).map(Arc::new));
        snapshot.plugins = plugins.collect::<anyhow::Result<_>>()?;
        if let Some(first) = snapshot.plugins.first_mut() {
            let first = Arc::make_mut(first);
            first.schema = Some(Arc::clone(schema));
            first.settings = serde_json::json!({ "league_3": { "mode": "scroll" } });
        }
        snapshot.at = NOW;
        snapshot.wall = Wall(WALL);
        let journal = (0..LINES).map(|number| entry(number, &snapshot.plugins));
        Ok(Self {
            journal: Mutex::new(journal.collect()),
            snapshot: Mutex::new(Arc::new(snapshot)),
            picture,
        })
    }

    /// Something happens to the next plugin.
    pub(crate) fn turn(&self) {
        let mut kept = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = (**kept).clone();
        next.revision += 1;
        next.at = next.at.plus(Duration::from_millis(16));
        let number = journal.len();
        if let Some(plugin) = next.plugins.get_mut(number % PLUGINS) {
            let plugin = Arc::make_mut(plugin);
            plugin.run = Run(plugin.run.0 + 1);
            plugin.state.since = next.at;
        }
        journal.push(entry(number as u64, &next.plugins));
        *kept = Arc::new(next);
    }
}

/// One of the crowd; in turn on, off, failing and broken.
fn plugin(number: usize, model: &PluginView) -> anyhow::Result<PluginView> {
    let mut plugin = model.clone();
    plugin.id = PluginId::parse(&format!("{}-{number}", model.id))?;
    plugin.name = format!("{} {number}", model.name);
    plugin.wanted = number % 5 != 4;
    let state = ["enabled", "running", "loading", "error", "disabled"];
    let state = state.get(number % 5).copied().unwrap_or_default();
    state.clone_into(&mut plugin.state.name);
    let late = Failure::TimedOut {
        limit_millis: 5_000,
    };
    if number % 5 == 3 {
        plugin.reason = Some(format!("{late} in update; it is tried again by itself"));
        plugin.state.failing = Some(FailingView {
            stage: Stage::Update,
            text: late.to_string(),
            failure: late.clone(),
            count: 3,
            retry_at: Some(NOW.plus(Duration::from_secs(number as u64))),
            recoverable: true,
        });
    }
    plugin.requires = vec![format!("{}-{} ^1", model.id, number.saturating_sub(7))];
    let time = CallTime {
        last_ms: 1.5,
        mean_ms: 1.25,
        max_ms: 8.0,
        count: 600,
    };
    (plugin.update_time, plugin.draw_time) = (Some(time), Some(time));
    plugin.history = vec![
        Transition {
            at: NOW,
            wall: Wall(WALL),
            from: "loading".to_owned(),
            to: state.to_owned(),
            cause: "its enable hook returned".to_owned(),
            run: Run(1),
            times: 1,
        };
        HISTORY
    ];
    plugin.errors = vec![
        ErrorEntry {
            wall: Wall(WALL),
            run: Run(1),
            stage: Stage::Update,
            failure: late,
            recoverable: true,
            times: 2,
        };
        HISTORY
    ];
    let line = LogLine {
        wall: Wall(WALL),
        run: Run(1),
        text: "fetched the scores of the leagues that are shown".to_owned(),
    };
    plugin.log = vec![line; HISTORY];
    Ok(plugin)
}

/// One line of the journal: states, failures and screens in turn.
fn entry(number: u64, plugins: &[Arc<PluginView>]) -> Arc<Entry> {
    let (topic, text) = match number % 4 {
        0 => (Topic::Show, format!("shows screen {number}")),
        1 => (
            Topic::Life,
            change("loading", "enabled", "enable hook returned"),
        ),
        2 => (
            Topic::Failure,
            "update failed: no answer within 5 s".to_owned(),
        ),
        _ => (
            Topic::Life,
            change("enabled", "loading", "its files changed"),
        ),
    };
    let begun = NOW.as_nanos() - Duration::from_secs(SECS).as_nanos() as u64;
    let step = SECS * 1_000_000_000 / LINES;
    let plugin = plugins.get((number as usize / 4) % PLUGINS);
    Arc::new(Entry {
        number,
        revision: number,
        at: Moment::from_nanos(begun + number * step),
        wall: Wall(WALL - 1_000 * SECS as i64 + (number * step / 1_000_000) as i64),
        topic,
        plugin: plugin.map(|plugin| plugin.id.clone()),
        text,
    })
}

impl FrameSource for Crowd {
    fn frame(&self, into: &mut Frame) -> u64 {
        self.picture.frame(into)
    }
}

impl Link for Crowd {
    fn send(&self, by: By, command: Command) -> Result<Pending, Refusal> {
        self.picture.send(by, command)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn journal_since(&self, number: u64) -> Vec<Arc<Entry>> {
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.get(number as usize..).unwrap_or_default().to_vec()
    }

    fn diagnostics(&self) -> Option<Arc<Diagnostics>> {
        let thread = |number| ThreadView {
            name: format!("plugin {number}"),
            cpu_percent: Some(0.5),
            cpu_millis: 1_000,
        };
        let snapshot = self.snapshot();
        let mailbox = |plugin: &PluginView| MailboxView {
            plugin: plugin.id.clone(),
            run: Run(1),
            waiting: 1,
            most: 3,
            bound: 8,
        };
        let mailboxes = snapshot
            .plugins
            .iter()
            .map(|plugin| mailbox(plugin))
            .collect();
        let queue = QueueView {
            name: "engine",
            waiting: 1,
            most: 9,
            bound: 1_024,
        };
        Some(Arc::new(Diagnostics {
            at: Some(NOW),
            threads: (0..PLUGINS).map(thread).collect(),
            queues: vec![queue; 20],
            mailboxes,
            processes: Vec::new(),
            memory_bytes: Some(1 << 28),
            memory_peak_bytes: Some(1 << 29),
        }))
    }

    fn stats(&self) -> PlayerStats {
        PlayerStats {
            frames: 100_000,
            lateness: [9_000; lumarium_core::snapshot::LATENESS_MS.len() + 1],
            ..PlayerStats::default()
        }
    }

    fn on_change(&self, _wake: &Arc<Wake>) {}
}

//! All that windows, the command line and the control socket may see. Plain data: no lock, no handle,
//! no secret. This is also the wire format of the control socket.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::facts::{Misfit, Place};
use crate::failure::{Failure, Stage};
use crate::frame::Size;
use crate::id::{PluginId, Screen};
use crate::lifecycle::Run;
use crate::manifest::{PluginAction, Problem, RuntimeKind};
use crate::message::{ProcessFacts, TransitionKind};
use crate::reconcile::Finding;
use crate::time::{Moment, Wall};

/// The state of everything at one revision of the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Grows with every change.
    pub revision: u64,
    /// When it was made.
    pub at: Moment,
    /// The same for display.
    pub wall: Wall,
    /// The root.
    pub root: PathBuf,
    /// The panel and what is on it.
    pub panel: PanelView,
    /// All plugins: those in the rotation first, in order.
    pub plugins: Vec<Arc<PluginView>>,
    /// Folders and files that look like plugins and cannot be.
    pub misfits: Vec<Misfit>,
    /// What reconciliation finds now.
    pub findings: Vec<Finding>,
    /// What people should know, newest last.
    pub notices: Vec<Notice>,
    /// The main configuration without secrets and without the sections of plugins, which stand in their
    /// settings. Shared until it changes; `null` until it was read.
    #[serde(default)]
    pub config: Arc<serde_json::Value>,
    /// What people should know of the fonts that LEDMatrix's plugins draw with; absent: nothing.
    #[serde(default)]
    pub fonts: Option<String>,
    /// Everything is being stopped.
    pub stopping: bool,
}

impl Snapshot {
    /// A plugin by id.
    pub fn plugin(&self, id: &PluginId) -> Option<&PluginView> {
        self.plugins
            .iter()
            .map(AsRef::as_ref)
            .find(|view: &&PluginView| view.id == *id)
    }
}

/// The panel and what is on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PanelView {
    /// The canvas.
    pub size: Size,
    /// Percent.
    pub brightness: u8,
    /// Frames a second the player aims at.
    pub refresh_hz: u32,
    /// What is on; absent: nothing has content.
    pub screen: Option<Screen>,
    /// Since when.
    pub since: Moment,
    /// Until when; absent: pinned, paused, or alone.
    pub until: Option<Moment>,
    /// What comes next.
    pub next: Option<Screen>,
    /// The picture stands still.
    pub paused: bool,
    /// Pinned to this.
    pub pinned: Option<Screen>,
    /// Why nothing is on, in words.
    pub idle: Option<String>,
    /// How screens follow each other.
    pub transition: TransitionKind,
    /// A panel that is gone, and why.
    pub lost: Option<String>,
    /// What the schedules of the configuration do now; absent: nothing.
    #[serde(default)]
    pub schedule: Option<ScheduleView>,
}

/// What the schedules do to the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleView {
    /// They keep the panel off; what somebody asked for by name is shown all the same.
    pub off: bool,
    /// They dim it to at most so many percent.
    pub dim: Option<u8>,
    /// Until when; absent: no change is known.
    pub until: Option<Wall>,
    /// The same in words, as a sentence without its capital letter and its stop.
    pub text: String,
}

/// One plugin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PluginView {
    /// Its id.
    pub id: PluginId,
    /// For people.
    pub name: String,
    /// As written in the manifest.
    pub version: Option<String>,
    /// For people.
    pub description: String,
    /// Who wrote it.
    pub author: String,
    /// What runs it.
    pub runtime: RuntimeKind,
    /// Where it is; absent: a section without files.
    pub place: Option<Place>,
    /// Watched and reloaded when its files change.
    pub development: bool,
    /// The wish: `enabled` of the configuration.
    pub wanted: bool,
    /// The fact.
    pub state: StateView,
    /// Why it is as it is, in one sentence for people; absent when all is well.
    pub reason: Option<String>,
    /// Its screens.
    pub screens: Vec<ScreenView>,
    /// The number of its present or last run.
    pub run: Run,
    /// How long loading took, in milliseconds.
    pub load_millis: Option<u64>,
    /// When `update` last returned well.
    pub last_update: Option<Wall>,
    /// When `draw` last returned well.
    pub last_draw: Option<Wall>,
    /// How long `update` took; absent: it has not returned yet.
    #[serde(default)]
    pub update_time: Option<CallTime>,
    /// How long `draw` took; absent: it has not returned yet.
    #[serde(default)]
    pub draw_time: Option<CallTime>,
    /// Milliseconds between updates; absent: it never updates.
    pub update_interval_millis: Option<u64>,
    /// Transitions, oldest first; bounded.
    pub history: Vec<Transition>,
    /// Errors, oldest first; bounded.
    pub errors: Vec<ErrorEntry>,
    /// Log lines, oldest first; bounded.
    pub log: Vec<LogLine>,
    /// Log lines that were counted and not kept.
    pub log_dropped: u64,
    /// Reports of older runs that were dropped.
    pub late_reports: u64,
    /// The process it runs in, if it has one of its own; the last one, when it has ended.
    #[serde(default)]
    pub process: Option<Arc<ProcessFacts>>,
    /// Problems of its files.
    pub problems: Vec<Problem>,
    /// What it needs, as `id requirement`.
    pub requires: Vec<String>,
    /// Enabled plugins that need it.
    pub dependents: Vec<PluginId>,
    /// Enabled plugins that share a capability with it.
    pub alternatives: Vec<PluginId>,
    /// Its settings without secrets.
    pub settings: serde_json::Value,
    /// Secrets that are set, as keys from the top of its section; their values are nowhere to be seen.
    #[serde(default)]
    pub secrets_set: Vec<Vec<String>>,
    /// Its actions (`web_ui_actions`), without those that are meant for a page of its own.
    #[serde(default)]
    pub actions: Vec<PluginAction>,
    /// Its `config_schema.json`.
    pub schema: Option<Arc<serde_json::Value>>,
}

/// A screen of a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenView {
    /// Its name.
    pub name: Arc<str>,
    /// What it gave last: `nothing`, `still`, `clip`, `strip`, `live`; absent: not drawn yet.
    pub content: Option<String>,
    /// Pixels of what it gave last, in all pictures; at most `CONTENT_PIXELS_MAX`.
    #[serde(default)]
    pub pixels: u64,
    /// How long it stays, in milliseconds.
    pub duration_millis: u64,
    /// It is on now.
    pub on: bool,
}

/// How long a call took, from when it was sent until its answer was heard: at least what the plugin
/// itself took. Calls that failed are not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallTime {
    /// The last one, in milliseconds.
    pub last_ms: f64,
    /// The mean, in milliseconds; later ones weigh more after the first sixteen.
    pub mean_ms: f64,
    /// The longest, in milliseconds.
    pub max_ms: f64,
    /// How many.
    pub count: u64,
}

impl CallTime {
    /// One more call.
    pub fn add(&mut self, took: std::time::Duration) {
        let millis = took.as_secs_f64() * 1e3;
        self.count += 1;
        self.last_ms = millis;
        self.max_ms = self.max_ms.max(millis);
        self.mean_ms += (millis - self.mean_ms) / self.count.min(16) as f64;
    }
}

/// State and failure, always together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateView {
    /// The state's name (`State::name`).
    pub name: String,
    /// Since when.
    pub since: Moment,
    /// What fails: the error of `Error`, or the setback of a plugin that stays enabled.
    pub failing: Option<FailingView>,
    /// For `disabled`: the plugin whose switching off switched this off.
    pub because_of: Option<PluginId>,
    /// Can be asked to update or draw now.
    pub can_execute: bool,
    /// A run exists.
    pub loaded: bool,
}

impl StateView {
    /// Whether it only waits for the network: nothing is wrong with the plugin.
    pub fn is_offline(&self) -> bool {
        let failing = self.failing.as_ref();
        failing.is_some_and(|failing| failing.failure.is_offline())
    }
}

/// A failure as the snapshot shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailingView {
    /// Where.
    pub stage: Stage,
    /// What.
    pub failure: Failure,
    /// The failure in words.
    pub text: String,
    /// How many in a row.
    pub count: u32,
    /// When it is tried again by itself; absent: a new version, new settings or *Retry* is needed.
    pub retry_at: Option<Moment>,
    /// Whether time can heal it.
    pub recoverable: bool,
}

/// One recorded transition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// When (the last time, if repeated).
    pub at: Moment,
    /// The same for display.
    pub wall: Wall,
    /// From which state.
    pub from: String,
    /// To which state.
    pub to: String,
    /// Why, in words.
    pub cause: String,
    /// Which run.
    pub run: Run,
    /// How many times in a row: `enabled → running → enabled` is folded.
    pub times: u32,
}

/// One recorded error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorEntry {
    /// When (the last time, if repeated).
    pub wall: Wall,
    /// Which run.
    pub run: Run,
    /// Where.
    pub stage: Stage,
    /// What.
    pub failure: Failure,
    /// Whether time can heal it.
    pub recoverable: bool,
    /// How many times in a row.
    pub times: u32,
}

/// One line of a plugin's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub wall: Wall,
    /// Which run.
    pub run: Run,
    /// The line.
    pub text: String,
}

/// Something people should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Grows.
    pub number: u64,
    /// When.
    pub wall: Wall,
    /// How bad.
    pub level: Level,
    /// About which plugin.
    pub plugin: Option<PluginId>,
    /// What happened and what to do.
    pub text: String,
}

/// How bad a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Info,
    /// Something works less well.
    Warning,
    /// Something does not work.
    Error,
}

/// The bounds of the buckets of `PlayerStats::lateness`, in milliseconds.
pub const LATENESS_MS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 100.0];

/// How punctual the player is, in milliseconds of lateness of the frames since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlayerStats {
    /// From start of the process to the first frame on a panel; absent: none yet.
    pub first_frame_ms: Option<f64>,
    /// Frames shown.
    pub frames: u64,
    /// Refreshes that were skipped because the frame before came too late.
    pub missed: u64,
    /// Lateness: median.
    pub p50_ms: f64,
    /// Lateness: 95 of 100 are better.
    pub p95_ms: f64,
    /// Lateness: 99 of 100 are better.
    pub p99_ms: f64,
    /// Lateness: 999 of 1000 are better.
    pub p999_ms: f64,
    /// The worst.
    pub max_ms: f64,
    /// How many frames were not later than each of `LATENESS_MS`, and how many were later than all.
    #[serde(default)]
    pub lateness: [u64; LATENESS_MS.len() + 1],
}

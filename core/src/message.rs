//! The closed languages of the engine: commands from people, reports from plugins, events, effects.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::Document;
use crate::content::{Content, Hooks};
use crate::facts::{Disk, Found, Known, Misfit, RecordFacts, Registry};
use crate::failure::{Failure, Stage};
use crate::frame::Size;
use crate::id::{PluginId, Screen};
use crate::lifecycle::Run;

/// What people (window, terminal, CLI, control socket) can ask for. Also the control socket's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Switch a plugin on (and what it needs must be on).
    Enable {
        /// Which.
        plugin: PluginId,
    },
    /// Switch a plugin off; refused while enabled plugins need it, unless forced.
    Disable {
        /// Which.
        plugin: PluginId,
        /// Also switch off, in order, what needs it.
        #[serde(default)]
        force: bool,
    },
    /// A new run with its saved state given back.
    Reload {
        /// Which.
        plugin: PluginId,
    },
    /// Leave an error or a back-off now.
    Retry {
        /// Which.
        plugin: PluginId,
    },
    /// Forget a plugin's transitions, errors and log lines.
    ClearHistory {
        /// Which.
        plugin: PluginId,
    },
    /// Replace a plugin's settings; keys not named stay as they are, `null` removes one.
    Configure {
        /// Which.
        plugin: PluginId,
        /// The changed keys.
        settings: Map<String, Value>,
    },
    /// Set a value of the configuration by path.
    SetConfig {
        /// Keys from the top.
        path: Vec<String>,
        /// The value.
        value: Value,
    },
    /// Remove a value of the configuration by path.
    UnsetConfig {
        /// Keys from the top.
        path: Vec<String>,
    },
    /// Merge another configuration into ours, as one change.
    ImportConfig {
        /// What would be config.json.
        main: Map<String, Value>,
        /// What would be `config_secrets.json`.
        #[serde(default)]
        secrets: Map<String, Value>,
    },
    /// Go back to a kept copy of the configuration.
    RestoreConfig {
        /// Its number in the history.
        revision: u64,
    },
    /// The order of plugins in the rotation; those not named follow in their present order.
    Reorder {
        /// First to last.
        order: Vec<PluginId>,
    },
    /// Use a working copy elsewhere as a plugin, watched and reloaded.
    Link {
        /// Its folder or file.
        path: PathBuf,
    },
    /// Forget a link; its files stay.
    Unlink {
        /// Which.
        plugin: PluginId,
    },
    /// Remove a plugin for good: its files go to the trash, and it never returns by itself.
    Uninstall {
        /// Which.
        plugin: PluginId,
        /// Keep its section of the configuration.
        #[serde(default)]
        keep_settings: bool,
    },
    /// Answer a finding that asks.
    Decide {
        /// Which.
        plugin: PluginId,
        /// The answer.
        decision: Decision,
    },
    /// Compare wish and fact again; force also retries what was given up.
    Reconcile {
        /// Forget what was given up.
        #[serde(default)]
        force: bool,
    },
    /// Look at the disk again.
    Rescan,
    /// The next screen.
    Next,
    /// The screen before.
    Previous,
    /// Hold the present picture, or go on.
    Pause {
        /// Hold.
        on: bool,
    },
    /// Stay on a screen until unpinned.
    Pin {
        /// Which; absent: the present one.
        #[serde(default)]
        screen: Option<ScreenName>,
    },
    /// Rotate again.
    Unpin,
    /// Show a screen now, for a time, even if its turn is far.
    Show {
        /// Which.
        screen: ScreenName,
        /// How long, in milliseconds.
        millis: u64,
    },
    /// Brightness in percent, 0 to 100; kept in the configuration.
    Brightness {
        /// Percent.
        percent: u8,
    },
    /// End.
    Shutdown,
}

/// A screen as people name it: a plugin, and one of its screens if it has several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenName {
    /// Whose.
    pub plugin: PluginId,
    /// Which; absent: its first.
    #[serde(default)]
    pub name: Option<String>,
}

/// A person's answer to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The changed folder is mine: record it as it is.
    KeepAsMine,
    /// Put back what was installed.
    Restore,
    /// Found again: use it again.
    Keep,
    /// Found again: remove it again. Missing: forget its section.
    Delete,
}

/// Who gave a command; for the record and the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The window.
    Window,
    /// The terminal player.
    Terminal,
    /// The command line.
    Cli,
    /// Lumarium itself.
    Host,
}

/// The number of a command, for its answer.
pub type CommandId = u64;

/// The number of a write, for its result.
pub type Ticket = u64;

/// A command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What failed and why.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Refusal {
    /// A refusal with advice.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: Some(hint.into()),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.hint {
            Some(hint) => write!(f, "{}; {hint}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The answer to a command: what was done in words, once it is durable; or why not.
pub type Answer = Result<String, Refusal>;

/// What a run tells.
#[derive(Clone, Debug)]
pub enum Report {
    /// The code is in memory.
    Loaded {
        /// What it says about itself.
        hooks: Hooks,
    },
    /// The settings were accepted.
    Configured {
        /// What it says about itself.
        hooks: Hooks,
    },
    /// The enable hook returned.
    Enabled,
    /// `update` returned.
    Updated {
        /// What it says about itself.
        hooks: Hooks,
    },
    /// `draw` returned.
    Drawn {
        /// Which screen.
        screen: Arc<str>,
        /// What to show.
        content: Content,
        /// What it says about itself.
        hooks: Hooks,
    },
    /// A call failed; the run goes on.
    Failed {
        /// Where.
        stage: Stage,
        /// What.
        failure: Failure,
    },
    /// A live run has given no new frame for `LIVE_TIMEOUT`.
    Stalled,
    /// A line of its log.
    Log {
        /// The line, cut to `PLUGIN_TEXT_MAX`.
        text: String,
    },
    /// The run ended as told, with the state it wants back.
    Stopped {
        /// Its saved state.
        saved: Option<Value>,
    },
    /// The run ended by itself.
    Died {
        /// Why.
        failure: Failure,
    },
    /// A killed native run that did not end has ended now.
    Buried,
}

/// What is asked of a run. Posted to its mailbox in this order; never waited for.
#[derive(Clone, Debug)]
pub enum Request {
    /// Take these settings (schema defaults merged in).
    Configure {
        /// The plugin's whole section with defaults and its own secrets.
        settings: Arc<Value>,
    },
    /// The enable hook; gives saved state back first.
    Enable {
        /// What the run before saved.
        saved: Option<Arc<Value>>,
    },
    /// Fetch data.
    Update,
    /// Draw a screen.
    Draw {
        /// Which.
        screen: Arc<str>,
        /// It comes on now: begin from the start.
        fresh: bool,
    },
    /// Its screen is off: live drawing stops until the next `Draw`. Nothing is reported.
    Hide,
    /// The disable hook.
    Disable,
    /// Save state and end.
    Stop,
}

/// How a new run is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The plugin.
    pub found: Arc<Found>,
    /// The canvas.
    pub size: Size,
    /// IANA time zone of the panel.
    pub time_zone: String,
}

/// What the player shows from now on.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Which screen, for window and timeline.
    pub screen: Option<Screen>,
    /// Whose live slot, if the content is `Live`.
    pub run: Option<(PluginId, Run)>,
    /// What.
    pub content: Content,
    /// How it comes in.
    pub transition: Transition,
    /// It is the same screen with newer content: no transition, no restart of scrolling.
    pub refresh: bool,
}

/// How one screen follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The kind.
    pub kind: TransitionKind,
    /// How long it takes.
    pub length: Duration,
}

/// The kinds of transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransitionKind {
    /// At once.
    #[default]
    Cut,
    /// One fades into the other.
    Fade,
    /// The new one pushes the old one to the left.
    Slide,
}

/// One change of what is kept on disk. All edits of one write happen, or none.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Set a value of the configuration. Values whose path is secret go to the secrets file.
    Set {
        /// Keys from the top.
        path: Vec<String>,
        /// The value.
        value: Value,
        /// It belongs into `config_secrets.json`.
        secret: bool,
    },
    /// Remove a value from both files.
    Remove {
        /// Keys from the top.
        path: Vec<String>,
    },
    /// Replace both files as a whole (import, restore).
    Replace {
        /// The new documents.
        document: Arc<Document>,
    },
    /// Go back to a kept copy.
    Restore {
        /// Its number.
        revision: u64,
    },
    /// Give a plugin a section that says off, if it has none by then.
    AddSection {
        /// Whose.
        plugin: PluginId,
    },
    /// Remember what configuration and record agree on.
    Agree {
        /// Whose.
        plugin: PluginId,
        /// The agreed value of `enabled`.
        enabled: bool,
    },
    /// Record the present content as installed.
    Adopt {
        /// Whose.
        plugin: PluginId,
        /// Its content hash.
        content_hash: Option<String>,
        /// Its version.
        version: Option<String>,
    },
    /// Remember a link.
    Link {
        /// Its id.
        plugin: PluginId,
        /// The folder or file.
        path: PathBuf,
    },
    /// Forget a link.
    Unlink {
        /// Its id.
        plugin: PluginId,
    },
    /// Move the plugin's files to the trash and remember for ever that a person removed it.
    Uninstall {
        /// Whose.
        plugin: PluginId,
        /// The folder or file, if it is there.
        path: Option<PathBuf>,
        /// Keep its section.
        keep_settings: bool,
    },
    /// A person wants it again: forget the tombstone.
    Forgive {
        /// Whose.
        plugin: PluginId,
    },
    /// The record was rebuilt from configuration and disk: the damage is dealt with.
    Rebuilt,
    /// Remember which screen was on.
    Position {
        /// Its name (`Screen` as text).
        screen: String,
    },
}

/// Everything the store has read.
#[derive(Clone, Debug)]
pub struct Readings {
    /// Both configuration files as one document.
    pub config: Known<Arc<Document>>,
    /// Discovery.
    pub disk: Known<Disk>,
    /// The record.
    pub record: Known<RecordFacts>,
}

/// What the store tells.
#[derive(Clone, Debug)]
pub enum StoreEvent {
    /// Read at start, or again after a change on disk. Absent parts have not changed.
    Read {
        /// The configuration.
        config: Option<Known<Arc<Document>>>,
        /// Discovery.
        disk: Option<Known<Disk>>,
        /// The record.
        record: Option<Known<RecordFacts>>,
        /// What people should know: files repaired, somebody else's edit merged, …
        notices: Vec<String>,
    },
    /// A write is durable, or failed and changed nothing.
    Written {
        /// Which.
        ticket: Ticket,
        /// What is there now.
        result: Result<Written, String>,
    },
    /// Files of working copies have changed.
    FilesChanged {
        /// Whose; all of them found anew.
        plugins: Vec<PluginId>,
    },
    /// A path was looked at for a link.
    Inspected {
        /// The command's number.
        command: CommandId,
        /// The path.
        path: PathBuf,
        /// What is there.
        result: Result<Arc<Found>, Misfit>,
    },
    /// A reinstall ended.
    Reinstalled {
        /// Which.
        plugin: PluginId,
        /// How.
        result: ReinstallResult,
    },
    /// The registry was read.
    Registry(Registry),
}

/// The parts that a write has changed, as they are now.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The configuration.
    pub config: Option<Arc<Document>>,
    /// The record.
    pub record: Option<RecordFacts>,
    /// Discovery, where files moved.
    pub disk: Option<Disk>,
}

/// How a reinstall ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReinstallResult {
    /// Its files are there.
    Done,
    /// Out of reach: tried again later.
    Transient(String),
    /// Not in any registry, or refused: not tried again until force or a newer registry.
    Failed(String),
}

/// What the player tells.
#[derive(Clone, Debug)]
pub enum PanelEvent {
    /// A panel works.
    Showing {
        /// Its name.
        panel: String,
    },
    /// A panel is gone; it is tried again.
    Lost {
        /// Its name.
        panel: String,
        /// Why.
        reason: String,
    },
}

/// All inputs of the engine.
#[derive(Clone, Debug)]
pub enum Event {
    /// From people.
    Command {
        /// For the answer.
        id: CommandId,
        /// Who.
        by: By,
        /// What.
        command: Command,
    },
    /// From a run.
    Report {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
        /// What.
        report: Report,
    },
    /// From the store.
    Store(StoreEvent),
    /// From the player.
    Panel(PanelEvent),
    /// Time has passed.
    Tick,
}

/// All outputs of the engine. The host performs them; none of them waits.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Start a run.
    Spawn {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
        /// How.
        launch: Arc<Launch>,
    },
    /// Ask a run.
    Ask {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
        /// What.
        request: Request,
    },
    /// End a run at once.
    Kill {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
    },
    /// Show this from now on.
    Show(Arc<Scene>),
    /// Settings of the player.
    Player(PlayerSettings),
    /// Keep something on disk.
    Write {
        /// For the result.
        ticket: Ticket,
        /// All or none.
        edits: Vec<Edit>,
    },
    /// Look at the disk again.
    Rescan,
    /// Look at a path for a link.
    Inspect {
        /// The command that asks.
        command: CommandId,
        /// The path.
        path: PathBuf,
    },
    /// Ask the store to install again.
    Reinstall {
        /// The section's id.
        plugin: PluginId,
        /// Ids to look for.
        candidates: Vec<PluginId>,
    },
    /// Answer a command.
    Answer {
        /// Which.
        id: CommandId,
        /// How it went.
        answer: Answer,
    },
    /// Everything is stopped: end.
    Exit,
}

/// What the player is told apart from scenes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayerSettings {
    /// Percent, 0 to 100.
    pub brightness: u8,
    /// Time of the content stands still.
    pub paused: bool,
}

//! What a worker says in JSON.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::VERSION;

/// What a worker says in JSON. Fields that are not named here are of a newer version, and ignored.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Said {
    /// The first message of each side.
    Hello(Hello),
    /// Which limits the system has put in force.
    Limits {
        /// Name and what the system answered.
        in_force: Map<String, Value>,
    },
    /// The answer to a request.
    Reply(Reply),
    /// About a strip that was sent before.
    StripControl(StripControl),
    /// The plugin wants its section kept.
    ConfigSave {
        /// The section.
        config: Value,
    },
    /// A name could not be resolved.
    Offline,
    /// Something that could not be said otherwise.
    Note {
        /// The words.
        #[serde(default, alias = "message")]
        text: String,
    },
    /// The template has made a worker.
    Forked(Forked),
    /// The template could not.
    ForkFailed {
        /// Of which `fork`.
        id: u32,
        /// Why.
        message: String,
    },
    /// A worker of the template has ended.
    Exited(Exited),
    /// A type of a newer version.
    #[serde(other)]
    Unknown,
}

/// Who speaks, and which versions.
#[derive(Clone, Debug, Deserialize)]
pub struct Hello {
    /// The versions it speaks.
    pub protocol: Versions,
    /// Its Python.
    #[serde(default)]
    pub python: String,
    /// For the template: packages that could not be imported.
    #[serde(default)]
    pub absent: Vec<String>,
    /// For the template: its threads; with more than one it must not fork.
    #[serde(default)]
    pub threads: Option<u32>,
}

/// A range of versions.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Versions {
    /// The oldest.
    pub min: u32,
    /// The newest.
    pub max: u32,
}

impl Versions {
    /// Whether our version is among them.
    pub const fn has_ours(self) -> bool {
        self.min <= VERSION && VERSION <= self.max
    }
}

/// The one answer to a request.
#[derive(Clone, Debug, Deserialize)]
pub struct Reply {
    /// Of which request.
    pub id: u32,
    /// Whether it went well.
    pub ok: bool,
    /// If so, what came out.
    #[serde(default)]
    pub result: Map<String, Value>,
    /// If not, why.
    #[serde(default)]
    pub error: Option<Trouble>,
    /// What the plugin's methods say after the call.
    #[serde(default)]
    pub hooks: Option<Box<HookValues>>,
}

/// Why a request failed.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Trouble {
    /// In which part.
    #[serde(default)]
    pub stage: String,
    /// `offline`, `missing_package`, `needs_ledmatrix`, `memory`, `busy`, `unknown`, `plugin`.
    #[serde(default)]
    pub kind: String,
    /// In words.
    #[serde(default)]
    pub message: String,
    /// Where in the plugin.
    #[serde(default)]
    pub traceback: String,
    /// Modules that are missing.
    #[serde(default)]
    pub names: Vec<String>,
}

/// What the methods of a plugin say. Seconds; absent: it leaves it to us.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each method of a plugin that answers with yes or no"
)]
pub struct HookValues {
    /// `get_display_duration`.
    pub duration: Option<f64>,
    /// `is_cycle_complete`.
    pub cycle_complete: bool,
    /// `supports_dynamic_duration`.
    pub supports_dynamic_duration: bool,
    /// `get_dynamic_duration_cap`.
    pub dynamic_duration_cap: Option<f64>,
    /// `get_cycle_duration`.
    pub cycle_duration: Option<f64>,
    /// `has_live_priority`.
    pub has_live_priority: bool,
    /// `has_live_content`.
    pub has_live_content: bool,
    /// `get_live_modes`.
    pub live_modes: Vec<String>,
    /// `get_update_interval`.
    pub update_interval: Option<f64>,
    /// It scrolls by hand.
    pub enable_scrolling: bool,
    /// The same in newer plugins.
    pub needs_high_fps: Option<bool>,
    /// Its screens.
    pub modes: Vec<String>,
    /// Methods that threw for the first time, with what they threw.
    pub failed: Map<String, Value>,
}

/// About a strip that the host has.
#[derive(Clone, Debug, Deserialize)]
pub struct StripControl {
    /// Which.
    pub token: u64,
    /// `set`, `show` or `drop`.
    pub op: String,
    /// Pixels a second.
    #[serde(default)]
    pub speed: Option<f64>,
    /// The column at the left edge.
    #[serde(default)]
    pub position: Option<f64>,
}

/// A worker that the template has made.
#[derive(Clone, Debug, Deserialize)]
pub struct Forked {
    /// Of which `fork`.
    pub id: u32,
    /// Its process, as the host sees it.
    pub pid: u32,
    /// SIGKILL to it ends all it has started.
    #[serde(default)]
    pub namespace: bool,
    /// Why there is no namespace.
    #[serde(default)]
    pub note: Option<String>,
}

/// How a worker of the template ended.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Exited {
    /// Its process.
    pub pid: u32,
    /// Its exit code.
    #[serde(default)]
    pub exit: Option<i32>,
    /// The signal that ended it.
    #[serde(default)]
    pub signal: Option<i32>,
}

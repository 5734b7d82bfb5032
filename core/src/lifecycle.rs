//! The life of one plugin: `step` is the only place that knows which changes exist.
//! It deliberately does nothing: what must be done comes back as `Action`s.

use std::time::Duration;

use thiserror::Error;

use crate::failure::{Failing, Failure, Setback, Stage};
use crate::id::PluginId;
use crate::limits;
use crate::time::Moment;

mod edges;
mod step;

pub use edges::{Edge, STATES, edges};
pub use step::step;

/// The number of one start; whatever may arrive late carries it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Run(pub u64);

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A call that may take its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// Fetch data.
    Update,
    /// Draw a screen.
    Draw,
}

/// Who or what switched a plugin off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OffBy {
    /// A person, or the configuration.
    Person,
    /// It needs this plugin, which was switched off.
    Needs(PluginId),
}

/// What comes after unloading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing: it is on disk, that is all.
    Rest,
    /// It stays off.
    Off(OffBy),
    /// A new run.
    Reload,
}

/// The state of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// On disk, nothing in memory.
    Discovered,
    /// Code is being loaded.
    Loading {
        /// Since when.
        since: Moment,
        /// Setbacks of the run before.
        failing: Failing,
    },
    /// In memory, not configured.
    Loaded {
        /// Since when.
        since: Moment,
        /// Setbacks of the run before.
        failing: Failing,
    },
    /// Settings accepted.
    Configured {
        /// Since when.
        since: Moment,
        /// Setbacks of the run before.
        failing: Failing,
    },
    /// May be asked to update and draw.
    Enabled {
        /// Setbacks, if any: error, count and time of the next try.
        failing: Failing,
    },
    /// A call is under way.
    Running {
        /// Which.
        call: Call,
        /// Since when.
        since: Moment,
        /// Setbacks so far.
        failing: Failing,
    },
    /// Switched off.
    Disabled {
        /// By whom.
        by: OffBy,
    },
    /// Loading, configuring or enabling failed.
    Error {
        /// Where.
        stage: Stage,
        /// What, how often, and when it is tried again.
        setback: Setback,
        /// Whether a retry by time can help; else a person, a new version or a new configuration.
        recoverable: bool,
    },
    /// Being stopped.
    Unloading {
        /// Since when.
        since: Moment,
        /// What comes then.
        after: After,
    },
}

impl State {
    /// The word used in window, log and file.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Discovered => "discovered",
            Self::Loading { .. } => "loading",
            Self::Loaded { .. } => "loaded",
            Self::Configured { .. } => "configured",
            Self::Enabled { .. } => "enabled",
            Self::Running { .. } => "running",
            Self::Disabled { .. } => "disabled",
            Self::Error { .. } => "error",
            Self::Unloading { .. } => "unloading",
        }
    }

    /// The setbacks standing in the state.
    pub const fn failing(&self) -> Option<&Failing> {
        match self {
            Self::Loading { failing, .. }
            | Self::Loaded { failing, .. }
            | Self::Configured { failing, .. }
            | Self::Enabled { failing }
            | Self::Running { failing, .. } => Some(failing),
            Self::Discovered
            | Self::Disabled { .. }
            | Self::Error { .. }
            | Self::Unloading { .. } => None,
        }
    }

    /// When `Event::Late` is due, if the state does not change before.
    pub fn deadline(&self) -> Option<Moment> {
        match self {
            Self::Loading { since, .. } => Some(since.plus(limits::LOAD_TIMEOUT)),
            Self::Loaded { since, .. } | Self::Configured { since, .. } => {
                Some(since.plus(limits::CONFIGURE_TIMEOUT))
            }
            Self::Running { call, since, .. } => Some(since.plus(time_limit(*call))),
            Self::Unloading { since, .. } => Some(since.plus(limits::STOP_TIMEOUT)),
            Self::Discovered
            | Self::Enabled { .. }
            | Self::Disabled { .. }
            | Self::Error { .. } => None,
        }
    }
}

/// How long a call may take.
pub const fn time_limit(call: Call) -> Duration {
    match call {
        Call::Update => limits::UPDATE_TIMEOUT,
        Call::Draw => limits::DRAW_TIMEOUT,
    }
}

/// What can happen to a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is wanted and not loaded: a new run begins.
    Start,
    /// The worker has loaded the code.
    Loaded,
    /// The settings were accepted.
    Configured,
    /// The enable hook returned.
    Enabled,
    /// A call was sent.
    Called(Call),
    /// The call returned well.
    Returned(Call),
    /// The worker says that something failed; the run goes on.
    Failed {
        /// Where.
        stage: Stage,
        /// What.
        failure: Failure,
    },
    /// The run has ended by itself.
    Died {
        /// Why.
        failure: Failure,
    },
    /// The state's deadline has passed.
    Late,
    /// The settings have changed.
    Reconfigure,
    /// It is no longer wanted.
    SwitchOff(OffBy),
    /// It is wanted again.
    SwitchOn,
    /// Its files are gone or are being replaced.
    Unload,
    /// A person or a changed file asks for a new run.
    Reload,
    /// The run has ended as it was told to.
    Stopped,
    /// Something changed that may heal an error: new version, new configuration, a person's retry.
    Reset,
}

impl Event {
    /// Why the state changes, in the words of history and journal.
    pub fn cause(&self) -> String {
        match self {
            Self::Start => "wanted".to_owned(),
            Self::Loaded => "code loaded".to_owned(),
            Self::Configured => "settings accepted".to_owned(),
            Self::Enabled => "enable hook returned".to_owned(),
            Self::Called(Call::Update) => "update".to_owned(),
            Self::Called(Call::Draw) => "draw".to_owned(),
            Self::Returned(Call::Update) => "updated".to_owned(),
            Self::Returned(Call::Draw) => "drawn".to_owned(),
            Self::Failed { stage, failure } => format!("{stage} failed: {failure}"),
            Self::Died { failure } => failure.to_string(),
            Self::Late => "no answer in time".to_owned(),
            Self::Reconfigure => "new settings".to_owned(),
            Self::SwitchOff(OffBy::Person) => "switched off".to_owned(),
            Self::SwitchOff(OffBy::Needs(id)) => format!("needs {id}, which was switched off"),
            Self::SwitchOn => "switched on".to_owned(),
            Self::Unload => "unload".to_owned(),
            Self::Reload => "reload".to_owned(),
            Self::Stopped => "stopped".to_owned(),
            Self::Reset => "to be tried again".to_owned(),
        }
    }
}

/// What has to be done because of a step, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start a new run.
    Spawn,
    /// Call the configure hook.
    Configure,
    /// Call the enable hook (and give saved state back).
    Enable,
    /// Call the disable hook.
    Disable,
    /// Save its state and end the run.
    Stop,
    /// End the run at once.
    Kill,
}

/// A step that does not exist.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{event} is not possible while {state}")]
pub struct Illegal {
    /// The state's name.
    pub state: &'static str,
    /// The event, in words.
    pub event: String,
}

/// What a step needs to know beside state and event.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The plugin's update interval: the first wait after a failure.
    pub interval: Duration,
}

/// The stage that a failure in this state belongs to.
pub const fn stage_of(state: &State) -> Stage {
    match state {
        State::Discovered | State::Disabled { .. } => Stage::Discovery,
        State::Loading { .. } | State::Unloading { .. } => Stage::Load,
        State::Loaded { .. } => Stage::Configure,
        State::Configured { .. } => Stage::Enable,
        State::Running {
            call: Call::Update, ..
        } => Stage::Update,
        State::Running {
            call: Call::Draw, ..
        }
        | State::Enabled { .. } => Stage::Draw,
        State::Error { stage, .. } => *stage,
    }
}

/// The limit that is passed when `Event::Late` comes in this state.
pub const fn limit_of(state: &State) -> Duration {
    match state {
        State::Loading { .. } => limits::LOAD_TIMEOUT,
        State::Running { call, .. } => time_limit(*call),
        State::Enabled { .. } => limits::LIVE_TIMEOUT,
        State::Unloading { .. } => limits::STOP_TIMEOUT,
        State::Discovered
        | State::Loaded { .. }
        | State::Configured { .. }
        | State::Disabled { .. }
        | State::Error { .. } => limits::CONFIGURE_TIMEOUT,
    }
}

/// Whether a run exists in this state.
pub const fn loaded(state: &State) -> bool {
    match state {
        State::Loading { .. }
        | State::Loaded { .. }
        | State::Configured { .. }
        | State::Enabled { .. }
        | State::Running { .. }
        | State::Unloading { .. } => true,
        State::Discovered | State::Disabled { .. } | State::Error { .. } => false,
    }
}

#[cfg(test)]
mod tests;

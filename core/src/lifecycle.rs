//! The life of one plugin: `step` is the only place that knows which changes exist.
//! It deliberately does nothing: what must be done comes back as `Action`s.

use std::time::Duration;

use thiserror::Error;

use crate::failure::{Failing, Failure, Setback, Stage};
use crate::health;
use crate::id::PluginId;
use crate::limits;
use crate::time::Moment;

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

type Step = (State, Vec<Action>);

/// The next state and what has to be done. An impossible event is an error and changes nothing.
pub fn step(state: &State, event: Event, now: Moment, policy: Policy) -> Result<Step, Illegal> {
    use Action::{Configure, Enable, Kill, Spawn, Stop};
    let clean = Failing::default;
    let loading = |failing| {
        (
            State::Loading {
                since: now,
                failing,
            },
            vec![Spawn],
        )
    };
    let next = match (state, event) {
        (State::Discovered, Event::Start) => loading(clean()),
        (State::Discovered, Event::Failed { stage, failure }) => {
            broken(None, stage, failure, now, policy)
        }
        (State::Discovered | State::Disabled { .. }, Event::SwitchOff(by)) => off(by),
        (State::Discovered, Event::SwitchOn | Event::Reset | Event::Unload) => {
            (State::Discovered, vec![])
        }
        (State::Disabled { .. }, Event::SwitchOn) => (State::Discovered, vec![]),
        (State::Disabled { by }, Event::Reset | Event::Unload) => off(by.clone()),

        (State::Loading { failing, .. }, Event::Loaded) => (
            State::Loaded {
                since: now,
                failing: failing.clone(),
            },
            vec![Configure],
        ),
        (State::Loaded { failing, .. }, Event::Configured) => (
            State::Configured {
                since: now,
                failing: failing.clone(),
            },
            vec![Enable],
        ),
        (State::Configured { failing, .. }, Event::Enabled) => (
            State::Enabled {
                failing: failing.clone(),
            },
            vec![],
        ),
        (State::Configured { .. }, Event::Configured) => (state.clone(), vec![]),
        (
            State::Loaded { .. }
            | State::Configured { .. }
            | State::Enabled { .. }
            | State::Running { .. },
            Event::Reconfigure,
        ) => (state.clone(), vec![Configure]),
        (State::Loading { .. }, Event::Reconfigure) => (state.clone(), vec![]),
        (
            State::Loading { failing, .. }
            | State::Loaded { failing, .. }
            | State::Configured { failing, .. },
            Event::Failed { stage, failure },
        ) => killed(broken(failing.draw.as_ref(), stage, failure, now, policy)),
        (
            State::Loading { failing, .. }
            | State::Loaded { failing, .. }
            | State::Configured { failing, .. },
            Event::Died { failure },
        ) => broken(failing.draw.as_ref(), stage_of(state), failure, now, policy),
        (
            State::Loading { failing, .. }
            | State::Loaded { failing, .. }
            | State::Configured { failing, .. },
            Event::Late,
        ) => {
            let failure = Failure::timed_out(limit_of(state));
            killed(broken(
                failing.draw.as_ref(),
                stage_of(state),
                failure,
                now,
                policy,
            ))
        }

        (State::Enabled { failing }, Event::Called(call)) => (
            State::Running {
                call,
                since: now,
                failing: failing.clone(),
            },
            vec![],
        ),
        (State::Enabled { failing }, Event::Start) => loading(failing.clone()),
        (State::Enabled { .. } | State::Running { .. }, Event::Configured) => {
            (state.clone(), vec![])
        }
        (State::Running { call, failing, .. }, Event::Returned(done)) if *call == done => (
            State::Enabled {
                failing: healed(failing, done),
            },
            vec![],
        ),
        (
            State::Enabled { failing } | State::Running { failing, .. },
            Event::Failed {
                stage: stage @ (Stage::Discovery | Stage::Load | Stage::Configure | Stage::Enable),
                failure,
            },
        ) => {
            let (state, _) = broken(failing.draw.as_ref(), stage, failure, now, policy);
            (state, vec![Stop])
        }
        (
            State::Enabled { failing } | State::Running { failing, .. },
            Event::Failed {
                stage: Stage::Update,
                failure,
            },
        ) => (hurt(failing, Call::Update, failure, now, policy), vec![]),
        (
            State::Enabled { failing } | State::Running { failing, .. },
            Event::Failed {
                stage: Stage::Draw,
                failure,
            },
        ) => (hurt(failing, Call::Draw, failure, now, policy), vec![]),
        (State::Running { call, failing, .. }, Event::Died { failure }) => {
            (hurt(failing, *call, failure, now, policy), vec![])
        }
        (State::Enabled { failing }, Event::Died { failure }) => {
            (hurt(failing, Call::Draw, failure, now, policy), vec![])
        }
        (State::Running { call, failing, .. }, Event::Late) => {
            let failure = Failure::timed_out(time_limit(*call));
            (hurt(failing, *call, failure, now, policy), vec![Kill])
        }
        (State::Enabled { failing }, Event::Late) => {
            // A live plugin stopped giving frames: the call that hangs is its drawing.
            let failure = Failure::timed_out(limits::LIVE_TIMEOUT);
            (hurt(failing, Call::Draw, failure, now, policy), vec![Kill])
        }

        (State::Error { setback, .. }, Event::Start) => {
            let failing = Failing {
                draw: Some(setback.clone()),
                update: None,
            };
            loading(failing)
        }
        (State::Error { .. }, Event::Reset | Event::Unload | Event::Reload) => {
            (State::Discovered, vec![])
        }
        (State::Error { .. }, Event::SwitchOff(by)) => off(by),
        (State::Error { .. }, Event::Failed { stage, failure }) => {
            broken(None, stage, failure, now, policy)
        }
        (State::Error { .. }, Event::Stopped | Event::Died { .. }) => (state.clone(), vec![]),

        (State::Unloading { after, .. }, Event::Stopped | Event::Died { .. }) => {
            unloaded(after, now)
        }
        (State::Unloading { after, .. }, Event::Late) => {
            let (state, mut actions) = unloaded(after, now);
            actions.insert(0, Kill);
            (state, actions)
        }
        (State::Unloading { since, .. }, Event::SwitchOff(by)) => (
            State::Unloading {
                since: *since,
                after: After::Off(by),
            },
            vec![],
        ),
        (State::Unloading { since, .. }, Event::SwitchOn) => (
            State::Unloading {
                since: *since,
                after: After::Rest,
            },
            vec![],
        ),
        (State::Unloading { since, .. }, Event::Unload) => (
            State::Unloading {
                since: *since,
                after: After::Rest,
            },
            vec![],
        ),
        (
            State::Unloading { .. },
            Event::Reload
            | Event::Reset
            | Event::Reconfigure
            | Event::Failed { .. }
            | Event::Configured
            | Event::Enabled
            | Event::Loaded
            | Event::Returned(_),
        ) => (state.clone(), vec![]),

        (running, Event::SwitchOff(by)) => unloading(running, After::Off(by), now),
        (running, Event::Unload) => unloading(running, After::Rest, now),
        (running, Event::Reload) if loaded(running) => unloading(running, After::Reload, now),
        (running, Event::SwitchOn | Event::Reset) if loaded(running) => (running.clone(), vec![]),
        (state, event) => {
            return Err(Illegal {
                state: state.name(),
                event: format!("{event:?}"),
            });
        }
    };
    Ok(next)
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

fn off(by: OffBy) -> Step {
    (State::Disabled { by }, vec![])
}

fn killed((state, mut actions): Step) -> Step {
    actions.push(Action::Kill);
    (state, actions)
}

/// The disable hook is called where the enable hook was.
fn unloading(state: &State, after: After, now: Moment) -> Step {
    let enabled = matches!(state, State::Enabled { .. } | State::Running { .. });
    let actions = if enabled {
        vec![Action::Disable, Action::Stop]
    } else {
        vec![Action::Stop]
    };
    (State::Unloading { since: now, after }, actions)
}

fn unloaded(after: &After, now: Moment) -> Step {
    match after {
        After::Rest => (State::Discovered, vec![]),
        After::Off(by) => off(by.clone()),
        After::Reload => (
            State::Loading {
                since: now,
                failing: Failing::default(),
            },
            vec![Action::Spawn],
        ),
    }
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

fn broken(
    earlier: Option<&Setback>,
    stage: Stage,
    failure: Failure,
    now: Moment,
    policy: Policy,
) -> Step {
    let recoverable = failure.recoverable();
    let setback = health::worse(earlier, failure, now, policy.interval);
    (
        State::Error {
            stage,
            setback,
            recoverable,
        },
        vec![],
    )
}

fn hurt(failing: &Failing, call: Call, failure: Failure, now: Moment, policy: Policy) -> State {
    let mut failing = failing.clone();
    let slot = match call {
        Call::Update => &mut failing.update,
        Call::Draw => &mut failing.draw,
    };
    *slot = Some(health::worse(slot.as_ref(), failure, now, policy.interval));
    State::Enabled { failing }
}

fn healed(failing: &Failing, call: Call) -> Failing {
    let mut failing = failing.clone();
    match call {
        Call::Update => failing.update = None,
        Call::Draw => failing.draw = None,
    }
    failing
}

#[cfg(test)]
mod tests;

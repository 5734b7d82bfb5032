//! The transition table. Everything that can happen to a plugin stands in one match.

use super::{
    Action, After, Call, Event, Illegal, OffBy, Policy, State, limit_of, loaded, stage_of,
    time_limit,
};
use crate::failure::{Failing, Failure, Setback, Stage};
use crate::health;
use crate::limits;
use crate::time::Moment;

type Step = (State, Vec<Action>);

/// The next state and what has to be done. An impossible event is an error and changes nothing.
#[expect(
    clippy::too_many_lines,
    reason = "one table: a transition stands in one place and nowhere else"
)]
pub fn step(state: &State, event: Event, now: Moment, policy: Policy) -> Result<Step, Illegal> {
    use Action::{Configure, Enable, Kill, Spawn};
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
                failing: Failing {
                    start: None,
                    ..failing.clone()
                },
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
            Event::Died { failure },
        ) if was_up(failing) && failure.recoverable() => {
            (again(failing, failure, now, policy), vec![])
        }
        (
            State::Loading { failing, .. }
            | State::Loaded { failing, .. }
            | State::Configured { failing, .. },
            Event::Failed { stage, failure },
        ) => killed(broken(earlier(failing), stage, failure, now, policy)),
        (
            State::Loading { failing, .. }
            | State::Loaded { failing, .. }
            | State::Configured { failing, .. },
            Event::Died { failure },
        ) => broken(earlier(failing), stage_of(state), failure, now, policy),
        (
            State::Loading { failing, .. }
            | State::Loaded { failing, .. }
            | State::Configured { failing, .. },
            Event::Late,
        ) => {
            let failure = Failure::timed_out(limit_of(state));
            killed(broken(
                earlier(failing),
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
            // Killed, not stopped: in `Error` nothing would be left that ends a run which hangs.
            killed(broken(earlier(failing), stage, failure, now, policy))
        }
        (
            State::Enabled { .. } | State::Running { .. },
            Event::Failed {
                stage: Stage::Update,
                failure,
            },
        ) => (failed(state, Call::Update, failure, now, policy), vec![]),
        (
            State::Enabled { .. } | State::Running { .. },
            Event::Failed {
                stage: Stage::Draw,
                failure,
            },
        ) => (failed(state, Call::Draw, failure, now, policy), vec![]),
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

        (State::Error { stage, setback, .. }, Event::Start) => loading(Failing {
            start: Some((*stage, setback.clone())),
            ..clean()
        }),
        (State::Error { .. }, Event::Reset | Event::Unload | Event::Reload) => {
            (State::Discovered, vec![])
        }
        (State::Error { .. }, Event::SwitchOff(by)) => off(by),
        (State::Error { .. }, Event::Failed { stage, failure }) => {
            broken(None, stage, failure, now, policy)
        }
        (State::Error { .. }, Event::SwitchOn | Event::Stopped | Event::Died { .. }) => {
            (state.clone(), vec![])
        }

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
        (running, Event::SwitchOn) if loaded(running) => (running.clone(), vec![]),
        (running, Event::Reset) if loaded(running) => (at_once(running, now), vec![]),
        (state, event) => {
            return Err(Illegal {
                state: state.name(),
                event: format!("{event:?}"),
            });
        }
    };
    Ok(next)
}

fn off(by: OffBy) -> Step {
    (State::Disabled { by }, vec![])
}

fn killed((state, mut actions): Step) -> Step {
    actions.push(Action::Kill);
    (state, actions)
}

/// The disable hook is called where the enable hook was; in `Configured` it is already in the mailbox.
fn unloading(state: &State, after: After, now: Moment) -> Step {
    let enabled = matches!(
        state,
        State::Configured { .. } | State::Enabled { .. } | State::Running { .. }
    );
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

/// The setback that one more failure while starting makes worse: of starting, or of the run before.
fn earlier(failing: &Failing) -> Option<&Setback> {
    let start = failing.start.as_ref().map(|(_, setback)| setback);
    start.or(failing.draw.as_ref())
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

/// A plugin that was enabled when its run ended: its new run is a retry, not a first start.
const fn was_up(failing: &Failing) -> bool {
    failing.draw.is_some() || failing.update.is_some()
}

/// The retry came to nothing: it stays enabled and waits longer.
fn again(failing: &Failing, failure: Failure, now: Moment, policy: Policy) -> State {
    let call = match failing.draw {
        Some(_) => Call::Draw,
        None => Call::Update,
    };
    hurt(failing, call, failure, now, policy)
}

/// A call failed. If it is not the one under way, that one goes on.
fn failed(state: &State, call: Call, failure: Failure, now: Moment, policy: Policy) -> State {
    let clean = Failing::default();
    let failing = state.failing().unwrap_or(&clean);
    let hurt = hurt(failing, call, failure, now, policy);
    match (state, hurt) {
        (
            State::Running {
                call: present,
                since,
                ..
            },
            State::Enabled { failing },
        ) if *present != call => State::Running {
            call: *present,
            since: *since,
            failing,
        },
        (_, hurt) => hurt,
    }
}

/// A person does not want to wait: what waits is tried now. What failed and how often stays known.
fn at_once(state: &State, now: Moment) -> State {
    let mut state = state.clone();
    if let State::Enabled { failing } | State::Running { failing, .. } = &mut state {
        for setback in [&mut failing.update, &mut failing.draw]
            .into_iter()
            .flatten()
        {
            setback.retry_at = setback.retry_at.min(now);
        }
    }
    state
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

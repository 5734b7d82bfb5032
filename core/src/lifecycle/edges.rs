//! The life of a plugin as a picture needs it: every change there is, found by asking `step` itself for
//! each state and each event. Nothing here knows a transition, so the picture cannot lie.

use std::sync::LazyLock;
use std::time::Duration;

use super::{After, Call, Event, OffBy, Policy, State, step};
use crate::failure::{Failing, Failure, Setback, Stage};
use crate::id::PluginId;
use crate::time::Moment;

/// The states' names, in the order of a good life; what goes wrong comes last.
pub const STATES: [&str; 9] = [
    "discovered",
    "loading",
    "loaded",
    "configured",
    "enabled",
    "running",
    "unloading",
    "disabled",
    "error",
];

/// One change that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The name of the state before.
    pub from: &'static str,
    /// The name of the state after; never the same.
    pub to: &'static str,
    /// What can cause it, in words, in no particular order; never empty.
    pub causes: Vec<String>,
}

/// All changes of a plugin's state. Worked out once.
pub fn edges() -> &'static [Edge] {
    static EDGES: LazyLock<Vec<Edge>> = LazyLock::new(ask);
    &EDGES
}

fn ask() -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let policy = Policy {
        interval: Duration::from_secs(1),
    };
    for state in &states() {
        for event in events() {
            let cause = word(&event);
            let Ok((next, _)) = step(state, event, Moment::ZERO, policy) else {
                continue;
            };
            let (from, to) = (state.name(), next.name());
            if from == to {
                continue;
            }
            let known = edges
                .iter_mut()
                .find(|edge| (edge.from, edge.to) == (from, to));
            match known {
                Some(edge) if edge.causes.contains(&cause) => {}
                Some(edge) => edge.causes.push(cause),
                None => edges.push(Edge {
                    from,
                    to,
                    causes: vec![cause],
                }),
            }
        }
    }
    let place = |name| STATES.iter().position(|state| *state == name);
    edges.sort_by_key(|edge| (place(edge.from), place(edge.to)));
    edges
}

/// The cause as the picture says it: of a failure only where it was.
fn word(event: &Event) -> String {
    match event {
        Event::Failed { stage, .. } => format!("{stage} failed"),
        Event::Died { .. } => "its run ended".to_owned(),
        Event::SwitchOff(OffBy::Needs(_)) => "what it needs was switched off".to_owned(),
        Event::Start
        | Event::Loaded
        | Event::Configured
        | Event::Enabled
        | Event::Called(_)
        | Event::Returned(_)
        | Event::Late
        | Event::Reconfigure
        | Event::SwitchOff(OffBy::Person)
        | Event::SwitchOn
        | Event::Unload
        | Event::Reload
        | Event::Stopped
        | Event::Reset => event.cause(),
    }
}

fn setback() -> Setback {
    Setback {
        failure: crashed(),
        count: 1,
        since: Moment::ZERO,
        retry_at: Moment::ZERO,
    }
}

fn crashed() -> Failure {
    Failure::Exited {
        text: String::new(),
    }
}

fn refused() -> Failure {
    Failure::BadSettings {
        text: String::new(),
    }
}

/// Every state, with each content that a change may depend on.
fn states() -> Vec<State> {
    let since = Moment::ZERO;
    let mut states = vec![
        State::Discovered,
        State::Disabled { by: OffBy::Person },
        State::Error {
            stage: Stage::Load,
            setback: setback(),
            recoverable: true,
        },
    ];
    for after in [After::Rest, After::Off(OffBy::Person), After::Reload] {
        states.push(State::Unloading { since, after });
    }
    let draw = Failing {
        draw: Some(setback()),
        ..Failing::default()
    };
    for failing in [Failing::default(), draw] {
        let calls = [Call::Update, Call::Draw].map(|call| State::Running {
            call,
            since,
            failing: failing.clone(),
        });
        states.extend(calls);
        states.extend([
            State::Loading {
                since,
                failing: failing.clone(),
            },
            State::Loaded {
                since,
                failing: failing.clone(),
            },
            State::Configured {
                since,
                failing: failing.clone(),
            },
            State::Enabled { failing },
        ]);
    }
    states
}

/// Every event, with each content that a change may depend on.
pub(super) fn events() -> Vec<Event> {
    let mut events = vec![
        Event::Start,
        Event::Loaded,
        Event::Configured,
        Event::Enabled,
        Event::Called(Call::Update),
        Event::Called(Call::Draw),
        Event::Returned(Call::Update),
        Event::Returned(Call::Draw),
        Event::Late,
        Event::Reconfigure,
        Event::SwitchOff(OffBy::Person),
        Event::SwitchOn,
        Event::Unload,
        Event::Reload,
        Event::Stopped,
        Event::Reset,
    ];
    events.extend(
        PluginId::parse("other")
            .ok()
            .map(|id| Event::SwitchOff(OffBy::Needs(id))),
    );
    for failure in [crashed(), refused()] {
        let stages = [
            Stage::Discovery,
            Stage::Load,
            Stage::Configure,
            Stage::Enable,
            Stage::Update,
            Stage::Draw,
        ];
        events.extend(stages.map(|stage| Event::Failed {
            stage,
            failure: failure.clone(),
        }));
        events.push(Event::Died { failure });
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_and_each_event_is_asked_for() {
        for name in STATES {
            assert!(states().iter().any(|state| state.name() == name), "{name}");
        }
        assert!(states().iter().all(|state| STATES.contains(&state.name())));
        // A new event does not compile here until it is named, and then it is missed above.
        let number = |event: &Event| match event {
            Event::Start => 0,
            Event::Loaded => 1,
            Event::Configured => 2,
            Event::Enabled => 3,
            Event::Called(_) => 4,
            Event::Returned(_) => 5,
            Event::Failed { .. } => 6,
            Event::Died { .. } => 7,
            Event::Late => 8,
            Event::Reconfigure => 9,
            Event::SwitchOff(_) => 10,
            Event::SwitchOn => 11,
            Event::Unload => 12,
            Event::Reload => 13,
            Event::Stopped => 14,
            Event::Reset => 15,
        };
        let mut numbers: Vec<_> = events().iter().map(number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers, (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn the_good_life_and_its_ends_are_edges() {
        let has = |from, to, cause: &str| {
            let mut edges = edges().iter();
            let edge = edges.find(|edge| (edge.from, edge.to) == (from, to));
            edge.is_some_and(|edge| edge.causes.iter().any(|each| each == cause))
        };
        for (from, to, cause) in [
            ("discovered", "loading", "wanted"),
            ("loading", "loaded", "code loaded"),
            ("loaded", "configured", "settings accepted"),
            ("configured", "enabled", "enable hook returned"),
            ("enabled", "running", "draw"),
            ("running", "enabled", "no answer in time"),
            ("loading", "error", "load failed"),
            ("loading", "enabled", "its run ended"),
            ("error", "loading", "wanted"),
            ("enabled", "unloading", "what it needs was switched off"),
            ("unloading", "disabled", "stopped"),
            ("unloading", "loading", "stopped"),
            ("disabled", "discovered", "switched on"),
        ] {
            assert!(
                has(from, to, cause),
                "{from} → {to}: {cause}: {:#?}",
                edges()
            );
        }
        assert!(!has("disabled", "running", "draw"));
        assert!(
            edges()
                .iter()
                .all(|edge| edge.from != edge.to && !edge.causes.is_empty())
        );
    }
}

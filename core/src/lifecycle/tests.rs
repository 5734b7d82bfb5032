//! The whole state graph is walked; the examples say what people rely on.

use std::collections::{BTreeSet, VecDeque};

use super::edges::events;
use super::*;
use crate::failure::Stage;

mod promises;

const POLICY: Policy = Policy {
    interval: Duration::from_mins(1),
};

fn at(secs: u64) -> Moment {
    Moment::from_secs(secs)
}

fn other() -> PluginId {
    PluginId::parse("other").unwrap()
}

fn fail(stage: Stage) -> Event {
    let failure = Failure::error("no");
    Event::Failed { stage, failure }
}

fn refused(stage: Stage) -> Event {
    let text = "no".to_owned();
    let failure = Failure::BadSettings { text };
    Event::Failed { stage, failure }
}

/// A state without counts and times: two states of one shape have the same transitions.
fn shape(state: &State) -> String {
    let failing = |failing: &Failing| {
        let slots = [
            failing.update.is_some(),
            failing.draw.is_some(),
            failing.start.is_some(),
        ];
        format!("{slots:?}")
    };
    let rest = match state {
        State::Discovered => String::new(),
        State::Loading { failing: f, .. }
        | State::Loaded { failing: f, .. }
        | State::Configured { failing: f, .. }
        | State::Enabled { failing: f } => failing(f),
        State::Running {
            call, failing: f, ..
        } => format!("{call:?} {}", failing(f)),
        State::Disabled { by } => format!("{by:?}"),
        State::Error {
            stage, recoverable, ..
        } => format!("{stage:?} {recoverable}"),
        State::Unloading { after, .. } => format!("{after:?}"),
    };
    format!("{} {rest}", state.name())
}

type Edge = (State, Event, State, Vec<Action>);

/// Every state that any events lead to, and every legal step between them: (from, event, to, actions).
fn graph() -> (Vec<State>, Vec<Edge>) {
    let mut seen = BTreeSet::from([shape(&State::Discovered)]);
    let mut states = vec![State::Discovered];
    let mut waiting = VecDeque::from([State::Discovered]);
    let mut steps = Vec::new();
    while let Some(state) = waiting.pop_front() {
        for event in events() {
            let Ok((next, actions)) = step(&state, event.clone(), at(1_000), POLICY) else {
                continue;
            };
            if seen.insert(shape(&next)) {
                states.push(next.clone());
                waiting.push_back(next.clone());
            }
            steps.push((state.clone(), event, next, actions));
        }
    }
    (states, steps)
}

/// Takes a path of events from `Discovered`; gives the last state and all actions.
#[track_caller]
fn walk(path: &[Event]) -> (State, Vec<Action>) {
    let mut state = State::Discovered;
    let mut all = Vec::new();
    for (second, event) in path.iter().enumerate() {
        let now = at(second as u64);
        let (next, actions) = step(&state, event.clone(), now, POLICY).unwrap();
        state = next;
        all.extend(actions);
    }
    (state, all)
}

fn started() -> Vec<Event> {
    vec![
        Event::Start,
        Event::Loaded,
        Event::Configured,
        Event::Enabled,
    ]
}

fn after_start(more: &[Event]) -> (State, Vec<Action>) {
    let (_, before) = walk(&started());
    let path = [started(), more.to_vec()].concat();
    let (state, actions) = walk(&path);
    (state, actions[before.len()..].to_vec())
}

fn count(actions: &[Action], action: Action) -> usize {
    actions.iter().filter(|one| **one == action).count()
}

#[test]
fn every_state_is_reached() {
    let (states, _) = graph();
    let names: BTreeSet<&str> = states.iter().map(State::name).collect();
    assert_eq!(names.len(), 9, "{names:?}");
}

#[test]
fn from_every_state_a_path_of_time_and_success_or_a_person_leads_to_enabled() {
    let (states, steps) = graph();
    let helps = |event: &Event| match event {
        Event::Start | Event::Loaded | Event::Configured | Event::Enabled => true,
        Event::Returned(_) | Event::Stopped | Event::Late => true,
        Event::SwitchOn | Event::Reset => true,
        Event::Called(_)
        | Event::Failed { .. }
        | Event::Died { .. }
        | Event::Reconfigure
        | Event::SwitchOff(_)
        | Event::Unload
        | Event::Reload => false,
    };
    let mut good: BTreeSet<String> = states
        .iter()
        .filter(|state| matches!(state, State::Enabled { .. }))
        .map(shape)
        .collect();
    loop {
        let more: Vec<String> = steps
            .iter()
            .filter(|(from, event, to, _)| {
                helps(event) && good.contains(&shape(to)) && !good.contains(&shape(from))
            })
            .map(|(from, ..)| shape(from))
            .collect();
        if more.is_empty() {
            break;
        }
        good.extend(more);
    }
    for state in &states {
        assert!(
            good.contains(&shape(state)),
            "no way back from {}",
            shape(state)
        );
    }
}

#[test]
fn time_alone_leads_out_of_every_state_that_waits_for_a_plugin() {
    let (states, _) = graph();
    for state in states {
        let Some(deadline) = state.deadline() else {
            continue;
        };
        let (next, _) = step(&state, Event::Late, deadline, POLICY).unwrap();
        assert_ne!(next.name(), state.name(), "{}", shape(&state));
    }
}

#[test]
fn illegal_steps_name_state_and_event_and_change_nothing() {
    let state = State::Disabled { by: OffBy::Person };
    let before = state.clone();
    let illegal = step(&state, Event::Start, at(0), POLICY).unwrap_err();
    assert_eq!(illegal.to_string(), "Start is not possible while disabled");
    assert_eq!(state, before);
    let possible = |event: Event, from: &State| step(from, event, at(0), POLICY).is_ok();
    assert!(!possible(Event::Loaded, &State::Discovered));
    assert!(!possible(Event::Called(Call::Draw), &State::Discovered));
    let (enabled, _) = walk(&started());
    assert!(!possible(Event::Loaded, &enabled));
    assert!(
        !possible(Event::Returned(Call::Draw), &enabled),
        "nobody called it"
    );
    let (running, _) = after_start(&[Event::Called(Call::Update)]);
    assert!(!possible(Event::Called(Call::Draw), &running));
    assert!(!possible(Event::Returned(Call::Draw), &running));
}

#[test]
fn a_person_can_switch_off_and_remove_in_every_state() {
    let (states, _) = graph();
    for state in states {
        for event in [
            Event::SwitchOff(OffBy::Person),
            Event::Unload,
            Event::Reset,
            Event::SwitchOn,
        ] {
            let result = step(&state, event.clone(), at(0), POLICY);
            assert!(result.is_ok(), "{event:?} in {}", shape(&state));
        }
    }
}

#[test]
fn what_fails_in_update_or_draw_never_ends_in_error() {
    let (_, steps) = graph();
    for (from, event, to, _) in steps {
        let running = matches!(from, State::Enabled { .. } | State::Running { .. });
        let of_a_call = matches!(
            event,
            Event::Late
                | Event::Died { .. }
                | Event::Failed {
                    stage: Stage::Update | Stage::Draw,
                    ..
                }
        );
        if running && of_a_call {
            assert!(
                matches!(to, State::Enabled { .. } | State::Running { .. }),
                "{event:?} in {} gives {}",
                shape(&from),
                shape(&to)
            );
        }
    }
}

#[test]
fn every_failure_stands_in_the_state_with_the_time_of_the_next_try() {
    let (_, steps) = graph();
    let later = |setback: &Setback| setback.retry_at > at(1_000) && setback.count > 0;
    for (from, event, to, _) in steps {
        let failed = matches!(event, Event::Failed { .. } | Event::Died { .. });
        if !failed || matches!(from, State::Unloading { .. } | State::Error { .. }) {
            continue;
        }
        match &to {
            State::Error {
                setback,
                recoverable,
                ..
            } => {
                assert!(later(setback));
                assert_eq!(*recoverable, setback.failure.recoverable());
            }
            State::Enabled { failing } | State::Running { failing, .. } => {
                assert!(failing.worst().is_some_and(|(_, setback)| later(setback)));
            }
            State::Discovered
            | State::Loading { .. }
            | State::Loaded { .. }
            | State::Configured { .. }
            | State::Disabled { .. }
            | State::Unloading { .. } => panic!("{event:?} leads to {}", shape(&to)),
        }
    }
}

#[test]
fn a_run_is_never_left_behind() {
    // A step from a state with a run to one without must have ended it, unless it had ended itself.
    let (_, steps) = graph();
    for (from, event, to, actions) in steps {
        let ended = matches!(event, Event::Died { .. } | Event::Stopped);
        if loaded(&from) && !loaded(&to) && !ended {
            assert!(
                actions.contains(&Action::Kill),
                "{event:?} in {}",
                shape(&from)
            );
        }
        let spawns = count(&actions, Action::Spawn);
        assert_eq!(
            spawns == 1,
            matches!(to, State::Loading { .. }) && from != to,
            "{}",
            shape(&from)
        );
    }
}

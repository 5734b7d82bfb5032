//! The whole state graph is walked; the examples say what people rely on.

use std::collections::{BTreeSet, VecDeque};

use super::*;
use crate::failure::Stage;

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

fn events() -> Vec<Event> {
    let mut events = vec![
        Event::Start,
        Event::Loaded,
        Event::Configured,
        Event::Enabled,
        Event::Called(Call::Update),
        Event::Called(Call::Draw),
        Event::Returned(Call::Update),
        Event::Returned(Call::Draw),
        Event::Died {
            failure: Failure::error("ended"),
        },
        Event::Late,
        Event::Reconfigure,
        Event::SwitchOff(OffBy::Person),
        Event::SwitchOff(OffBy::Needs(other())),
        Event::SwitchOn,
        Event::Unload,
        Event::Reload,
        Event::Stopped,
        Event::Reset,
    ];
    for stage in [
        Stage::Discovery,
        Stage::Load,
        Stage::Configure,
        Stage::Enable,
        Stage::Update,
        Stage::Draw,
    ] {
        events.push(fail(stage));
        events.push(refused(stage));
    }
    events
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

#[test]
fn a_time_out_keeps_the_plugin_enabled_and_waits_a_full_interval() {
    let (state, actions) = after_start(&[Event::Called(Call::Update), Event::Late]);
    let State::Enabled { failing } = state else {
        panic!("{}", state.name())
    };
    let setback = failing.update.unwrap();
    assert_eq!(setback.failure, Failure::timed_out(limits::UPDATE_TIMEOUT));
    assert_eq!(setback.retry_at, at(5).plus(POLICY.interval));
    assert_eq!(actions, [Action::Kill]);
}

#[test]
fn failures_in_a_row_wait_longer_and_a_success_resets_them() {
    let call = [Event::Called(Call::Update), fail(Stage::Update)];
    let (state, _) = after_start(&[call.clone(), call.clone(), call].concat());
    let setback = state.failing().unwrap().update.clone().unwrap();
    assert_eq!(setback.count, 3);
    assert_eq!(setback.retry_at.since(at(9)), Duration::from_mins(4));
    let healed = [Event::Called(Call::Update), Event::Returned(Call::Update)];
    let (state, _) = after_start(
        &[
            vec![Event::Called(Call::Update), fail(Stage::Update)],
            healed.to_vec(),
        ]
        .concat(),
    );
    assert_eq!(
        state,
        State::Enabled {
            failing: Failing::default()
        }
    );
}

#[test]
fn a_success_clears_only_its_own_stage() {
    let (state, _) = after_start(&[
        fail(Stage::Update),
        Event::Called(Call::Draw),
        Event::Returned(Call::Draw),
    ]);
    let failing = state.failing().unwrap();
    assert!(failing.update.is_some() && failing.draw.is_none());
}

#[test]
fn a_failure_of_another_call_does_not_end_the_one_under_way() {
    let (state, _) = after_start(&[Event::Called(Call::Update), fail(Stage::Draw)]);
    assert!(
        matches!(&state, State::Running { call: Call::Update, failing, .. } if failing.draw.is_some())
    );
    assert!(step(&state, Event::Returned(Call::Update), at(9), POLICY).is_ok());
}

#[test]
fn a_failed_start_is_tried_again_later_each_time_and_forgotten_when_enabled() {
    let (state, actions) = walk(&[
        Event::Start,
        fail(Stage::Load),
        Event::Start,
        fail(Stage::Load),
    ]);
    let State::Error {
        setback,
        recoverable: true,
        ..
    } = &state
    else {
        panic!("{}", state.name())
    };
    assert_eq!(setback.count, 2);
    assert_eq!(count(&actions, Action::Kill), 2);
    let (state, _) = walk(&[vec![Event::Start, fail(Stage::Load)], started()].concat());
    assert_eq!(
        state,
        State::Enabled {
            failing: Failing::default()
        }
    );
}

#[test]
fn a_run_that_keeps_dying_keeps_its_count_over_the_next_run() {
    let died = Event::Died {
        failure: Failure::error("crash"),
    };
    let (state, _) = after_start(&[vec![died.clone()], started(), vec![died]].concat());
    let State::Enabled { failing } = state else {
        panic!("a crash keeps it enabled")
    };
    assert_eq!(failing.draw.unwrap().count, 2);
}

#[test]
fn refused_settings_wait_for_new_ones() {
    let (state, _) = walk(&[Event::Start, Event::Loaded, refused(Stage::Configure)]);
    assert!(matches!(
        &state,
        State::Error {
            stage: Stage::Configure,
            recoverable: false,
            ..
        }
    ));
    let (next, _) = step(&state, Event::Reset, at(9), POLICY).unwrap();
    assert_eq!(next, State::Discovered);
}

#[test]
fn a_persons_retry_leaves_the_back_off_at_once_and_keeps_the_reason() {
    let (state, _) = after_start(&[fail(Stage::Draw), Event::Reset]);
    let setback = state.failing().unwrap().draw.clone().unwrap();
    assert_eq!(setback.retry_at, at(5));
    assert_eq!(setback.count, 1);
}

#[test]
fn enable_and_disable_hooks_are_called_exactly_once_per_change() {
    let (_, actions) = walk(&started());
    assert_eq!(actions, [Action::Spawn, Action::Configure, Action::Enable]);
    let (state, actions) = after_start(&[
        Event::SwitchOff(OffBy::Person),
        Event::SwitchOff(OffBy::Person),
        Event::Unload,
        Event::SwitchOff(OffBy::Person),
        Event::Stopped,
        Event::SwitchOff(OffBy::Person),
    ]);
    assert_eq!(actions, [Action::Disable, Action::Stop]);
    assert_eq!(state, State::Disabled { by: OffBy::Person });
    // The enable hook is already in the mailbox: the disable hook follows it.
    let (_, actions) = walk(&[
        Event::Start,
        Event::Loaded,
        Event::Configured,
        Event::Unload,
    ]);
    assert_eq!(
        count(&actions, Action::Enable),
        count(&actions, Action::Disable)
    );
    let (_, actions) = walk(&[Event::Start, Event::Loaded, Event::Unload]);
    assert_eq!(count(&actions, Action::Disable), 0);
}

#[test]
fn reload_calls_the_disable_hook_saves_and_starts_a_new_run() {
    let (state, actions) = after_start(&[Event::Called(Call::Draw), Event::Reload, Event::Stopped]);
    assert_eq!(actions, [Action::Disable, Action::Stop, Action::Spawn]);
    assert_eq!(state.name(), "loading");
}

#[test]
fn a_plugin_that_does_not_stop_is_killed_and_what_was_wanted_happens() {
    let (state, actions) = after_start(&[Event::Reload, Event::Late]);
    assert_eq!(
        actions,
        [Action::Disable, Action::Stop, Action::Kill, Action::Spawn]
    );
    assert_eq!(state.name(), "loading");
    let off = OffBy::Needs(other());
    let (state, _) = after_start(&[Event::SwitchOff(off.clone()), Event::Late]);
    assert_eq!(state, State::Disabled { by: off });
}

#[test]
fn switching_on_again_while_stopping_leads_to_a_start() {
    let (state, _) = after_start(&[
        Event::SwitchOff(OffBy::Person),
        Event::SwitchOn,
        Event::Stopped,
    ]);
    assert_eq!(state, State::Discovered);
}

#[test]
fn new_settings_are_handed_over_without_a_new_run() {
    let (state, actions) = after_start(&[Event::Reconfigure, Event::Configured]);
    assert_eq!(actions, [Action::Configure]);
    assert_eq!(state.name(), "enabled");
}

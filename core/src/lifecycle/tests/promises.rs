//! What people rely on, one promise after another.

use super::*;

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

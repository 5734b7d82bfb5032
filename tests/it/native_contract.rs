//! The promises of a runtime, kept by the native one against the zoo.

use std::sync::Arc;

use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::{Frame, Rgb};
use lumarium_core::host::clock::{Clock, Manual};
use lumarium_core::lifecycle::Run;
use lumarium_core::limits;
use lumarium_core::message::{Report, Request};
use serde_json::json;

use crate::cage::{CANVAS, Cage, PATIENCE, configure, draw, failure_of, shade};
use crate::zoo::Gate;

#[test]
fn it_starts_configures_enables_updates_and_draws() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({}));
    assert!(matches!(visit.ask(Request::Update), Report::Updated { .. }));
    assert!(matches!(visit.ask(Request::Update), Report::Updated { .. }));
    assert_eq!(shade(&visit.ask(draw())), 2);
    assert!(!visit.worker.ended());
}

#[test]
fn an_unknown_program_is_refused_with_the_names_of_those_that_exist() {
    let Err(refused) = Cage::new().start("unicorn", 1) else {
        panic!("it was started");
    };
    assert!(matches!(refused, Failure::Unsupported { .. }));
    let text = refused.to_string();
    assert!(text.contains("unicorn") && text.contains("zoo"), "{text}");
}

#[test]
fn refused_settings_are_told_in_its_words_and_better_ones_are_taken() {
    let cage = Cage::new();
    let mut visit = cage.loaded(1);
    let answer = visit.ask(configure(json!({"does": "fail", "in": "configure"})));
    let expected = Failure::BadSettings {
        text: "no luck in configure".to_owned(),
    };
    assert_eq!(failure_of(&answer), Some((Stage::Configure, expected)));
    let answer = visit.ask(configure(json!({})));
    assert!(matches!(answer, Report::Configured { .. }), "{answer:?}");
}

#[test]
fn a_failing_call_does_not_end_the_run() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({"does": "flap", "in": "update"}));
    for call in 0..10 {
        let answer = visit.ask(Request::Update);
        let failed = failure_of(&answer).is_some_and(|(stage, _)| stage == Stage::Update);
        assert_eq!(failed, call % 2 == 0, "{answer:?}");
    }
    assert_eq!(shade(&visit.ask(draw())), 5);
}

#[test]
fn a_picture_of_the_wrong_size_is_refused_with_both_sizes() {
    let cage = Cage::new();
    for (run, settings) in [
        (1, json!({"does": "wrong size", "in": "draw"})),
        (2, json!({"does": "wrong clip"})),
    ] {
        let mut visit = cage.enabled(run, settings);
        let answer = visit.ask(draw());
        let Some((Stage::Draw, failure @ Failure::BadOutput { .. })) = failure_of(&answer) else {
            panic!("{answer:?}");
        };
        let text = failure.to_string();
        assert!(text.contains("65x32") && text.contains("64x32"), "{text}");
    }
    let mut visit = cage.enabled(3, json!({"does": "wrong size", "live": true}));
    let answer = visit.ask(draw());
    assert!(
        matches!(failure_of(&answer), Some((Stage::Draw, _))),
        "{answer:?}"
    );
    assert_eq!(cage.recorder.look(|seen| seen.pictures), 0);
}

#[test]
fn a_panic_in_any_hook_ends_only_that_run_and_tells_its_message() {
    let cage = Cage::new();
    let hooks = [
        "configure",
        "restore",
        "enable",
        "update",
        "draw",
        "first live",
        "live",
        "disable",
        "save",
    ];
    for (run, hook) in (1..).zip(hooks) {
        let mut visit = cage.loaded(run);
        let live = hook.ends_with("live");
        visit.post(configure(
            json!({"does": "panic", "in": hook, "live": live}),
        ));
        visit.post(Request::Enable {
            saved: Some(Arc::new(json!({"count": 0}))),
        });
        for request in [Request::Update, draw()] {
            // Refused once it has died.
            visit.worker.post(request);
        }
        if !live && hook != "draw" && hook != "update" {
            visit.worker.post(Request::Disable);
            visit.worker.post(Request::Stop);
        }
        let text = cage.recorder.wait(hook, |seen| {
            seen.reports.iter().find_map(|told| {
                if let Report::Died {
                    failure: Failure::Panicked { text },
                } = &told.report
                    && told.run == Run(run)
                {
                    Some(text.clone())
                } else {
                    None
                }
            })
        });
        assert!(
            text.starts_with(&format!("eaten in {hook} (zoo.rs:")),
            "{text}"
        );
        assert!(visit.worker.ended());
        visit.worker.kill();
        assert_eq!(cage.runtime.zombies(), 0);
    }
}

#[test]
fn a_panic_while_it_is_made_or_dropped_is_told() {
    let cage = Cage::new();
    let mut unborn = cage
        .start("zoo-unborn", 1)
        .unwrap_or_else(|why| panic!("{why}"));
    let answer = unborn.next();
    assert!(matches!(answer, Report::Died { .. }), "{answer:?}");
    let mut visit = cage.enabled(2, json!({"does": "panic", "in": "drop"}));
    let told = visit.ask(Request::Stop);
    assert!(matches!(told, Report::Log { .. }), "{told:?}");
    let last = visit.next();
    assert!(matches!(last, Report::Stopped { .. }), "{last:?}");
}

#[test]
fn a_stop_gives_the_state_and_the_next_run_takes_it_back() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({}));
    visit.ask(Request::Update);
    visit.post(Request::Disable);
    let Report::Stopped { saved: Some(saved) } = visit.ask(Request::Stop) else {
        panic!("it did not stop with a state");
    };
    assert!(visit.worker.ended());
    let mut next = cage.loaded(2);
    next.ask(configure(json!({})));
    next.ask(Request::Enable {
        saved: Some(Arc::new(saved)),
    });
    next.ask(Request::Update);
    assert_eq!(shade(&next.ask(draw())), 2);
}

#[test]
fn too_large_a_state_is_not_kept_and_that_is_told() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({"does": "huge", "in": "save"}));
    assert!(matches!(visit.ask(Request::Stop), Report::Log { .. }));
    assert!(matches!(visit.next(), Report::Stopped { saved: None }));
}

#[test]
fn a_run_that_hangs_can_be_abandoned_and_is_counted_until_it_ends() {
    let cage = Cage::new();
    let gates = [Gate::new(), Gate::new()];
    let ways = [("loop", "draw"), ("sleep", "update")];
    let mut abandoned = Vec::new();
    for ((run, gate), (does, hook)) in (1..).zip(&gates).zip(ways) {
        let mut visit = cage.enabled(run, gate.settings(does, hook));
        visit.post(if hook == "draw" {
            draw()
        } else {
            Request::Update
        });
        assert!(gate.wait_entered(PATIENCE), "it never came to the gate");
        visit.worker.kill();
        assert!(!visit.worker.ended());
        abandoned.push((visit.run, visit.read));
        drop(visit);
    }
    assert_eq!(cage.runtime.zombies(), limits::ZOMBIES_PER_PLUGIN_MAX);
    let Err(busy) = cage.start("zoo", 3) else {
        panic!("a third run was started beside two zombies");
    };
    assert!(matches!(busy, Failure::Busy { .. }));
    assert!(busy.to_string().contains("1, 2"), "{busy}");
    gates.iter().for_each(Gate::open);
    for (run, read) in abandoned {
        let last = cage.recorder.report_at(run, read);
        assert!(matches!(last, Report::Buried), "{last:?}");
    }
    assert_eq!(cage.runtime.zombies(), 0);
    cage.enabled(3, json!({}));
}

#[test]
fn a_plugin_that_never_acknowledges_a_stop_blocks_nobody() {
    let cage = Cage::new();
    let gate = Gate::new();
    let mut visit = cage.enabled(1, gate.settings("sleep", "disable"));
    visit.post(Request::Disable);
    assert!(gate.wait_entered(PATIENCE), "it never came to the gate");
    visit.post(Request::Stop);
    let taken = (0..100)
        .filter(|_| visit.worker.post(Request::Update))
        .count();
    assert!(taken < 100, "the mailbox has no bound");
    let before = cage.recorder.count(Run(1));
    visit.worker.kill();
    gate.open();
    let last = cage.recorder.report_at(Run(1), before);
    assert!(matches!(last, Report::Buried), "{last:?}");
}

#[test]
fn an_idle_run_ends_when_its_worker_is_dropped() {
    let cage = Cage::new();
    let visit = cage.enabled(1, json!({}));
    let (run, read) = (visit.run, visit.read);
    drop(visit);
    let last = cage.recorder.report_at(run, read);
    assert!(matches!(last, Report::Buried), "{last:?}");
    assert_eq!(cage.runtime.zombies(), 0);
}

#[test]
fn live_pictures_come_by_themselves_and_the_first_before_the_answer() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({"live": true}));
    let answer = visit.ask(draw());
    assert!(matches!(answer, Report::Drawn { .. }), "{answer:?}");
    let before = cage.recorder.look(|seen| {
        let answer = seen.reports.last();
        answer.map_or(0, |told| told.pictures_before)
    });
    assert!(before > 0, "the answer came before a picture");
    cage.recorder
        .wait("more pictures", |seen| (seen.pictures > 20).then_some(()));
    let last = cage.recorder.look(|seen| seen.last.clone());
    let mut white = Frame::black(CANVAS);
    white.fill(Rgb::WHITE);
    assert_eq!(last.as_deref(), Some(&white));
    assert_eq!(cage.recorder.count(Run(1)), 4, "a picture is not a report");
}

#[test]
fn live_drawing_ends_when_hidden_disabled_or_no_longer_live() {
    let ends: [fn() -> Request; 3] = [
        || Request::Hide,
        || Request::Disable,
        || configure(json!({"live": false})),
    ];
    for end in ends {
        let cage = Cage::new();
        let mut visit = cage.enabled(1, json!({"live": true}));
        visit.ask(draw());
        let request = end();
        let answered = matches!(request, Request::Configure { .. });
        visit.post(request);
        if answered {
            visit.next();
            visit.ask(draw());
        }
        visit.ask(Request::Update);
        let before = cage.recorder.look(|seen| seen.pictures);
        for _ in 0..200 {
            visit.ask(Request::Update);
        }
        assert_eq!(cage.recorder.look(|seen| seen.pictures), before);
    }
}

#[test]
fn a_live_run_that_fails_says_so_once_and_goes_on() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({"does": "fail", "in": "live", "live": true}));
    assert!(matches!(visit.ask(draw()), Report::Drawn { .. }));
    let answer = visit.next();
    assert!(
        matches!(failure_of(&answer), Some((Stage::Draw, _))),
        "{answer:?}"
    );
    assert!(matches!(visit.ask(Request::Update), Report::Updated { .. }));
}

#[test]
fn a_live_run_that_gives_no_picture_in_time_is_seen_from_outside() {
    let clock = Arc::new(Manual::default());
    let cage = Cage::with_clock(Arc::clone(&clock) as Arc<dyn Clock>);
    let gate = Gate::new();
    let mut settings = gate.settings("loop", "live");
    settings["live"] = json!(true);
    let mut visit = cage.enabled(1, settings);
    visit.ask(draw());
    assert!(gate.wait_entered(PATIENCE), "it never came to the gate");
    assert!(!visit.worker.stalled());
    clock.advance(limits::LIVE_TIMEOUT);
    assert!(visit.worker.stalled());
    gate.open();
    cage.recorder
        .wait("a picture", |seen| (seen.pictures > 2).then_some(()));
    visit.post(Request::Hide);
    visit.ask(Request::Update);
    assert!(!visit.worker.stalled());
}

#[test]
fn floods_are_cut_and_never_more_than_one_report_a_request() {
    let cage = Cage::new();
    let mut visit = cage.enabled(1, json!({"does": "flood", "in": "update"}));
    let answer = visit.ask(Request::Update);
    let Some((Stage::Update, failure)) = failure_of(&answer) else {
        panic!("{answer:?}");
    };
    assert!(failure.to_string().len() <= limits::PLUGIN_TEXT_MAX + '…'.len_utf8());
    visit.ask(configure(json!({"does": "many screens"})));
    let answer = visit.ask(Request::Update);
    let refused = failure_of(&answer).map(|(_, failure)| failure);
    assert!(
        matches!(refused, Some(Failure::BadOutput { .. })),
        "{refused:?}"
    );
    visit.ask(configure(json!({"does": "huge"})));
    assert!(matches!(visit.ask(draw()), Report::Drawn { .. }));
    visit.ask(configure(json!({"does": "redraw"})));
    assert!(matches!(visit.ask(draw()), Report::Drawn { .. }));
    visit.ask(configure(json!({"does": "allocate", "in": "draw"})));
    assert!(matches!(visit.ask(draw()), Report::Drawn { .. }));
    assert_eq!(cage.recorder.count(Run(1)), visit.read);
}

#[test]
fn a_slow_answer_is_an_answer() {
    let cage = Cage::new();
    let gate = Gate::new();
    let mut settings = gate.settings("slow", "draw");
    settings["millis"] = json!(5);
    let mut visit = cage.enabled(1, settings);
    assert!(matches!(visit.ask(draw()), Report::Drawn { .. }));
}

#[test]
fn the_whole_zoo_at_once_does_not_stop_a_good_one() {
    let cage = Cage::new();
    let gate = Gate::new();
    let mut animals = Vec::new();
    for (run, settings) in (2..).zip(gate.misdeeds()) {
        let name = format!("animal-{run}");
        let mut animal = cage
            .start_as(&name, "zoo", run)
            .unwrap_or_else(|why| panic!("{why}"));
        animal.post(configure(settings));
        animal.post(Request::Enable { saved: None });
        for request in [Request::Update, draw(), Request::Disable, Request::Update] {
            // Refused by those that are dead already.
            animal.worker.post(request);
        }
        animals.push(animal);
    }
    let mut good = cage.enabled(1, json!({}));
    for _ in 0..20 {
        assert!(matches!(good.ask(Request::Update), Report::Updated { .. }));
    }
    assert_eq!(shade(&good.ask(draw())), 20);
    assert!(gate.wait_entered(PATIENCE), "none came to the gate");
    drop(animals);
    assert!(cage.runtime.zombies() > 0);
    gate.open();
    good.ask(Request::Update);
    assert!(!good.worker.ended());
}

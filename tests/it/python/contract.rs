//! What a plugin that behaves can count on.

use lumarium_core::content::Content;
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::message::{Report, Request};
use serde_json::{Value, json};

use super::pen::Pen;
use super::processes;
use crate::cage::{configure, draw, failure_of, shade};

#[test]
fn it_starts_configures_enables_updates_draws_and_stops_with_its_state() {
    for pen in [Pen::new, Pen::closed] {
        let Some(pen) = pen() else { return };
        let mut guest = pen.enabled(1, "good", json!({}));
        for _ in 0..2 {
            let answer = guest.ask(Request::Update);
            assert!(matches!(answer, Report::Updated { .. }), "{answer:?}");
        }
        assert_eq!(shade(&guest.ask(draw())), 2);
        guest.post(Request::Disable);
        let Report::Stopped { saved: Some(saved) } = guest.ask(Request::Stop) else {
            panic!("it did not stop with a state");
        };
        assert_eq!(saved, json!({"count": 2}));
        assert!(guest.worker.ended());
        pen.is_left_empty();

        let mut next = pen.start_saved(2, "good", json!({}), Some(saved));
        next.next();
        next.ask(configure(json!({})));
        next.ask(Request::Enable { saved: None });
        next.ask(Request::Update);
        assert_eq!(shade(&next.ask(draw())), 3);
        next.killed();
        pen.is_left_empty();
    }
}

#[test]
fn it_is_an_ordinary_user_and_says_what_keeps_it_in() {
    for pen in [Pen::new, Pen::closed] {
        let Some(pen) = pen() else { return };
        let guest = pen.enabled(1, "good", json!({}));
        let facts = guest.facts();
        assert!(pen.workers().contains(&facts.pid), "{facts:?}");
        assert!(facts.language.starts_with("Python 3."), "{facts:?}");
        for name in ["user", "no_new_privileges", "dies_with_parent"] {
            assert!(guest.holds(name), "{name}: {facts:?}");
        }
        let status = std::fs::read_to_string(format!("/proc/{}/status", facts.pid)).unwrap();
        let rights = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
        let reading = !guest.in_force("reads").is_empty();
        // The right to read what is closed to others, and only where that is needed.
        let expected = if reading {
            "0000000000000004"
        } else {
            "0000000000000000"
        };
        assert_eq!(rights.map(str::trim), Some(expected), "{facts:?}");
    }
}

#[test]
fn new_settings_reach_it() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "good", json!({"shade": 40}));
    assert_eq!(shade(&guest.ask(draw())), 40);
    let answer = guest.ask(configure(json!({"shade": 50})));
    assert!(matches!(answer, Report::Configured { .. }), "{answer:?}");
    assert_eq!(shade(&guest.ask(draw())), 50);
}

#[test]
fn a_folder_without_its_file_is_the_plugins_failure() {
    let Some(pen) = Pen::new() else { return };
    let folder = pen.root().join("plugin-repos/broken");
    std::fs::create_dir_all(&folder).unwrap();
    let texts = ["import what_nobody_has", "this is not Python", "x = 1"];
    for (run, text) in (1..).zip(texts) {
        std::fs::write(folder.join("manager.py"), text).unwrap();
        let mut broken = pen.start_found(run, "broken", &folder);
        let Report::Died { failure } = broken.next() else {
            panic!("it was loaded");
        };
        match (run, failure) {
            (1, Failure::Lacks { text }) => {
                assert!(text.contains("what_nobody_has"), "{text}");
            }
            (2 | 3, Failure::Error { .. }) => {}
            (_, other) => panic!("{other:?}"),
        }
    }
    pen.is_as_before();
}

#[test]
fn a_strip_is_given_once_and_its_changes_after_it() {
    let Some(pen) = Pen::new() else { return };
    let strip = |report: &Report| {
        let (Report::Drawn { content, .. } | Report::Changed { content, .. }) = report else {
            return None;
        };
        let Content::Strip(strip) = content else {
            panic!("no strip: {content:?}");
        };
        Some((strip.length(), strip.pixels_per_second()))
    };
    for (run, then) in [(1, "another strip"), (2, "another pace"), (3, "nothing")] {
        let settings: Value = json!({"then": then});
        let mut guest = pen.enabled(run, "strip", settings);
        assert_eq!(strip(&guest.ask(draw())), Some((300, 50.0)));
        guest.ask(Request::Update);
        let answer = guest.ask(draw());
        let expected = match then {
            "another strip" => (201, 50.0),
            "another pace" => (300, 21.0),
            _ => (300, 50.0),
        };
        assert_eq!(strip(&answer), Some(expected), "{then}");
        guest.killed();
    }
    pen.is_left_empty();
}

#[test]
fn who_scrolls_by_hand_is_asked_until_it_is_hidden() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "hand", json!({}));
    let answer = guest.ask(draw());
    let Report::Drawn { content, hooks, .. } = answer else {
        panic!("not drawn: {answer:?}");
    };
    assert!(matches!(content, Content::Live), "{content:?}");
    assert_eq!(hooks.redraw_after, None, "the engine asks, too");
    pen.recorder
        .wait("many pictures", |seen| (seen.pictures > 50).then_some(()));
    guest.post(Request::Hide);
    // Its answer comes after the last picture that may come.
    guest.ask(Request::Update);
    let before = pen.recorder.look(|seen| seen.pictures);
    for _ in 0..20 {
        guest.ask(Request::Update);
    }
    assert_eq!(pen.recorder.look(|seen| seen.pictures), before);
    guest.ask(draw());
    pen.recorder.wait("pictures again", |seen| {
        (seen.pictures > before + 5).then_some(())
    });
}

#[test]
fn who_stops_scrolling_stands_and_who_has_nothing_more_says_so() {
    let Some(pen) = Pen::new() else { return };
    for (run, settings) in [(1, json!({"stops": 20})), (2, json!({"gone": 20}))] {
        let mut guest = pen.enabled(run, "hand", settings);
        guest.ask(draw());
        let last = loop {
            if let Report::Changed { content, .. } = guest.any() {
                break content;
            }
        };
        match (run, last) {
            (1, Content::Still(frame)) => assert_eq!(super::pen::shade(&frame), 21),
            (2, Content::Nothing) => {}
            (_, other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_killed_template_takes_its_workers_along_and_the_next_plugin_gets_a_new_one() {
    let Some(pen) = Pen::new() else { return };
    let mut guests: Vec<_> = (1..4)
        .map(|run| pen.enabled(run, "good", json!({})))
        .collect();
    let workers = pen.workers();
    assert!(workers.len() >= 3, "{workers:?}");
    let template = pen.template().unwrap();
    processes::kill(template);
    workers.into_iter().for_each(processes::ends);
    for guest in &mut guests {
        let last = guest.next();
        let Report::Died { failure } = last else {
            panic!("{last:?}");
        };
        assert!(matches!(failure, Failure::Exited { .. }), "{failure:?}");
    }
    pen.is_as_before();
    assert_ne!(pen.template(), Some(template));
}

#[test]
fn a_killed_worker_is_told_with_its_signal_and_the_others_do_not_notice() {
    let Some(pen) = Pen::new() else { return };
    let mut calm = pen.enabled(1, "good", json!({}));
    let mut guest = pen.enabled(2, "good", json!({}));
    processes::kill(guest.facts().pid);
    let Report::Died { failure } = guest.next() else {
        panic!("it did not die");
    };
    let text = failure.to_string();
    assert!(text.contains("signal 9"), "{text}");
    assert!(matches!(calm.ask(Request::Update), Report::Updated { .. }));
    drop(guest);
    drop(calm);
    pen.is_left_empty();
}

#[test]
fn a_dropped_runtime_leaves_nothing() {
    let Some(pen) = Pen::new() else { return };
    let mut guests: Vec<_> = ["good", "sleeps", "daemon"]
        .into_iter()
        .zip(1..)
        .map(|(name, run)| pen.enabled(run, name, json!({})))
        .collect();
    guests[1].post(Request::Update);
    guests[1].says("asleep");
    guests[2].ask(Request::Update);
    let root = pen.root().to_owned();
    let host = std::process::id();
    let template = pen.template();
    drop((guests, pen));
    processes::all_end(|| processes::workers_of(&root, host));
    template.into_iter().for_each(processes::ends);
}

#[test]
fn what_a_call_throws_is_its_failure_and_the_run_goes_on() {
    let Some(pen) = Pen::new() else { return };
    for (run, method) in (1..).zip(["update", "display", "enable", "configure"]) {
        let mut guest = pen.enabled(run, "exits", json!({}));
        guest.ask(configure(json!({"in": method})));
        let (answer, stage) = match method {
            "update" => (guest.ask(Request::Update), Stage::Update),
            "display" => (guest.ask(draw()), Stage::Draw),
            "enable" => (guest.ask(Request::Enable { saved: None }), Stage::Enable),
            _ => {
                let answer = guest.ask(configure(json!({"in": "configure", "again": 1})));
                (answer, Stage::Configure)
            }
        };
        let found = failure_of(&answer).map(|(stage, _)| stage);
        assert_eq!(found, Some(stage), "{method}: {answer:?}");
        assert!(!guest.worker.ended());
        guest.killed();
    }
}

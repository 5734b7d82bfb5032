//! One test for each vice: the plugin is blamed with the right failure, a plugin beside it is served as
//! ever, and no process is left of it. Nobody waits for a deadline here: those are the engine's.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else comes is wrong, and told"
)]

use lumarium_core::content::Content;
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::limits;
use lumarium_core::message::{Report, Request};
use serde_json::{Value, json};

use super::pen::{Guest, Pen};
use super::processes;
use crate::cage::{configure, draw, failure_of, shade};

/// The failure of a run that has ended.
fn died(report: Report) -> Failure {
    let Report::Died { failure } = report else {
        panic!("it did not die: {report:?}");
    };
    failure
}

/// The words of a failure that ended its run.
fn exited(report: Report) -> String {
    match died(report) {
        Failure::Exited { text } => text,
        other => panic!("{other:?}"),
    }
}

fn draw_again() -> Request {
    Request::Draw {
        screen: "main".into(),
        fresh: false,
    }
}

/// A call that never returns, until the run is killed.
fn hangs(name: &str, request: Request, words: &str) {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, name, json!({}));
    guest.post(request);
    guest.says(words);
    pen.is_as_before_beside(guest);
}

#[test]
fn an_update_that_sleeps_for_ever() {
    hangs("sleeps", Request::Update, "asleep");
}

#[test]
fn a_display_that_never_rests() {
    hangs("spins", draw(), "spinning");
}

#[test]
fn an_import_that_never_ends() {
    let Some(pen) = Pen::new() else { return };
    let guest = pen.start(1, "unborn", json!({}));
    guest.says("being born");
    pen.is_as_before_beside(guest);
}

#[test]
fn a_call_of_exit_and_a_crash_in_c_are_told_as_what_they_are() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "leaves", json!({}));
    assert_eq!(exited(guest.ask(draw())), "it ended with code 3");
    let mut guest = pen.enabled(2, "leaves", json!({"in": "update"}));
    assert_eq!(exited(guest.ask(Request::Update)), "it ended with code 3");
    let mut guest = pen.enabled(3, "crashes", json!({}));
    assert_eq!(exited(guest.ask(draw())), "it crashed (signal 11)");
    let log = guest.log().join("\n");
    assert!(
        log.contains("crashes/manager.py"),
        "where is not told: {log}"
    );
    pen.is_as_before();
}

#[test]
fn two_gigabytes_are_not_to_be_had() {
    let Some(pen) = Pen::new() else { return };
    for (run, bites) in [(1, false), (2, true)] {
        let mut guest = pen.enabled(run, "eats", json!({"bites": bites}));
        assert!(guest.holds("address_space"));
        let pid = guest.facts().pid;
        match guest.ask(Request::Update) {
            Report::Failed { stage, failure } => {
                assert_eq!(stage, Stage::Update);
                assert!(failure.to_string().contains("more memory"), "{failure}");
                let own = processes::resident(pid);
                assert!(own < limits::WORKER_ADDRESS_SPACE, "{own}");
                guest.killed();
            }
            // Who takes it bit by bit may be ended on the way.
            Report::Died { failure } if bites => {
                assert!(failure.to_string().contains("memory"), "{failure}");
            }
            other => panic!("{other:?}"),
        }
    }
    pen.is_as_before();
}

#[test]
fn two_hundred_threads_are_too_many() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "threads", json!({}));
    let counted = guest.is_counted();
    let answer = guest.ask(Request::Update);
    if counted {
        let failure = failure_of(&answer).map(|(_, failure)| failure.to_string());
        assert!(
            failure.is_some_and(|text| text.contains("thread")),
            "{answer:?}"
        );
    } else {
        println!("not counted here: {}", guest.in_force("processes"));
    }
    assert!(matches!(guest.ask(draw()), Report::Drawn { .. }));
    pen.is_as_before_beside(guest);
}

#[test]
fn a_fork_bomb_is_over_with_its_plugin() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "bomb", json!({}));
    if !guest.is_counted() {
        println!("skipped: processes are not counted here, and a bomb would hit whoever tests");
        return;
    }
    guest.post(Request::Update);
    guest.says("full");
    let there = pen.workers().len();
    assert!(
        there > 10 && there <= limits::WORKER_PROCESSES as usize,
        "{there}"
    );
    pen.is_as_before_beside(guest);
}

#[test]
fn a_daemon_that_was_forked_twice_is_over_with_its_plugin() {
    for killed in [true, false] {
        let Some(pen) = Pen::new() else { return };
        let mut guest = pen.enabled(1, "daemon", json!({"leave": !killed}));
        guest.ask(Request::Update);
        guest.says("a daemon is there");
        assert!(pen.workers().len() >= 2);
        if killed {
            pen.is_as_before_beside(guest);
        } else {
            assert_eq!(exited(guest.ask(draw())), "it ended with code 0");
            pen.is_as_before();
        }
    }
}

#[test]
fn who_closes_every_descriptor_has_left() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "closes", json!({}));
    let text = exited(guest.ask(draw()));
    assert!(text.contains("closed its connection"), "{text}");
    pen.is_as_before();
}

#[test]
fn whatever_is_written_into_the_connection_hurts_only_who_wrote_it() {
    let Some(pen) = Pen::new() else { return };
    for (run, say) in (1..).zip(["garbage", "nonsense", "too long", "answer", "large picture"]) {
        let mut guest = pen.enabled(run, "forges", json!({"say": say}));
        let failure = died(guest.ask(draw()));
        assert!(
            matches!(failure, Failure::BadOutput { .. }),
            "{say}: {failure:?}"
        );
    }
    let mut guest = pen.enabled(10, "forges", json!({"say": "news"}));
    assert_eq!(shade(&guest.ask(draw())), 6);
    pen.is_as_before_beside(guest);
}

#[test]
fn a_flood_of_output_is_a_bounded_log() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "floods", json!({}));
    let answer = guest.ask(Request::Update);
    assert!(matches!(answer, Report::Updated { .. }), "{answer:?}");
    guest.says("not kept");
    let log = guest.log();
    assert!(
        log.iter()
            .all(|line| line.len() <= limits::PLUGIN_TEXT_MAX + '…'.len_utf8())
    );
    // Two and a half million lines.
    assert!(log.len() < 10_000, "{} lines reached the engine", log.len());
    guest.killed();
    let mut guest = pen.enabled(2, "floods", json!({"ever": true}));
    guest.post(Request::Update);
    guest.says("and on");
    pen.is_as_before_beside(guest);
}

#[test]
fn what_ends_a_program_ends_no_plugin() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "exits", json!({"in": "hooks"}));
    for _ in 0..5 {
        let answer = guest.ask(Request::Update);
        assert!(matches!(answer, Report::Updated { .. }), "{answer:?}");
        assert_eq!(shade(&guest.ask(draw())), 5);
    }
    guest.killed();
    for (run, method) in (2..).zip(["save", "cleanup", "disable"]) {
        let mut guest = pen.enabled(run, "exits", json!({"in": method}));
        guest.post(Request::Disable);
        let last = guest.ask(Request::Stop);
        assert!(matches!(last, Report::Stopped { .. }), "{method}: {last:?}");
    }
    let mut guest = pen.enabled(10, "exits", json!({}));
    guest.ask(configure(json!({"in": "all"})));
    for _ in 0..8 {
        let answer = guest.ask(Request::Update);
        assert_eq!(
            failure_of(&answer).map(|(stage, _)| stage),
            Some(Stage::Update)
        );
        let answer = guest.ask(draw());
        assert_eq!(
            failure_of(&answer).map(|(stage, _)| stage),
            Some(Stage::Draw)
        );
    }
    assert!(!guest.worker.ended());
    pen.is_as_before_beside(guest);
}

#[test]
fn a_picture_of_any_size_and_mode_becomes_one_of_the_canvas_or_none() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "misdraws", json!({}));
    let (mut drawn, mut nothing) = (0, 0);
    for turn in 0..30 {
        match guest.ask(draw()) {
            Report::Drawn {
                content: Content::Still(frame),
                ..
            } => {
                assert_eq!(frame.size(), crate::cage::CANVAS);
                drawn += 1;
            }
            // What is no picture at all.
            Report::Drawn {
                content: Content::Nothing,
                ..
            } => nothing += 1,
            Report::Failed {
                stage: Stage::Draw, ..
            } => nothing += 1,
            other => panic!("{turn}: {other:?}"),
        }
    }
    assert!(drawn >= 20 && nothing >= 6, "{drawn} drawn, {nothing} not");
    pen.is_as_before_beside(guest);
}

#[test]
fn strange_answers_about_itself_are_no_answers() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "hooks", json!({}));
    for _ in 0..20 {
        let Report::Drawn { content, hooks, .. } = guest.ask(draw()) else {
            panic!("not drawn");
        };
        assert!(matches!(content, Content::Still(_)), "{content:?}");
        assert!(!hooks.live_priority);
        assert!(hooks.live_screens.len() <= limits::SCREENS_MAX);
        assert!(
            hooks.duration.is_none_or(|stay| !stay.is_zero()),
            "{hooks:?}"
        );
    }
    pen.is_as_before_beside(guest);
}

#[test]
fn of_ten_thousand_screens_some_are_taken_and_each_once() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.start(1, "names", json!({}));
    let Report::Loaded { hooks } = guest.next() else {
        panic!("not loaded");
    };
    let screens = hooks.screens.unwrap_or_default();
    assert!(!screens.is_empty() && screens.len() <= limits::SCREENS_MAX);
    let longest = screens.iter().map(|name| name.len()).max();
    assert!(longest <= Some(limits::SCREEN_NAME_LEN_MAX), "{longest:?}");
    let mut names = screens.clone();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), screens.len(), "a name stands there twice");
    pen.is_as_before_beside(guest);
}

#[test]
fn who_saves_with_every_picture_is_heard_and_saves_its_own_section_only() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.enabled(1, "saves", json!({"mine": 1}));
    guest.post(draw());
    for _ in 0..3 {
        let section = loop {
            if let Report::Keep { section } = guest.any() {
                break section;
            }
        };
        assert_eq!(section.0["mine"], json!(1));
        assert!(section.0.get("another").is_none() && section.0.get("saves").is_none());
    }
    pen.is_as_before_beside(guest);
}

#[test]
fn it_writes_into_its_own_folders_and_nowhere_else() {
    for pen in [Pen::new, Pen::closed] {
        let Some(pen) = pen() else { return };
        let root = pen.root();
        let secret = root.join("config/config_secrets.json");
        std::fs::write(&secret, "{}").unwrap();
        // Folders of another plugin that has run before, as the same user.
        pen.enabled(1, "good", json!({})).killed();
        let elsewhere = tempfile::tempdir().unwrap();
        let everybody = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(elsewhere.path(), everybody).unwrap();
        let places = [
            secret.clone(),
            root.join("config/new"),
            root.join("new"),
            root.join("plugin-repos/good/manager.py"),
            root.join("plugin-repos/good/new"),
            own_folder(&pen, "good").join("new"),
            elsewhere.path().join("new"),
        ];
        let mut guest = pen.enabled(2, "writes", json!({"places": places}));
        let fenced = guest.holds("writes");
        guest.ask(Request::Update);
        guest.says(&format!(
            "wrote {}",
            own_folder(&pen, "writes").join("own").display()
        ));
        if fenced {
            let log = guest.log();
            for place in &places {
                let refused = format!("refused {}", place.display());
                assert!(
                    log.iter().any(|line| line.contains(&refused)),
                    "{refused}: {log:?}"
                );
            }
            assert!(!log.iter().any(|line| line.contains("changed")), "{log:?}");
        } else {
            println!("not tested: it {}", guest.in_force("writes"));
        }
        pen.is_as_before_beside(guest);
    }
}

fn own_folder(pen: &Pen, name: &str) -> std::path::PathBuf {
    use lumarium_core::host::root::Paths;
    Paths::new(pen.root().to_owned()).plugin_data().join(name)
}

#[test]
fn an_update_that_takes_its_time_holds_up_no_picture() {
    let Some(pen) = Pen::new() else { return };
    let gate = pen.root().join("gate");
    let mut guest = pen.enabled(1, "slow", json!({"gate": gate}));
    assert_eq!(shade(&guest.ask(draw())), 1);
    guest.post(Request::Update);
    guest.says("at the gate");
    for _ in 0..20 {
        // The last picture stays.
        assert_eq!(shade(&guest.ask(draw_again())), 1);
    }
    std::fs::write(&gate, "").unwrap();
    let answer = guest.next();
    assert!(matches!(answer, Report::Updated { .. }), "{answer:?}");
    assert_eq!(shade(&guest.ask(draw())), 2);
    pen.is_as_before_beside(guest);
}

#[test]
fn who_does_not_end_is_ended() {
    for method in ["disable", "cleanup"] {
        let Some(pen) = Pen::new() else { return };
        let mut guest = pen.enabled(1, "lingers", json!({"in": method}));
        guest.post(Request::Disable);
        guest.post(Request::Stop);
        guest.says("lingering");
        pen.is_as_before_beside(guest);
    }
}

#[test]
fn refused_settings_are_told_as_refused() {
    let Some(pen) = Pen::new() else { return };
    let mut guest = pen.start(1, "refuses", json!({}));
    let answer = guest.next();
    let Some((Stage::Configure, failure)) = failure_of(&answer) else {
        panic!("{answer:?}");
    };
    assert!(
        matches!(failure, Failure::BadSettings { .. }),
        "{failure:?}"
    );
    drop(guest);
    let mut guest = pen.enabled(2, "refuses", json!({"later": true}));
    let answer = guest.ask(configure(json!({})));
    let found = failure_of(&answer);
    assert!(
        matches!(found, Some((Stage::Configure, Failure::BadSettings { .. }))),
        "{answer:?}"
    );
    pen.is_as_before_beside(guest);
}

#[test]
fn who_nags_for_ever_fills_neither_memory_nor_the_engines_ears() {
    let Some(pen) = Pen::new() else { return };
    for (run, say) in (1..).zip(["notes", "limits", "control", "keeps", "offline"]) {
        let mut guest = pen.enabled(run, "nags", json!({"say": say}));
        guest.ask(draw());
        pen.is_as_before_beside(guest);
        let told = pen.recorder.count(lumarium_core::lifecycle::Run(run));
        assert!(told < 5_000, "{say}: {told} reports");
    }
}

#[test]
fn who_sends_strips_for_ever_is_ended_with_a_bounded_memory() {
    let Some(pen) = Pen::new() else { return };
    for (run, say) in (1..).zip(["strips", "wide strips"]) {
        let mut guest: Guest = pen.enabled(run, "nags", json!({"say": say}));
        guest.post(draw());
        let last = loop {
            if let Report::Died { failure } = guest.any() {
                break failure;
            }
        };
        assert!(matches!(last, Failure::BadOutput { .. }), "{say}: {last:?}");
    }
    pen.is_as_before();
}

#[test]
fn nobody_finds_the_secrets_of_others() {
    for pen in [Pen::new, Pen::closed] {
        let Some(pen) = pen() else { return };
        let key = "k3y-of-another-plugin";
        let file = pen.root().join("config/config_secrets.json");
        std::fs::write(&file, key).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&file, mode).unwrap();
        let backwards: String = key.chars().rev().collect();
        let settings: Value = json!({"secret": backwards, "files": [file]});
        let mut guest = pen.enabled(1, "spies", settings);
        guest.ask(Request::Update);
        guest.says("looked");
        let found: Vec<_> = guest
            .log()
            .into_iter()
            .filter(|line| line.contains("found in"))
            .collect();
        assert_eq!(found, Vec::<String>::new());
    }
}

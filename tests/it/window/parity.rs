//! Everything that the command line can do can be done in the window: each command and each of its options
//! is walked, and must have its way here. A new one without a way fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use lumarium_app::args;
use lumarium_app::window::action::Action;
use lumarium_app::window::page::Page;

use super::fixture::snapshot;
use super::open;
use crate::tidy::source::sources;

/// How the window does what a command does.
enum Way {
    /// An action: a button, a menu entry, and in the palette.
    Act(Action),
    /// Something on the page of settings, by its name.
    Setting(&'static str),
    /// What a test of the window does, by its name.
    Tested(&'static str),
    /// Nothing: only scripts need it, for this reason.
    Scripts(&'static str),
}

use Way::{Act, Scripts, Setting, Tested};

const PLAYS: Way = Scripts("the window plays by itself; this is for machines without one");
const DRAWS: Way = Scripts("draws without a running Lumarium, for tests of plugins");
const PAPER: Way = Scripts("for the shell");
const AT_START: Way = Scripts("says how the window itself is opened");

/// The way of each command and option; those of `run` and `render` go together.
fn way(asked: &str) -> Option<Way> {
    Some(match asked {
        "--screenshot" | "--window-size" | "--close-after" => AT_START,
        "--fault" => Tested("faults_are_set_by_name_seen_in_the_bar_and_reset"),
        _ if asked == "run" || asked.starts_with("run ") => PLAYS,
        _ if asked == "render" || asked.starts_with("render ") => DRAWS,
        _ if asked == "check" || asked.starts_with("check ") => DRAWS,
        "plugin list" => Act(Action::List),
        "plugin info" | "state" => Act(Action::Details),
        "plugin enable" | "plugin disable" => Act(Action::Switch),
        "plugin disable --force" => {
            Tested("a_refused_disable_names_who_needs_it_and_can_be_forced")
        }
        "plugin why" => Act(Action::PageInspector),
        "plugin reload" => Act(Action::Reload),
        "plugin retry" => Act(Action::Retry),
        "plugin clear" => Act(Action::ClearHistory),
        "plugin action" | "plugin action --input" => {
            Tested("an_action_is_run_from_its_button_and_asks_for_what_it_needs")
        }
        "plugin link" => Act(Action::Link),
        "plugin unlink" => Act(Action::Unlink),
        "plugin uninstall" => Act(Action::Uninstall),
        "plugin uninstall --keep-settings" => {
            Tested("uninstalling_asks_once_and_can_keep_the_settings")
        }
        "plugin decide" => Tested("findings_that_ask_have_their_answers_as_buttons"),
        "reconcile" => Act(Action::Reconcile),
        "reconcile --dry-run" => Setting("Compare wish and fact"),
        "reconcile --force" => Setting("Also try what was given up"),
        "journal" | "journal --since" | "journal --plugin" | "journal --follow" => {
            Act(Action::PageInspector)
        }
        "config get" => Setting("Search settings"),
        "config set" => Tested("a_number_is_sent_when_the_edit_is_done_and_not_before"),
        "config unset" => Tested("what_is_changed_says_so_and_can_be_reset"),
        "config check" => Setting("Check now"),
        "config history" => Setting("Show kept configurations"),
        "config restore" => Tested("kept_configurations_are_listed_compared_and_restored"),
        "config import" | "config import --secrets" => {
            Tested("an_import_is_looked_at_before_it_is_made")
        }
        _ if asked == "import" || asked.starts_with("import ") => {
            Scripts("takes a whole folder over once, before there is anything to look at")
        }
        _ if asked.starts_with("packs ") => {
            Scripts("fonts come by themselves when a plugin first needs them")
        }
        "order" => Tested("order_is_changed_by_dragging"),
        "next" => Act(Action::Next),
        "previous" => Act(Action::Previous),
        "pause" | "resume" => Act(Action::Pause),
        "pin" => Tested("a_chosen_screen_is_pinned_from_its_row_and_from_the_details"),
        "unpin" => Act(Action::Pin),
        "show" => Act(Action::ShowNow),
        "show --for" => Tested("show_now_takes_the_seconds_that_were_chosen"),
        "brightness" => Tested("brightness_is_sent_and_kept_until_the_engine_has_it"),
        "stop" => Act(Action::Quit),
        "doctor" => Setting("Examine now"),
        _ if ["completions", "man", "man --dir"].contains(&asked) => PAPER,
        _ => return None,
    })
}

#[test]
fn everything_that_can_be_asked_has_its_way_in_the_window() {
    let all = args::everything();
    assert!(all.len() > 50, "{all:?}");
    let none: Vec<_> = all.iter().filter(|asked| way(asked).is_none()).collect();
    assert!(none.is_empty(), "no way in the window: {none:?}");
    let asked: BTreeSet<_> = all.iter().collect();
    assert_eq!(asked.len(), all.len(), "something is asked for twice");
}

#[test]
fn every_way_is_there() {
    let mut snapshot = snapshot();
    snapshot.config = Arc::new(serde_json::json!({}));
    let (mut harness, _fake) = open(snapshot);
    harness.state_mut().state_mut().trail.go(Page::Settings);
    harness.run();
    let tests: Vec<_> = sources(".rs")
        .into_iter()
        .filter(|source| source.path.starts_with("tests/it/window"))
        .collect();
    for asked in args::everything() {
        match way(&asked) {
            Some(Act(action)) => assert!(Action::ALL.contains(&action), "{asked}"),
            Some(Setting(name)) => {
                let found = harness.query_all_by_label_contains(name).count();
                assert!(found > 0, "{asked}: {name} is not on the page");
            }
            Some(Tested(name)) => {
                let test = format!("fn {name}()");
                let found = tests.iter().any(|source| source.text.contains(&test));
                assert!(found, "{asked}: there is no test {name}");
            }
            Some(Scripts(why)) => assert!(!why.is_empty()),
            None => {}
        }
    }
}

#[test]
fn a_command_without_a_way_would_be_found() {
    assert!(way("plugin paint").is_none());
    assert!(way("config set --force").is_none());
}

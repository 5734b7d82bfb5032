//! Actions: every one has words, no two have the same keys, and keys do what buttons do.

use std::collections::BTreeMap;

use lumarium_app::window::action::Action;
use lumarium_core::message::Command;

use super::fixture::{id, snapshot};
use super::{open, select};

#[test]
fn no_two_actions_have_the_same_keys() {
    let mut taken = BTreeMap::new();
    for &action in Action::ALL {
        let Some(keys) = action.shortcut() else {
            continue;
        };
        let other = taken.insert(format!("{keys:?}"), action);
        assert!(
            other.is_none(),
            "{other:?} and {action:?} both have {keys:?}"
        );
    }
    assert!(taken.len() > 15);
}

#[test]
fn every_action_has_words_of_its_own() {
    let mut texts: Vec<_> = Action::ALL
        .iter()
        .map(|action| action.text_and_tooltip())
        .collect();
    for (text, tooltip) in &texts {
        assert!(!text.is_empty() && !tooltip.is_empty(), "{text}");
        assert!(!text.ends_with('.') && !tooltip.ends_with('.'), "{text}");
    }
    texts.sort_unstable();
    texts.dedup_by_key(|(text, _)| *text);
    assert_eq!(texts.len(), Action::ALL.len());
}

#[test]
fn keys_do_what_buttons_do() {
    let (mut harness, fake) = open(snapshot());
    harness.key_press(egui::Key::Space);
    harness.run();
    harness.key_press(egui::Key::ArrowRight);
    harness.run();
    assert_eq!(fake.sent(), [Command::Pause { on: true }, Command::Next]);
    select(&mut harness, "Weather");
    harness.key_press_modifiers(egui::Modifiers::ALT, egui::Key::ArrowUp);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::R);
    harness.run();
    let sent = fake.sent();
    assert!(
        sent.contains(&Command::Reload {
            plugin: id("weather")
        }),
        "{sent:?}"
    );
    assert_eq!(sent.len(), 2, "{sent:?}");
}

#[test]
fn typing_into_the_filter_is_not_taken_for_keys() {
    let (mut harness, fake) = open(snapshot());
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    harness.run();
    harness.key_press(egui::Key::P);
    harness.key_press(egui::Key::Space);
    harness.run();
    assert_eq!(fake.sent(), []);
}

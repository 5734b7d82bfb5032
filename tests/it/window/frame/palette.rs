//! The palette, driven by keys and by the mouse.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lumarium_app::window::app::App;
use lumarium_app::window::selection::Selection;
use lumarium_core::message::Command;

use crate::window::fixture::{Fake, id, plugin, snapshot};
use crate::window::open;

/// Opens the palette by its keys and types.
pub(in crate::window) fn find(harness: &mut Harness<'static, App>, words: &str) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    harness.get_by_label("Search everything").type_text(words);
    harness.run();
}

/// The same, and takes the best that was found.
pub(in crate::window) fn pick(harness: &mut Harness<'static, App>, words: &str) {
    find(harness, words);
    harness.key_press(Key::Enter);
    harness.run();
}

fn shown(harness: &Harness<'static, App>) -> Vec<String> {
    let lines = harness.query_all_by_role(egui::Role::ListBoxOption);
    let name = |node: egui_kittest::Node<'_>| node.accesskit_node().label().unwrap_or_default();
    lines.map(name).collect()
}

#[test]
fn an_action_is_found_by_a_few_letters_and_done_by_enter() {
    let (mut harness, fake) = open(snapshot());
    find(&mut harness, "nexsc");
    assert!(
        shown(&harness)[0].starts_with("Next screen, "),
        "{:?}",
        shown(&harness)
    );
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(fake.sent(), [Command::Next]);
    assert!(harness.query_by_label("Search everything").is_none());
}

#[test]
fn arrows_choose_and_escape_leaves_without_doing_anything() {
    let (mut harness, fake) = open(snapshot());
    find(&mut harness, "switch");
    let lines = shown(&harness);
    assert!(lines.len() > 3, "{lines:?}");
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::ArrowUp);
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Search everything").is_none());
    assert_eq!(fake.sent(), []);
    // The other keys open it, and the same keys close it.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run();
    harness.get_by_label("Search everything");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run();
    assert!(harness.query_by_label("Search everything").is_none());
}

#[test]
fn a_plugin_is_selected_or_switched_by_its_name() {
    let (mut harness, fake) = open(snapshot());
    pick(&mut harness, "weather");
    let selection = harness.state_mut().state_mut().selection.clone();
    assert_eq!(selection, Selection::Plugin(id("weather")));
    assert_eq!(fake.sent(), []);
    pick(&mut harness, "switch life on");
    assert_eq!(fake.sent(), [Command::Enable { plugin: id("life") }]);
}

#[test]
fn a_click_on_a_line_does_it() {
    let (mut harness, fake) = open(snapshot());
    find(&mut harness, "look for plug");
    harness.get_by_label("Look for plugins, Shift+F5").click();
    harness.run();
    assert_eq!(fake.sent(), [Command::Rescan]);
}

#[test]
fn what_cannot_be_done_now_is_shown_last_and_does_nothing() {
    let (mut harness, fake) = open(snapshot());
    find(&mut harness, "retry");
    let lines = shown(&harness);
    assert!(lines[0].starts_with("Retry"), "{lines:?}");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(fake.sent(), []);
    harness.get_by_label("Search everything");
}

#[test]
fn of_a_thousand_plugins_only_the_lines_that_are_seen_are_made() {
    let mut many = snapshot();
    many.plugins = (0..1_000)
        .map(|number| Arc::new(plugin(&format!("Plugin{number}"), true)))
        .collect();
    let (mut harness, _fake): (_, Arc<Fake>) = open(many);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.step();
    harness.step();
    assert!(
        harness.query_by_label("Search everything").is_some(),
        "open at once"
    );
    assert!(shown(&harness).len() < 40);
    harness
        .get_by_label("Search everything")
        .type_text("plugin999");
    harness.run();
    assert_eq!(shown(&harness)[0], "Plugin999, on");
}

#[test]
fn nothing_that_fits_is_said() {
    let (mut harness, _fake) = open(snapshot());
    find(&mut harness, "qqqq");
    harness.get_by_label("Nothing fits; try fewer letters");
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("Nothing fits; try fewer letters");
}

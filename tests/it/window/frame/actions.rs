//! Every action does something, by its name in the palette and by its keys: a new action without an
//! effect here fails.

use std::sync::Arc;

use egui::{Key, KeyboardShortcut, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lumarium_app::window::action::Action;
use lumarium_app::window::app::App;
use lumarium_app::window::page::Page;
use lumarium_app::window::undo::Step;
use lumarium_core::facts::Place;
use lumarium_core::message::Command;

use super::palette::pick;
use crate::window::fixture::{Fake, id, snapshot};
use crate::window::{open, select};

/// A window in which every action can be done.
fn ready(action: Action) -> (Harness<'static, App>, Arc<Fake>) {
    let mut world = snapshot();
    let place = std::path::PathBuf::from("/srv/lumarium/plugin-repos/weather");
    Arc::make_mut(&mut world.plugins[1]).place = Some(if action == Action::Unlink {
        Place::Linked(place)
    } else if action == Action::Uninstall {
        Place::Folder(place)
    } else {
        Place::Bundled
    });
    let (mut harness, fake) = open(world);
    let row = if action == Action::Retry {
        "Ticker"
    } else {
        "Weather"
    };
    select(&mut harness, row);
    let state = harness.state_mut().state_mut();
    state.trail.go(Page::Inspector);
    state.trail.go(Page::Store);
    state.trail.back();
    if action == Action::PageInspector {
        state.trail.go(Page::Stage);
    }
    for percent in [10, 20] {
        let step = Step::of(&Command::Brightness { percent }, &snapshot()).unwrap();
        state.undo.made(step, f64::from(percent) * 100.0);
    }
    state
        .undo
        .was_undone(Step::of(&Command::Enable { plugin: id("life") }, &snapshot()).unwrap());
    state.prefs.scale_percent = 125;
    state.zoom = lumarium_app::window::state::Zoom::Times(3);
    state.pitch = 3;
    harness.run();
    if matches!(
        action,
        Action::Flat | Action::ZoomIn | Action::ZoomOut | Action::ZoomFit
    ) {
        harness.state_mut().state_mut().trail.go(Page::Stage);
        harness.run();
    }
    fake.sent();
    (harness, fake)
}

/// All that an action can change: what was sent, and what the window remembers.
fn all(harness: &mut Harness<'static, App>, fake: &Fake) -> String {
    let focus = harness.ctx.memory(egui::Memory::focused);
    let field = harness
        .query_by_label("Filter plugins")
        .is_some_and(|field| field.accesskit_node().is_focused() && focus.is_some());
    let state = harness.state_mut().state_mut();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        fake.sent(),
        state.trail,
        state.selection,
        (state.list_open, state.details_open, state.timeline_open),
        state.prefs,
        (state.zoom, state.flat, state.stage.grid, state.stage.shelf),
        state.quit,
        state.menu_open,
        state.palette.is_open(),
        state.dialog,
        state.bell,
        state.drops,
        state.panel.asks,
        field,
    )
}

/// Actions whose effect is not in the window's own memory, each with the place of its test.
fn is_tested_elsewhere(action: Action) -> bool {
    matches!(
        action,
        // They open a program of the system.
        Action::OpenFolder | Action::Folder
        // The clipboard: `window/plugins.rs`.
        | Action::CopyId
        // They need a form with changes: `window/form.rs`.
        | Action::SaveSettings | Action::DiscardSettings
        // They need a film, a simulated panel or the clipboard: `window/stage.rs`.
        | Action::Live | Action::CopyFrame | Action::Record | Action::SaveLast
        | Action::Sizes | Action::Faults | Action::FaultsReset
    )
}

#[test]
fn every_action_does_something_by_its_name_in_the_palette() {
    for &action in Action::ALL {
        // The palette does not offer itself.
        if action == Action::Palette || is_tested_elsewhere(action) {
            continue;
        }
        let (mut harness, fake) = ready(action);
        let before = all(&mut harness, &fake);
        let (name, _) = action.text_and_tooltip();
        pick(&mut harness, name);
        let after = all(&mut harness, &fake);
        assert_ne!(before, after, "{action:?} does nothing by its name");
    }
}

#[test]
fn every_action_with_keys_does_something_by_them() {
    for &action in Action::ALL {
        for keys in [action.shortcut(), action.other_shortcut()]
            .into_iter()
            .flatten()
        {
            if is_tested_elsewhere(action) {
                continue;
            }
            let (mut harness, fake) = ready(action);
            harness.ctx.memory_mut(|memory| {
                if let Some(focus) = memory.focused() {
                    memory.surrender_focus(focus);
                }
            });
            let before = all(&mut harness, &fake);
            harness.key_press_modifiers(keys.modifiers, keys.logical_key);
            harness.run();
            let after = all(&mut harness, &fake);
            assert_ne!(before, after, "{action:?} does nothing by {keys:?}");
        }
    }
}

/// What a key press is on a machine: which of the real modifiers are held.
fn on(machine: &str, keys: KeyboardShortcut) -> (bool, bool, bool, bool, Key) {
    let held = keys.modifiers;
    let mac = machine == "mac";
    let ctrl = held.ctrl || held.command && !mac;
    let cmd = held.mac_cmd || held.command && mac;
    (ctrl, cmd, held.shift, held.alt, keys.logical_key)
}

fn all_keys() -> Vec<(Action, KeyboardShortcut)> {
    let of = |action: &Action| {
        let keys = [action.shortcut(), action.other_shortcut()];
        keys.map(|keys| Some((*action, keys?)))
    };
    Action::ALL.iter().flat_map(of).flatten().collect()
}

#[test]
fn no_two_actions_have_the_same_keys_on_any_machine() {
    for machine in ["linux", "windows", "mac"] {
        let mut taken = std::collections::HashMap::new();
        for (action, keys) in all_keys() {
            let other = taken.insert(on(machine, keys), action);
            assert!(
                other.is_none(),
                "{other:?} and {action:?} on {machine}: {keys:?}"
            );
        }
    }
}

/// Keys with which a text is edited everywhere: no action takes them from a field, but for those that
/// wait until nothing is typed into (undo), and Ctrl-K, which the palette has everywhere.
#[test]
fn no_action_takes_the_keys_with_which_a_text_is_edited() {
    const COMMAND: [Key; 8] = [
        Key::A,
        Key::C,
        Key::V,
        Key::X,
        Key::Backspace,
        Key::Delete,
        Key::Home,
        Key::End,
    ];
    const CONTROL: [Key; 3] = [Key::H, Key::U, Key::W];
    const ARROWS: [Key; 2] = [Key::ArrowLeft, Key::ArrowRight];
    for machine in ["linux", "windows", "mac"] {
        for (action, keys) in all_keys() {
            let (ctrl, cmd, shift, alt, key) = on(machine, keys);
            let command = if machine == "mac" { cmd } else { ctrl };
            let edits = command && !shift && COMMAND.contains(&key)
                || ctrl && CONTROL.contains(&key)
                || (command || alt) && ARROWS.contains(&key);
            assert!(!edits, "{action:?} on {machine}: {keys:?}");
            // Taken by the window system: it would never arrive.
            let closes = alt && key == Key::F4;
            assert!(!closes, "{action:?}");
        }
    }
}

#[test]
fn the_menu_has_every_action() {
    let (mut harness, fake) = open(snapshot());
    harness.key_press(Key::F10);
    harness.run();
    let mut seen = Vec::new();
    for group in ["Edit", "Play", "Plugin", "Look", "More"] {
        let Some(button) = harness.query_by_role_and_label(egui::Role::Button, group) else {
            continue;
        };
        button.hover();
        harness.run();
        for action in Action::ALL {
            let (name, _) = action.text_and_tooltip();
            if harness.query_all_by_label_contains(name).next().is_some() {
                seen.push(*action);
            }
        }
    }
    for action in Action::ALL {
        assert!(seen.contains(action), "{action:?} is not in the menu");
    }
    assert_eq!(fake.sent(), []);
    // The group that is open, then the menu.
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
        harness.run();
    }
    assert!(!harness.state_mut().state_mut().menu_open);
}

#[test]
fn every_control_on_every_page_has_a_name() {
    for page in Page::ALL {
        let (mut harness, _fake) = open(snapshot());
        select(&mut harness, "Weather");
        let state = harness.state_mut().state_mut();
        state.trail.go(page);
        state.timeline_open = true;
        harness.run();
        unnamed(&harness, page);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        harness.run();
        unnamed(&harness, page);
    }
}

fn unnamed(harness: &Harness<'static, App>, page: Page) {
    for node in harness.root().children_recursive() {
        let node = node.accesskit_node();
        let role = node.role();
        let control = [
            egui::Role::Button,
            egui::Role::CheckBox,
            egui::Role::Switch,
            egui::Role::Slider,
            egui::Role::TextInput,
            egui::Role::MultilineTextInput,
            egui::Role::ComboBox,
            egui::Role::SpinButton,
            egui::Role::RadioButton,
            egui::Role::ListBoxOption,
            egui::Role::Link,
            egui::Role::ColorWell,
        ];
        let named = node.label().is_some_and(|name| !name.trim().is_empty())
            || node.labelled_by().next().is_some();
        assert!(
            !control.contains(&role) || named,
            "{page:?}: a {role:?} at {:?} without a name",
            node.bounding_box()
        );
    }
}

//! Every action does something, by its name in the palette and by its keys: a new action without an
//! effect here fails.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use egui::{Key, KeyboardShortcut, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lumarium_app::window::action::Action;
use lumarium_app::window::app::App;
use lumarium_app::window::opener::Opener;
use lumarium_app::window::page::Page;
use lumarium_app::window::tools::Tools;
use lumarium_app::window::undo::Step;
use lumarium_core::facts::Place;
use lumarium_core::message::Command;
use lumarium_core::snapshot::Snapshot;
use lumarium_core::time::Moment;
use lumarium_sim::faults::Faults;
use serde_json::json;

use super::palette::find;
use crate::window::fixture::{Fake, id, snapshot};
use crate::window::stage::{film, workshop};
use crate::window::{jiff_utc, open, select};

/// A window in which an action can be done, and what it reaches.
struct Ready {
    harness: Harness<'static, App>,
    fake: Arc<Fake>,
    tools: Tools,
    /// Folders that were shown.
    shown: Arc<Mutex<Vec<PathBuf>>>,
    /// What went to the clipboard.
    copied: Vec<String>,
    _root: tempfile::TempDir,
}

impl Ready {
    fn new(action: Action) -> Self {
        let root = tempfile::tempdir().unwrap();
        let shown = Arc::new(Mutex::new(Vec::new()));
        let folders = Arc::clone(&shown);
        let tools = Tools {
            faults: Some(Faults::default()),
            film: Some(film()),
            workshop: Some(workshop()),
            root: Some(root.path().to_owned()),
            opener: Opener::new(move |folder| {
                folders.lock().unwrap().push(folder.to_owned());
                Ok(())
            }),
            ..Tools::default()
        };
        let fake = Fake::new(world(action));
        let app = App::new(Arc::clone(&fake) as _, None, jiff_utc()).with_tools(tools.clone());
        let harness = Harness::builder()
            .with_size([1280.0, 1400.0])
            .with_max_steps(40)
            .with_step_dt(0.25)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut ready = Self {
            harness,
            fake,
            tools,
            shown,
            copied: Vec::new(),
            _root: root,
        };
        ready.steps(3);
        ready.begin(action);
        ready
    }

    /// Brings the window to where the action has an effect that can be seen.
    fn begin(&mut self, action: Action) {
        select(&mut self.harness, chosen(action));
        let on_stage = [
            Action::Flat,
            Action::ZoomIn,
            Action::ZoomOut,
            Action::ZoomFit,
            Action::CopyFrame,
            Action::PageInspector,
            Action::SaveSettings,
            Action::DiscardSettings,
        ];
        let page = if on_stage.contains(&action) {
            Page::Stage
        } else {
            Page::Inspector
        };
        let state = self.harness.state_mut().state_mut();
        state.trail.go(Page::Store);
        state.trail.go(page);
        state.trail.go(Page::Store);
        state.trail.back();
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
        if action == Action::Live {
            state.stage.at = Some(Moment::from_secs(48));
        }
        if action == Action::FaultsReset {
            self.tools.faults.as_ref().unwrap().set_disconnected(true);
        }
        self.steps(3);
        if matches!(action, Action::SaveSettings | Action::DiscardSettings) {
            self.harness.get_by_label("Glow").click();
            self.steps(3);
        }
        self.fake.sent();
    }

    /// Some frames; what errands do is done after them, and seen.
    fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.harness.step();
            let commands = &self.harness.output().platform_output.commands;
            self.copied.extend(commands.iter().map(|command| {
                // A picture has too many pixels to be printed.
                let whole = format!("{command:?}");
                whole.chars().take(80).collect()
            }));
        }
        self.tools.errands.run(|| ()).wait();
        self.harness.step();
    }

    /// All that an action can change: what was sent, what was asked of the system, and what the window
    /// remembers.
    fn all(&mut self) -> String {
        let field = self
            .harness
            .query_by_label("Filter plugins")
            .is_some_and(|field| field.accesskit_node().is_focused());
        let state = self.harness.state_mut().state_mut();
        let plugin = id("life");
        let draft = state.forms.draft(&plugin);
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            self.fake.sent(),
            self.shown.lock().unwrap(),
            self.copied,
            (
                state.trail.page(),
                state.trail.can_back(),
                state.trail.can_forward()
            ),
            state.selection,
            (state.list_open, state.details_open, state.timeline_open),
            state.prefs,
            (state.zoom, state.flat, state.stage.grid, state.stage.shelf),
            (
                state.stage.at,
                state.stage.sizes.on,
                state.stage.recorder.since
            ),
            (state.quit, state.menu_open, state.palette.is_open(), field),
            state.dialog,
            state.bell,
            state.drops,
            state.panel.asks,
            draft.map(|draft| (draft.is_changed(), draft.reviewing)),
            self.tools.faults.as_ref().map(Faults::disconnected),
        )
    }
}

/// The snapshot in which an action can be done.
fn world(action: Action) -> Snapshot {
    let mut world = snapshot();
    let place = PathBuf::from("/srv/lumarium/plugin-repos/weather");
    Arc::make_mut(&mut world.plugins[1]).place = Some(if action == Action::Unlink {
        Place::Linked(place)
    } else if [Action::Uninstall, Action::Folder].contains(&action) {
        Place::Folder(place)
    } else {
        Place::Bundled
    });
    let glow = json!({ "type": "boolean", "default": false });
    let schema = json!({ "type": "object", "properties": { "glow": glow } });
    let life = Arc::make_mut(&mut world.plugins[4]);
    life.schema = Some(Arc::new(schema));
    life.settings = json!({});
    world
}

/// The plugin that is selected for an action.
fn chosen(action: Action) -> &'static str {
    if action == Action::Retry {
        "Ticker"
    } else if [Action::SaveSettings, Action::DiscardSettings].contains(&action) {
        "Life"
    } else {
        "Weather"
    }
}

#[test]
fn every_action_does_something_by_its_name_in_the_palette() {
    for &action in Action::ALL {
        // The palette does not offer itself.
        if action == Action::Palette {
            continue;
        }
        let mut ready = Ready::new(action);
        let (name, _) = action.text_and_tooltip();
        let before = ready.all();
        find(&mut ready.harness, name);
        ready.harness.key_press(Key::Escape);
        ready.steps(4);
        assert_eq!(before, ready.all(), "{action:?}: something else changes");
        find(&mut ready.harness, name);
        ready.harness.key_press(Key::Enter);
        ready.steps(4);
        assert_ne!(before, ready.all(), "{action:?} does nothing by its name");
    }
}

#[test]
fn every_action_with_keys_does_something_by_them() {
    for &action in Action::ALL {
        for keys in [action.shortcut(), action.other_shortcut()]
            .into_iter()
            .flatten()
        {
            let mut ready = Ready::new(action);
            ready.harness.ctx.memory_mut(|memory| {
                if let Some(focus) = memory.focused() {
                    memory.surrender_focus(focus);
                }
            });
            let before = ready.all();
            // Into the next frame as it is: a key press takes several frames, and only the last one's wishes
            // for the clipboard are seen.
            ready.harness.input_mut().events.push(egui::Event::Key {
                key: keys.logical_key,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: keys.modifiers,
            });
            ready.steps(4);
            assert_ne!(before, ready.all(), "{action:?} does nothing by {keys:?}");
        }
    }
}

#[test]
fn the_folder_of_a_plugin_and_that_of_all_plugins_are_shown_by_the_system() {
    for (action, folder) in [
        (
            Action::Folder,
            PathBuf::from("/srv/lumarium/plugin-repos/weather"),
        ),
        (Action::OpenFolder, PathBuf::from("plugin-repos")),
    ] {
        let mut ready = Ready::new(action);
        let root = ready.tools.root.clone().unwrap();
        find(&mut ready.harness, action.text_and_tooltip().0);
        ready.harness.key_press(Key::Enter);
        ready.steps(3);
        // A whole path stays what it is.
        assert_eq!(*ready.shown.lock().unwrap(), [root.join(folder)]);
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

//! The window on a real engine: a host on a root of its own, clicked by name, waited for by its snapshots.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_core::frame::Size;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::handle::{Handle, Wake};
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::{Host, HostOptions};
use lumarium_core::message::{By, Command};
use lumarium_core::snapshot::{PluginView, Snapshot};
use lumarium_sim::panel::SimPanel;
use serde_json::json;

use super::fixture::id;
use super::jiff_utc;

/// After this time without the awaited change a test says what it waited for instead of hanging. Long: tests of
/// hostile plugins run beside it.
const PATIENCE: Duration = Duration::from_mins(5);

/// A window on a host that really runs.
struct Live {
    harness: Harness<'static, App>,
    handle: Handle,
    changed: Receiver<()>,
    clock: Arc<Monotonic>,
    _wake: Arc<Wake>,
    _host: Host,
    root: tempfile::TempDir,
}

impl Live {
    /// Opens it; `prepare` gets the root before the host does.
    fn open(prepare: impl FnOnce(&Path)) -> Self {
        let root = tempfile::tempdir().unwrap();
        prepare(root.path());
        let clock = Arc::new(Monotonic::start());
        let mut options = HostOptions::new(root.path().into(), programs(), Arc::clone(&clock));
        let (mirrors, mirror) = sync_channel(1);
        options.size = Some(Size::new(64, 32));
        options.panels = Box::new(move |size, _| {
            let panel = SimPanel::new("panel", size, 1);
            mirrors.try_send(panel.mirror()).unwrap();
            vec![Box::new(panel)]
        });
        let host = Host::start(options).unwrap();
        let handle = host.handle();
        let (change, changed) = sync_channel(1);
        // One change that waits stands for all of them.
        let wake: Arc<Wake> = Arc::new(move || {
            change.try_send(()).ok();
        });
        handle.on_change(&wake);
        let shown = Arc::new(mirror.recv().unwrap());
        let app = App::new(Arc::new(handle.clone()), Some(shown), jiff_utc());
        let harness = Harness::builder()
            .with_size([1280.0, 1400.0])
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        Self {
            harness,
            handle,
            changed,
            clock,
            _wake: wake,
            _host: host,
            root,
        }
    }

    /// Draws after each change until `holds`.
    fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = self.clock.now().at.plus(PATIENCE);
        loop {
            self.harness.step();
            if holds(self) {
                return;
            }
            let left = end.since(self.clock.now().at);
            assert!(!left.is_zero(), "waited for: {what}\n{}", self.rows());
            // A frame or an answer may come without a new snapshot: look again soon.
            let soon = left.min(Duration::from_millis(20));
            self.changed.recv_timeout(soon).ok();
        }
    }

    fn until_said(&mut self, words: &str) {
        self.until(words, |live| live.says(words));
    }

    fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).count() > 0
    }

    fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.harness.run_steps(2);
    }

    /// Selects the plugin whose row begins with `name`.
    fn select(&mut self, name: &str) {
        let row = format!("{name}, ");
        self.harness.get_by_label_contains(&row).click();
        self.harness.run_steps(2);
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.handle.snapshot()
    }

    fn plugin(&self, text: &str) -> PluginView {
        self.snapshot().plugin(&id(text)).unwrap().clone()
    }

    fn order(&self) -> Vec<String> {
        let snapshot = self.snapshot();
        let wanted = snapshot.plugins.iter().filter(|plugin| plugin.wanted);
        wanted.map(|plugin| plugin.id.to_string()).collect()
    }

    fn rows(&self) -> String {
        let snapshot = self.snapshot();
        let rows = snapshot.plugins.iter().map(|plugin| {
            let why = plugin.reason.as_deref().unwrap_or_default();
            format!("{} {} {why}", plugin.id, plugin.state.name)
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// As the command line or another window would.
    fn set(&self, path: &[&str], value: serde_json::Value) {
        let path = path.iter().map(ToString::to_string).collect();
        let set = Command::SetConfig { path, value };
        let sent = self.handle.send(By::Cli, set).unwrap();
        sent.wait(PATIENCE).unwrap();
    }

    fn config(&self) -> serde_json::Value {
        let path = self.root.path().join("config/config.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }
}

/// A plugin as a folder, drawn by the built-in text.
fn folder(root: &Path, id: &str, requires: &serde_json::Value) {
    let folder = root.join("plugin-repos").join(id);
    std::fs::create_dir_all(&folder).unwrap();
    let manifest = json!({
        "id": id,
        "name": format!("The {id}"),
        "version": "1.0.0",
        "runtime": "native",
        "entry_point": "text",
        "display_modes": [id],
        "requires": { "plugins": requires },
    });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

#[test]
fn a_plugin_is_switched_off_and_on_again() {
    let mut live = Live::open(|_| {});
    live.until("the first frame", |live| {
        live.harness.state().frame_number() > 0
    });
    live.until_said("LED matrix 64 by 32, showing ");
    live.until_said("Clock, on");
    live.click("Switch Clock off");
    live.until_said("Clock, off");
    live.until("it is unloaded", |live| !live.plugin("clock").state.loaded);
    assert_eq!(live.config()["clock"]["enabled"], false);
    live.click("Switch Clock on");
    live.until_said("Clock, on");
    live.until("it works", |live| live.plugin("clock").state.can_execute);
    assert_eq!(live.config()["clock"]["enabled"], true);
}

#[test]
fn screens_brightness_and_order_follow_the_buttons() {
    let mut live = Live::open(|_| {});
    live.until("something is on", |live| {
        let panel = &live.snapshot().panel;
        panel.screen.is_some() && panel.next.is_some()
    });
    live.click("Pause");
    live.until("paused", |live| live.snapshot().panel.paused);
    let first = live.snapshot().panel.screen.clone();
    live.click("Next screen");
    live.until("another screen", |live| {
        live.snapshot().panel.screen != first
    });
    live.click("Previous screen");
    live.until("the first again", |live| {
        live.snapshot().panel.screen == first
    });
    live.click("Resume");
    live.click("Pin");
    live.until("pinned", |live| live.snapshot().panel.pinned == first);
    live.until_said("pinned");
    live.click("Unpin");
    live.until("unpinned", |live| live.snapshot().panel.pinned.is_none());

    live.select("Picture");
    live.click("Move Picture up");
    let moved = |live: &Live| live.order().get(1).is_some_and(|id| id == "picture");
    live.until("the new order", moved);
    live.until("the order is kept", |live| {
        live.config()["display"]["plugin_rotation_order"][1] == "picture"
    });

    let before = live.snapshot().panel.brightness;
    let slider = live
        .harness
        .get_by_role_and_label(egui::Role::Slider, "Brightness");
    slider.focus();
    live.harness.step();
    live.harness.key_press(egui::Key::ArrowLeft);
    live.until("darker", |live| {
        live.snapshot().panel.brightness == before - 1
    });
}

#[test]
fn a_plugin_broken_on_purpose_says_why_and_heals() {
    let mut live = Live::open(|_| {});
    live.until_said("Clock, on");
    live.set(&["clock", "time_zone"], json!("Nowhere/X"));
    live.until_said("Clock, broken, the time zone \"Nowhere/X\" is not known");
    live.select("Clock");
    live.until_said("in configure · waits for a new version, new settings, or Retry");
    live.until_said("enabled → error");
    let runs = live.plugin("clock").history.len();
    live.click("Retry");
    live.until("tried and broken again", |live| {
        let clock = live.plugin("clock");
        clock.history.len() > runs && clock.state.name == "error"
    });
    live.set(&["clock", "time_zone"], json!("Europe/Berlin"));
    live.until_said("Clock, on");
    live.until("nothing is said over the stage", |live| {
        live.harness.query_by_label("Hide this line").is_none()
    });
}

#[test]
fn what_others_need_asks_before_all_of_it_goes_off() {
    let mut live = Live::open(|root| {
        folder(root, "base", &json!({}));
        folder(root, "top", &json!({ "base": "^1" }));
    });
    live.click("Switch The top on");
    live.until_said("The top, on");
    live.until_said("The base, on");
    live.click("Switch The base off");
    live.until_said("The base is needed by The top");
    assert!(live.plugin("base").wanted);
    live.click("Switch all off");
    live.until_said("The base, off");
    live.until_said("The top, off, because ");
    assert!(!live.says("is needed by"));
}

#[test]
fn a_window_on_an_engine_that_ends_closes() {
    let mut live = Live::open(|_| {});
    live.until_said("Clock, on");
    let sent = live.handle.send(By::Cli, Command::Shutdown).unwrap();
    live.until("it wants to close", |live| {
        live.snapshot().stopping && live.handle.snapshot().plugins.len() >= 6
    });
    live.harness.step();
    assert!(live.harness.state_mut().state_mut().quit);
    sent.wait(PATIENCE).unwrap();
}

#[test]
fn a_folder_that_is_no_plugin_says_what_is_wrong_with_it() {
    let mut live = Live::open(|root| {
        let folder = root.join("plugin-repos/odd");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("manifest.json"), "{nonsense").unwrap();
    });
    live.until_said("odd, not a plugin");
    live.select("odd");
    live.until("the whole reason", |live| {
        let said = live
            .harness
            .query_all_by_label_contains("not a JSON object");
        said.count() >= 2
    });
    folder(live.root.path(), "odd", &json!({}));
    live.click("Look for plugins");
    live.until_said("The odd, off");
}

#[test]
fn the_form_of_a_plugin_that_is_off_opens_and_its_secret_goes_to_the_file_of_secrets() {
    let mut live = Live::open(|root| {
        folder(root, "keeper", &json!({}));
        let token = json!({ "type": "string", "x-secret": true });
        let schema = json!({ "properties": { "town": { "type": "string" }, "token": token } });
        let file = root.join("plugin-repos/keeper/config_schema.json");
        std::fs::write(file, schema.to_string()).unwrap();
    });
    live.until_said("The keeper, off");
    assert_eq!(
        live.plugin("keeper").schema,
        None,
        "nobody has asked for it"
    );
    live.select("The keeper");
    live.until_said("Town");
    live.until_said("not set");
    assert!(!live.plugin("keeper").state.loaded);
    for (name, text) in [("Token", "canary-off"), ("Town", "Bonn")] {
        live.harness.get_by_label(name).focus();
        live.until("the field has the keyboard", |live| {
            live.harness.get_by_label(name).is_focused()
        });
        live.harness.get_by_label(name).type_text(text);
        live.harness.run_steps(4);
    }
    live.until_said("2 not saved");
    // By keys: the bar moves while it opens.
    for shown in ["Save…", "Save now"] {
        live.until_said(shown);
        let save = egui::Key::S;
        live.harness
            .key_press_modifiers(egui::Modifiers::COMMAND, save);
        live.harness.run_steps(2);
    }
    live.until("its secret is set", |live| {
        !live.plugin("keeper").secrets_set.is_empty()
    });
    live.until("its town is kept", |live| {
        live.config()["keeper"]["town"] == "Bonn"
    });
    assert!(!live.config().to_string().contains("canary-off"));
    let secrets = live.root.path().join("config/config_secrets.json");
    let secrets = std::fs::read_to_string(secrets).unwrap();
    assert!(secrets.contains("canary-off"));
    let told = serde_json::to_string(&*live.snapshot()).unwrap();
    assert!(!told.contains("canary-off"));
}

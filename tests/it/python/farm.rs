//! A whole host with Python plugins from `tests/vices`, and a panel that remembers what it was shown.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::handle::{Handle, Wake};
use lumarium_core::host::packs::Source;
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::{Host, HostOptions};
use lumarium_core::id::PluginId;
use lumarium_core::message::{Answer, By, Command};
use lumarium_core::snapshot::PluginView;
use serde_json::{Map, Value, json};

use super::pen::vice;
use super::{is_there, processes};

const CANVAS: Size = Size::new(64, 32);
/// Only a broken host needs this long: the slowest promise is an update that is given up after 30 s and an
/// import after 40, on a machine that builds something at the same time.
const PATIENCE: Duration = Duration::from_mins(6);

/// What the panel was shown.
#[derive(Default)]
pub(super) struct Shown {
    /// Refreshes.
    pub(super) frames: u64,
    /// Colours of pictures of one colour.
    pub(super) colours: BTreeSet<(u8, u8, u8)>,
    /// Pictures that differed from the one before.
    pub(super) pictures: u64,
    last: Option<Rgb>,
    /// Pictures of more than one colour: nobody here draws one.
    pub(super) torn: u64,
}

/// Rings when a frame was shown or a snapshot published.
#[derive(Default)]
struct Bell {
    shown: Mutex<Shown>,
    rung: Condvar,
}

impl Bell {
    fn ring(&self, change: impl FnOnce(&mut Shown)) {
        change(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner));
        self.rung.notify_all();
    }
}

struct Witness(Arc<Bell>);

impl Panel for Witness {
    fn name(&self) -> &'static str {
        "witness"
    }

    fn size(&self) -> Size {
        CANVAS
    }

    fn show(&mut self, frame: &Frame, _due: Duration) -> Result<(), PanelError> {
        let first = frame.pixels().first().copied().unwrap_or_default();
        let whole = frame.pixels().iter().all(|pixel| *pixel == first);
        self.0.ring(|shown| {
            shown.frames += 1;
            if !whole {
                shown.torn += 1;
            } else if shown.last != Some(first) {
                shown.pictures += 1;
                shown.colours.insert((first.r, first.g, first.b));
                shown.last = Some(first);
            }
        });
        Ok(())
    }

    fn wants_every_refresh(&self) -> bool {
        true
    }
}

/// A root, and a host on it.
pub(super) struct Farm {
    host: Option<Host>,
    pub(super) handle: Handle,
    bell: Arc<Bell>,
    _wake: Arc<Wake>,
    root: tempfile::TempDir,
}

/// Writes a root with plugins: the id of each, the vice it has, its settings.
pub(super) fn write_root(root: &Path, plugins: &[(&str, &str, Value)]) {
    fs::set_permissions(root, Permissions::from_mode(0o755)).unwrap();
    let mut config = Map::new();
    config.insert(
        "display".to_owned(),
        json!({"lumarium": {"transition": "cut"}}),
    );
    for (id, name, settings) in plugins {
        let mut section = settings.clone();
        section["enabled"] = json!(true);
        config.insert((*id).to_owned(), section);
        let manifest = json!({
            "id": id, "name": id, "version": "1.0.0", "entry_point": "manager.py", "class_name": "Plugin",
            "display_modes": [id], "update_interval": 1, "default_duration": 1,
            "web_ui_actions": [{
                "id": "sign-in", "script": "manager.py", "oauth_flow": true, "title": "Sign in",
                "success_message": "Signed in", "error_message": "Not signed in"
            }]
        });
        let folder = root.join("plugin-repos").join(id);
        write(&folder.join("manifest.json"), &manifest);
        fs::copy(vice(name), folder.join("manager.py")).unwrap();
        // Whoever its process runs as may keep something beside its code.
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
    }
    write(&root.join("config/config.json"), &Value::Object(config));
}

impl Farm {
    pub(super) fn new(plugins: &[(&str, &str, Value)]) -> Option<Self> {
        if !is_there() {
            return None;
        }
        let root = tempfile::tempdir().unwrap();
        write_root(root.path(), plugins);
        let bell = Arc::<Bell>::default();
        let clock = Arc::new(Monotonic::start());
        let mut options = HostOptions::new(root.path().to_owned(), programs(), clock);
        options.size = Some(CANVAS);
        options.refresh_hz = Some(100);
        options.fonts = Source::chosen(None, Some(&crate::binary::packs()));
        let panel = Witness(Arc::clone(&bell));
        options.panels = Box::new(|_, _| vec![Box::new(panel)]);
        let host = Host::start(options).unwrap();
        let rings = Arc::clone(&bell);
        let wake: Arc<Wake> = Arc::new(move || rings.ring(|_| ()));
        let handle = host.handle();
        handle.on_change(&wake);
        Some(Self {
            host: Some(host),
            handle,
            bell,
            _wake: wake,
            root,
        })
    }

    pub(super) fn view(&self, id: &str) -> Option<PluginView> {
        let id = PluginId::parse(id).unwrap();
        self.handle.snapshot().plugin(&id).cloned()
    }

    /// Waits until a plugin is as it should be.
    pub(super) fn wait(&self, id: &str, what: &str, done: impl Fn(&PluginView) -> bool) {
        let words = || {
            let view = self.view(id);
            let seen = view.map(|view| (view.state, view.errors, view.history, view.log));
            format!("{id} never {what}: {seen:#?}")
        };
        self.until(words, |_| self.view(id).is_some_and(|view| done(&view)));
    }

    /// Waits until `done` holds; looked at after each ring.
    pub(super) fn until(&self, what: impl Fn() -> String, done: impl Fn(&Shown) -> bool) {
        let shown = self
            .bell
            .shown
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (shown, out) = self
            .bell
            .rung
            .wait_timeout_while(shown, PATIENCE, |shown| !done(shown))
            .unwrap_or_else(PoisonError::into_inner);
        drop(shown);
        assert!(!out.timed_out(), "{}", what());
    }

    /// Forgets what was shown.
    pub(super) fn look_anew(&self) {
        self.bell.ring(|shown| *shown = Shown::default());
    }

    pub(super) fn shown<T>(&self, look: impl FnOnce(&Shown) -> T) -> T {
        look(
            &self
                .bell
                .shown
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Waits until so many more different pictures were shown.
    pub(super) fn pictures_go_on(&self, count: u64) {
        let before = self.shown(|shown| shown.pictures);
        let words = || format!("the picture stands: {:#?}", self.handle.snapshot().panel);
        self.until(words, |shown| shown.pictures >= before + count);
    }

    pub(super) fn frames_go_on(&self) {
        let before = self.shown(|shown| shown.frames);
        let words = || format!("no frame comes after {before}");
        self.until(words, |shown| shown.frames > before + 30);
    }

    /// Waits until a plugin comes on once more.
    pub(super) fn has_its_turn(&self, id: &str) {
        let turn = || {
            let panel = &self.handle.snapshot().panel;
            let on = panel.screen.as_ref();
            on.is_some_and(|screen| screen.plugin.as_str() == id)
                .then_some(panel.since)
        };
        let before = turn();
        let words = || format!("{id} has no turn: {:#?}", self.handle.snapshot().panel);
        self.until(words, |_| {
            let now = turn();
            now.is_some() && now != before
        });
    }

    pub(super) fn ask(&self, command: Command) -> Answer {
        self.handle.send(By::Host, command)?.wait(PATIENCE)
    }

    pub(super) fn tell(&self, command: Command) {
        self.ask(command).unwrap();
    }

    pub(super) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(super) fn pid_of(&self, id: &str) -> Option<u32> {
        let view = self.view(id)?;
        view.process.as_ref().map(|facts| facts.pid)
    }

    /// Ends the host; then nothing of any plugin is left.
    pub(super) fn end(mut self) {
        drop(self.host.take());
        let root = self.root.path();
        processes::all_end(|| processes::workers_of(root, std::process::id()));
        processes::all_end(|| {
            processes::template_of(root, std::process::id())
                .into_iter()
                .collect()
        });
    }
}

fn write(path: &Path, value: &Value) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, value.to_string()).unwrap();
}

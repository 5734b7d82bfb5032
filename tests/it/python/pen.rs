//! A Python runtime on a root of its own, with vices as plugins, and nobody but a recorder to report to.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lumarium_core::facts::{Found, Place};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::{Clock, Monotonic};
use lumarium_core::host::root::Paths;
use lumarium_core::host::runtime::python::PythonRuntime;
use lumarium_core::host::runtime::{Reporter, Runtime as _, Worker};
use lumarium_core::id::PluginId;
use lumarium_core::lifecycle::Run;
use lumarium_core::manifest::{Manifest, RuntimeKind};
use lumarium_core::message::{Launch, ProcessFacts, Report, Request};
use serde_json::{Value, json};

use super::{is_there, processes};
use crate::cage::{CANVAS, Recorder, configure, draw};

/// The runtime and its root.
pub(super) struct Pen {
    runtime: PythonRuntime,
    pub(super) recorder: Arc<Recorder>,
    root: tempfile::TempDir,
}

/// One run of a plugin, and how many of its reports were read.
pub(super) struct Guest {
    recorder: Arc<Recorder>,
    pub(super) worker: Box<dyn Worker>,
    run: Run,
    read: usize,
}

/// The file of a vice.
pub(super) fn vice(name: &str) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("vices");
    all.join(name).with_extension("py")
}

impl Pen {
    /// A pen, where there is a Python. Everybody may look into it.
    pub(super) fn new() -> Option<Self> {
        Self::with_clock(Arc::new(Monotonic::start()))
    }

    /// The same, and only its owner may enter it.
    pub(super) fn closed() -> Option<Self> {
        let pen = Self::new()?;
        fs::set_permissions(pen.root(), Permissions::from_mode(0o700)).unwrap();
        Some(pen)
    }

    pub(super) fn with_clock(clock: Arc<dyn Clock>) -> Option<Self> {
        if !is_there() {
            return None;
        }
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), Permissions::from_mode(0o755)).unwrap();
        let paths = Paths::new(root.path().to_owned());
        fs::create_dir(paths.config()).unwrap();
        Some(Self {
            runtime: PythonRuntime::new(paths, clock, None),
            recorder: Arc::default(),
            root,
        })
    }

    pub(super) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Starts a plugin that has this vice; its first settings are these.
    pub(super) fn start(&self, run: u64, name: &str, settings: Value) -> Guest {
        self.start_saved(run, name, settings, None)
    }

    pub(super) fn start_saved(
        &self,
        run: u64,
        name: &str,
        settings: Value,
        saved: Option<Value>,
    ) -> Guest {
        let folder = self.root().join("plugin-repos").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(vice(name), folder.join("manager.py")).unwrap();
        self.launch(run, &launch(name, &folder, settings, saved))
    }

    /// Starts whatever lies in a folder.
    pub(super) fn start_found(&self, run: u64, name: &str, folder: &Path) -> Guest {
        self.launch(run, &launch(name, folder, json!({}), None))
    }

    /// Starts a plugin as its manifest says, on a canvas of this size.
    pub(super) fn start_real(
        &self,
        run: u64,
        manifest: &Manifest,
        folder: &Path,
        settings: &Value,
        size: Size,
    ) -> Guest {
        let usual = launch(manifest.id.as_str(), folder, settings.clone(), None);
        let mut launch = Launch::clone(&usual);
        let mut found = Found::clone(&launch.found);
        found.manifest = Arc::new(manifest.clone());
        launch.found = Arc::new(found);
        launch.size = size;
        self.launch(run, &Arc::new(launch))
    }

    fn launch(&self, run: u64, launch: &Arc<Launch>) -> Guest {
        let run = Run(run);
        let reporter = Arc::clone(&self.recorder) as Arc<dyn Reporter>;
        let id = &launch.found.manifest.id;
        let worker = self.runtime.start(id, run, launch, reporter);
        Guest {
            recorder: Arc::clone(&self.recorder),
            worker: worker.unwrap_or_else(|why| panic!("{why}")),
            run,
            read: 0,
        }
    }

    /// A run that is enabled.
    pub(super) fn enabled(&self, run: u64, name: &str, settings: Value) -> Guest {
        let mut guest = self.start(run, name, settings.clone());
        let first = guest.next();
        assert!(matches!(first, Report::Loaded { .. }), "{first:?}");
        let answer = guest.ask(configure(settings));
        assert!(matches!(answer, Report::Configured { .. }), "{answer:?}");
        let answer = guest.ask(Request::Enable { saved: None });
        assert!(matches!(answer, Report::Enabled), "{answer:?}");
        guest
    }

    /// What plugins run in and have started.
    pub(super) fn workers(&self) -> Vec<u32> {
        processes::workers_of(self.root(), std::process::id())
    }

    pub(super) fn template(&self) -> Option<u32> {
        processes::template_of(self.root(), std::process::id())
    }

    /// Waits until nothing is left of any plugin.
    pub(super) fn is_left_empty(&self) {
        processes::all_end(|| self.workers());
    }

    /// A plugin that behaves is served as ever, and then nothing is left of anybody.
    pub(super) fn is_as_before(&self) {
        let mut good = self.enabled(1_000, "good", json!({}));
        let answer = good.ask(Request::Update);
        assert!(matches!(answer, Report::Updated { .. }), "{answer:?}");
        good.worker.kill();
        self.is_left_empty();
    }

    /// The same while another one misbehaves, who is killed then.
    pub(super) fn is_as_before_beside(&self, other: Guest) {
        let mut good = self.enabled(2_000, "good", json!({}));
        for _ in 0..3 {
            let answer = good.ask(Request::Update);
            assert!(matches!(answer, Report::Updated { .. }), "{answer:?}");
        }
        assert_eq!(crate::cage::shade(&good.ask(draw())), 3);
        other.killed();
        assert!(matches!(good.ask(Request::Update), Report::Updated { .. }));
        good.killed();
        self.is_left_empty();
    }
}

impl Guest {
    /// The next report that is no news of its own accord.
    pub(super) fn next(&mut self) -> Report {
        loop {
            let report = self.any();
            let news = matches!(
                report,
                Report::Log { .. }
                    | Report::Process(_)
                    | Report::Hooks { .. }
                    | Report::Keep { .. }
                    | Report::Changed { .. }
                    | Report::Offline
                    | Report::Waits { .. }
                    | Report::Glimpse { .. }
            );
            if !news {
                return report;
            }
        }
    }

    /// The next report of whatever kind.
    pub(super) fn any(&mut self) -> Report {
        self.read += 1;
        self.recorder.report_at(self.run, self.read - 1)
    }

    /// Asks, and waits for the answer.
    pub(super) fn ask(&mut self, request: Request) -> Report {
        self.post(request);
        self.next()
    }

    pub(super) fn post(&mut self, request: Request) {
        assert!(self.worker.post(request), "the mailbox refused");
    }

    /// Waits until its log has a line with this in it.
    pub(super) fn says(&self, words: &str) -> String {
        self.recorder.wait(words, |seen| {
            let own = seen.reports.iter().filter(|told| told.run == self.run);
            let mut lines = own.filter_map(|told| line(&told.report));
            lines.find(|line| line.contains(words)).map(str::to_owned)
        })
    }

    /// All lines of its log so far.
    pub(super) fn log(&self) -> Vec<String> {
        self.recorder.look(|seen| {
            let own = seen.reports.iter().filter(|told| told.run == self.run);
            let lines = own.filter_map(|told| line(&told.report));
            lines.map(str::to_owned).collect()
        })
    }

    /// What the system has put in force.
    pub(super) fn facts(&self) -> Arc<ProcessFacts> {
        self.recorder.wait("the facts", |seen| {
            let mut own = seen.reports.iter().filter(|told| told.run == self.run);
            own.find_map(|told| {
                if let Report::Process(facts) = &told.report {
                    Some(Arc::clone(facts))
                } else {
                    None
                }
            })
        })
    }

    /// What is said about one part of its isolation.
    pub(super) fn in_force(&self, name: &str) -> String {
        let facts = self.facts();
        let guard = facts.isolation.iter().find(|guard| guard.name == name);
        guard.map_or_else(String::new, |guard| guard.text.clone())
    }

    /// Whether the system keeps to one part of its isolation.
    pub(super) fn holds(&self, name: &str) -> bool {
        let facts = self.facts();
        let guard = facts.isolation.iter().find(|guard| guard.name == name);
        guard.is_some_and(|guard| guard.holds)
    }

    /// Whether its own processes are counted.
    pub(super) fn is_counted(&self) -> bool {
        let most = lumarium_core::limits::WORKER_PROCESSES;
        let words = format!("have {most} processes");
        self.in_force("processes").contains(&words)
    }

    pub(super) fn killed(mut self) {
        self.worker.kill();
        // It may have ended by itself just before.
        self.recorder.wait("its end", |seen| {
            let mut own = seen.reports.iter().filter(|told| told.run == self.run);
            own.any(|told| matches!(told.report, Report::Buried | Report::Died { .. }))
                .then_some(())
        });
    }
}

fn line(report: &Report) -> Option<&str> {
    if let Report::Log { text } = report {
        Some(text)
    } else {
        None
    }
}

/// The brightness of a picture's first pixel.
pub(super) fn shade(frame: &Frame) -> u8 {
    assert_eq!(frame.size(), CANVAS);
    frame.get(0, 0).unwrap_or_default().r
}

fn launch(name: &str, folder: &Path, settings: Value, saved: Option<Value>) -> Arc<Launch> {
    let manifest = Manifest {
        name: name.to_owned(),
        version: None,
        description: String::new(),
        author: String::new(),
        runtime: RuntimeKind::Python,
        entry_point: "manager.py".to_owned(),
        class_name: Some("Plugin".to_owned()),
        screens: vec![Arc::from("main")],
        update_interval: None,
        default_duration: None,
        capabilities: Vec::new(),
        requires: Vec::new(),
        actions: Vec::new(),
        id: PluginId::parse(name).unwrap_or_else(|why| panic!("{why}")),
    };
    let found = Found {
        manifest: Arc::new(manifest),
        place: Place::Folder(folder.to_owned()),
        content_hash: None,
        working_copy: false,
        schema: None,
        problems: Vec::new(),
    };
    Arc::new(Launch {
        found: Arc::new(found),
        size: CANVAS,
        time_zone: "UTC".to_owned(),
        settings: Arc::new(settings).into(),
        global: Arc::new(json!({"timezone": "UTC"})),
        saved: saved.map(Arc::new),
        memory_max: 512 << 20,
    })
}

//! A runtime with the zoo in it and a reporter that remembers. Nothing here sleeps: it waits for
//! reports, for at most a time that only a broken runtime needs.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::content::Content;
use lumarium_core::facts::{Found, Place};
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::{Clock, Monotonic};
use lumarium_core::host::runtime::native::NativeRuntime;
use lumarium_core::host::runtime::{Reporter, Runtime as _, Worker};
use lumarium_core::id::PluginId;
use lumarium_core::lifecycle::Run;
use lumarium_core::manifest::{Manifest, RuntimeKind};
use lumarium_core::message::{Launch, Report, Request};
use serde_json::Value;

use crate::zoo;

/// What the animals draw on.
pub(crate) const CANVAS: Size = Size::new(64, 32);
/// Threads of plugins are modest: on a busy machine they come late.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// Keeps all reports and counts the live pictures.
#[derive(Default)]
pub(crate) struct Recorder {
    seen: Mutex<Seen>,
    changed: Condvar,
}

/// One report, and how many pictures there were before it.
pub(crate) struct Told {
    pub(crate) run: Run,
    pub(crate) report: Report,
    pub(crate) pictures_before: usize,
}

#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) reports: Vec<Told>,
    pub(crate) pictures: usize,
    pub(crate) last: Option<Arc<Frame>>,
}

impl Reporter for Recorder {
    fn report(&self, _plugin: &PluginId, run: Run, report: Report) {
        self.change(|seen| {
            seen.reports.push(Told {
                run,
                report,
                pictures_before: seen.pictures,
            });
        });
    }

    fn publish(&self, _plugin: &PluginId, _run: Run, frame: &Arc<Frame>) {
        self.change(|seen| {
            seen.pictures += 1;
            seen.last = Some(Arc::clone(frame));
        });
    }
}

impl Recorder {
    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until `look` sees something.
    pub(crate) fn wait<T>(&self, what: &str, look: impl Fn(&Seen) -> Option<T>) -> T {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, _) = self
            .changed
            .wait_timeout_while(seen, PATIENCE, |seen| look(seen).is_none())
            .unwrap_or_else(PoisonError::into_inner);
        let Some(found) = look(&seen) else {
            let there: Vec<&Report> = seen.reports.iter().map(|told| &told.report).collect();
            panic!("{what} never came; there were {there:?}");
        };
        found
    }

    /// Waits for the report number `index` (from 0) of a run.
    pub(crate) fn report_at(&self, run: Run, index: usize) -> Report {
        self.wait(&format!("report {index} of run {run}"), |seen| {
            let mut own = seen.reports.iter().filter(|told| told.run == run);
            own.nth(index).map(|told| told.report.clone())
        })
    }

    pub(crate) fn count(&self, run: Run) -> usize {
        self.look(|seen| seen.reports.iter().filter(|told| told.run == run).count())
    }
}

/// A runtime with the zoo in it, and what it reported.
pub(crate) struct Cage {
    pub(crate) runtime: NativeRuntime,
    pub(crate) recorder: Arc<Recorder>,
}

/// One run, and how many of its reports were read.
pub(crate) struct Visit {
    recorder: Arc<Recorder>,
    pub(crate) worker: Box<dyn Worker>,
    pub(crate) run: Run,
    pub(crate) read: usize,
}

impl Cage {
    pub(crate) fn new() -> Self {
        Self::with_clock(Arc::new(Monotonic::start()))
    }

    pub(crate) fn with_clock(clock: Arc<dyn Clock>) -> Self {
        Self {
            runtime: NativeRuntime::new(zoo::programs(), clock, PathBuf::new()),
            recorder: Arc::default(),
        }
    }

    pub(crate) fn start(&self, program: &str, run: u64) -> Result<Visit, Failure> {
        self.start_as(program, program, run)
    }

    pub(crate) fn start_as(&self, id: &str, program: &str, run: u64) -> Result<Visit, Failure> {
        let launch = launch(id, program);
        let run = Run(run);
        let reporter = Arc::clone(&self.recorder) as Arc<dyn Reporter>;
        let id = &launch.found.manifest.id;
        let worker = self.runtime.start(id, run, &launch, reporter)?;
        let recorder = Arc::clone(&self.recorder);
        Ok(Visit {
            recorder,
            worker,
            run,
            read: 0,
        })
    }

    /// A run that is enabled with these settings.
    pub(crate) fn enabled(&self, run: u64, settings: Value) -> Visit {
        let mut visit = self.loaded(run);
        let answer = visit.ask(configure(settings));
        assert!(matches!(answer, Report::Configured { .. }), "{answer:?}");
        let answer = visit.ask(Request::Enable { saved: None });
        assert!(matches!(answer, Report::Enabled), "{answer:?}");
        visit
    }

    pub(crate) fn loaded(&self, run: u64) -> Visit {
        let mut visit = self.start("zoo", run).unwrap_or_else(|why| panic!("{why}"));
        let first = visit.next();
        assert!(matches!(first, Report::Loaded { .. }), "{first:?}");
        visit
    }
}

impl Visit {
    /// The next report.
    pub(crate) fn next(&mut self) -> Report {
        self.read += 1;
        self.recorder.report_at(self.run, self.read - 1)
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, request: Request) -> Report {
        self.post(request);
        self.next()
    }

    pub(crate) fn post(&mut self, request: Request) {
        assert!(self.worker.post(request), "the mailbox refused");
    }
}

pub(crate) fn launch(id: &str, program: &str) -> Arc<Launch> {
    let id = PluginId::parse(id).unwrap_or_else(|why| panic!("{why}"));
    let manifest = Manifest {
        name: program.to_owned(),
        version: None,
        description: String::new(),
        author: String::new(),
        runtime: RuntimeKind::Native,
        entry_point: program.to_owned(),
        class_name: None,
        screens: vec![Arc::from(program)],
        update_interval: None,
        default_duration: None,
        capabilities: Vec::new(),
        requires: Vec::new(),
        actions: Vec::new(),
        id,
    };
    let found = Found {
        manifest: Arc::new(manifest),
        place: Place::Bundled,
        content_hash: None,
        working_copy: false,
        schema: None,
        problems: Vec::new(),
    };
    Arc::new(Launch {
        found: Arc::new(found),
        size: CANVAS,
        time_zone: "UTC".to_owned(),
        settings: Arc::new(Value::Null).into(),
        global: Arc::default(),
        saved: None,
        memory_max: u64::MAX,
    })
}

pub(crate) fn configure(settings: Value) -> Request {
    Request::Configure {
        settings: Arc::new(settings).into(),
    }
}

pub(crate) fn draw() -> Request {
    Request::Draw {
        screen: Arc::from("main"),
        fresh: true,
    }
}

pub(crate) fn failure_of(report: &Report) -> Option<(Stage, Failure)> {
    if let Report::Failed { stage, failure } = report {
        Some((*stage, failure.clone()))
    } else {
        None
    }
}

pub(crate) fn shade(report: &Report) -> u8 {
    let Report::Drawn { content, .. } = report else {
        panic!("not drawn: {report:?}");
    };
    let Content::Still(frame) = content else {
        panic!("not a still: {content:?}");
    };
    assert_eq!(frame.size(), CANVAS);
    frame.get(0, 0).unwrap_or_default().r
}

//! LEDMatrix's plugins: each in a process of its own, forked from a warm template of ours.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

use crate::failure::Failure;
use crate::frame::Frame;
use crate::host::clock::Clock;
use crate::host::packs::FontDesk;
use crate::host::priority;
use crate::host::root::Paths;
use crate::host::runtime::seat::{self, Common};
use crate::host::runtime::worker::seat::Housed;
use crate::host::runtime::worker::session::{self, Task};
use crate::host::runtime::{Done, Reporter, Runtime, Worker};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::manifest::RuntimeKind;
use crate::message::{Act, Launch, Report};

mod ends;
mod errand;
mod launcher;
mod packages;
mod places;
mod template;
pub mod trial;

use launcher::PythonLauncher;

/// Runs LEDMatrix's plugins: a process and a named thread per run.
pub struct PythonRuntime {
    common: Common,
    /// Errands under way.
    errands: Arc<AtomicUsize>,
    launcher: Arc<PythonLauncher>,
}

impl PythonRuntime {
    /// A runtime for the plugins of a root. Nothing is looked for or started before the first plugin is; `fonts`
    /// are brought for that one, or, where there is nobody to bring them, have to be there.
    pub fn new(paths: Paths, clock: Arc<dyn Clock>, fonts: Option<Arc<FontDesk>>) -> Self {
        Self {
            launcher: Arc::new(PythonLauncher::new(paths, Arc::clone(&clock), fonts)),
            common: Common::new(clock),
            errands: Arc::default(),
        }
    }
}

impl Runtime for PythonRuntime {
    fn kind(&self) -> RuntimeKind {
        RuntimeKind::Python
    }

    fn start(
        &self,
        plugin: &PluginId,
        run: Run,
        launch: &Arc<Launch>,
        reporter: Arc<dyn Reporter>,
    ) -> Result<Box<dyn Worker>, Failure> {
        // From here, because what is started by a run's own thread would be as modest as that is.
        self.launcher.prepare();
        let seat = self.common.seat(plugin, run, reporter, Housed::default());
        let task = Task {
            launch: Arc::clone(launch),
            launcher: Arc::clone(&self.launcher) as _,
        };
        seat::start(seat, move |seat| session::live_through(seat, &task))
    }

    fn act(&self, plugin: &PluginId, act: &Arc<Act>, done: Done) -> Result<(), Failure> {
        let running = Running::admit(&self.errands)?;
        self.launcher.prepare();
        let seat = self
            .common
            .seat(plugin, Run(0), Arc::new(Silence), Housed::default());
        let (launcher, act) = (Arc::clone(&self.launcher), Arc::clone(act));
        let errand = move || {
            let _running = running;
            priority::be_modest();
            done(errand::run(&seat, &*launcher, &act));
        };
        let spawned = Builder::new().name("action".to_owned()).spawn(errand);
        spawned.map(drop).map_err(|cause| Failure::Busy {
            text: format!("no thread could be started for it: {cause}"),
        })
    }
}

/// One of the errands that may run at the same time.
struct Running(Arc<AtomicUsize>);

impl Running {
    fn admit(count: &Arc<AtomicUsize>) -> Result<Self, Failure> {
        let running = Self(Arc::clone(count));
        if count.fetch_add(1, Ordering::SeqCst) < limits::ACTIONS_AT_ONCE {
            return Ok(running);
        }
        Err(Failure::Busy {
            text: "other actions are still running; try again when they have ended".to_owned(),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// An errand reports nothing but its end.
struct Silence;

impl Reporter for Silence {
    fn report(&self, _plugin: &PluginId, _run: Run, _report: Report) {}

    fn publish(&self, _plugin: &PluginId, _run: Run, _frame: &Arc<Frame>) {}
}

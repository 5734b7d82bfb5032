//! LEDMatrix's plugins: each in a process of its own, forked from a warm template of ours.

use std::sync::Arc;
use std::thread;

use crate::failure::Failure;
use crate::host::clock::Clock;
use crate::host::root::Paths;
use crate::host::runtime::native::panics;
use crate::host::runtime::slots::Slots;
use crate::host::runtime::worker::seat::{ProcessWorker, Seat};
use crate::host::runtime::worker::session::{self, Task};
use crate::host::runtime::{Reporter, Runtime, Worker};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::manifest::RuntimeKind;
use crate::message::Launch;

mod launcher;
mod packages;
mod places;
mod template;
pub mod trial;

use launcher::PythonLauncher;

/// Runs LEDMatrix's plugins: a process and a named thread per run.
pub struct PythonRuntime {
    clock: Arc<dyn Clock>,
    slots: Arc<Slots>,
    launcher: Arc<PythonLauncher>,
}

impl PythonRuntime {
    /// A runtime for the plugins of a root. Nothing is looked for or started before the first plugin is.
    pub fn new(paths: Paths, clock: Arc<dyn Clock>) -> Self {
        panics::keep_quiet();
        Self {
            launcher: Arc::new(PythonLauncher::new(paths, Arc::clone(&clock))),
            slots: Arc::default(),
            clock,
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
        self.slots.admit(plugin, run)?;
        // From here, because what is started by a run's own thread would be as modest as that is.
        self.launcher.prepare();
        let (slots, clock) = (Arc::clone(&self.slots), Arc::clone(&self.clock));
        let seat = Arc::new(Seat::new(plugin.clone(), run, slots, clock));
        let task = Task {
            seat: Arc::clone(&seat),
            reporter,
            launch: Arc::clone(launch),
            launcher: Arc::clone(&self.launcher) as _,
        };
        let spawned = thread::Builder::new()
            .name(panics::thread_name(plugin, run))
            .spawn(move || session::run(&task));
        match spawned {
            Ok(_) => Ok(Box::new(ProcessWorker::new(seat))),
            Err(cause) => {
                self.slots.end(plugin, run);
                Err(Failure::Busy {
                    text: format!("no thread could be started for it: {cause}"),
                })
            }
        }
    }
}

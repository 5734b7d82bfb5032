//! LEDMatrix's plugins: each in a process of its own, forked from a warm template of ours.

use std::sync::Arc;

use crate::failure::Failure;
use crate::host::clock::Clock;
use crate::host::packs::FontDesk;
use crate::host::root::Paths;
use crate::host::runtime::seat::{self, Common};
use crate::host::runtime::worker::seat::Housed;
use crate::host::runtime::worker::session::{self, Task};
use crate::host::runtime::{Reporter, Runtime, Worker};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::manifest::RuntimeKind;
use crate::message::Launch;

mod ends;
mod launcher;
mod packages;
mod places;
mod template;
pub mod trial;

use launcher::PythonLauncher;

/// Runs LEDMatrix's plugins: a process and a named thread per run.
pub struct PythonRuntime {
    common: Common,
    launcher: Arc<PythonLauncher>,
}

impl PythonRuntime {
    /// A runtime for the plugins of a root. Nothing is looked for or started before the first plugin is.
    pub fn new(paths: Paths, clock: Arc<dyn Clock>) -> Self {
        Self {
            launcher: Arc::new(PythonLauncher::new(paths, Arc::clone(&clock))),
            common: Common::new(clock),
        }
    }

    /// Has fonts brought for the first plugin; without this they must be there.
    #[must_use]
    pub fn with_fonts(mut self, fonts: Arc<FontDesk>) -> Self {
        if let Some(launcher) = Arc::get_mut(&mut self.launcher) {
            launcher.fonts = Some(fonts);
        }
        self
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
}

//! Built-in plugins: Rust on `embedded-graphics`, each run on a thread of its own.
//! Foreign code is never native.

pub mod programs;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::failure::Failure;
use crate::frame::{Frame, Size};
use crate::host::clock::Clock;
use crate::host::runtime::seat::{self, Common};
use crate::host::runtime::{Reporter, Runtime, Worker};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::manifest::RuntimeKind;
use crate::message::Launch;
use crate::time::Wall;

mod calls;
mod live;
mod output;
mod session;

use calls::Calling;

/// What a native plugin may know when it is called.
#[derive(Clone, Debug)]
pub struct Context {
    /// The canvas.
    pub size: Size,
    /// Wall-clock time of the panel.
    pub wall: Wall,
    /// IANA time zone of the panel; the plugin's own setting may differ.
    pub time_zone: String,
    /// The plugin's folder, if it has one.
    pub folder: Option<PathBuf>,
    /// The root's folder for files of plugins and people (`assets`).
    pub assets: PathBuf,
}

/// A built-in plugin. Errors are texts for people: what failed, why, what to do.
/// It may panic, hang or allocate: the picture goes on.
pub trait NativePlugin: Send {
    /// Takes its settings: its section with schema defaults merged in. Called before `enable`
    /// and again for each change.
    fn configure(&mut self, settings: &Value, context: &Context) -> Result<Hooks, String>;

    /// The enable hook.
    fn enable(&mut self) {}

    /// Fetches data; called every `Hooks::update_interval`.
    fn update(&mut self, context: &Context) -> Result<Hooks, String> {
        let _ = context;
        Ok(Hooks::default())
    }

    /// Draws a screen. `fresh`: it comes on now, begin from the start.
    fn draw(
        &mut self,
        screen: &str,
        fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String>;

    /// For `Content::Live`: draws the picture `elapsed` after the screen came on onto a black frame,
    /// and says how long until the next one is wanted (at least `LIVE_PACE_MIN`).
    fn live(&mut self, elapsed: Duration, frame: &mut Frame) -> Result<Duration, String> {
        let _ = (elapsed, frame);
        Ok(Duration::from_secs(1))
    }

    /// The disable hook.
    fn disable(&mut self) {}

    /// State to be given back to the next run after a reload.
    fn save(&self) -> Option<Value> {
        None
    }

    /// Takes back what `save` gave; called after `configure`, before `enable`.
    fn restore(&mut self, saved: &Value) {
        let _ = saved;
    }
}

/// Makes a new instance of a built-in program.
pub type Factory = fn() -> Box<dyn NativePlugin>;

/// The built-in programs by name (`entry_point` of a native manifest).
#[derive(Clone, Default)]
pub struct Programs {
    factories: std::collections::BTreeMap<Arc<str>, Factory>,
}

impl Programs {
    /// Adds or replaces a program.
    #[must_use]
    pub fn with(mut self, name: &str, factory: Factory) -> Self {
        self.factories.insert(Arc::from(name), factory);
        self
    }

    /// A new instance of a program.
    pub fn make(&self, name: &str) -> Option<Box<dyn NativePlugin>> {
        self.factory(name).map(|factory| factory())
    }

    /// How instances of a program are made.
    pub fn factory(&self, name: &str) -> Option<Factory> {
        self.factories.get(name).copied()
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.factories.keys().map(AsRef::as_ref)
    }
}

/// Runs built-in programs: a named thread per run, at a modest priority.
pub struct NativeRuntime {
    programs: Programs,
    common: Common,
    assets: PathBuf,
}

impl NativeRuntime {
    /// A runtime for `programs`; `assets` is the root's folder for files of plugins and people.
    /// From now on panics of worker threads are kept for their reports instead of being printed.
    pub fn new(programs: Programs, clock: Arc<dyn Clock>, assets: PathBuf) -> Self {
        Self {
            programs,
            common: Common::new(clock),
            assets,
        }
    }

    /// Runs that were killed during a call that has not returned yet.
    pub fn zombies(&self) -> usize {
        self.common.slots.zombies()
    }

    fn unknown(&self, program: &str) -> Failure {
        let names: Vec<&str> = self.programs.names().collect();
        Failure::Unsupported {
            text: format!(
                "there is no built-in program {program:?}; name one of these as entry_point: {}",
                names.join(", ")
            ),
        }
    }
}

impl Runtime for NativeRuntime {
    fn kind(&self) -> RuntimeKind {
        RuntimeKind::Native
    }

    fn start(
        &self,
        plugin: &PluginId,
        run: Run,
        launch: &Arc<Launch>,
        reporter: Arc<dyn Reporter>,
    ) -> Result<Box<dyn Worker>, Failure> {
        let program = &launch.found.manifest.entry_point;
        let factory = self
            .programs
            .factory(program)
            .ok_or_else(|| self.unknown(program))?;
        let seat = self.common.seat(plugin, run, reporter, Calling::default());
        let task = session::Task {
            launch: Arc::clone(launch),
            assets: self.assets.clone(),
        };
        seat::start(seat, move |seat| {
            session::live_through(seat, &task, factory)
        })
    }
}

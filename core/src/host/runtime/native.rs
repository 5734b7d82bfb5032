//! Built-in plugins: Rust on `embedded-graphics`, each run on a thread of its own.
//! Foreign code is never native.

pub mod programs;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::frame::{Frame, Size};
use crate::time::Wall;

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

    /// For `Content::Live`: draws the picture `elapsed` after the screen came on, and says how long
    /// until the next one is wanted.
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
        self.factories.get(name).map(|factory| factory())
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.factories.keys().map(AsRef::as_ref)
    }
}

//! The engine: events in, effects out; owns all state. Pure and total: no event makes it fail.

use std::path::PathBuf;
use std::sync::Arc;

use crate::frame::Size;
use crate::journal::Entry;
use crate::message::{Effect, Event};
use crate::snapshot::Snapshot;
use crate::time::{Moment, Now};

/// How the engine behaves; fixed for its life.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The root, for display.
    pub root: PathBuf,
    /// Overrides the canvas of the configuration.
    pub size: Option<Size>,
    /// Overrides the refresh rate of the configuration.
    pub refresh_hz: Option<u32>,
    /// Start runs of plugins. Off: the command line works on a root that nobody owns.
    pub run_plugins: bool,
    /// Act on findings. Off: `reconcile --dry-run`.
    pub act: bool,
    /// Runtimes that exist here; plugins of other kinds are listed and say so.
    pub runtimes: Vec<crate::manifest::RuntimeKind>,
}

/// All state.
#[derive(Debug)]
pub struct Engine {
    setup: Setup,
}

impl Engine {
    /// An engine that knows nothing yet; the first `StoreEvent::Read` brings it to life.
    pub fn new(setup: Setup, _now: Now) -> Self {
        Self { setup }
    }

    /// Takes an event and says what has to be done, in order.
    pub fn handle(&mut self, _now: Now, _event: Event) -> Vec<Effect> {
        let _ = &self.setup;
        Vec::new()
    }

    /// When the next `Tick` is due, if nothing else happens.
    pub fn next_wake(&self) -> Option<Moment> {
        None
    }

    /// Grows with every change.
    pub fn revision(&self) -> u64 {
        0
    }

    /// What windows may see.
    pub fn snapshot(&self, now: Now) -> Arc<Snapshot> {
        let _ = now;
        unreachable!("filled in by the engine's own work")
    }

    /// Journal entries from `number` on.
    pub fn journal_since(&self, _number: u64) -> Vec<Arc<Entry>> {
        Vec::new()
    }
}

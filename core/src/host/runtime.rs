//! One contract for all kinds of plugins: start, ask, kill. Nothing here is ever waited for.

use std::sync::Arc;

use crate::failure::Failure;
use crate::frame::Frame;
use crate::host::queue::Gauge;
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::manifest::RuntimeKind;
use crate::message::{Act, ActionEnd, Launch, Report, Request};

pub(crate) mod mailbox;
pub mod native;
pub(crate) mod panics;
pub mod python;
pub(crate) mod rhythm;
pub(crate) mod seat;
pub(crate) mod slots;
pub mod worker;

/// How a run reports. Cheap to clone; never blocks its owner for longer than the engine needs
/// to take one batch.
pub trait Reporter: Send + Sync {
    /// Hands a report to the engine; what an ended engine no longer takes is dropped.
    fn report(&self, plugin: &PluginId, run: Run, report: Report);
    /// Publishes a live picture; latest wins.
    fn publish(&self, plugin: &PluginId, run: Run, frame: &Arc<Frame>);
}

/// Takes what came of an action.
pub type Done = Box<dyn FnOnce(Result<ActionEnd, Failure>) + Send>;

/// A kind of plugin that can be run.
pub trait Runtime: Send + Sync {
    /// Which kind.
    fn kind(&self) -> RuntimeKind;
    /// Starts a run. Returns at once; the run reports `Loaded` or `Failed` later.
    fn start(
        &self,
        plugin: &PluginId,
        run: Run,
        launch: &Arc<Launch>,
        reporter: Arc<dyn Reporter>,
    ) -> Result<Box<dyn Worker>, Failure>;
    /// Begins an action of a plugin, beside its run. `done` is called once, later and from another thread, unless
    /// this fails.
    fn act(&self, plugin: &PluginId, _act: &Arc<Act>, _done: Done) -> Result<(), Failure> {
        Err(Failure::Unsupported {
            text: format!("{plugin} is of a kind that has no actions"),
        })
    }
}

/// One run.
pub trait Worker: Send {
    /// Puts a request into its mailbox; false if the mailbox is full.
    fn post(&mut self, request: Request) -> bool;
    /// Ends it now. A thread that does not end is abandoned: its reports are dropped.
    fn kill(&mut self);
    /// Whether it has ended.
    fn ended(&self) -> bool;
    /// For a live run: whether no frame has come for `LIVE_TIMEOUT` although one was due.
    fn stalled(&self) -> bool;
    /// How full its mailbox is.
    fn gauge(&self) -> Arc<Gauge>;
}

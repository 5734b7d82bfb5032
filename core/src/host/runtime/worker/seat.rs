//! What a run in a process needs on its seat: the process, and the bell of whoever waits for it.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use super::link::Bell;
use super::process::Process;
use crate::host::handle::lock;
use crate::host::runtime::mailbox::Taken;
use crate::host::runtime::seat::{Hold, Seat};
use crate::host::runtime::slots::Life;
use crate::message::Request;

/// The process of a run, once there is one.
#[derive(Debug, Default)]
pub(in crate::host::runtime) struct Housed {
    process: Mutex<Option<Process>>,
    bell: OnceLock<Arc<Bell>>,
}

/// The seat of a run in a process.
pub(in crate::host::runtime) type ProcessSeat = Seat<Housed>;

impl Hold for Housed {
    fn stir(&self) {
        if let Some(bell) = self.bell.get() {
            bell.ring();
        }
    }

    fn end(&self) -> Life {
        if let Some(process) = &*lock(&self.process) {
            process.kill();
        }
        Life::Leaving
    }
}

impl ProcessSeat {
    /// The next request, if one waits.
    pub(super) fn next_request(&self) -> Option<Request> {
        match self.rest(Some(Duration::ZERO)) {
            Taken::Request(request) => Some(request),
            Taken::Nothing | Taken::Closed => None,
        }
    }

    /// Whoever posts rings from now on.
    pub(in crate::host::runtime) fn hang(&self, bell: Arc<Bell>) {
        drop(self.hold.bell.set(bell));
    }

    /// The process is there. If the run was killed meanwhile, so is the process: the killer has either
    /// seen it here, or its mark is seen now.
    pub(in crate::host::runtime) fn has(&self, process: Process) {
        *lock(&self.hold.process) = Some(process);
        if self.dead() {
            self.hold.end();
        }
    }

    /// The number of the process, once there is one.
    pub(in crate::host::runtime) fn pid(&self) -> Option<u32> {
        lock(&self.hold.process).as_ref().map(Process::pid)
    }
}

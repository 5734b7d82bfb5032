//! The outer side of one run in a process: mailbox, heartbeat, and the end that comes from outside.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use super::link::Bell;
use super::process::Process;
use crate::host::clock::Clock;
use crate::host::handle::lock;
use crate::host::queue::Gauge;
use crate::host::runtime::Worker;
use crate::host::runtime::mailbox::{Mailbox, Taken};
use crate::host::runtime::slots::{Life, Slots};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::message::Request;
use crate::time::{Moment, Wall};

/// What the thread of a run and its owner share.
pub(in crate::host::runtime) struct Seat {
    pub(in crate::host::runtime) plugin: PluginId,
    pub(in crate::host::runtime) run: Run,
    mailbox: Mailbox,
    pub(super) slots: Arc<Slots>,
    clock: Arc<dyn Clock>,
    /// Killed: nothing of what it says counts any more.
    dead: AtomicBool,
    /// Nanoseconds at which the present live call began, plus one; 0: none is under way.
    live_call: AtomicU64,
    process: Mutex<Option<Process>>,
    bell: OnceLock<Arc<Bell>>,
}

impl Seat {
    pub(in crate::host::runtime) fn new(
        plugin: PluginId,
        run: Run,
        slots: Arc<Slots>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            plugin,
            run,
            mailbox: Mailbox::default(),
            slots,
            clock,
            dead: AtomicBool::new(false),
            live_call: AtomicU64::new(0),
            process: Mutex::default(),
            bell: OnceLock::new(),
        }
    }

    pub(in crate::host::runtime) fn dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    pub(in crate::host::runtime) fn now(&self) -> Moment {
        self.clock.now().at
    }

    pub(super) fn wall(&self) -> Wall {
        self.clock.now().wall
    }

    /// The next request, if one waits.
    pub(super) fn next_request(&self) -> Option<Request> {
        match self.mailbox.take(Some(std::time::Duration::ZERO)) {
            Taken::Request(request) => Some(request),
            Taken::Nothing | Taken::Closed => None,
        }
    }

    /// Whoever posts rings from now on.
    pub(super) fn hang(&self, bell: Arc<Bell>) {
        drop(self.bell.set(bell));
    }

    /// The process is there. If the run was killed meanwhile, so is the process: the killer has either
    /// seen it here, or its mark is seen now.
    pub(in crate::host::runtime) fn has(&self, process: Process) {
        *lock(&self.process) = Some(process);
        if self.dead() {
            self.end_process();
        }
    }

    /// Ends the process and all it has started.
    pub(super) fn end_process(&self) {
        if let Some(process) = &*lock(&self.process) {
            process.kill();
        }
    }

    /// The number of the process, once there is one.
    pub(super) fn pid(&self) -> Option<u32> {
        lock(&self.process).as_ref().map(Process::pid)
    }

    pub(super) fn live_call_begins(&self) {
        let nanos = self.now().as_nanos().saturating_add(1);
        self.live_call.store(nanos, Ordering::Release);
    }

    pub(super) fn live_call_ends(&self) {
        self.live_call.store(0, Ordering::Release);
    }

    fn ring(&self) {
        if let Some(bell) = self.bell.get() {
            bell.ring();
        }
    }
}

/// One run in a process. Dropping it kills the run.
pub(in crate::host::runtime) struct ProcessWorker {
    seat: Arc<Seat>,
}

impl ProcessWorker {
    pub(in crate::host::runtime) const fn new(seat: Arc<Seat>) -> Self {
        Self { seat }
    }
}

impl Worker for ProcessWorker {
    fn post(&mut self, request: Request) -> bool {
        let posted = self.seat.mailbox.post(request);
        self.seat.ring();
        posted
    }

    fn kill(&mut self) {
        let seat = &self.seat;
        seat.dead.store(true, Ordering::SeqCst);
        seat.end_process();
        if seat.slots.abandon(&seat.plugin, seat.run, Life::Leaving) {
            seat.mailbox.close();
        }
        seat.ring();
    }

    fn ended(&self) -> bool {
        self.seat.slots.ended(&self.seat.plugin, self.seat.run)
    }

    fn stalled(&self) -> bool {
        let began = self.seat.live_call.load(Ordering::Acquire);
        let Some(began) = began.checked_sub(1) else {
            return false;
        };
        self.seat.now().since(Moment::from_nanos(began)) >= limits::LIVE_TIMEOUT
    }

    fn gauge(&self) -> Arc<Gauge> {
        self.seat.mailbox.gauge()
    }
}

impl Drop for ProcessWorker {
    fn drop(&mut self) {
        self.kill();
    }
}

//! The outer side of one run: mailbox, heartbeat, and the end that comes from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::host::clock::Clock;
use crate::host::runtime::Worker;
use crate::host::runtime::native::mailbox::Mailbox;
use crate::host::runtime::slots::Slots;
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::message::Request;
use crate::time::Moment;

/// What the thread of a run and its owner share.
pub(super) struct Seat {
    pub(super) plugin: PluginId,
    pub(super) run: Run,
    pub(super) mailbox: Mailbox,
    pub(super) slots: Arc<Slots>,
    pub(super) clock: Arc<dyn Clock>,
    /// Killed: nothing of what it says counts any more.
    dead: AtomicBool,
    /// Nanoseconds at which the present live call began, plus one; 0: none is under way.
    live_call: AtomicU64,
}

impl Seat {
    pub(super) fn new(
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
        }
    }

    pub(super) fn dead(&self) -> bool {
        self.dead.load(Ordering::Acquire)
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now().at
    }

    pub(super) fn live_call_begins(&self, now: Moment) {
        let nanos = now.as_nanos().saturating_add(1);
        self.live_call.store(nanos, Ordering::Release);
    }

    pub(super) fn live_call_ends(&self) {
        self.live_call.store(0, Ordering::Release);
    }

    fn stalled(&self) -> bool {
        let began = self.live_call.load(Ordering::Acquire);
        let Some(began) = began.checked_sub(1) else {
            return false;
        };
        self.now().since(Moment::from_nanos(began)) >= limits::LIVE_TIMEOUT
    }
}

/// One run of a built-in plugin. Dropping it kills the run.
pub(super) struct NativeWorker {
    seat: Arc<Seat>,
}

impl NativeWorker {
    pub(super) const fn new(seat: Arc<Seat>) -> Self {
        Self { seat }
    }
}

impl Worker for NativeWorker {
    fn post(&mut self, request: Request) -> bool {
        self.seat.mailbox.post(request)
    }

    fn kill(&mut self) {
        let seat = &self.seat;
        seat.dead.store(true, Ordering::Release);
        // From here to its end it counts as a zombie; a healthy thread ends at once.
        if seat.slots.abandon(&seat.plugin, seat.run) {
            seat.mailbox.close();
        }
    }

    fn ended(&self) -> bool {
        self.seat.slots.ended(&self.seat.plugin, self.seat.run)
    }

    fn stalled(&self) -> bool {
        self.seat.stalled()
    }
}

impl Drop for NativeWorker {
    fn drop(&mut self) {
        self.kill();
    }
}

//! The outer side of one run: mailbox, heartbeat, and the end that comes from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::failure::Failure;
use crate::host::clock::Clock;
use crate::host::queue::Gauge;
use crate::host::runtime::Worker;
use crate::host::runtime::mailbox::{Mailbox, Taken};
use crate::host::runtime::native::panics;
use crate::host::runtime::slots::{Life, Slots};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::message::{Report, Request};
use crate::time::Moment;

/// What the thread of a run and its owner share.
pub(super) struct Seat {
    pub(super) plugin: PluginId,
    pub(super) run: Run,
    mailbox: Mailbox,
    pub(super) slots: Arc<Slots>,
    pub(super) clock: Arc<dyn Clock>,
    /// Killed: nothing of what it says counts any more.
    dead: AtomicBool,
    /// A call into the plugin is under way.
    calling: AtomicBool,
    /// Nanoseconds at which the present live call began, plus one; 0: none is under way.
    live_call: AtomicU64,
}

/// Why a call gave nothing.
#[derive(Debug)]
pub(super) enum Cut {
    /// The run was killed before the call.
    Killed,
    /// The plugin panicked, with this message.
    Panicked(String),
}

impl Cut {
    /// The last report of the run.
    pub(super) fn into_report(self) -> Report {
        match self {
            Self::Killed => Report::Buried,
            Self::Panicked(text) => Report::Died {
                failure: Failure::Panicked { text },
            },
        }
    }
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
            calling: AtomicBool::new(false),
            live_call: AtomicU64::new(0),
        }
    }

    pub(super) fn dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    /// Waits for a request as long as told, or for ever; a killed run gets `Closed`.
    pub(super) fn rest(&self, wait: Option<Duration>) -> Taken {
        let taken = self.mailbox.take(wait);
        if self.dead() { Taken::Closed } else { taken }
    }

    /// Calls into the plugin, unless the run was killed. Either the killer sees that a call is under
    /// way, or the call is not begun: hence the strict order.
    pub(super) fn call<T>(&self, call: impl FnOnce() -> T) -> Result<T, Cut> {
        self.calling.store(true, Ordering::SeqCst);
        let answer = if self.dead() {
            Err(Cut::Killed)
        } else {
            panics::caught(call).map_err(Cut::Panicked)
        };
        self.calling.store(false, Ordering::SeqCst);
        answer
    }

    /// The last call, which drops the instance, also of a killed run. A panic's message, if it panics.
    pub(super) fn last_call(&self, call: impl FnOnce()) -> Result<(), String> {
        self.calling.store(true, Ordering::SeqCst);
        let answer = panics::caught(call);
        self.calling.store(false, Ordering::SeqCst);
        answer
    }

    /// Ends it from outside. Only a call under way can keep it from ending.
    fn kill(&self) {
        self.dead.store(true, Ordering::SeqCst);
        let now = if self.calling.load(Ordering::SeqCst) {
            Life::Zombie
        } else {
            Life::Leaving
        };
        if self.slots.abandon(&self.plugin, self.run, now) {
            self.mailbox.close();
        }
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
        self.seat.kill();
    }

    fn ended(&self) -> bool {
        self.seat.slots.ended(&self.seat.plugin, self.seat.run)
    }

    fn stalled(&self) -> bool {
        self.seat.stalled()
    }

    fn gauge(&self) -> Arc<Gauge> {
        self.seat.mailbox.gauge()
    }
}

impl Drop for NativeWorker {
    fn drop(&mut self) {
        self.kill();
    }
}

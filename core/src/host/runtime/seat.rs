//! What the thread of a run and its owner share, whatever runs the plugin: mailbox, heartbeat, reports, and
//! the end that comes from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::Builder;
use std::time::Duration;

use crate::failure::{Failure, Stage, cut};
use crate::frame::Frame;
use crate::host::clock::Clock;
use crate::host::priority;
use crate::host::queue::Gauge;
use crate::host::runtime::mailbox::{Mailbox, Taken};
use crate::host::runtime::slots::{Life, Slots};
use crate::host::runtime::{Reporter, Worker, panics};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::message::{Report, Request};
use crate::time::{Moment, Now};

/// What differs between kinds of runs when they are stirred and ended from outside.
pub(crate) trait Hold: Send + Sync {
    /// There is something new in the mailbox, or it is closed: whoever waits elsewhere looks.
    fn stir(&self);
    /// Ends what can be ended from outside; what has become of the run.
    fn end(&self) -> Life;
}

/// The seat of one run. `H` is what its kind needs beside.
pub(crate) struct Seat<H> {
    pub(crate) plugin: PluginId,
    pub(crate) run: Run,
    pub(crate) hold: H,
    mailbox: Mailbox,
    slots: Arc<Slots>,
    clock: Arc<dyn Clock>,
    reporter: Arc<dyn Reporter>,
    /// Killed: nothing of what it says counts any more.
    dead: AtomicBool,
    /// Nanoseconds at which the present live call began, plus one; 0: none is under way.
    live_call: AtomicU64,
}

/// What all runs of one runtime have in common.
#[derive(Clone)]
pub(crate) struct Common {
    pub(crate) slots: Arc<Slots>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Common {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        panics::keep_quiet();
        let slots = Arc::default();
        Self { slots, clock }
    }

    /// A seat for a new run.
    pub(crate) fn seat<H>(
        &self,
        plugin: &PluginId,
        run: Run,
        reporter: Arc<dyn Reporter>,
        hold: H,
    ) -> Seat<H> {
        Seat {
            plugin: plugin.clone(),
            run,
            hold,
            mailbox: Mailbox::default(),
            slots: Arc::clone(&self.slots),
            clock: Arc::clone(&self.clock),
            reporter,
            dead: AtomicBool::new(false),
            live_call: AtomicU64::new(0),
        }
    }
}

/// Serves a run on a thread of its own, from its admission to its last report, which `serve` gives; a killed
/// run no longer sends it.
pub(crate) fn start<H: Hold + 'static>(
    seat: Seat<H>,
    serve: impl FnOnce(&Seat<H>) -> Option<Report> + Send + 'static,
) -> Result<Box<dyn Worker>, Failure> {
    seat.slots.admit(&seat.plugin, seat.run)?;
    let seat = Arc::new(seat);
    let theirs = Arc::clone(&seat);
    let spawned = Builder::new()
        .name(panics::thread_name(&seat.plugin, seat.run))
        .spawn(move || {
            priority::be_modest();
            // The outer net: also a fault of ours must not leave a run that never ends.
            let last = panics::caught(|| serve(&theirs));
            theirs.leave(last.unwrap_or_else(|text| Some(died(Failure::Panicked { text }))));
        });
    match spawned {
        Ok(_) => Ok(Box::new(SeatWorker { seat })),
        Err(cause) => {
            seat.slots.end(&seat.plugin, seat.run);
            Err(Failure::Busy {
                text: format!("no thread could be started for it: {cause}"),
            })
        }
    }
}

/// The last report of a run that ended by itself.
pub(crate) const fn died(failure: Failure) -> Report {
    Report::Died { failure }
}

impl<H> Seat<H> {
    pub(crate) fn dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    pub(crate) fn clock(&self) -> Now {
        self.clock.now()
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now().at
    }

    /// Waits for a request as long as told, or for ever; a killed run gets `Closed`.
    pub(crate) fn rest(&self, wait: Option<Duration>) -> Taken {
        let taken = self.mailbox.take(wait);
        if self.dead() { Taken::Closed } else { taken }
    }

    /// Reports, unless the run was killed.
    pub(crate) fn report(&self, report: Report) {
        if !self.dead() {
            self.send(report);
        }
    }

    pub(crate) fn failed(&self, stage: Stage, failure: Failure) {
        self.report(Report::Failed { stage, failure });
    }

    pub(crate) fn log(&self, text: String) {
        self.report(Report::Log { text: cut(text) });
    }

    /// Shows a live picture, unless the run was killed.
    pub(crate) fn publish(&self, frame: &Arc<Frame>) {
        if !self.dead() {
            self.reporter.publish(&self.plugin, self.run, frame);
        }
    }

    pub(crate) fn live_call_begins(&self) {
        let nanos = self.now().as_nanos().saturating_add(1);
        self.live_call.store(nanos, Ordering::Release);
    }

    pub(crate) fn live_call_ends(&self) {
        self.live_call.store(0, Ordering::Release);
    }

    fn send(&self, report: Report) {
        self.reporter.report(&self.plugin, self.run, report);
    }

    fn stalled(&self) -> bool {
        let began = self.live_call.load(Ordering::Acquire);
        let Some(began) = began.checked_sub(1) else {
            return false;
        };
        self.now().since(Moment::from_nanos(began)) >= limits::LIVE_TIMEOUT
    }
}

impl<H: Hold> Seat<H> {
    /// The thread of the run leaves.
    fn leave(&self, last: Option<Report>) {
        // What it may have left running ends with it.
        self.hold.end();
        match (self.slots.end(&self.plugin, self.run), last) {
            (Some(Life::Leaving | Life::Zombie), _) => self.send(Report::Buried),
            (Some(Life::Running), Some(last)) => self.send(last),
            (Some(Life::Running) | None, _) => {}
        }
    }

    /// Ends it from outside.
    fn kill(&self) {
        self.dead.store(true, Ordering::SeqCst);
        let now = self.hold.end();
        if self.slots.abandon(&self.plugin, self.run, now) {
            self.mailbox.close();
        }
        self.hold.stir();
    }
}

/// One run, as its owner holds it. Dropping it kills the run.
struct SeatWorker<H: Hold> {
    seat: Arc<Seat<H>>,
}

impl<H: Hold> Worker for SeatWorker<H> {
    fn post(&mut self, request: Request) -> bool {
        let posted = self.seat.mailbox.post(request);
        self.seat.hold.stir();
        posted
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

impl<H: Hold> Drop for SeatWorker<H> {
    fn drop(&mut self) {
        self.seat.kill();
    }
}

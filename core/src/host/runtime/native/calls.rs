//! Calls into a native instance: a panic becomes a report, and who kills a run knows whether one is under way.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;
use crate::host::runtime::panics;
use crate::host::runtime::seat::{Hold, Seat, died};
use crate::host::runtime::slots::Life;
use crate::message::Report;

/// What a native run needs on its seat: whether a call into the plugin is under way.
#[derive(Debug, Default)]
pub(super) struct Calling(AtomicBool);

/// The seat of a native run.
pub(super) type NativeSeat = Seat<Calling>;

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
            Self::Panicked(text) => died(Failure::Panicked { text }),
        }
    }
}

impl Hold for Calling {
    /// Its thread waits at the mailbox, which wakes it.
    fn stir(&self) {}

    /// Only a call under way can keep it from ending.
    fn end(&self) -> Life {
        if self.0.load(Ordering::SeqCst) {
            Life::Zombie
        } else {
            Life::Leaving
        }
    }
}

impl NativeSeat {
    /// Calls into the plugin, unless the run was killed. Either the killer sees that a call is under
    /// way, or the call is not begun: hence the strict order.
    pub(super) fn call<T>(&self, call: impl FnOnce() -> T) -> Result<T, Cut> {
        self.hold.0.store(true, Ordering::SeqCst);
        let answer = if self.dead() {
            Err(Cut::Killed)
        } else {
            panics::caught(call).map_err(Cut::Panicked)
        };
        self.hold.0.store(false, Ordering::SeqCst);
        answer
    }

    /// The last call, which drops the instance, also of a killed run. A panic's message, if it panics.
    pub(super) fn last_call(&self, call: impl FnOnce()) -> Result<(), String> {
        self.hold.0.store(true, Ordering::SeqCst);
        let answer = panics::caught(call);
        self.hold.0.store(false, Ordering::SeqCst);
        answer
    }
}

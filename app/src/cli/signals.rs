//! Ctrl-C and the system's request to end: the first ends cleanly, the second at once.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use lumarium_core::host::handle::Handle;
use lumarium_core::message::{By, Command};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::error::CliError;
use crate::terminal;

/// What the main thread of a playing Lumarium waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knock {
    /// A person or the system asks us to end.
    End,
    /// There is a newer snapshot.
    Changed,
}

/// A bounded bell: what does not fit is already being waited for.
#[derive(Clone, Debug)]
pub(super) struct Bell(SyncSender<Knock>);

impl Bell {
    /// A bell and who hears it.
    pub(super) fn new() -> (Self, Receiver<Knock>) {
        let (sender, receiver) = sync_channel(4);
        (Self(sender), receiver)
    }

    /// Rings; never waits.
    pub(super) fn ring(&self, knock: Knock) {
        self.0.try_send(knock).unwrap_or_default();
    }
}

/// Rings `End` at the first signal and ends the process at the second.
pub(super) fn listen(bell: Bell) -> Result<(), CliError> {
    // A full bell must not swallow the end: changes are taken out quickly.
    at_end(move || bell.0.send(Knock::End).is_ok())
}

/// Ends a host at the first signal; its window closes with it. Without signals it is closed by hand.
pub(super) fn end_host(handle: Handle) {
    let told = at_end(move || handle.send(By::Host, Command::Shutdown).is_ok());
    if let Err(error) = told {
        tracing::warn!("{error}");
    }
}

/// Tells of the first signal and ends the process at the second, or leaves it to others if nobody hears.
fn at_end(tell: impl Fn() -> bool + Send + 'static) -> Result<(), CliError> {
    let failed = |error: std::io::Error| {
        CliError::failed(
            format!("listening for signals failed: {error}"),
            "see `lumarium doctor`",
        )
    };
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    // The thread ends with the process: there is nothing it holds.
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            let mut asked = false;
            for signal in signals.forever() {
                if asked {
                    terminal::restore();
                    signal_hook::low_level::exit(128 + signal);
                }
                asked = true;
                if !tell() {
                    return;
                }
            }
        })
        .map(drop)
        .map_err(failed)
}

//! The way to a running Lumarium, wherever it runs: what the window needs of it, and no more.
//! Nothing here may block; the `Handle` of this process is the first of its kind.

use std::sync::Arc;

use lumarium_core::frame::Frame;
use lumarium_core::host::diagnostics::Diagnostics;
use lumarium_core::host::handle::{Handle, Pending, Wake};
use lumarium_core::journal::Entry;
use lumarium_core::message::{By, Command, Refusal};
use lumarium_core::snapshot::{PlayerStats, Snapshot};
use lumarium_sim::panel::Mirror;

/// Where the picture on the panel can be read.
pub trait FrameSource: Send + Sync {
    /// Copies the newest frame, with its size, and gives its number (0: none yet).
    fn frame(&self, into: &mut Frame) -> u64;
}

/// A running Lumarium: commands go in, snapshots come out.
pub trait Link: FrameSource {
    /// Sends a command. Refused at once if nobody takes it.
    fn send(&self, by: By, command: Command) -> Result<Pending, Refusal>;
    /// The newest snapshot.
    fn snapshot(&self) -> Arc<Snapshot>;
    /// Journal entries from `number` on, oldest first.
    fn journal_since(&self, number: u64) -> Vec<Arc<Entry>>;
    /// How punctual the player is.
    fn stats(&self) -> PlayerStats;
    /// Threads, queues and memory, measured while somebody asks; absent: nobody can say.
    fn diagnostics(&self) -> Option<Arc<Diagnostics>> {
        None
    }
    /// Calls `wake` after each new snapshot, until the caller drops its `Arc`.
    fn on_change(&self, wake: &Arc<Wake>);
}

impl FrameSource for Handle {
    fn frame(&self, into: &mut Frame) -> u64 {
        Self::frame(self, into)
    }
}

/// What a simulated panel really shows.
impl FrameSource for Mirror {
    fn frame(&self, into: &mut Frame) -> u64 {
        self.read(into)
    }
}

impl Link for Handle {
    fn send(&self, by: By, command: Command) -> Result<Pending, Refusal> {
        Self::send(self, by, command)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Self::snapshot(self)
    }

    fn journal_since(&self, number: u64) -> Vec<Arc<Entry>> {
        Self::journal_since(self, number)
    }

    fn stats(&self) -> PlayerStats {
        Self::stats(self)
    }

    fn diagnostics(&self) -> Option<Arc<Diagnostics>> {
        Some(Self::diagnostics(self))
    }

    fn on_change(&self, wake: &Arc<Wake>) {
        Self::on_change(self, wake);
    }
}

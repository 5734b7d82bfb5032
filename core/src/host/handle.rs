//! What a window, a terminal or the control socket holds: send commands, read snapshots and frames.
//! Nothing here waits for the engine, except `Pending::wait`, which is for the command line.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::frame::Frame;
use crate::host::diagnostics::{self, Diagnostics};
use crate::host::queue;
use crate::journal::Entry;
use crate::message::{Answer, By, Command, CommandId, Event, Refusal};
use crate::snapshot::{PlayerStats, Snapshot};

/// A command on its way to the engine, with the way back for its answer.
pub(crate) struct Envelope {
    pub(crate) id: CommandId,
    pub(crate) by: By,
    pub(crate) command: Command,
    pub(crate) answer: SyncSender<Answer>,
}

/// All that the engine's thread takes, in one bounded queue.
pub(crate) enum Input {
    /// From a handle.
    Command(Envelope),
    /// From workers, the store and the player.
    Event(Event),
}

/// Called after each new snapshot; must return at once.
pub type Wake = dyn Fn() + Send + Sync;

/// What the host's threads and its handles share. Each lock is held for one copy.
pub(crate) struct Shared {
    pub(crate) snapshot: Mutex<Arc<Snapshot>>,
    pub(crate) journal: Mutex<Vec<Arc<Entry>>>,
    pub(crate) frame: Mutex<(Frame, u64)>,
    pub(crate) stats: Mutex<PlayerStats>,
    pub(crate) wakes: Mutex<Vec<Weak<Wake>>>,
    pub(crate) next_command: AtomicU64,
    pub(crate) diagnostics: Arc<diagnostics::Desk>,
}

/// Takes a lock also after a panic elsewhere: what these locks guard is whole after each statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The way to a running host. Cheap to clone.
#[derive(Clone)]
pub struct Handle {
    pub(crate) shared: Arc<Shared>,
    pub(crate) commands: queue::Sender<Input>,
}

/// An answer that is still to come.
pub struct Pending {
    answer: Receiver<Answer>,
}

impl Pending {
    /// An answer that is already known: for hosts that are reached in another way.
    pub fn answered(answer: Answer) -> Self {
        let (sender, receiver) = sync_channel(1);
        // The queue has room for one and its receiver is alive: this cannot fail.
        drop(sender.try_send(answer));
        Self { answer: receiver }
    }

    /// The answer, if it is there.
    pub fn poll(&self) -> Option<Answer> {
        self.answer.try_recv().ok()
    }

    /// Waits for the answer, at most `limit`.
    pub fn wait(&self, limit: Duration) -> Answer {
        self.answer.recv_timeout(limit).unwrap_or_else(|_| {
            Err(Refusal::new(
                "Lumarium did not answer in time",
                "look at `lumarium journal`; the change may still happen",
            ))
        })
    }
}

impl Handle {
    /// Sends a command. Refused at once if the engine has ended or is swamped.
    pub fn send(&self, by: By, command: Command) -> Result<Pending, Refusal> {
        let (answer, receiver) = sync_channel(1);
        let id = self.shared.next_command.fetch_add(1, Ordering::Relaxed);
        let envelope = Envelope {
            id,
            by,
            command,
            answer,
        };
        match self.commands.try_send(Input::Command(envelope)) {
            Ok(()) => Ok(Pending { answer: receiver }),
            Err(TrySendError::Full(_)) => {
                Err(Refusal::new("Lumarium is busy", "try again in a moment"))
            }
            Err(TrySendError::Disconnected(_)) => {
                Err(Refusal::new("Lumarium is being stopped", "start it again"))
            }
        }
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&lock(&self.shared.snapshot))
    }

    /// Journal entries from `number` on, oldest first.
    pub fn journal_since(&self, number: u64) -> Vec<Arc<Entry>> {
        let journal = lock(&self.shared.journal);
        let start = journal.partition_point(|entry| entry.number < number);
        journal.get(start..).unwrap_or(&[]).to_vec()
    }

    /// Copies the frame that was sent to the panels last, and gives its number (0: none yet).
    pub fn frame(&self, into: &mut Frame) -> u64 {
        let shown = lock(&self.shared.frame);
        if !into.copy_from(&shown.0) {
            *into = shown.0.clone();
        }
        shown.1
    }

    /// How punctual the player is.
    pub fn stats(&self) -> PlayerStats {
        *lock(&self.shared.stats)
    }

    /// The newest measurement of threads, queues and memory. As long as somebody asks at least every
    /// 3 s, a thread measures; the first answer is empty.
    pub fn diagnostics(&self) -> Arc<Diagnostics> {
        self.shared
            .diagnostics
            .newest(diagnostics::runs(&self.snapshot()))
    }

    /// Calls `wake` after each new snapshot, until the caller drops its `Arc`.
    pub fn on_change(&self, wake: &Arc<Wake>) {
        lock(&self.shared.wakes).push(Arc::downgrade(wake));
    }
}

//! Who may load now: as many plugins at once as there are processors, in the order in which they came. All
//! at once would all be late; so the first one has drawn while the last one is still being imported. Whoever
//! hangs holds the others up for a moment only.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::available_parallelism;

use crate::host::clock::Clock;
use crate::host::handle::lock;
use crate::limits;
use crate::time::Moment;

/// The gate of one runtime.
pub(in crate::host::runtime) struct Gate {
    line: Mutex<Line>,
    moved: Condvar,
    at_once: usize,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Default)]
struct Line {
    /// The next number that is given.
    next: u64,
    /// Numbers of those who wait.
    waiting: BTreeSet<u64>,
    /// Numbers of those who load, and until when they keep others waiting.
    loading: BTreeMap<u64, Moment>,
}

/// The right to load; dropped when the plugin is there or has gone.
pub(in crate::host::runtime) struct Pass {
    gate: Arc<Gate>,
    number: u64,
}

impl Gate {
    /// A gate for this machine.
    pub(in crate::host::runtime) fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        let processors = available_parallelism().map_or(1, NonZero::get);
        // One that waits for the disk leaves a processor idle.
        Self::with(processors.max(2), clock)
    }

    fn with(at_once: usize, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self {
            line: Mutex::default(),
            moved: Condvar::new(),
            at_once,
            clock,
        })
    }

    /// Waits for its turn; `waits` is called about once a second, as long as it does.
    pub(in crate::host::runtime) fn enter(self: &Arc<Self>, waits: &dyn Fn()) -> Pass {
        let mut line = lock(&self.line);
        let number = line.next;
        line.next += 1;
        line.waiting.insert(number);
        let mut told = self.clock.now().at;
        loop {
            let now = self.clock.now().at;
            line.loading.retain(|_, until| *until > now);
            let first = line.waiting.first() == Some(&number);
            if first && line.loading.len() < self.at_once {
                break;
            }
            // Not at every move of the line, and not while others wait for this lock.
            if now.since(told) >= limits::LOADING_PATIENCE {
                told = now;
                drop(line);
                waits();
                line = lock(&self.line);
                continue;
            }
            let end = line.loading.values().min().map(|until| until.since(now));
            let wait = end.unwrap_or(limits::LOADING_PATIENCE);
            let waited = self.moved.wait_timeout(line, wait);
            (line, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        line.waiting.remove(&number);
        let until = self.clock.now().at.plus(limits::LOADING_PATIENCE);
        line.loading.insert(number, until);
        drop(line);
        // There may be room for the next one, too.
        self.moved.notify_all();
        let gate = Arc::clone(self);
        Pass { gate, number }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        lock(&self.gate.line).loading.remove(&self.number);
        self.gate.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{TryRecvError, sync_channel};
    use std::thread::Builder;

    use super::*;
    use crate::host::clock::Manual;

    #[test]
    fn as_many_as_there_is_room_for_and_the_others_in_their_order() {
        let gate = Gate::with(2, Arc::new(Manual::default()));
        let first = gate.enter(&|| ());
        let second = gate.enter(&|| ());
        let (inside, passed) = sync_channel(2);
        for number in 1..=2 {
            let (theirs, inside) = (Arc::clone(&gate), inside.clone());
            let enter = move || inside.send((number, theirs.enter(&|| ()))).unwrap();
            Builder::new().spawn(enter).unwrap();
            while lock(&gate.line).waiting.len() < number {
                std::thread::yield_now();
            }
        }
        assert!(matches!(passed.try_recv(), Err(TryRecvError::Empty)));
        drop(second);
        let (number, third) = passed.recv().unwrap();
        assert_eq!(number, 1);
        assert!(matches!(passed.try_recv(), Err(TryRecvError::Empty)));
        drop((first, third));
        assert_eq!(passed.recv().unwrap().0, 2);
    }

    #[test]
    fn who_hangs_holds_the_others_up_for_a_moment_only() {
        let clock = Arc::new(Manual::default());
        let gate = Gate::with(1, Arc::clone(&clock) as _);
        let hangs = gate.enter(&|| ());
        clock.advance(limits::LOADING_PATIENCE);
        let next = gate.enter(&|| ());
        assert_eq!(lock(&gate.line).loading.len(), 1);
        // Whose time was over takes nobody's place with it.
        drop(hangs);
        assert_eq!(lock(&gate.line).loading.len(), 1);
        drop(next);
        assert_eq!(lock(&gate.line).loading.len(), 0);
    }
}

//! A bounded channel that knows how full it is: the standard one does not say.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{
    self, RecvError, RecvTimeoutError, SendError, SyncSender, TryRecvError, TrySendError,
};
use std::time::Duration;

/// How full a queue is. Counts only; a moment later it may be otherwise.
#[derive(Debug)]
pub struct Gauge {
    name: &'static str,
    bound: usize,
    waiting: AtomicUsize,
    most: AtomicUsize,
}

impl Gauge {
    /// An empty queue's.
    pub(crate) const fn new(name: &'static str, bound: usize) -> Self {
        Self {
            name,
            bound,
            waiting: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        }
    }

    /// For a queue that counts itself: so many wait now.
    pub(crate) fn holds(&self, waiting: usize) {
        self.waiting.store(waiting, Ordering::Relaxed);
        self.most.fetch_max(waiting, Ordering::Relaxed);
    }

    /// Whose queue it is.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How many may wait.
    pub const fn bound(&self) -> usize {
        self.bound
    }

    /// How many wait now. Who waits for a place counts, too.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// The most that ever waited.
    pub fn most(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }

    fn came(&self) {
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(waiting, Ordering::Relaxed);
    }

    fn went(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The way in.
pub struct Sender<T> {
    inner: SyncSender<T>,
    gauge: Arc<Gauge>,
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            gauge: Arc::clone(&self.gauge),
        }
    }
}

/// The way out.
pub struct Receiver<T> {
    inner: mpsc::Receiver<T>,
    gauge: Arc<Gauge>,
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gauge.fmt(f)
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gauge.fmt(f)
    }
}

/// A queue for at most `bound` things.
pub fn queue<T>(name: &'static str, bound: usize) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = mpsc::sync_channel(bound);
    let gauge = Arc::new(Gauge::new(name, bound));
    let ours = Sender {
        inner: sender,
        gauge: Arc::clone(&gauge),
    };
    let theirs = Receiver {
        inner: receiver,
        gauge,
    };
    (ours, theirs)
}

impl<T> Sender<T> {
    /// How full it is.
    pub fn gauge(&self) -> Arc<Gauge> {
        Arc::clone(&self.gauge)
    }

    /// Puts something in, if there is room; never waits.
    pub fn try_send(&self, item: T) -> Result<(), TrySendError<T>> {
        // Before it is sent: else it could be counted out before it is counted in.
        self.gauge.came();
        self.inner.try_send(item).inspect_err(|_| self.gauge.went())
    }

    /// Puts something in and waits for room.
    pub fn send(&self, item: T) -> Result<(), SendError<T>> {
        self.gauge.came();
        self.inner.send(item).inspect_err(|_| self.gauge.went())
    }
}

impl<T> Receiver<T> {
    /// Waits for the next thing.
    pub fn recv(&self) -> Result<T, RecvError> {
        self.inner.recv().inspect(|_| self.gauge.went())
    }

    /// Waits for the next thing, at most `wait`.
    pub fn recv_timeout(&self, wait: Duration) -> Result<T, RecvTimeoutError> {
        self.inner.recv_timeout(wait).inspect(|_| self.gauge.went())
    }

    /// The next thing, if it is there.
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.inner.try_recv().inspect(|_| self.gauge.went())
    }

    /// What is there now.
    pub fn try_iter(&self) -> impl Iterator<Item = T> + '_ {
        std::iter::from_fn(|| self.try_recv().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauge_follows_what_goes_in_and_out() {
        let (sender, receiver) = queue("test", 2);
        let gauge = sender.gauge();
        sender.try_send(1).unwrap();
        sender.send(2).unwrap();
        assert!(sender.try_send(3).is_err());
        assert_eq!((gauge.waiting(), gauge.bound(), gauge.most()), (2, 2, 3));
        assert_eq!(receiver.recv(), Ok(1));
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [2]);
        assert!(receiver.try_recv().is_err());
        assert!(receiver.recv_timeout(Duration::ZERO).is_err());
        assert_eq!((gauge.waiting(), gauge.name()), (0, "test"));
        drop(receiver);
        assert!(sender.send(4).is_err());
        assert_eq!(gauge.waiting(), 0);
    }
}

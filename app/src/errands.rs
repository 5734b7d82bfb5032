//! Work that must not hold up the window: reading and writing files, pictures, folders. One thread does
//! it, one errand after the other; the window looks for the result when it draws.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Errands that wait at once: more than a person can give.
const WAITING_MAX: usize = 32;

type Job = Box<dyn FnOnce() + Send>;
type Wake = Arc<dyn Fn() + Send + Sync>;

/// Where errands are given. Cheap to clone; the thread ends with the last clone.
#[derive(Clone)]
pub struct Errands {
    jobs: SyncSender<Job>,
    wake: Arc<Mutex<Option<Wake>>>,
}

/// The result of an errand, still to come.
#[derive(Debug)]
pub struct Errand<T> {
    result: Receiver<T>,
}

/// What became of an errand.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// Still being done.
    Waiting,
    /// Done.
    Done(T),
    /// It was not taken (too many wait), or it broke.
    Lost,
}

impl Default for Errands {
    fn default() -> Self {
        Self::new()
    }
}

impl Errands {
    /// Starts the thread. Without one, all errands are lost, and say so.
    pub fn new() -> Self {
        let (jobs, queue) = sync_channel::<Job>(WAITING_MAX);
        let work = move || {
            for job in queue {
                // An errand that panics is lost; the next one is done all the same.
                drop(catch_unwind(AssertUnwindSafe(job)));
            }
        };
        if let Err(error) = thread::Builder::new()
            .name("errands".to_owned())
            .spawn(work)
        {
            tracing::error!("no thread for errands: {error}");
        }
        Self {
            jobs,
            wake: Arc::default(),
        }
    }

    /// Calls `wake` after each errand, so that its result is seen at once.
    pub fn on_done(&self, wake: impl Fn() + Send + Sync + 'static) {
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(wake));
    }

    /// Does `job` when those before it are done. Never waits.
    pub fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Errand<T> {
        let (done, result) = sync_channel(1);
        let wake = Arc::clone(&self.wake);
        let job = Box::new(move || {
            // Who gave it may have lost interest.
            drop(done.try_send(job()));
            let wake = wake.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(wake) = wake {
                wake();
            }
        });
        match self.jobs.try_send(job) {
            Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
        }
        Errand { result }
    }
}

impl<T> Errand<T> {
    /// What became of it. The result is given once.
    pub fn poll(&self) -> Outcome<T> {
        match self.result.try_recv() {
            Ok(result) => Outcome::Done(result),
            Err(TryRecvError::Empty) => Outcome::Waiting,
            Err(TryRecvError::Disconnected) => Outcome::Lost,
        }
    }

    /// Waits for it: for tests and the command line.
    pub fn wait(&self) -> Outcome<T> {
        self.result.recv().map_or(Outcome::Lost, Outcome::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::{Errands, Outcome};

    #[test]
    fn errands_are_done_in_order_and_give_their_results_once() {
        let errands = Errands::new();
        let first = errands.run(|| 1);
        let second = errands.run(|| 2);
        assert_eq!(second.wait(), Outcome::Done(2));
        assert_eq!(first.poll(), Outcome::Done(1));
        assert_eq!(first.poll(), Outcome::Lost);
    }

    #[test]
    fn an_errand_that_panics_is_lost_and_the_next_one_is_done() {
        let errands = Errands::new();
        let bad = errands.run(|| -> u8 { panic!("on purpose") });
        let good = errands.run(|| 7);
        assert_eq!(good.wait(), Outcome::Done(7));
        assert_eq!(bad.wait(), Outcome::Lost);
    }
}

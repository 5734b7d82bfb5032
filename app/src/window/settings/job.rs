//! An errand of the page and what came of it.

use crate::errands::{Errand, Errands, Outcome};

/// An errand of the page and what came of it.
#[derive(Debug, Default)]
pub(super) enum Job<T> {
    /// Not asked for.
    #[default]
    Idle,
    /// Under way.
    Waiting(Errand<T>),
    /// Done.
    Done(T),
    /// Broken, or never taken.
    Lost,
}

impl<T: Send + 'static> Job<T> {
    /// Asks for it, also again.
    pub(super) fn start(&mut self, errands: &Errands, work: impl FnOnce() -> T + Send + 'static) {
        *self = Self::Waiting(errands.run(work));
    }

    /// Takes the result if it came.
    pub(super) fn poll(&mut self) -> &Self {
        if let Self::Waiting(errand) = self {
            match errand.poll() {
                Outcome::Waiting => {}
                Outcome::Done(result) => *self = Self::Done(result),
                Outcome::Lost => *self = Self::Lost,
            }
        }
        self
    }
}

/// What an errand says that fails: what, why, what to do.
pub(super) type Told<T> = Result<T, String>;

//! Values that may be secret: they can be used, but not printed by accident.

use std::fmt;
use std::ops::Deref;

/// A value whose `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Veiled<T>(pub T);

impl<T> fmt::Debug for Veiled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> From<T> for Veiled<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Veiled<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

//! What the host needs of Python beside its runtime: where it is, and the packages that plugins ask for.

pub mod environment;

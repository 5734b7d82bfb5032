//! What Rust needs to run Python: our package as files, an interpreter, and processes that end.

pub mod child;
pub mod drawing;
pub mod interpreter;
pub mod package;
pub mod scratch;

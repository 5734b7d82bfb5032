//! What the host needs of Python beside its runtime: our package as files, an interpreter, the packages
//! that plugins ask for, and processes that end.

pub mod child;
pub mod drawing;
pub mod environment;
#[cfg(test)]
mod here;
pub mod interpreter;
pub mod package;
pub mod scratch;

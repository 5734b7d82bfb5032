//! Tests.

mod binary;
mod cli;

//! The hands of the engine: the only part of core that touches clocks, files, threads, processes.

pub mod clock;
pub mod control;
pub mod handle;
pub mod panel;
pub mod runtime;

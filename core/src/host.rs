//! The hands of the engine: the only part of core that touches clocks, files, threads, processes.

pub mod bundled;
pub mod clock;
pub mod discover;
pub mod control;
pub mod handle;
pub mod panel;
pub mod priority;
pub mod player;
pub mod runtime;

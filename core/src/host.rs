//! The hands of the engine: the only part of core that touches clocks, files, threads, processes.

pub mod bundled;
pub mod clock;
pub mod discover;
pub mod control;
pub mod handle;
pub mod panel;
pub mod priority;
pub mod player;
pub mod config_files;
pub mod files;
pub mod handle;
pub mod panel;
pub mod record;
pub mod root;
pub mod runtime;
pub mod store;
pub mod vfs;
pub mod watch;

//! The program: command line, terminal player, window. Everything here sees the engine only through
//! snapshots and speaks to it only in commands.
//!
//! [`args`] says what can be asked, [`cli`] does it. [`hosting`] is the one place that starts a host and gives it panels;
//! [`link`] is what the [`window`] needs of a host, wherever it runs. [`doctor`] looks at the machine and repairs nothing.

pub mod args;
pub mod check;
pub mod cli;
pub mod config_files;
pub mod doctor;
pub mod errands;
pub mod error;
pub mod findings;
pub mod hosting;
pub mod link;
pub mod logged;
pub mod preview;
pub mod recording;
mod table;
pub mod terminal;
pub mod window;

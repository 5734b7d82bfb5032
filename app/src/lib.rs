//! The program: command line, terminal player, window. Everything here sees the engine only through
//! snapshots and speaks to it only in commands. Modules in reading order.

pub mod args;
pub mod cli;
pub mod doctor;
pub mod hosting;
pub mod terminal;
//! App.
pub mod link;
pub mod window;

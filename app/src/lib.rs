//! The program: command line, terminal player, window. Everything here sees the engine only through
//! snapshots and speaks to it only in commands.

pub mod args;
pub mod cli;
pub mod doctor;
pub mod hosting;
pub mod link;
pub mod terminal;
pub mod window;

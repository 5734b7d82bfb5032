//! What every runtime that runs foreign code in processes of its own shares: the protocol of
//! `assets/python/PROTOCOL.md`, the socket it is spoken on, the process on its other end, and the thread
//! that asks it and reports.

mod allowance;
pub(super) mod answers;
pub(super) mod gate;
pub mod link;
pub mod log;
pub mod process;
pub(super) mod seat;
pub(super) mod session;
mod turn;
mod watch;
pub mod wire;

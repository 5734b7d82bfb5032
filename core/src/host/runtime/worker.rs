//! What every runtime that runs foreign code in processes of its own shares: the protocol of
//! `assets/python/PROTOCOL.md`, the socket it is spoken on, and what comes out of the process's log.

pub mod link;
pub mod log;
pub mod wire;

//! The simulated panel, without a window: what a panel really shows, how that looks, what can go
//! wrong with it on demand, and a recorder. Modules in reading order.

pub mod chain;
pub mod faults;
pub mod look;
pub mod panel;
pub mod recorder;

//! The simulated panel, without a window: what a panel really shows, how that looks, what can go
//! wrong with it on demand, and a recorder.
//!
//! [`chain`] makes a canvas of modules; [`panel`] takes frames and lets others see them, with [`faults`] on the way; [`look`] makes
//! LEDs of a frame, for files as for the window; [`recorder`] keeps what was shown and writes it as pictures and films;
//! [`film`] keeps the last minute packed, for a look back.

pub mod chain;
pub mod faults;
pub mod film;
pub mod look;
pub mod panel;
pub mod recorder;

//! The frame of the window: palette, bell, undo, menu, look, what is dropped, what is remembered.

mod actions;
mod bell;
pub(super) mod drop;
pub(super) mod palette;
mod remembered;
mod themes;
mod undo;

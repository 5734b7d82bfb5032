//! App.
pub mod link;
pub mod window;

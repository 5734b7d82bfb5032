//! Where frames go.

use std::time::Duration;

use thiserror::Error;

use crate::frame::{Frame, Size};

/// A panel did not take a frame.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PanelError {
    /// It is not there; the player tries it again.
    #[error("the panel is not connected: {reason}")]
    Lost {
        /// Why.
        reason: String,
    },
    /// It cannot show frames of this size.
    #[error("the panel shows {panel}, not {frame}")]
    Size {
        /// Its size.
        panel: Size,
        /// The frame's.
        frame: Size,
    },
}

/// A panel. Called on the player thread only: must not block longer than its own refresh,
/// must not allocate in steady state.
pub trait Panel: Send {
    /// A word for window and log.
    fn name(&self) -> &str;
    /// Its canvas.
    fn size(&self) -> Size;
    /// Shows a frame; `due` is when it should have been there, as time since the player's start.
    fn show(&mut self, frame: &Frame, due: Duration) -> Result<(), PanelError>;
    /// Whether it wants every refresh. Most are content with changed pictures and one now and then
    /// to stay alive.
    fn wants_every_refresh(&self) -> bool {
        false
    }
}

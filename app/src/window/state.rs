//! What the window remembers between frames: all of it is only about looking.

use super::brightness::Brightness;
use super::page::Trail;
use super::plugins::list::List;
use super::selection::Selection;
use super::stage::state::StageState;

/// How large the matrix is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// The largest whole number of pixels per LED that fits.
    #[default]
    Fit,
    /// So many pixels of the screen per LED.
    Times(u32),
}

/// The most pixels of the screen per LED.
pub const ZOOM_MAX: u32 = 48;

/// What the window remembers between frames.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own; none excludes another"
)]
#[derive(Debug)]
pub struct State {
    /// Which page is shown, and the way back.
    pub trail: Trail,
    /// What is selected.
    pub selection: Selection,
    /// The list of plugins is open.
    pub list_open: bool,
    /// The details are open.
    pub details_open: bool,
    /// The timeline is open.
    pub timeline_open: bool,
    /// The dark look.
    pub dark: bool,
    /// How large the matrix is drawn.
    pub zoom: Zoom,
    /// Pixels per LED in the last frame.
    pub pitch: u32,
    /// Squares without the look of LEDs.
    pub flat: bool,
    /// The stage: what is looked back at, shelves, the recorder.
    pub stage: StageState,
    /// The list's filter and what it found.
    pub list: List,
    /// The slider.
    pub brightness: Brightness,
    /// The newest notice that a person has hidden.
    pub hidden_notice: Option<u64>,
    /// Give the filter the keyboard in this frame.
    pub focus_filter: bool,
    /// Close the window after this frame.
    pub quit: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            trail: Trail::default(),
            selection: Selection::Nothing,
            list_open: true,
            details_open: true,
            timeline_open: false,
            dark: true,
            zoom: Zoom::Fit,
            pitch: 1,
            flat: false,
            stage: StageState::default(),
            list: List::default(),
            brightness: Brightness::default(),
            hidden_notice: None,
            focus_filter: false,
            quit: false,
        }
    }
}

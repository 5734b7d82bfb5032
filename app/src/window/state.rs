//! What the window remembers between frames: all of it is only about looking.

use serde::{Deserialize, Serialize};

use super::bell::Bell;
use super::brightness::Brightness;
use super::details::Panel;
use super::dialog::Dialog;
use super::drop::Drops;
use super::inspector::Inspector;
use super::inspector::past::Past;
use super::leave::Leaving;
use super::page::Trail;
use super::palette::Palette;
use super::plugins::list::List;
pub use super::prefs::{Look, Prefs};
use super::selection::Selection;
use super::settings;
use super::stage::state::StageState;
use super::timeline::Timeline;
use super::undo::Undo;
use super::widgets::form::Forms;

/// How large the matrix is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// How a person wants the window: look, scale, motion.
    pub prefs: Prefs,
    /// The setting that was asked for in the palette: its page shows it and takes it away. Keys from the top,
    /// joined by dots; of the selected plugin, if one is selected on the stage.
    pub sought: Option<String>,
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
    /// The panel on the right.
    pub panel: Panel,
    /// Forms of settings, and what was changed in them and not saved.
    pub forms: Forms,
    /// What the inspector remembers.
    pub inspector: Inspector,
    /// What the timeline remembers.
    pub timeline: Timeline,
    /// Snapshots and journal, while somebody looks at them.
    pub past: Past,
    /// The slider.
    pub brightness: Brightness,
    /// The newest notice that a person has hidden.
    pub hidden_notice: Option<u64>,
    /// The page of settings.
    pub settings: settings::Memory,
    /// What can be found by name, while it is open.
    pub palette: Palette,
    /// The menu of all actions is open.
    pub menu_open: bool,
    /// What was said.
    pub bell: Bell,
    /// Changes that can be taken back.
    pub undo: Undo,
    /// A question with input, over everything else.
    pub dialog: Option<Dialog>,
    /// Files that were dropped on the window and are being looked at.
    pub drops: Drops,
    /// Give the filter the keyboard in this frame.
    pub focus_filter: bool,
    /// Close the window after this frame.
    pub quit: bool,
    /// How far leaving has come, where something is not saved.
    pub leaving: Leaving,
}

impl Default for State {
    fn default() -> Self {
        Self {
            trail: Trail::default(),
            selection: Selection::Nothing,
            list_open: true,
            details_open: true,
            timeline_open: false,
            prefs: Prefs::default(),
            sought: None,
            zoom: Zoom::Fit,
            pitch: 1,
            flat: false,
            stage: StageState::default(),
            list: List::default(),
            panel: Panel::default(),
            forms: Forms::default(),
            inspector: Inspector::default(),
            timeline: Timeline::default(),
            past: Past::default(),
            brightness: Brightness::default(),
            hidden_notice: None,
            settings: settings::Memory::default(),
            palette: Palette::default(),
            menu_open: false,
            bell: Bell::default(),
            undo: Undo::default(),
            dialog: None,
            drops: Drops::default(),
            focus_filter: false,
            quit: false,
            leaving: Leaving::default(),
        }
    }
}

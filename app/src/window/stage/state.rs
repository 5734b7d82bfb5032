//! What the stage remembers between frames.

use egui::Vec2;
use lumarium_core::time::Moment;

use super::record::Recorder;
use super::replay::Past;
use super::sizes::Sizes;

/// What is open below the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// What goes wrong with the simulated panel.
    Faults,
    /// Recording to a file.
    Recorder,
}

/// A point of the picture that stays where it is while the zoom changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// The point, in LEDs from the corner.
    pub led: Vec2,
    /// Where it is, in points from the corner of what is seen.
    pub at: Vec2,
}

/// What the stage remembers between frames.
#[derive(Debug)]
pub struct StageState {
    /// The moment that is looked back at; absent: the stage is live.
    pub at: Option<Moment>,
    /// The picture of that moment.
    pub past: Past,
    /// Squares with lines between.
    pub grid: bool,
    /// What is open below the picture.
    pub shelf: Option<Shelf>,
    /// One plugin at several sizes.
    pub sizes: Sizes,
    /// The recorder.
    pub recorder: Recorder,
    /// Copy the picture to the clipboard in this frame.
    pub copy: bool,
    /// How long *Show now* shows, in seconds.
    pub show_secs: u32,
    /// Pixels per LED that the wheel wishes, with their fraction.
    pub wish: f32,
    /// What the next frame keeps in its place.
    pub anchor: Option<Anchor>,
}

impl Default for StageState {
    fn default() -> Self {
        Self {
            at: None,
            past: Past::default(),
            grid: false,
            shelf: None,
            sizes: Sizes::default(),
            recorder: Recorder::default(),
            copy: false,
            show_secs: 15,
            wish: 1.0,
            anchor: None,
        }
    }
}

impl StageState {
    /// Opens a shelf, or closes it.
    pub fn turn(&mut self, shelf: Shelf) {
        self.shelf = (self.shelf != Some(shelf)).then_some(shelf);
    }
}

//! What the player is told.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::id::{PluginId, Screen};
use crate::lifecycle::Run;

/// What the player shows from now on.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Which screen, for window and timeline.
    pub screen: Option<Screen>,
    /// Whose live slot, if the content is `Live`.
    pub run: Option<(PluginId, Run)>,
    /// What.
    pub content: Content,
    /// How it comes in.
    pub transition: Transition,
    /// It is the same screen with newer content: no transition, no restart of scrolling.
    pub refresh: bool,
}

/// How one screen follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The kind.
    pub kind: TransitionKind,
    /// How long it takes.
    pub length: Duration,
}

/// The kinds of transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransitionKind {
    /// At once.
    #[default]
    Cut,
    /// One fades into the other.
    Fade,
    /// The new one pushes the old one to the left.
    Slide,
}

/// What the player is told apart from scenes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayerSettings {
    /// Percent, 0 to 100.
    pub brightness: u8,
    /// Time of the content stands still.
    pub paused: bool,
}

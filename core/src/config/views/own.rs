//! Keys of our own among LEDMatrix's: how screens follow each other, and what plugins may take.

use std::time::Duration;

use super::{REFRESH_HZ_DEFAULT, Reader, TRANSITION_MILLIS_DEFAULT, TRANSITION_MILLIS_MAX};
use crate::limits;
use crate::manifest::Problem;
use crate::message::TransitionKind;

/// `display.lumarium`: our own keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    /// How screens follow each other.
    pub transition: TransitionKind,
    /// How long that takes.
    pub transition_millis: u64,
    /// Frames a second.
    pub refresh_hz: u32,
    /// In the place of a failing plugin, show one that is on and shares a capability with it.
    pub show_alternatives: bool,
    /// MiB that a plugin in a process of its own may take, with all it starts.
    pub worker_memory_mb: u32,
    /// Seconds that `update` of such a plugin may take.
    pub update_deadline: u32,
    /// Seconds that its first `display` may take.
    pub first_display_deadline: u32,
    /// Seconds that each later `display` may take.
    pub display_deadline: u32,
    /// Seconds that it may take to clean up.
    pub cleanup_deadline: u32,
}

impl Reader<'_> {
    pub(super) fn own(&mut self) -> Own {
        let path = ["display", "lumarium", "transition"];
        let word = self.text(&path, "fade");
        let transition = match word.as_str() {
            "cut" => TransitionKind::Cut,
            "fade" => TransitionKind::Fade,
            "slide" => TransitionKind::Slide,
            _ => {
                self.problems.push(Problem::warning(format!(
                    "display.lumarium.transition is {word:?}; write cut, fade or slide, fade is used"
                )));
                TransitionKind::Fade
            }
        };
        let millis = self.number(
            &["display", "lumarium", "transition_millis"],
            (0, TRANSITION_MILLIS_MAX as u32),
            TRANSITION_MILLIS_DEFAULT as u32,
        );
        Own {
            transition,
            transition_millis: u64::from(millis),
            refresh_hz: self.number(
                &["display", "lumarium", "refresh_hz"],
                (1, limits::REFRESH_HZ_MAX),
                REFRESH_HZ_DEFAULT,
            ),
            show_alternatives: self.flag(&["display", "lumarium", "show_alternatives"], false),
            worker_memory_mb: self.number(
                &["display", "lumarium", "worker_memory_mb"],
                (limits::WORKER_MEMORY_MB_MIN, limits::WORKER_MEMORY_MB_MAX),
                limits::WORKER_MEMORY_MB,
            ),
            update_deadline: self.deadline("update_deadline", limits::UPDATE_TIMEOUT),
            first_display_deadline: self.deadline("first_display_deadline", limits::DRAW_TIMEOUT),
            display_deadline: self.deadline("display_deadline", limits::DRAW_AGAIN_TIMEOUT),
            cleanup_deadline: self.deadline("cleanup_deadline", limits::STOP_TIMEOUT),
        }
    }

    /// Whole seconds; `usual` if nothing is set.
    fn deadline(&mut self, name: &'static str, usual: Duration) -> u32 {
        let usual = u32::try_from(usual.as_secs()).unwrap_or(1);
        let bounds = (1, limits::DEADLINE_SECS_MAX);
        self.number(&["display", "lumarium", name], bounds, usual)
    }
}

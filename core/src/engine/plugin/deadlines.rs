//! How long calls of a plugin in a process of its own may take.

use std::time::Duration;

use super::Plugin;
use crate::config::views::Own;
use crate::failure::Failure;
use crate::lifecycle::{Call, State};
use crate::limits;
use crate::time::Moment;

/// What people have allowed; taken when a run starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) struct Deadlines {
    update: Duration,
    first_display: Duration,
    display: Duration,
    cleanup: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            update: limits::UPDATE_TIMEOUT,
            first_display: limits::DRAW_TIMEOUT,
            display: limits::DRAW_AGAIN_TIMEOUT,
            cleanup: limits::STOP_TIMEOUT,
        }
    }
}

impl Deadlines {
    pub(in crate::engine) fn of(own: &Own) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
        Self {
            update: seconds(own.update_deadline),
            first_display: seconds(own.first_display_deadline),
            display: seconds(own.display_deadline),
            cleanup: seconds(own.cleanup_deadline),
        }
    }
}

impl Plugin {
    /// When `Event::Late` is due, if nothing changes before. What runs in a process of its own may take
    /// longer to start, because it is started by others; and less to draw, once it has drawn.
    pub(in crate::engine) fn deadline(&self) -> Option<Moment> {
        let usual = self.state.deadline()?;
        if !self.is_python() {
            return Some(usual);
        }
        match &self.state {
            State::Loading { since, .. } => {
                let since = self
                    .waits
                    .as_ref()
                    .map_or(*since, |(told, _)| (*told).max(*since));
                Some(since.plus(limits::PROCESS_LOAD_TIMEOUT))
            }
            State::Running { call, since, .. } => Some(since.plus(match call {
                Call::Update => self.deadlines.update,
                Call::Draw if self.drew => self.deadlines.display,
                Call::Draw => self.deadlines.first_display,
            })),
            State::Unloading { since, .. } => Some(since.plus(self.deadlines.cleanup)),
            State::Discovered
            | State::Loaded { .. }
            | State::Configured { .. }
            | State::Enabled { .. }
            | State::Disabled { .. }
            | State::Error { .. } => Some(usual),
        }
    }

    /// Why a call is late, where that is another reason than the usual deadline of its state.
    pub(in crate::engine) fn lateness(&self) -> Option<Failure> {
        let since = match &self.state {
            State::Running { since, .. }
            | State::Loading { since, .. }
            | State::Unloading { since, .. } => *since,
            State::Discovered
            | State::Loaded { .. }
            | State::Configured { .. }
            | State::Enabled { .. }
            | State::Disabled { .. }
            | State::Error { .. } => return None,
        };
        if self.offline.is_some_and(|offline| offline >= since) {
            return Some(Failure::Offline {
                text: "it waited for a network that does not answer".to_owned(),
            });
        }
        let deadline = self.deadline()?;
        (Some(deadline) != self.state.deadline()).then(|| Failure::timed_out(deadline.since(since)))
    }
}

//! What a part of the window gets: what it may see, and an outbox for what a person asks for.

use std::sync::Arc;

use jiff::tz::TimeZone;
use lumarium_core::facts::Misfit;
use lumarium_core::host::diagnostics::Diagnostics;
use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{PlayerStats, PluginView, Snapshot};
use lumarium_core::time::Moment;

use super::outbox::{Desk, Outbox};
use super::selection::Selection;
use super::state::State;
use super::theme::Theme;
use super::tools::Tools;

/// Everything a part of the window may see and change. Lives for one frame.
pub struct View<'a> {
    /// What is.
    pub snapshot: &'a Snapshot,
    /// How punctual the player is.
    pub stats: &'a PlayerStats,
    /// Threads, queues, memory; absent: nobody looks.
    pub diagnostics: Option<Arc<Diagnostics>>,
    /// Frames a second that were really shown; absent: not measured yet.
    pub fps: Option<f64>,
    /// The engine's time, for countdowns.
    pub now: Moment,
    /// For times of day.
    pub zone: &'a TimeZone,
    /// The colours.
    pub theme: Theme,
    /// What else the window can reach: the simulator, the film, errands.
    pub tools: &'a Tools,
    /// What the window remembers.
    pub state: &'a mut State,
    /// Where commands go.
    pub outbox: &'a mut Outbox,
    /// Answers that were refusals.
    pub desk: &'a mut Desk,
}

impl<'a> View<'a> {
    /// The selected plugin, if it still exists.
    pub fn selected(&self) -> Option<&'a PluginView> {
        match &self.state.selection {
            Selection::Plugin(id) => self.snapshot.plugin(id),
            Selection::Misfit(_) | Selection::Nothing => None,
        }
    }

    /// The selected folder that is no plugin, if it still is none.
    pub fn selected_misfit(&self) -> Option<&'a Misfit> {
        let misfits = &self.snapshot.misfits;
        match &self.state.selection {
            Selection::Misfit(path) => misfits.iter().find(|misfit| misfit.path == *path),
            Selection::Plugin(_) | Selection::Nothing => None,
        }
    }

    /// Sends a command when the frame is drawn.
    pub fn send(&mut self, command: Command) {
        self.outbox.send(command);
    }

    /// The name of a plugin for people; its id if it is gone.
    pub fn name_of(&self, id: &PluginId) -> String {
        self.snapshot
            .plugin(id)
            .map_or_else(|| id.to_string(), |plugin| plugin.name.clone())
    }
}

//! What a part of the window gets: what it may see, and an outbox for what a person asks for.

use std::sync::Arc;

use jiff::tz::TimeZone;
use lumarium_core::facts::Misfit;
use lumarium_core::host::diagnostics::Diagnostics;
use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{Level, PlayerStats, PluginView, Snapshot};
use lumarium_core::time::{Moment, Wall};

use super::outbox::{Desk, Outbox, Purpose};
use super::selection::Selection;
use super::state::State;
use super::theme::Theme;
use super::tools::Tools;
use super::undo::{Back, Step};

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
            Selection::Several(_) | Selection::Misfit(_) | Selection::Nothing => None,
        }
    }

    /// All selected plugins that still exist.
    pub fn chosen(&self) -> Vec<&'a PluginView> {
        let snapshot: &'a Snapshot = self.snapshot;
        let ids = self.state.selection.ids().iter();
        ids.filter_map(|id| snapshot.plugin(id)).collect()
    }

    /// The selected folder that is no plugin, if it still is none.
    pub fn selected_misfit(&self) -> Option<&'a Misfit> {
        let misfits = &self.snapshot.misfits;
        match &self.state.selection {
            Selection::Misfit(path) => misfits.iter().find(|misfit| misfit.path == *path),
            Selection::Plugin(_) | Selection::Several(_) | Selection::Nothing => None,
        }
    }

    /// Sends a command when the frame is drawn.
    pub fn send(&mut self, command: Command) {
        self.outbox.send(command);
    }

    /// Sends a command that changes what the snapshot does not show; `back` takes it back. Neither may hold
    /// a secret.
    pub fn send_undoable(&mut self, command: Command, back: Command, words: String) {
        let step = Step {
            words,
            back: Back::Commands(vec![back]),
            again: command.clone(),
        };
        self.outbox.give(command, Purpose::Person(Some(step)));
    }

    /// Says something in a toast, and keeps it in the bell.
    pub fn tell(&mut self, level: Level, text: &str) {
        let wall = self.wall();
        self.state.bell.tell(wall, level, text);
    }

    /// The time of day now.
    pub fn wall(&self) -> Wall {
        let since = self.now.since(self.snapshot.at).as_millis();
        let since = i64::try_from(since).unwrap_or(i64::MAX);
        Wall(self.snapshot.wall.0.saturating_add(since))
    }

    /// The name of a plugin for people; its id if it is gone.
    pub fn name_of(&self, id: &PluginId) -> String {
        self.snapshot
            .plugin(id)
            .map_or_else(|| id.to_string(), |plugin| plugin.name.clone())
    }
}

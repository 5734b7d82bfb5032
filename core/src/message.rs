//! The closed languages of the engine: commands from people, reports from plugins, events, effects.
//! They are one language in four rooms; everybody names them from here.

use std::path::PathBuf;
use std::sync::Arc;

use crate::failure::Failure;
use crate::id::PluginId;
use crate::lifecycle::Run;

mod act;
mod command;
mod fonts;
mod run;
mod scene;
mod store;

pub use act::{Act, ActionEnd};
pub use command::{Answer, By, Command, CommandId, Decision, Refusal, ScreenName, SettingEdit};
pub use fonts::FontsEvent;
pub use run::{Launch, ProcessFacts, Report, Request};
pub use scene::{PlayerSettings, Scene, Transition, TransitionKind};
pub use store::{Edit, ReinstallResult, StoreEvent, Ticket, Written};

/// What the player tells.
#[derive(Clone, Debug)]
pub enum PanelEvent {
    /// A panel works.
    Showing {
        /// Its name.
        panel: String,
    },
    /// A panel is gone; it is tried again.
    Lost {
        /// Its name.
        panel: String,
        /// Why.
        reason: String,
    },
}

/// All inputs of the engine.
#[derive(Clone, Debug)]
pub enum Event {
    /// From people.
    Command {
        /// For the answer.
        id: CommandId,
        /// Who.
        by: By,
        /// What.
        command: Command,
    },
    /// From a run.
    Report {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
        /// What.
        report: Report,
    },
    /// From the store.
    Store(StoreEvent),
    /// From the player.
    Panel(PanelEvent),
    /// From whoever brings fonts.
    Fonts(FontsEvent),
    /// An action of a plugin has ended.
    Acted {
        /// The command that wanted it.
        command: CommandId,
        /// Whose.
        plugin: PluginId,
        /// Which.
        action: String,
        /// What came of it.
        result: Result<ActionEnd, Failure>,
    },
    /// Time has passed.
    Tick,
}

/// All outputs of the engine. The host performs them; none of them waits.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Start a run.
    Spawn {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
        /// How.
        launch: Arc<Launch>,
    },
    /// Ask a run.
    Ask {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
        /// What.
        request: Request,
    },
    /// Run an action of a plugin, beside whatever else it does.
    Act {
        /// For the answer.
        command: CommandId,
        /// Whose.
        plugin: PluginId,
        /// What.
        act: Arc<Act>,
    },
    /// End a run at once.
    Kill {
        /// Whose.
        plugin: PluginId,
        /// Which start.
        run: Run,
    },
    /// Show this from now on.
    Show(Arc<Scene>),
    /// Settings of the player.
    Player(PlayerSettings),
    /// Keep something on disk.
    Write {
        /// For the result.
        ticket: Ticket,
        /// All or none.
        edits: Vec<Edit>,
    },
    /// Look at the disk again.
    Rescan,
    /// Read a plugin's schema, whether it is on or off.
    ReadSchema {
        /// Whose.
        plugin: PluginId,
    },
    /// Look at a path for a link.
    Inspect {
        /// The command that asks.
        command: CommandId,
        /// The path.
        path: PathBuf,
    },
    /// Ask the store to install again.
    Reinstall {
        /// The section's id.
        plugin: PluginId,
        /// Ids to look for.
        candidates: Vec<PluginId>,
    },
    /// Answer a command.
    Answer {
        /// Which.
        id: CommandId,
        /// How it went.
        answer: Answer,
    },
    /// Everything is stopped: end.
    Exit,
}

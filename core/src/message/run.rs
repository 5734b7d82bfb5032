//! What runs are asked and what they tell.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::facts::Found;
use crate::failure::{Failure, Stage};
use crate::frame::{Frame, Size};
use crate::isolation::Guard;
use crate::time::Wall;
use crate::veiled::Veiled;

/// What a run tells.
#[derive(Clone, Debug)]
pub enum Report {
    /// The code is in memory.
    Loaded {
        /// What it says about itself.
        hooks: Hooks,
    },
    /// The settings were accepted.
    Configured {
        /// What it says about itself.
        hooks: Hooks,
    },
    /// The enable hook returned.
    Enabled,
    /// `update` returned.
    Updated {
        /// What it says about itself.
        hooks: Hooks,
    },
    /// `draw` returned.
    Drawn {
        /// Which screen.
        screen: Arc<str>,
        /// What to show.
        content: Content,
        /// What it says about itself.
        hooks: Hooks,
    },
    /// Its screen shows something else, without having been asked.
    Changed {
        /// Which screen.
        screen: Arc<str>,
        /// What to show.
        content: Content,
    },
    /// A live picture of its screen, now and then: it stands in when the run ends.
    Glimpse {
        /// Which screen.
        screen: Arc<str>,
        /// The picture.
        frame: Arc<Frame>,
    },
    /// It says something new about itself.
    Hooks {
        /// What.
        hooks: Hooks,
    },
    /// The process it runs in.
    Process(Arc<ProcessFacts>),
    /// Starting it waits for something that is being done; told again while it lasts.
    Waits {
        /// For what.
        text: String,
    },
    /// It cannot reach the network: what is late now is not its fault.
    Offline,
    /// It wants these settings kept as its own section.
    Keep {
        /// The whole section.
        section: Veiled<Arc<Value>>,
    },
    /// A call failed; the run goes on.
    Failed {
        /// Where.
        stage: Stage,
        /// What.
        failure: Failure,
    },
    /// A live run has given no new frame for `LIVE_TIMEOUT`.
    Stalled,
    /// A line of its log.
    Log {
        /// The line, cut to `PLUGIN_TEXT_MAX`.
        text: String,
    },
    /// The run ended as told, with the state it wants back.
    Stopped {
        /// Its saved state.
        saved: Option<Value>,
    },
    /// The run ended by itself.
    Died {
        /// Why.
        failure: Failure,
    },
    /// A killed native run that did not end has ended now.
    Buried,
}

/// What is asked of a run. Posted to its mailbox in this order; never waited for.
#[derive(Clone, Debug)]
pub enum Request {
    /// Take these settings (schema defaults merged in).
    Configure {
        /// The plugin's whole section with defaults and its own secrets.
        settings: Veiled<Arc<Value>>,
    },
    /// The enable hook; gives saved state back first.
    Enable {
        /// What the run before saved.
        saved: Option<Arc<Value>>,
    },
    /// Fetch data.
    Update,
    /// Draw a screen.
    Draw {
        /// Which.
        screen: Arc<str>,
        /// It comes on now: begin from the start.
        fresh: bool,
    },
    /// Its screen is off: live drawing stops until the next `Draw`. Nothing is reported.
    Hide,
    /// The disable hook.
    Disable,
    /// Save state and end.
    Stop,
}

/// How a new run is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The plugin.
    pub found: Arc<Found>,
    /// The canvas.
    pub size: Size,
    /// IANA time zone of the panel.
    pub time_zone: String,
    /// Its settings, as the first `Configure` will give them.
    pub settings: Veiled<Arc<Value>>,
    /// The configuration of the device, without anybody's secrets.
    pub global: Arc<Value>,
    /// What the run before saved, as `Enable` will give it.
    pub saved: Option<Arc<Value>>,
    /// Bytes of memory that its process and all it starts may take, if it has one of its own.
    pub memory_max: u64,
}

/// The process that a plugin runs in, and what keeps it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessFacts {
    /// Its number.
    pub pid: u32,
    /// Since when.
    pub since: Wall,
    /// What runs the code, with its version.
    pub language: String,
    /// Its limits: those that hold, and those that are missing.
    pub isolation: Vec<Guard>,
}

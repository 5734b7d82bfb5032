//! What goes wrong with a plugin, as data. Nothing here is ever passed up with `?`.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::time::Moment;

/// The part of a plugin's life in which something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Finding it on disk, its manifest and what it needs.
    Discovery,
    /// Loading its code.
    Load,
    /// Accepting its settings.
    Configure,
    /// The enable hook.
    Enable,
    /// Fetching data.
    Update,
    /// Drawing a screen.
    Draw,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Discovery => "discovery",
            Self::Load => "load",
            Self::Configure => "configure",
            Self::Enable => "enable",
            Self::Update => "update",
            Self::Draw => "draw",
        })
    }
}

/// What a plugin did wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// It said so itself.
    Error {
        /// In its own words, cut to `PLUGIN_TEXT_MAX`.
        text: String,
    },
    /// It could not reach the network, which is not its fault.
    Offline {
        /// What it could not reach.
        text: String,
    },
    /// Its code panicked.
    Panicked {
        /// The panic's message.
        text: String,
    },
    /// It did not answer in time.
    TimedOut {
        /// The limit, in milliseconds.
        limit_millis: u64,
    },
    /// Its process or thread ended by itself.
    Exited {
        /// How: exit code, signal.
        text: String,
    },
    /// It gave something that cannot be used (wrong size, too much).
    BadOutput {
        /// What.
        text: String,
    },
    /// What it needs is not there.
    Dependency {
        /// Which, and why not.
        text: String,
    },
    /// Packages that it needs are not to be had now; it is tried again by itself.
    Lacks {
        /// Which, and why not.
        text: String,
    },
    /// Its settings were refused.
    BadSettings {
        /// Why, in the plugin's words.
        text: String,
    },
    /// We cannot run this kind of plugin here.
    Unsupported {
        /// Why, and what to do.
        text: String,
    },
    /// Earlier runs that did not end are still there, or too much runs already.
    Busy {
        /// What.
        text: String,
    },
}

impl Failure {
    /// A plugin's own error, cut to a bounded length.
    pub fn error(text: impl Into<String>) -> Self {
        Self::Error {
            text: cut(text.into()),
        }
    }

    /// A time-out after `limit`.
    pub const fn timed_out(limit: Duration) -> Self {
        Self::TimedOut {
            limit_millis: limit.as_millis() as u64,
        }
    }

    /// Whether it is nobody's fault but the network's.
    pub const fn is_offline(&self) -> bool {
        matches!(self, Self::Offline { .. })
    }

    /// Whether trying again without any change can help.
    pub const fn recoverable(&self) -> bool {
        match self {
            Self::Error { .. }
            | Self::Offline { .. }
            | Self::Lacks { .. }
            | Self::Panicked { .. }
            | Self::TimedOut { .. }
            | Self::Exited { .. }
            | Self::BadOutput { .. }
            | Self::Busy { .. } => true,
            Self::Dependency { .. } | Self::BadSettings { .. } | Self::Unsupported { .. } => false,
        }
    }
}

/// Cuts a text from outside to `PLUGIN_TEXT_MAX` bytes, at a character.
pub fn cut(mut text: String) -> String {
    if text.len() > limits::PLUGIN_TEXT_MAX {
        let end = text.floor_char_boundary(limits::PLUGIN_TEXT_MAX);
        text.truncate(end);
        text.push('…');
    }
    text
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error { text }
            | Self::Dependency { text }
            | Self::BadSettings { text }
            | Self::Unsupported { text }
            | Self::Lacks { text }
            | Self::Busy { text }
            | Self::BadOutput { text } => f.write_str(text),
            Self::Offline { text } => write!(f, "offline: {text}"),
            Self::Panicked { text } => write!(f, "panicked: {text}"),
            Self::TimedOut { limit_millis } => {
                write!(
                    f,
                    "no answer within {}",
                    Seconds(Duration::from_millis(*limit_millis))
                )
            }
            Self::Exited { text } => write!(f, "ended by itself: {text}"),
        }
    }
}

/// A duration as people read it: `0.3 s`, `12 s`, `5 min`.
pub struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.0.as_secs_f64();
        if secs < 10.0 && self.0.subsec_millis() != 0 {
            write!(f, "{secs:.1} s")
        } else if secs < 120.0 {
            write!(f, "{} s", self.0.as_secs())
        } else {
            write!(f, "{} min", self.0.as_secs() / 60)
        }
    }
}

/// Repeated failure of one kind of call; stands in the state itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setback {
    /// The last failure.
    pub failure: Failure,
    /// How many in a row.
    pub count: u32,
    /// When the first of the row was.
    pub since: Moment,
    /// When it is tried again.
    pub retry_at: Moment,
}

/// The running setbacks of a plugin that stays enabled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failing {
    /// `update` fails.
    pub update: Option<Setback>,
    /// `draw` fails, or the run ended.
    pub draw: Option<Setback>,
    /// The start before this one failed there; cleared when the plugin is enabled.
    pub start: Option<(Stage, Setback)>,
}

impl Failing {
    /// Whether anything fails.
    pub const fn any(&self) -> bool {
        self.update.is_some() || self.draw.is_some() || self.start.is_some()
    }

    /// The setback to show: starting, then drawing before updating, because it is what people see.
    pub fn worst(&self) -> Option<(Stage, &Setback)> {
        let start = self
            .start
            .as_ref()
            .map(|(stage, setback)| (*stage, setback));
        let draw = self.draw.as_ref().map(|setback| (Stage::Draw, setback));
        let draw = start.or(draw);
        draw.or_else(|| self.update.as_ref().map(|setback| (Stage::Update, setback)))
    }
}

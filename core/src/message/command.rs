//! What people ask for and what they are answered. Also the words of the control socket.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::PluginId;
use crate::limits;

/// What people (window, terminal, CLI, control socket) can ask for. Also the control socket's words.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Switch a plugin on (and what it needs must be on).
    Enable {
        /// Which.
        plugin: PluginId,
    },
    /// Switch a plugin off; refused while enabled plugins need it, unless forced.
    Disable {
        /// Which.
        plugin: PluginId,
        /// Also switch off, in order, what needs it.
        #[serde(default)]
        force: bool,
    },
    /// A new run with its saved state given back.
    Reload {
        /// Which.
        plugin: PluginId,
    },
    /// Leave an error or a back-off now.
    Retry {
        /// Which.
        plugin: PluginId,
    },
    /// Forget a plugin's transitions, errors and log lines.
    ClearHistory {
        /// Which.
        plugin: PluginId,
    },
    /// Run one of a plugin's actions (`web_ui_actions`) to its end; the answer is what it says.
    RunAction {
        /// Which plugin.
        plugin: PluginId,
        /// Which of its actions.
        action: String,
        /// What the script reads: a text, or an object as JSON; absent: nothing.
        #[serde(default)]
        input: Option<Value>,
    },
    /// Read again what a plugin can be set to (its schema), also of one that is off and never was loaded; the
    /// snapshot has it a moment later.
    ReadSchema {
        /// Which.
        plugin: PluginId,
    },
    /// Replace a plugin's settings; keys not named stay as they are, `null` removes one.
    Configure {
        /// Which.
        plugin: PluginId,
        /// The changed keys.
        settings: Map<String, Value>,
    },
    /// Change single settings of a plugin; all others stay, also those that somebody else changes meanwhile.
    EditSettings {
        /// Which.
        plugin: PluginId,
        /// All are made, or none.
        edits: Vec<SettingEdit>,
    },
    /// Set a value of the configuration by path.
    SetConfig {
        /// Keys from the top.
        path: Vec<String>,
        /// The value.
        value: Value,
    },
    /// Remove a value of the configuration by path.
    UnsetConfig {
        /// Keys from the top.
        path: Vec<String>,
    },
    /// Merge another configuration into ours, as one change.
    ImportConfig {
        /// What would be config.json.
        main: Map<String, Value>,
        /// What would be `config_secrets.json`.
        #[serde(default)]
        secrets: Map<String, Value>,
    },
    /// Go back to a kept copy of the configuration.
    RestoreConfig {
        /// Its number in the history.
        revision: u64,
    },
    /// The order of plugins in the rotation; those not named follow in their present order.
    Reorder {
        /// First to last.
        order: Vec<PluginId>,
    },
    /// Use a working copy elsewhere as a plugin, watched and reloaded.
    Link {
        /// Its folder or file.
        path: PathBuf,
    },
    /// Forget a link; its files stay.
    Unlink {
        /// Which.
        plugin: PluginId,
    },
    /// Remove a plugin for good: its files go to the trash, and it never returns by itself.
    Uninstall {
        /// Which.
        plugin: PluginId,
        /// Keep its section of the configuration.
        #[serde(default)]
        keep_settings: bool,
    },
    /// Answer a finding that asks.
    Decide {
        /// Which.
        plugin: PluginId,
        /// The answer.
        decision: Decision,
    },
    /// Compare wish and fact again; force also retries what was given up.
    Reconcile {
        /// Forget what was given up.
        #[serde(default)]
        force: bool,
    },
    /// Look at the disk again.
    Rescan,
    /// The next screen.
    Next,
    /// The screen before.
    Previous,
    /// Hold the present picture, or go on.
    Pause {
        /// Hold.
        on: bool,
    },
    /// Stay on a screen until unpinned.
    Pin {
        /// Which; absent: the present one.
        #[serde(default)]
        screen: Option<ScreenName>,
    },
    /// Rotate again.
    Unpin,
    /// Show a screen now, for a time, even if its turn is far.
    Show {
        /// Which.
        screen: ScreenName,
        /// How long, in milliseconds.
        millis: u64,
    },
    /// Brightness in percent, 0 to 100; kept in the configuration.
    Brightness {
        /// Percent.
        percent: u8,
    },
    /// End.
    Shutdown,
}

/// One change of a plugin's settings. Lists are replaced as a whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum SettingEdit {
    /// Write a value, also `null`; objects on the way are made.
    Set {
        /// Keys from the top of the plugin's section.
        path: Vec<String>,
        /// The value.
        value: Value,
    },
    /// Write nothing: the default holds.
    Remove {
        /// Keys from the top of the plugin's section.
        path: Vec<String>,
    },
}

impl SettingEdit {
    /// Where.
    pub fn path(&self) -> &[String] {
        match self {
            Self::Set { path, .. } | Self::Remove { path } => path,
        }
    }
}

impl fmt::Debug for SettingEdit {
    /// Without the value: it may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set { path, .. } => write!(f, "Set({})", path.join(".")),
            Self::Remove { path } => write!(f, "Remove({})", path.join(".")),
        }
    }
}

impl Command {
    /// How long its answer may take.
    pub const fn patience(&self) -> Duration {
        if matches!(self, Self::RunAction { .. }) {
            limits::ACTION_TIMEOUT.saturating_add(limits::CONTROL_ANSWER_TIMEOUT)
        } else {
            limits::CONTROL_ANSWER_TIMEOUT
        }
    }
}

impl fmt::Debug for Command {
    /// Without values of settings: they may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const VALUES: [&str; 5] = ["settings", "value", "main", "secrets", "input"];
        let Ok(Value::Object(mut fields)) = serde_json::to_value(self) else {
            return f.write_str("command");
        };
        for (key, value) in &mut fields {
            if VALUES.contains(&key.as_str()) {
                let keys = value
                    .as_object()
                    .map(|map| map.keys().cloned().collect::<Vec<_>>());
                *value = keys.map_or_else(|| Value::from("…"), Value::from);
            }
        }
        if let Self::EditSettings { edits, .. } = self {
            fields.insert("edits".to_owned(), Value::from(format!("{edits:?}")));
        }
        write!(f, "{}", Value::Object(fields))
    }
}

/// A screen as people name it: a plugin, and one of its screens if it has several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenName {
    /// Whose.
    pub plugin: PluginId,
    /// Which; absent: its first.
    #[serde(default)]
    pub name: Option<String>,
}

/// A person's answer to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The changed folder is mine: record it as it is.
    KeepAsMine,
    /// Put back what was installed.
    Restore,
    /// Found again: use it again.
    Keep,
    /// Found again: remove it again. Missing: forget its section.
    Delete,
}

/// Who gave a command; for the record and the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The window.
    Window,
    /// The terminal player.
    Terminal,
    /// The command line.
    Cli,
    /// Lumarium itself.
    Host,
}

/// The number of a command, for its answer.
pub type CommandId = u64;

/// A command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What failed and why.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Refusal {
    /// A refusal with advice.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: Some(hint.into()),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.hint {
            Some(hint) => write!(f, "{}; {hint}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The answer to a command: what was done in words, once it is durable; or why not.
pub type Answer = Result<String, Refusal>;

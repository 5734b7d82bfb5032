//! `lumarium plugin …`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use lumarium_core::id::PluginId;
use lumarium_core::message::Decision;

use crate::args::values;

/// What can be done with plugins.
#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// List all plugins with their state
    List,
    /// Print what a plugin is and how it is
    Info {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Say why a plugin is showing, or not, and what helps
    Why {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Switch a plugin on
    Enable {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Switch a plugin off; refused while others need it
    Disable {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
        /// Also switch off what needs it
        #[arg(long)]
        force: bool,
    },
    /// End a plugin and start it anew, keeping its state
    #[command(visible_alias = "restart")]
    Reload {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Leave an error or a waiting time now
    Retry {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Forget a plugin's transitions, errors and log lines
    Clear {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Run one of a plugin's actions, for example to sign in; without its name, list them
    Action {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
        /// Which of them
        action: Option<String>,
        /// What it reads: the text it asks for, or an object as JSON
        #[arg(long, value_name = "TEXT", requires = "action")]
        input: Option<String>,
    },
    /// Use a folder or file elsewhere as a plugin; it is reloaded when it changes
    Link {
        /// The folder or file
        path: PathBuf,
    },
    /// Forget a link; the files stay
    Unlink {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
    },
    /// Remove a plugin for good; its files go to the trash
    Uninstall {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
        /// Keep its section of the configuration
        #[arg(long)]
        keep_settings: bool,
    },
    /// Answer a finding that asks
    Decide {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: PluginId,
        /// The answer
        decision: DecisionChoice,
    },
}

/// A person's answer to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecisionChoice {
    /// The changed folder is mine: record it as it is
    KeepAsMine,
    /// Put back what was installed
    Restore,
    /// Found again: use it again
    Keep,
    /// Found again: remove it again; missing: forget its section
    Delete,
}

impl From<DecisionChoice> for Decision {
    fn from(choice: DecisionChoice) -> Self {
        match choice {
            DecisionChoice::KeepAsMine => Self::KeepAsMine,
            DecisionChoice::Restore => Self::Restore,
            DecisionChoice::Keep => Self::Keep,
            DecisionChoice::Delete => Self::Delete,
        }
    }
}

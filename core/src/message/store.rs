//! What is to be kept on disk and what the store tells.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::CommandId;
use crate::config::Document;
use crate::facts::{Disk, Found, Known, Misfit, RecordFacts, Registry};
use crate::id::PluginId;
use crate::veiled::Veiled;

/// The number of a write, for its result.
pub type Ticket = u64;

/// One change of what is kept on disk. All edits of one write happen, or none.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Set a value of the configuration. Values whose path is secret go to the secrets file.
    Set {
        /// Keys from the top.
        path: Vec<String>,
        /// The value.
        value: Veiled<Value>,
        /// It belongs into `config_secrets.json`.
        secret: bool,
    },
    /// Remove a value from both files.
    Remove {
        /// Keys from the top.
        path: Vec<String>,
    },
    /// Replace both files as a whole (import, restore).
    Replace {
        /// The new documents.
        document: Arc<Document>,
    },
    /// Go back to a kept copy.
    Restore {
        /// Its number.
        revision: u64,
    },
    /// Give a plugin a section that says off, if it has none by then.
    AddSection {
        /// Whose.
        plugin: PluginId,
    },
    /// Remember what configuration and record agree on.
    Agree {
        /// Whose.
        plugin: PluginId,
        /// The agreed value of `enabled`.
        enabled: bool,
    },
    /// Record the present content as installed.
    Adopt {
        /// Whose.
        plugin: PluginId,
        /// Its content hash.
        content_hash: Option<String>,
        /// Its version.
        version: Option<String>,
    },
    /// Remember a link.
    Link {
        /// Its id.
        plugin: PluginId,
        /// The folder or file.
        path: PathBuf,
    },
    /// Forget a link.
    Unlink {
        /// Its id.
        plugin: PluginId,
    },
    /// Move the plugin's files to the trash and remember for ever that a person removed it.
    Uninstall {
        /// Whose.
        plugin: PluginId,
        /// The folder or file, if it is there.
        path: Option<PathBuf>,
        /// Keep its section.
        keep_settings: bool,
    },
    /// A person wants it again: forget the tombstone.
    Forgive {
        /// Whose.
        plugin: PluginId,
    },
    /// The record was rebuilt from configuration and disk: the damage is dealt with.
    Rebuilt,
    /// Remember which screen was on.
    Position {
        /// Its name (`Screen` as text).
        screen: String,
    },
}

/// What the store tells.
#[derive(Clone, Debug)]
pub enum StoreEvent {
    /// Read at start, or again after a change on disk. Absent parts have not changed.
    Read {
        /// The configuration.
        config: Option<Known<Arc<Document>>>,
        /// Discovery.
        disk: Option<Known<Arc<Disk>>>,
        /// The record.
        record: Option<Known<RecordFacts>>,
        /// What people should know: files repaired, somebody else's edit merged, …
        notices: Vec<String>,
    },
    /// A write is durable, or failed and changed nothing.
    Written {
        /// Which.
        ticket: Ticket,
        /// What is there now.
        result: Result<Written, String>,
    },
    /// Files of working copies have changed.
    FilesChanged {
        /// Whose; all of them found anew.
        plugins: Vec<PluginId>,
    },
    /// A path was looked at for a link.
    Inspected {
        /// The command's number.
        command: CommandId,
        /// The path.
        path: PathBuf,
        /// What is there.
        result: Result<Arc<Found>, Misfit>,
    },
    /// A reinstall ended.
    Reinstalled {
        /// Which.
        plugin: PluginId,
        /// How.
        result: ReinstallResult,
    },
    /// The registry was read.
    Registry(Registry),
}

/// The parts that a write has changed, as they are now.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The configuration.
    pub config: Option<Arc<Document>>,
    /// The record.
    pub record: Option<RecordFacts>,
    /// Discovery, where files moved.
    pub disk: Option<Arc<Disk>>,
}

/// How a reinstall ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReinstallResult {
    /// Its files are there.
    Done,
    /// Out of reach: tried again later.
    Transient(String),
    /// Not in any registry, or refused: not tried again until force or a newer registry.
    Failed(String),
}

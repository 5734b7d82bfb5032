//! What can be changed in the record, and how it changes the facts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::facts::RecordFacts;
use crate::host::record::rows::{POSITION_KEY, Table, key_of};
use crate::id::PluginId;
use crate::time::Wall;

/// One change of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum RecordOp {
    /// Configuration and record agree on `enabled`.
    Agree {
        /// Whose.
        plugin: PluginId,
        /// The value.
        enabled: bool,
    },
    /// The present content is what was installed.
    Adopt {
        /// Whose.
        plugin: PluginId,
        /// Its content hash.
        content_hash: Option<String>,
        /// Its version.
        version: Option<String>,
    },
    /// A working copy is linked.
    Link {
        /// Its id.
        plugin: PluginId,
        /// Where.
        path: PathBuf,
    },
    /// A link is forgotten.
    Unlink {
        /// Its id.
        plugin: PluginId,
    },
    /// A person removed it.
    Bury {
        /// Whose.
        plugin: PluginId,
        /// Why and when, for people.
        text: String,
    },
    /// A person wants it again.
    Forgive {
        /// Whose.
        plugin: PluginId,
    },
    /// What was installed is forgotten.
    Forget {
        /// Whose.
        plugin: PluginId,
    },
    /// The screen that was on.
    Position {
        /// Its name.
        screen: String,
    },
}

/// One line of the list of what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Grows.
    pub number: u64,
    /// When.
    pub wall: Wall,
    /// What.
    pub text: String,
}

/// Changes the facts and notes which rows that touches.
pub(super) fn apply(op: &RecordOp, facts: &mut RecordFacts, touched: &mut Vec<(Table, String)>) {
    let (table, key) = match op {
        RecordOp::Agree { plugin, enabled } => {
            let recorded = facts.plugins.entry(plugin.clone()).or_default();
            recorded.agreed = Some(*enabled);
            recorded.enabled = None;
            (Table::Plugins, key_of(plugin))
        }
        RecordOp::Adopt {
            plugin,
            content_hash,
            version,
        } => {
            let recorded = facts.plugins.entry(plugin.clone()).or_default();
            recorded.content_hash.clone_from(content_hash);
            recorded.version.clone_from(version);
            (Table::Plugins, key_of(plugin))
        }
        RecordOp::Link { plugin, path } => {
            facts.links.insert(plugin.clone(), path.clone());
            (Table::Links, key_of(plugin))
        }
        RecordOp::Unlink { plugin } => {
            facts.links.remove(plugin);
            (Table::Links, key_of(plugin))
        }
        RecordOp::Bury { plugin, text } => {
            facts.tombstones.insert(plugin.clone(), text.clone());
            (Table::Tombstones, key_of(plugin))
        }
        RecordOp::Forgive { plugin } => {
            facts.tombstones.remove(plugin);
            (Table::Tombstones, key_of(plugin))
        }
        RecordOp::Forget { plugin } => {
            facts.plugins.remove(plugin);
            (Table::Plugins, key_of(plugin))
        }
        RecordOp::Position { screen } => {
            facts.position = Some(screen.clone());
            (Table::Meta, POSITION_KEY.to_owned())
        }
    };
    touched.push((table, key));
}

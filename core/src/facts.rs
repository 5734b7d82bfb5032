//! What the host has found out: disk, record, registry. Plain data that the engine reasons about.
//! A source that could not be read is `Unknown`: nothing destructive is done on its account.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::PluginId;
use crate::manifest::{Manifest, Problem};

/// A source, or why it could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// Read.
    Known(T),
    /// Not read; the reason in words.
    Unknown(String),
}

impl<T> Known<T> {
    /// The value, if it was read.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// Where a plugin's files are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "path", rename_all = "lowercase")]
pub enum Place {
    /// In this binary.
    Bundled,
    /// A folder in the root's plugin folder.
    Folder(PathBuf),
    /// A single file in the root's plugin folder.
    File(PathBuf),
    /// Linked with `lumarium plugin link`: a working copy elsewhere.
    Linked(PathBuf),
}

impl Place {
    /// The path on disk, if it has one.
    pub const fn path(&self) -> Option<&PathBuf> {
        match self {
            Self::Bundled => None,
            Self::Folder(path) | Self::File(path) | Self::Linked(path) => Some(path),
        }
    }
}

/// One plugin that discovery found. Nothing of it is loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it says about itself.
    pub manifest: Arc<Manifest>,
    /// Where it is.
    pub place: Place,
    /// Content hash of its files: hex SHA-256 over the sorted list of `path, length, hash`;
    /// `None` where it was not needed (bundled, linked, working copy).
    pub content_hash: Option<Arc<str>>,
    /// A git checkout, a link, or `development_mode`: watched and reloaded.
    pub working_copy: bool,
    /// Its `config_schema.json`, if it has one that can be read.
    pub schema: Option<Arc<Value>>,
    /// What is wrong with it but does not prevent its use.
    pub problems: Vec<Problem>,
}

/// A folder or file that looks like a plugin and cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// Where.
    pub path: PathBuf,
    /// The id it claims, if that much is legal; such an id counts as *on disk*, so nothing replaces it.
    pub id: Option<PluginId>,
    /// Why, and what to do.
    pub problems: Vec<Problem>,
}

/// What is on disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Disk {
    /// Usable plugins by id.
    pub found: BTreeMap<PluginId, Arc<Found>>,
    /// The others.
    pub misfits: Vec<Misfit>,
}

/// What the record knows about one plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The value of `enabled` on which configuration and record last agreed.
    pub agreed: Option<bool>,
    /// The value the record wishes, if a person changed it through us and the configuration was not written yet.
    pub enabled: Option<bool>,
    /// The content hash as installed or adopted.
    pub content_hash: Option<String>,
    /// The version as installed or adopted.
    pub version: Option<String>,
    /// Where it came from (URL, folder), for a reinstall.
    pub source: Option<String>,
}

/// What the record knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFacts {
    /// Plugins.
    pub plugins: BTreeMap<PluginId, Recorded>,
    /// Uninstalled by a person: never installed again except by a person. Reason and wall time for display.
    pub tombstones: BTreeMap<PluginId, String>,
    /// Working copies linked by a person: id → path.
    pub links: BTreeMap<PluginId, PathBuf>,
    /// The order in which screens were last left: the screen that was on.
    pub position: Option<String>,
    /// What was repaired when the record was opened, in words; empty if it was whole.
    pub repaired: Vec<String>,
}

/// What is known about the registry of the store (a fake until the store exists).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registry {
    /// Nobody asked yet, or there is none.
    Absent,
    /// Out of reach: transient, marks nothing.
    OutOfReach(String),
    /// Read.
    Read {
        /// Grows with each newer registry; an unrecoverable mark is forgotten when it does.
        version: u64,
        /// Ids, and aliases to ids.
        entries: BTreeMap<PluginId, PluginId>,
    },
}

//! Wish against fact: `plan` compares the sources and says what to do. Pure, level-triggered.
//! Laws (tested): planning an applied plan gives nothing; the order of findings does not matter;
//! an unknown source forbids every destructive or default-writing action.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::facts::{Disk, Known, RecordFacts, Registry};
use crate::id::PluginId;

mod merge;
mod rules;
mod wishes;

pub use rules::plan;
pub use wishes::wishes;

/// What the configuration says about one plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// `enabled`; a missing one means off, everywhere.
    pub enabled: bool,
}

/// What the engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// A run exists or is being made.
    pub loaded: bool,
    /// It may not be started now (error state, waiting for a retry, a missing dependency):
    /// starting is the life cycle's business, not a finding.
    pub held: bool,
}

/// All the sources, as far as they could be read.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// Sections of config.json that are plugins (see `wishes`).
    pub config: &'a Known<BTreeMap<PluginId, Wish>>,
    /// Discovery.
    pub disk: &'a Known<Arc<Disk>>,
    /// The record.
    pub record: &'a Known<RecordFacts>,
    /// The engine's own runs.
    pub running: &'a BTreeMap<PluginId, Fact>,
    /// Ids whose reinstall failed in this process.
    pub unrecoverable: &'a BTreeSet<PluginId>,
    /// The store's registry.
    pub registry: &'a Registry,
}

/// The seven kinds, and what was found again although a person removed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// On disk, no section.
    MissingInConfig,
    /// A section, no folder.
    MissingOnDisk,
    /// Configuration and record differ about `enabled`.
    EnabledMismatch,
    /// The folder's content is not what was installed.
    VersionMismatch,
    /// The record could not be read, whole or in part.
    StateCorrupted,
    /// Wanted, not loaded.
    NotRunning,
    /// Loaded, not wanted or gone.
    ShouldNotRun,
    /// Uninstalled by a person, and its files are there again.
    FoundAgain,
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Remedy {
    /// Write `{"enabled": false}` and remember it as agreed on both sides.
    AddSection,
    /// Reinstall; the first candidate that the registry or the record knows.
    Reinstall {
        /// Ids to look for, best first.
        candidates: Vec<PluginId>,
    },
    /// Set `enabled` in configuration and record to this and remember it as agreed on both sides.
    /// A configuration that says so already (a missing `enabled` says off) is not written.
    SetEnabled {
        /// The value.
        enabled: bool,
    },
    /// Record the present content as installed.
    Adopt,
    /// Nothing to do but wait for the network.
    Wait,
    /// A person decides.
    Ask {
        /// The choices, in words.
        choices: Vec<String>,
    },
    /// Rebuild the record from configuration and disk (a copy was kept aside). Because tombstones may
    /// be among what was lost, every section without files gets one: a person is asked, nothing returns
    /// by itself.
    RebuildRecord,
    /// Load it.
    Load,
    /// Stop it.
    Stop,
}

/// One inconsistency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Whose; absent for the record as a whole.
    pub plugin: Option<PluginId>,
    /// What kind.
    pub kind: Kind,
    /// What is, in words.
    pub current: String,
    /// What should be, in words.
    pub expected: String,
    /// What to do.
    #[serde(flatten)]
    pub remedy: Remedy,
    /// Done without asking.
    pub automatic: bool,
}

#[cfg(test)]
mod tests;

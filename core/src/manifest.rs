//! LEDMatrix's `manifest.json` (reference: its `manifest_schema.json` and 47 real ones).
//! Reads dirty files: gives a value *and* every problem found, not only the first.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::id::PluginId;

mod action;
mod fields;
mod requirement;
mod tolerant;

pub use action::PluginAction;
pub use fields::parse;
pub use requirement::parse_requirement;
pub use tolerant::claimed_id;

/// What runs a kind of plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuntimeKind {
    /// Ours, compiled in.
    Native,
    /// LEDMatrix's Python plugins.
    Python,
    /// Pixlet's `.star` apps.
    Pixlet,
    /// WebAssembly components.
    Wasm,
}

impl RuntimeKind {
    /// The word used in window, log and file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Python => "python",
            Self::Pixlet => "pixlet",
            Self::Wasm => "wasm",
        }
    }

    /// The kind with this name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Native, Self::Python, Self::Pixlet, Self::Wasm]
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The kind that runs files with this suffix (without the dot), in any case.
    pub fn from_suffix(suffix: &str) -> Option<Self> {
        match suffix.to_ascii_lowercase().as_str() {
            "py" => Some(Self::Python),
            "star" => Some(Self::Pixlet),
            "wasm" => Some(Self::Wasm),
            _ => None,
        }
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Hint,
    /// Read in spite of it, or left out.
    Warning,
    /// The plugin cannot be used because of it.
    Error,
}

/// Something wrong with a file that people write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// What, why, and what to do, in one sentence.
    pub text: String,
}

impl Problem {
    /// An error.
    pub fn error(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            text: text.into(),
        }
    }

    /// A warning.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            text: text.into(),
        }
    }

    /// A hint.
    pub fn hint(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Hint,
            text: text.into(),
        }
    }
}

/// Another plugin that a plugin needs (`requires.plugins`: id → semver requirement).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Which.
    pub plugin: PluginId,
    /// Which versions; `*` if none was named.
    pub version: semver::VersionReq,
    /// Only warned of when missing.
    pub optional: bool,
}

/// What a plugin says about itself, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// The id: the key of everything. The folder's name need not be the same.
    pub id: PluginId,
    /// For people.
    pub name: String,
    /// As written; `None` if missing.
    pub version: Option<String>,
    /// One paragraph for people.
    pub description: String,
    /// Who wrote it.
    pub author: String,
    /// What runs it: `runtime`, else by the suffix of the entry point, else `python`.
    pub runtime: RuntimeKind,
    /// The file, or for `native` the built-in program.
    pub entry_point: String,
    /// LEDMatrix: the class in the entry point.
    pub class_name: Option<String>,
    /// Its screens (`display_modes`); never empty: `[id]` if none were named.
    pub screens: Vec<Arc<str>>,
    /// `update_interval`.
    pub update_interval: Option<Duration>,
    /// `default_duration`.
    pub default_duration: Option<Duration>,
    /// `capabilities`: plugins that share one can stand in for each other.
    pub capabilities: Vec<String>,
    /// `requires.plugins`.
    pub requires: Vec<Requirement>,
    /// `web_ui_actions`.
    pub actions: Vec<PluginAction>,
}

impl Manifest {
    /// The version as semver, filling up missing parts (`1.2` is `1.2.0`); `None` if there is none.
    pub fn semver(&self) -> Option<semver::Version> {
        parse_version(self.version.as_deref()?)
    }

    /// A plugin of which nothing is known but its id: a section without files.
    pub fn placeholder(id: PluginId) -> Self {
        Self {
            name: id.as_str().to_owned(),
            version: None,
            description: String::new(),
            author: String::new(),
            runtime: RuntimeKind::Python,
            entry_point: String::new(),
            class_name: None,
            screens: vec![Arc::from(id.as_str())],
            update_interval: None,
            default_duration: None,
            capabilities: Vec::new(),
            requires: Vec::new(),
            actions: Vec::new(),
            id,
        }
    }

    /// A plugin that is one file, `stem.suffix`, without a manifest: its id is the stem.
    pub fn for_single_file(stem: &str, suffix: &str) -> Result<Self, Problem> {
        let id = PluginId::parse(stem).map_err(|error| {
            Problem::error(format!(
                "the file's name is no plugin id: {error}; rename it"
            ))
        })?;
        let Some(runtime) = RuntimeKind::from_suffix(suffix) else {
            return Err(Problem::error(format!(
                "a file that ends in .{suffix} is no plugin; .star and .wasm are"
            )));
        };
        Ok(Self {
            runtime,
            entry_point: format!("{stem}.{suffix}"),
            ..Self::placeholder(id)
        })
    }
}

/// Reads a dirty version: a leading `v`, one to three numbers, pre-release and build.
pub fn parse_version(text: &str) -> Option<semver::Version> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    if let Ok(version) = semver::Version::parse(text) {
        return Some(version);
    }
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (core, rest) = text.split_at(end);
    let filled = match core.split('.').count() {
        1 => format!("{core}.0.0{rest}"),
        2 => format!("{core}.0{rest}"),
        _ => return None,
    };
    semver::Version::parse(&filled).ok()
}

#[cfg(test)]
mod tests;

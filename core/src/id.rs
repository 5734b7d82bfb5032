//! Names of plugins and screens. A name from outside becomes a type here or is refused.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest plugin id, in bytes: it becomes a folder name and a row in a list.
pub const PLUGIN_ID_LEN_MAX: usize = 64;

/// LEDMatrix's own sections of `config.json`: never plugins, left alone by us
/// (reference: `_SYSTEM_CONFIG_KEYS` of its reconciler, and the ids its plugin manager reserves).
pub const SYSTEM_KEYS: [&str; 28] = [
    "web_display_autostart",
    "timezone",
    "location",
    "display",
    "plugin_system",
    "vegas_scroll_speed",
    "vegas_separator_width",
    "vegas_target_fps",
    "vegas_buffer_ahead",
    "vegas_plugin_order",
    "vegas_excluded_plugins",
    "vegas_scroll_enabled",
    "logging",
    "dim_schedule",
    "network",
    "system",
    "schedule",
    "sync",
    "github",
    "youtube",
    "display_modes",
    "hardware",
    "debug",
    "log_level",
    "emulator",
    "web_interface",
    "auto_update",
    "lumarium",
];

/// Device names that Windows reserves in every folder.
const DEVICE_NAMES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether `key` of `config.json` belongs to the system and not to a plugin.
pub fn is_system_key(key: &str) -> bool {
    SYSTEM_KEYS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(key))
}

/// A checked plugin id: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, no reserved name.
/// The spelling is kept, because it is LEDMatrix's key; comparison ignores case.
#[derive(Clone)]
pub struct PluginId(Arc<str>);

/// Why a text is not a plugin id.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum IdError {
    /// Nothing was given.
    #[error("the id is empty; give one of letters, digits, '.', '_' and '-'")]
    Empty,
    /// Too long.
    #[error("the id is {len} bytes long; {PLUGIN_ID_LEN_MAX} is the most")]
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// A character that could climb, hide or confuse.
    #[error(
        "the id {id:?} has {character:?}; use letters, digits, '.', '_' and '-', and begin with a letter or digit"
    )]
    Character {
        /// The text, shown escaped.
        id: String,
        /// The first offender.
        character: char,
    },
    /// A name with another meaning.
    #[error("the id {id:?} is reserved; choose another")]
    Reserved {
        /// The text.
        id: String,
    },
}

impl PluginId {
    /// Checks `text`.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        if text.len() > PLUGIN_ID_LEN_MAX {
            return Err(IdError::TooLong { len: text.len() });
        }
        let plain = |c: char| c.is_ascii_alphanumeric();
        let bad = text
            .char_indices()
            .find(|&(at, c)| !plain(c) && (at == 0 || !matches!(c, '.' | '_' | '-')));
        if let Some((_, character)) = bad {
            return Err(IdError::Character {
                id: text.to_owned(),
                character,
            });
        }
        if is_reserved(text) {
            return Err(IdError::Reserved {
                id: text.to_owned(),
            });
        }
        Ok(Self(Arc::from(text)))
    }

    /// As written by its author.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Device names (with any suffix), LEDMatrix's system keys, names that end in a dot,
/// and the names LEDMatrix gives to folders it puts aside.
fn is_reserved(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or(text);
    text.ends_with('.')
        || is_system_key(text)
        || DEVICE_NAMES
            .iter()
            .any(|name| name.eq_ignore_ascii_case(stem))
        || text.contains(".standalone-backup-")
}

fn folded(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

impl PartialEq for PluginId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for PluginId {}

impl PartialOrd for PluginId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PluginId {
    fn cmp(&self, other: &Self) -> Ordering {
        // Sources share an id's text, and then it need not be read.
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        folded(&self.0).cmp(folded(&other.0))
    }
}

impl Hash for PluginId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in folded(&self.0) {
            state.write_u8(byte);
        }
        state.write_u8(0xff);
    }
}

impl fmt::Debug for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for PluginId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PluginId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// One screen of a plugin (LEDMatrix: a mode).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Screen {
    /// Whose.
    pub plugin: PluginId,
    /// Its name among the plugin's screens.
    pub name: Arc<str>,
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self.name == *self.plugin.as_str() {
            write!(f, "{}", self.plugin)
        } else {
            write!(f, "{}/{}", self.plugin, self.name)
        }
    }
}

#[cfg(test)]
mod tests;

//! LEDMatrix's `config.json` and `config_secrets.json` as one document: typed views on what we use;
//! unknown keys and the order of keys are kept. Pure: it never opens a file.

use std::fmt;

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::id::PluginId;
use crate::limits;

mod asked;
mod keys;
pub mod merge;
mod patch;
pub mod sections;
pub mod views;

use keys::{check_way, covered_by_leaf, put, split, take, walk};
use merge::deep_merge;

/// Both files. The main one never holds what the secrets file holds.
#[derive(Clone, Default, PartialEq)]
pub struct Document {
    /// config.json.
    pub main: Map<String, Value>,
    /// `config_secrets.json`.
    pub secrets: Map<String, Value>,
}

impl fmt::Debug for Document {
    /// Only names: values may be secret. Tests see everything, or a failing law could not be read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if cfg!(test) {
            return write!(
                f,
                "Document {{ main: {:?}, secrets: {:?} }}",
                self.main, self.secrets
            );
        }
        let names = |map: &Map<String, Value>| map.keys().cloned().collect::<Vec<_>>().join(", ");
        write!(
            f,
            "Document {{ main: {}; secrets: {} }}",
            names(&self.main),
            names(&self.secrets)
        )
    }
}

/// The name of LEDMatrix's main file.
pub const MAIN_NAME: &str = "config.json";
/// The name of LEDMatrix's file of secrets.
pub const SECRETS_NAME: &str = "config_secrets.json";

/// Why a text is not a configuration, or a change cannot be made.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ConfigError {
    /// More than `CONFIG_BYTES_MAX`.
    #[error("{file} has {bytes} bytes; {} is the most", limits::CONFIG_BYTES_MAX)]
    TooLarge {
        /// Which file.
        file: &'static str,
        /// Its length.
        bytes: u64,
    },
    /// Not JSON.
    #[error("{file} is not JSON at line {line}, column {column}: {text}")]
    Syntax {
        /// Which file.
        file: &'static str,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the reader found.
        text: String,
    },
    /// JSON, but not an object.
    #[error("{file} holds {found}, not an object; it must begin with '{{'")]
    NotAnObject {
        /// Which file.
        file: &'static str,
        /// What it holds.
        found: &'static str,
    },
    /// Nothing to set was named.
    #[error("the path is empty; name at least one key")]
    EmptyPath,
    /// A whole section would be replaced by a single value.
    #[error(
        "{path} is a section with settings of its own; name one of them ({path}.KEY), or remove it first"
    )]
    IsASection {
        /// The section.
        path: String,
    },
    /// The path leads through a value that is no object.
    #[error("{path} is {found}, not an object; remove or replace it first")]
    NotASection {
        /// Keys, joined by dots.
        path: String,
        /// What is there.
        found: &'static str,
    },
}

impl Document {
    /// Reads both texts; a missing secrets file is an empty one.
    pub fn parse(main: &[u8], secrets: Option<&[u8]>) -> Result<Self, ConfigError> {
        Ok(Self {
            main: parse_object(MAIN_NAME, main)?,
            secrets: secrets
                .map_or_else(|| Ok(Map::new()), |text| parse_object(SECRETS_NAME, text))?,
        })
    }

    /// Both files merged as LEDMatrix does: objects key by key, else the secrets file wins.
    pub fn merged(&self) -> Value {
        let mut all = Value::Object(self.main.clone());
        deep_merge(&mut all, &Value::Object(self.secrets.clone()));
        all
    }

    /// The value at `path` of the main file alone, as it is spelled there.
    pub fn in_main(&self, path: &[String]) -> Option<&Value> {
        walk(&self.main, path)
    }

    /// The value at `path` of the merged files; absent if there is none.
    pub fn get<K: AsRef<str>>(&self, path: &[K]) -> Option<Value> {
        let keys = self.spelled(path);
        let main = walk(&self.main, &keys);
        match (main, walk(&self.secrets, &keys)) {
            (Some(main), Some(secret)) => {
                let mut value = main.clone();
                deep_merge(&mut value, secret);
                Some(value)
            }
            (Some(value), None) | (None, Some(value)) => Some(value.clone()),
            (None, None) => None,
        }
    }

    /// Sets the value at `path`. `secret` puts it into the secrets file; what is there already stays there
    /// in any case. Secrets below `path` that `value` does not name are kept.
    pub fn set<K: AsRef<str>>(
        &mut self,
        path: &[K],
        value: Value,
        secret: bool,
    ) -> Result<(), ConfigError> {
        let keys = self.spelled(path);
        if keys.is_empty() {
            return Err(ConfigError::EmptyPath);
        }
        if let [section] = keys.as_slice()
            && self.main.get(section).is_some_and(Value::is_object)
            && !value.is_object()
        {
            return Err(ConfigError::IsASection {
                path: section.clone(),
            });
        }
        if secret {
            check_way(&self.secrets, &keys)?;
            take(&mut self.main, &keys, false);
            return put(&mut self.secrets, &keys, value);
        }
        if covered_by_leaf(&self.secrets, &keys) {
            return Err(ConfigError::NotASection {
                path: keys.join("."),
                found: "inside a single secret value",
            });
        }
        let (open, hidden) = match walk(&self.secrets, &keys) {
            Some(kept) => split(value, kept),
            None => (Some(value), None),
        };
        if let Some(open) = open {
            put(&mut self.main, &keys, open)?;
        } else {
            take(&mut self.main, &keys, false);
        }
        match hidden {
            Some(hidden) => put(&mut self.secrets, &keys, hidden),
            None => Ok(()),
        }
    }

    /// Removes the value at `path` from both files; whether there was one.
    pub fn remove<K: AsRef<str>>(&mut self, path: &[K]) -> bool {
        let keys = self.spelled(path);
        let main = take(&mut self.main, &keys, false);
        let secret = take(&mut self.secrets, &keys, true);
        main || secret
    }

    /// What config.json holds, as LEDMatrix writes it: four spaces, keys in their order.
    pub fn main_text(&self) -> String {
        pretty(&self.main)
    }

    /// What `config_secrets.json` holds.
    pub fn secrets_text(&self) -> String {
        pretty(&self.secrets)
    }

    /// `main_text`, but what is the same in `old` keeps its bytes.
    pub fn main_text_over(&self, old: Option<&[u8]>) -> String {
        text_over(old, &self.main)
    }

    /// `secrets_text`, but what is the same in `old` keeps its bytes.
    pub fn secrets_text_over(&self, old: Option<&[u8]>) -> String {
        text_over(old, &self.secrets)
    }

    /// The path with its first key as the files spell it: ids of plugins compare without case.
    fn spelled<K: AsRef<str>>(&self, path: &[K]) -> Vec<String> {
        let mut keys: Vec<String> = path.iter().map(|key| key.as_ref().to_owned()).collect();
        if let Some(first) = keys.first_mut()
            && !self.main.contains_key(first)
            && let Ok(id) = PluginId::parse(first)
            && let Some(spelling) = self.spelling(&id)
        {
            *first = spelling;
        }
        keys
    }

    /// How the files spell a plugin's id, if they name it.
    fn spelling(&self, id: &PluginId) -> Option<String> {
        let same = |key: &&String| key.eq_ignore_ascii_case(id.as_str());
        let exact = |map: &Map<String, Value>| map.contains_key(id.as_str());
        if exact(&self.main) {
            return Some(id.as_str().to_owned());
        }
        let main = self.main.keys().find(same);
        let secret = self.secrets.keys().find(same);
        main.or(secret).cloned()
    }
}

/// A configuration for a fresh root: a small panel and the six bundled plugins, all on.
pub fn default_document() -> Document {
    const PLUGINS: [&str; 6] = [
        "clock",
        "text",
        "picture",
        "monitor",
        "generative",
        "test-pattern",
    ];
    let mut main = Map::new();
    main.insert("timezone".to_owned(), Value::from("UTC"));
    main.insert(
        "display".to_owned(),
        serde_json::json!({
            "hardware": {
                "rows": views::ROWS_DEFAULT,
                "cols": views::COLS_DEFAULT,
                "chain_length": views::CHAIN_DEFAULT,
                "parallel": views::PARALLEL_DEFAULT,
                "brightness": views::BRIGHTNESS_DEFAULT,
            },
            "display_durations": {},
            "plugin_rotation_order": PLUGINS,
        }),
    );
    main.insert(
        "plugin_system".to_owned(),
        serde_json::json!({ "plugins_directory": views::PLUGINS_DIRECTORY_DEFAULT }),
    );
    for id in PLUGINS {
        main.insert(id.to_owned(), serde_json::json!({ "enabled": true }));
    }
    Document {
        main,
        secrets: Map::new(),
    }
}

/// The kind of a value, for people.
pub(crate) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn parse_object(file: &'static str, text: &[u8]) -> Result<Map<String, Value>, ConfigError> {
    let bytes = text.len() as u64;
    if bytes > limits::CONFIG_BYTES_MAX {
        return Err(ConfigError::TooLarge { file, bytes });
    }
    // Editors on Windows put a byte order mark before the text; Python's utf-8-sig skips it too.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match serde_json::from_slice::<Value>(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(other) => Err(ConfigError::NotAnObject {
            file,
            found: kind(&other),
        }),
        Err(error) => Err(ConfigError::Syntax {
            file,
            line: error.line(),
            column: error.column(),
            text: reason(&error),
        }),
    }
}

/// serde's words without the position, which stands in fields of its own.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

fn text_over(old: Option<&[u8]>, map: &Map<String, Value>) -> String {
    let patched = old.and_then(|old| patch::patched(old, map));
    patched.unwrap_or_else(|| pretty(map))
}

fn pretty<T: Serialize + Clone + Into<Value>>(value: &T) -> String {
    let mut bytes = Vec::new();
    let mut serializer =
        Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    "));
    // Values always serialise: keys are texts, and writing to memory cannot fail.
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => value.clone().into().to_string(),
    }
}

#[cfg(test)]
mod tests;

//! LEDMatrix's `config.json` and `config_secrets.json` as one document: typed views on what we use;
//! unknown keys and the order of keys are kept.

use serde_json::{Map, Value};

/// Both files. The main one never holds what the secrets file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// config.json.
    pub main: Map<String, Value>,
    /// config_secrets.json.
    pub secrets: Map<String, Value>,
}

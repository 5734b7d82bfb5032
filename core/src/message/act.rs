//! A script of a plugin that people run, and what comes of it.

use std::sync::Arc;

use serde_json::Value;

use super::Launch;
use crate::manifest::PluginAction;
use crate::veiled::Veiled;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Act {
    /// What its process is told, as for a run.
    pub launch: Arc<Launch>,
    /// Which script, and what it is for.
    pub action: PluginAction,
    /// What it reads; it may hold a key to an account.
    pub input: Option<Veiled<Value>>,
}

/// An action that ran to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionEnd {
    /// It said that all went well: its code was 0, and its output, if it is JSON, names no error.
    pub well: bool,
    /// What it wrote, cut; errors after the rest.
    pub output: String,
}

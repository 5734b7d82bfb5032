//! `lumarium config …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::values;

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print a value, or all (secrets are left out)
    Get {
        /// Keys with dots between, as in display.hardware.rows
        #[arg(value_parser = path)]
        path: Option<Keys>,
    },
    /// Set a value
    Set {
        /// Keys with dots between, as in display.hardware.rows
        #[arg(value_parser = path)]
        path: Keys,
        /// JSON, or text
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Remove a value
    Unset {
        /// Keys with dots between, as in display.hardware.rows
        #[arg(value_parser = path)]
        path: Keys,
    },
    /// Say whether the files can be read, and what is wrong
    Check,
    /// List the kept copies
    History,
    /// Go back to a kept copy
    Restore {
        /// Its number in `config history`
        revision: u64,
    },
    /// Merge another configuration into this one, as one change
    Import(ImportArgs),
}

/// `lumarium config import`.
#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// What would be `config.json`
    pub file: PathBuf,
    /// What would be `config_secrets.json`
    #[arg(long, value_name = "FILE")]
    pub secrets: Option<PathBuf>,
}

/// Keys from the top of the configuration; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys(pub Vec<String>);

fn path(text: &str) -> Result<Keys, String> {
    values::path(text).map(Keys)
}

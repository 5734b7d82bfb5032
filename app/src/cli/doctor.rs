//! `lumarium doctor`: prints what the doctor found.

use std::path::Path;

use serde_json::json;

use crate::cli::Output;
use crate::doctor::{Verdict, checks, text};
use crate::error::CliError;

/// Prints the checks; fails if one of them does.
pub(super) fn run(root: &Path, output: Output) -> Result<(), CliError> {
    let checks = checks(root);
    let sound = checks.iter().all(|check| check.verdict != Verdict::Fail);
    if output.is_json() {
        output.document(&json!({"ok": sound, "root": root, "checks": checks}))?;
    } else {
        output.line(text(&checks))?;
    }
    if sound { Ok(()) } else { Err(CliError::Told) }
}

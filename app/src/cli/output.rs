//! The only place that writes to standard output and standard error. A closed pipe ends the program
//! quietly.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::error::CliError;

/// Text for people, or one JSON document for programs.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
}

impl Output {
    /// JSON or text.
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON was asked for.
    pub const fn is_json(self) -> bool {
        self.json
    }

    /// A line of text on standard output.
    pub fn line(self, text: impl Display) -> Result<(), CliError> {
        write_out(format!("{text}\n").as_bytes())
    }

    /// Bytes on standard output, as they are.
    pub fn bytes(self, bytes: &[u8]) -> Result<(), CliError> {
        write_out(bytes)
    }

    /// A JSON document on standard output, for people to read.
    pub fn document(self, value: &impl Serialize) -> Result<(), CliError> {
        self.line(serde_json::to_string_pretty(value).map_err(unwritable)?)
    }

    /// A JSON document on one line.
    pub fn document_line(self, value: &impl Serialize) -> Result<(), CliError> {
        self.line(serde_json::to_string(value).map_err(unwritable)?)
    }

    /// What was done.
    pub fn done(self, text: &str) -> Result<(), CliError> {
        if self.json {
            self.document(&json!({"done": text}))
        } else {
            self.line(text)
        }
    }

    /// Something worth knowing beside the result, on standard error.
    pub fn note(self, text: &str) {
        write_err(&if self.json {
            json!({"note": text}).to_string()
        } else {
            format!("lumarium: {text}")
        });
    }

    /// Says what went wrong and gives the exit code.
    pub fn fail(self, error: &CliError) -> ExitCode {
        match error {
            CliError::PipeClosed | CliError::Told => {}
            CliError::Failed { .. } | CliError::WrongUse { .. } => write_err(&if self.json {
                json!({"error": error.to_string(), "hint": error.hint()}).to_string()
            } else {
                match error.hint() {
                    Some(hint) => format!("error: {error}\n  {hint}"),
                    None => format!("error: {error}"),
                }
            }),
        }
        ExitCode::from(error.exit_code())
    }
}

fn write_out(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|error| {
            if error.kind() == io::ErrorKind::BrokenPipe {
                CliError::PipeClosed
            } else {
                CliError::failed(
                    format!("writing to standard output failed: {error}"),
                    "check where the output goes",
                )
            }
        })
}

fn write_err(text: &str) {
    // Nobody can be told that standard error is gone.
    writeln!(io::stderr().lock(), "{text}").unwrap_or_default();
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "given to map_err, which hands the error over"
)]
fn unwritable(error: serde_json::Error) -> CliError {
    CliError::failed(
        format!("the answer cannot be written as JSON: {error}"),
        "this is a fault of Lumarium; please report it",
    )
}

//! What goes wrong, as people see it: what, why, what to do; and the exit code it ends in.

use std::fmt;
use std::io;

use lumarium_core::host::control::ClientError;
use lumarium_core::message::Refusal;

/// The exit code of wrong use.
pub(crate) const WRONG_USE: u8 = 2;

/// A command could not be carried out.
#[derive(Debug)]
pub enum CliError {
    /// It failed: exit code 1.
    Failed {
        /// What failed, and why.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
    /// It was said wrongly: exit code 2.
    WrongUse {
        /// What is wrong.
        what: String,
        /// How it is right.
        hint: String,
    },
    /// It failed, and all has been printed already: exit code 1.
    Told,
    /// The reader of our output has closed it: not an error.
    PipeClosed,
}

impl CliError {
    /// A failure with advice.
    pub fn failed(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Failed {
            what: what.into(),
            hint: Some(hint.into()),
        }
    }

    /// Wrong use with advice.
    pub fn wrong_use(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::WrongUse {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Failed { hint, .. } => hint.as_deref(),
            Self::WrongUse { hint, .. } => Some(hint),
            Self::Told | Self::PipeClosed => None,
        }
    }

    /// The exit code.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Failed { .. } | Self::Told => 1,
            Self::WrongUse { .. } => WRONG_USE,
            Self::PipeClosed => 0,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { what, .. } | Self::WrongUse { what, .. } => f.write_str(what),
            Self::Told => f.write_str("failed"),
            Self::PipeClosed => f.write_str("the output was closed"),
        }
    }
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> Self {
        Self::Failed {
            what: refusal.what,
            hint: refusal.hint,
        }
    }
}

impl From<ClientError> for CliError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Refused(refusal) => refusal.into(),
            ClientError::Nobody { .. } => nothing_runs(),
            ClientError::Stranger { .. } => Self::failed(
                error.to_string(),
                "run the command as the user who runs Lumarium, or choose your own root with --root",
            ),
            ClientError::TooLong { .. } => Self::failed(error.to_string(), "send it in parts"),
            ClientError::Io { .. } | ClientError::Garbled { .. } => Self::failed(
                error.to_string(),
                "try again; if it stays, restart Lumarium with the same version as this command",
            ),
        }
    }
}

/// A command needs a running Lumarium, and there is none.
pub(crate) fn nothing_runs() -> CliError {
    CliError::failed(
        "no Lumarium runs on this root",
        "start it with `lumarium` or `lumarium run`, or choose another root with --root",
    )
}

/// A file could not be read or written.
pub(crate) fn file_failed(what: &str, path: &std::path::Path, error: &io::Error) -> CliError {
    let hints = [
        (io::ErrorKind::NotFound, "check the path"),
        (io::ErrorKind::PermissionDenied, "check who may use it"),
        (io::ErrorKind::StorageFull, "make room on the disk"),
    ];
    let known = hints.iter().find(|(kind, _)| *kind == error.kind());
    let hint = known.map_or("see `lumarium doctor`", |(_, hint)| *hint);
    CliError::failed(format!("{what} failed: {error}: {}", path.display()), hint)
}

//! The system's file manager, which shows folders.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::text::fill;

/// The program that shows folders, as the system names it.
const PROGRAM: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

type Open = dyn Fn(&Path) -> Result<(), String> + Send + Sync;

/// What shows a folder. It may take its time: it is for errands.
#[derive(Clone)]
pub struct Opener(Arc<Open>);

impl Opener {
    /// Anything else than the system's file manager.
    pub fn new(open: impl Fn(&Path) -> Result<(), String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }

    /// Shows a folder; an error is a text for people.
    pub fn open(&self, folder: &Path) -> Result<(), String> {
        (self.0)(folder)
    }
}

impl Default for Opener {
    /// The system's file manager.
    fn default() -> Self {
        Self::new(show_folder)
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the system's file manager is no plugin; it runs in the thread of errands"
)]
fn show_folder(folder: &Path) -> Result<(), String> {
    let shown = folder.display();
    let quiet = Stdio::null;
    let run = Command::new(PROGRAM)
        .arg(folder)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .status();
    let why: &dyn fmt::Display = match &run {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status,
        Err(error) => error,
    };
    Err(fill(
        "panel.folder_refused",
        &[("folder", &shown), ("why", why)],
    ))
}

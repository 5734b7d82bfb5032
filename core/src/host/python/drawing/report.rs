//! The report that our Python package writes while it draws: a line of JSON for what is begun, and for what is done.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Trouble;
use crate::host::vfs::{Disk, Vfs as _};
use crate::limits;

/// What its file is called.
pub(super) const NAME: &str = "report.jsonl";

/// One line.
#[derive(Debug)]
pub(super) enum Line {
    /// The screens that the plugin has.
    Modes(Vec<String>),
    /// A screen whose result follows, or the process has ended in it.
    Begun(String),
    /// A screen that is done.
    Done(Outcome),
    /// There is no plugin to draw.
    NotLoaded(Trouble),
}

impl Line {
    /// The same, with the texts of everything that went wrong as `told` makes them.
    pub(super) fn told_with(mut self, told: impl Fn(&str) -> String) -> Self {
        let troubles = match &mut self {
            Self::NotLoaded(trouble) => [Some(trouble), None],
            Self::Done(done) => [done.error.as_mut(), done.update.as_mut()],
            Self::Modes(_) | Self::Begun(_) => [None, None],
        };
        for trouble in troubles.into_iter().flatten() {
            trouble.message = told(&trouble.message);
            trouble.traceback = told(&trouble.traceback);
        }
        self
    }
}

/// What is said of a screen.
#[derive(Debug, Deserialize)]
pub(super) struct Outcome {
    pub(super) mode: String,
    #[serde(default)]
    pub(super) millis: f64,
    pub(super) error: Option<Trouble>,
    pub(super) file: Option<PathBuf>,
    #[serde(default)]
    pub(super) shown: bool,
    pub(super) overflow: Option<[u32; 4]>,
    pub(super) update: Option<Trouble>,
}

/// All whole lines; what a process that died was writing last is left out. `None` if it was never begun.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<Line>>> {
    let bytes = match Disk.read(path, limits::DRAWING_REPORT_MAX) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.lines().filter_map(line).collect()))
}

fn line(text: &str) -> Option<Line> {
    /// Any line.
    #[derive(Deserialize)]
    struct Any {
        mode: Option<String>,
        modes: Option<Vec<String>>,
        #[serde(default)]
        begun: bool,
        error: Option<Trouble>,
    }
    let any: Any = serde_json::from_str(text).ok()?;
    Some(match any {
        Any {
            modes: Some(modes), ..
        } => Line::Modes(modes),
        Any {
            mode: Some(mode),
            begun: true,
            ..
        } => Line::Begun(mode),
        Any { mode: Some(_), .. } => Line::Done(serde_json::from_str(text).ok()?),
        Any {
            error: Some(error), ..
        } => Line::NotLoaded(error),
        Any { .. } => return None,
    })
}

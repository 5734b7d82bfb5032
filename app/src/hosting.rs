//! The one place where the program meets the host, the bundled plugins and the window. Everything else
//! in the program works on `Handle` and `Snapshot`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::RgbaImage;
use lumarium_core::facts::Found;
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::handle::Handle;
use lumarium_core::host::panel::Panel;
use lumarium_core::host::runtime::native::Programs;
use lumarium_core::time::Wall;
use serde::Serialize;

use crate::args::Common;
use crate::cli::CliError;

/// How a host is started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// The canvas, instead of the configuration's.
    pub size: Option<Size>,
    /// Frames a second, instead of the configuration's.
    pub refresh_hz: Option<u32>,
    /// Start runs of plugins.
    pub run_plugins: bool,
    /// Act on findings.
    pub act: bool,
}

/// A host could not be started.
#[derive(Debug)]
pub enum StartError {
    /// Another process owns the root.
    Owned {
        /// Who, and which root.
        what: String,
    },
    /// Something else failed.
    Failed {
        /// What, and why.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
}

/// The window could not be opened or has failed.
#[derive(Debug)]
pub enum WindowError {
    /// There is no host to show.
    Start(StartError),
    /// The display does not play along; the terminal can take over.
    Display(String),
}

/// A host of this process.
pub struct Running {
    handle: Handle,
}

impl Running {
    /// The way to it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Waits until it has ended; it must have been told to.
    pub fn join(self) {}
}

/// A kept copy of the configuration.
#[derive(Clone, Debug, Serialize)]
pub struct KeptConfig {
    /// Its number.
    pub revision: u64,
    /// When it was kept.
    pub wall: Wall,
    /// How large it is.
    pub bytes: u64,
    /// Why it was kept, in words.
    pub cause: String,
}

/// The root that was asked for, or the platform's data folder.
pub fn root(common: &Common) -> Result<PathBuf, CliError> {
    if let Some(root) = &common.root {
        return std::path::absolute(root).map_err(|error| {
            CliError::wrong_use(
                format!(
                    "the root {:?} is no path: {error}",
                    root.display().to_string()
                ),
                "give a folder with --root",
            )
        });
    }
    directories::ProjectDirs::from("", "", "lumarium")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or_else(|| {
            CliError::failed(
                "the system names no home folder",
                "choose a root with --root or LUMARIUM_ROOT",
            )
        })
}

/// Whether a window may be tried: on Linux a display server must be named.
pub fn display_found() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// Starts a host on `root`; `clock` counts from the start of the process.
pub fn start(
    root: &Path,
    _choice: Choice,
    _panels: Vec<Box<dyn Panel>>,
    _clock: &Arc<Monotonic>,
) -> Result<Running, StartError> {
    Err(StartError::Failed {
        what: format!("this build has no host for {}", root.display()),
        hint: None,
    })
}

/// Opens the window on a host of its own and returns when it is closed.
pub fn open_window(_root: &Path, _clock: &Arc<Monotonic>) -> Result<(), WindowError> {
    Err(WindowError::Display("this build has no window".to_owned()))
}

/// The simulated panel without a window.
pub fn simulated_panel(_size: Option<Size>) -> Result<Box<dyn Panel>, CliError> {
    Err(CliError::failed(
        "this build has no simulated panel",
        "use --panel none",
    ))
}

/// A frame as its LEDs look, `pitch` pixels apart.
pub fn look(frame: &Frame, pitch: u32) -> RgbaImage {
    let size = frame.size();
    let small = RgbaImage::from_raw(size.width, size.height, frame.rgba_bytes());
    let (width, height) = (size.width * pitch, size.height * pitch);
    let nearest = image::imageops::FilterType::Nearest;
    image::imageops::resize(&small.unwrap_or_default(), width, height, nearest)
}

/// The built-in programs.
pub fn programs() -> Programs {
    Programs::default()
}

/// A plugin by the id of a bundled one, or by its path.
pub fn find_plugin(name: &str) -> Result<Arc<Found>, CliError> {
    Err(CliError::failed(
        format!("there is no bundled plugin {name}, and no plugin at this path"),
        "see `lumarium plugin list`",
    ))
}

/// The kept copies of the configuration, newest first.
pub fn config_history(_root: &Path) -> Result<Vec<KeptConfig>, CliError> {
    Ok(Vec::new())
}

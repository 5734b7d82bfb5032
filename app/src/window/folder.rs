//! The plugin folder in the system's own window of files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use lumarium_core::config::views::PLUGINS_DIRECTORY_DEFAULT;

use super::view::View;

/// The program that opens a folder.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// Opens the plugin folder; what went wrong is said later.
pub(super) fn open(view: &mut View<'_>) {
    if let Some(root) = view.tools.root.clone() {
        let errand = view.tools.errands.run(move || start(&folder(root)));
        view.state.drops.says(errand);
    }
}

/// The plugin folder, or the root if it has none of the usual name.
fn folder(root: PathBuf) -> PathBuf {
    let plugins = root.join(PLUGINS_DIRECTORY_DEFAULT);
    if plugins.is_dir() { plugins } else { root }
}

#[expect(
    clippy::disallowed_methods,
    reason = "no plugin is run: the system shows a folder"
)]
/// Starts the program and does not wait for it; what went wrong, in words.
fn start(folder: &Path) -> Option<String> {
    let started = Command::new(OPENER)
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            // Somebody must take its end, or it stays in the list of processes.
            let wait = move || drop(child.wait());
            let waiter = thread::Builder::new().name("opener".to_owned()).spawn(wait);
            drop(waiter);
            None
        }
        Err(error) => Some(super::text::fill(
            "folder.failed",
            &[
                ("path", &folder.display()),
                ("program", &OPENER),
                ("why", &error),
            ],
        )),
    }
}

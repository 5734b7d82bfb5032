//! Files and folders that are dropped on the window: plugins are linked, a configuration is imported.
//! An errand looks at them, never the window itself.

use std::path::{Path, PathBuf};

use egui::{Align2, Id, LayerId, Order, TextStyle, Ui};
use lumarium_core::config::SECRETS_NAME;
use lumarium_core::host::root::Paths;
use lumarium_core::host::vfs::{Disk, Vfs as _};
use lumarium_core::message::Command;
use lumarium_core::snapshot::Level;
use serde_json::{Map, Value};

use super::dialog::{Dialog, Import};
use super::text::{file_name, fill, t};
use super::view::View;
use crate::errands::{Errand, Outcome};

/// Files that are looked at, of one drop.
const FILES_MAX: usize = 16;
/// Errands that wait for the window at once.
const WAITING_MAX: usize = 32;
/// Bytes of a configuration.
const CONFIG_MAX: u64 = 8 << 20;

/// What was dropped.
#[derive(Debug)]
pub enum Dropped {
    /// A plugin.
    Plugin(PathBuf),
    /// A configuration, with what it would change.
    Config(Box<Import>),
    /// Something else, or something that cannot be read: what to say.
    Nothing(String),
}

/// Files that are being looked at.
#[derive(Debug, Default)]
pub struct Drops {
    looks: Vec<Errand<Dropped>>,
}

/// Takes what was dropped in this frame, and does what is known about what was dropped before.
pub fn take(ui: &Ui, view: &mut View<'_>) {
    let dropped = ui.input(|input| input.raw.dropped_files.clone());
    for file in dropped.into_iter().take(FILES_MAX) {
        let path = file.path().to_owned();
        let root = view.tools.root.clone();
        let errand = view.tools.errands.run(move || look(path, root));
        if view.state.drops.looks.len() < WAITING_MAX {
            view.state.drops.looks.push(errand);
        }
    }
    for errand in std::mem::take(&mut view.state.drops.looks) {
        match errand.poll() {
            Outcome::Waiting => view.state.drops.looks.push(errand),
            Outcome::Done(dropped) => arrived(view, dropped),
            Outcome::Lost => view.tell(Level::Warning, t("drop.lost")),
        }
    }
    if ui.input(|input| !input.raw.hovered_files.is_empty()) {
        overlay(ui, view);
    }
}

fn arrived(view: &mut View<'_>, dropped: Dropped) {
    match dropped {
        Dropped::Plugin(path) => view.send(Command::Link { path }),
        Dropped::Config(import) => view.state.dialog = Some(Dialog::Import(import)),
        Dropped::Nothing(words) => view.tell(Level::Warning, &words),
    }
}

/// Says what can be dropped, while something is held over the window.
fn overlay(ui: &Ui, view: &View<'_>) {
    let layer = LayerId::new(Order::Foreground, Id::unique("drop"));
    let painter = ui.ctx().layer_painter(layer);
    let rect = ui.ctx().content_rect();
    painter.rect_filled(rect, 0.0, view.theme.ground.gamma_multiply(0.88));
    let edge = egui::Stroke::new(2.0, view.theme.accent);
    painter.rect_stroke(rect.shrink(8.0), 10.0, edge, egui::StrokeKind::Inside);
    painter.text(
        rect.center(),
        Align2::CENTER_CENTER,
        t("drop.here"),
        TextStyle::Heading.resolve(ui.style()),
        view.theme.text,
    );
}

/// What stands at `path`. Reads files: for an errand.
pub fn look(path: PathBuf, root: Option<PathBuf>) -> Dropped {
    let name = file_name(&path).into_owned();
    let lower = name.to_ascii_lowercase();
    let ends = |end: &str| {
        Path::new(&lower)
            .extension()
            .is_some_and(|found| found == end)
    };
    if path.is_dir() {
        return if path.join("manifest.json").is_file() {
            Dropped::Plugin(path)
        } else {
            Dropped::Nothing(fill("drop.no_manifest", &[("name", &name)]))
        };
    }
    if lower == "manifest.json"
        && let Some(folder) = path.parent()
    {
        return Dropped::Plugin(folder.to_owned());
    }
    if ends("star") || ends("wasm") {
        return Dropped::Plugin(path);
    }
    if !ends("json") {
        return Dropped::Nothing(fill("drop.unknown", &[("name", &name)]));
    }
    match object(&path) {
        Ok(values) => Dropped::Config(Box::new(import(&lower, path, values, root))),
        Err(why) => Dropped::Nothing(fill("drop.bad", &[("name", &name), ("why", &why)])),
    }
}

fn object(path: &Path) -> Result<Map<String, Value>, String> {
    let bytes = Disk
        .read(path, CONFIG_MAX)
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}

fn import(name: &str, path: PathBuf, values: Map<String, Value>, root: Option<PathBuf>) -> Import {
    let secret = name == SECRETS_NAME;
    let paths = root.map(Paths::new);
    let now = paths.map(|paths| {
        if secret {
            paths.secrets_file()
        } else {
            paths.main_file()
        }
    });
    let now = now.and_then(|file| object(&file).ok()).unwrap_or_default();
    Import::new(path, values, secret, &now)
}

//! What the window remembers from one start to the next, in `state/window.json` of the root: which page,
//! which panels and how wide, how the matrix is drawn, look and scale. Read before the first frame, written
//! by an errand a second after a change and at the end. A file that cannot be read is kept aside.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use egui::containers::panel::PanelState;
use egui::{Context, Id, Rect, Ui, vec2};
use lumarium_core::host::files::{Mode, read_if_there, write_atomic};
use lumarium_core::host::root::Paths;
use lumarium_core::host::vfs::{Disk, Vfs as _};
use serde::{Deserialize, Serialize};

use super::page::Page;
use super::state::{Prefs, State, ZOOM_MAX, Zoom};
use crate::errands::{Errand, Errands, Outcome};

/// The version of the file; a larger one is from the future.
const VERSION: u32 = 1;
/// Bytes of the file.
const BYTES_MAX: u64 = 64 << 10;
/// Seconds without a change before it is written.
const CALM_SECS: f64 = 1.0;
/// The names by which the areas know their panels.
const PANELS: [&str; 3] = ["plugins", "details", "timeline"];

/// What the window remembers.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own; none excludes another"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// The version of the file.
    pub version: u32,
    /// Which page was shown.
    pub page: Page,
    /// Look, scale, motion.
    pub prefs: Prefs,
    /// The list of plugins is open.
    pub list_open: bool,
    /// The details are open.
    pub details_open: bool,
    /// The timeline is open.
    pub timeline_open: bool,
    /// How large the matrix is drawn.
    pub zoom: Zoom,
    /// Squares without the look of LEDs.
    pub flat: bool,
    /// Width of the list, width of the details, height of the timeline, in points; absent: as first seen.
    pub panels: [Option<f32>; 3],
}

impl Default for Remembered {
    fn default() -> Self {
        Self::of(&State::default(), [None; 3])
    }
}

impl Remembered {
    fn of(state: &State, panels: [Option<f32>; 3]) -> Self {
        Self {
            version: VERSION,
            page: state.trail.page(),
            prefs: state.prefs.clone(),
            list_open: state.list_open,
            details_open: state.details_open,
            timeline_open: state.timeline_open,
            zoom: state.zoom,
            flat: state.flat,
            panels,
        }
    }

    /// Gives the window what is remembered, before its first frame. Values out of range are brought into it.
    pub fn restore(&self, state: &mut State) {
        // Named one by one, so that a new one cannot be forgotten.
        let Self {
            version: _,
            page,
            prefs,
            list_open,
            details_open,
            timeline_open,
            zoom,
            flat,
            panels: _,
        } = self;
        state.trail.go(*page);
        state.prefs = prefs.clone();
        state.prefs.scale_percent = (prefs.scale() * 100.0).round() as u16;
        state.list_open = *list_open;
        state.details_open = *details_open;
        state.timeline_open = *timeline_open;
        state.zoom = match zoom {
            Zoom::Fit => Zoom::Fit,
            Zoom::Times(times) => Zoom::Times((*times).clamp(1, ZOOM_MAX)),
        };
        state.flat = *flat;
    }
}

fn file(root: &Path) -> PathBuf {
    Paths::new(root.to_owned()).state().join("window.json")
}

/// Reads what is remembered in `root`; the default where there is nothing. Reads a file: not for the
/// window's thread once it is open.
pub fn load(root: &Path) -> Remembered {
    let path = file(root);
    let bytes = match read_if_there(&Disk, &path, BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Remembered::default(),
        Err(error) => {
            tracing::warn!("the layout of the window could not be read: {error}");
            aside(&path);
            return Remembered::default();
        }
    };
    match serde_json::from_slice::<Remembered>(&bytes) {
        Ok(found) if found.version <= VERSION => found,
        Ok(found) => {
            let version = found.version;
            tracing::warn!(
                "the layout of the window is of version {version}, a newer one; a new one is begun"
            );
            aside(&path);
            Remembered::default()
        }
        Err(error) => {
            tracing::warn!("the layout of the window could not be understood: {error}");
            aside(&path);
            Remembered::default()
        }
    }
}

/// Keeps a file that is not ours to lose.
fn aside(path: &Path) {
    let kept = path.with_extension("json.kept");
    match Disk.rename(path, &kept) {
        Ok(()) => tracing::warn!("the file is kept as {}", kept.display()),
        Err(error) => tracing::warn!("the file could not be kept aside: {error}"),
    }
}

/// Writes what is remembered; what went wrong, in words.
pub fn save(root: &Path, remembered: &Remembered) -> Result<(), String> {
    let mut bytes = serde_json::to_vec_pretty(remembered).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    write_atomic(&Disk, &file(root), &bytes, Mode::Kept).map_err(|error| error.to_string())
}

/// What was not written yet, for whoever ends the window.
pub type Unwritten = Arc<Mutex<Option<Remembered>>>;

/// Writes what is left at the end, after all errands that write the same.
pub fn finish(root: &Path, errands: &Errands, unwritten: &Unwritten) {
    let left = unwritten
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(left) = left {
        let root = root.to_owned();
        if let Outcome::Done(Err(error)) = errands.run(move || save(&root, &left)).wait() {
            tracing::warn!("the layout of the window was not kept: {error}");
        }
    }
}

/// Sees what changes and has it written.
#[derive(Debug, Default)]
pub struct Keeper {
    /// As it was seen last, and since when.
    seen: Option<(Remembered, f64)>,
    /// As it stands in the file, or will.
    written: Option<Remembered>,
    errand: Option<Errand<Result<(), String>>>,
    unwritten: Unwritten,
    /// The panels have their sizes.
    laid_out: bool,
}

impl Keeper {
    /// Starts with what stands in the file.
    pub fn starting_with(remembered: Remembered) -> Self {
        Self {
            written: Some(remembered),
            ..Self::default()
        }
    }

    /// What was not written yet.
    pub fn unwritten(&self) -> Unwritten {
        Arc::clone(&self.unwritten)
    }

    /// Gives the panels their sizes, before they are shown for the first time in `ui`.
    pub fn lay_out(&mut self, ui: &Ui) {
        if std::mem::replace(&mut self.laid_out, true) {
            return;
        }
        let sizes = self.written.as_ref().map(|written| written.panels);
        for (name, size) in PANELS.into_iter().zip(sizes.unwrap_or_default()) {
            let Some(size) = size.filter(|size| size.is_finite() && *size > 0.0) else {
                continue;
            };
            let outer_rect = Rect::from_min_size(egui::Pos2::ZERO, vec2(size, size));
            let id = panel_id(ui, name);
            let kept = PanelState { outer_rect };
            ui.ctx().data_mut(|data| data.insert_persisted(id, kept));
        }
    }

    /// Sees the window as it is after a frame in `ui`; writes it when it has been calm for a second.
    pub fn see(&mut self, ui: &Ui, state: &State, errands: &Errands, root: &Path, time: f64) {
        // Who has not read the file does not write it.
        if self.written.is_none() {
            return;
        }
        let now = Remembered::of(state, sizes(ui));
        let calm = match &self.seen {
            Some((seen, since)) if *seen == now => time - since,
            _ => {
                let mut unwritten = self
                    .unwritten
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                *unwritten = (self.written.as_ref() != Some(&now)).then(|| now.clone());
                self.seen = Some((now.clone(), time));
                0.0
            }
        };
        if let Some(errand) = self.errand.take() {
            match errand.poll() {
                Outcome::Waiting => self.errand = Some(errand),
                Outcome::Done(Ok(())) | Outcome::Lost => {}
                Outcome::Done(Err(error)) => {
                    tracing::warn!("the layout of the window was not kept: {error}");
                }
            }
        }
        if self.written.as_ref() == Some(&now) {
            return;
        }
        if calm < CALM_SECS || self.errand.is_some() {
            let wait = (CALM_SECS - calm).max(0.05);
            ui.request_repaint_after(Duration::from_secs_f64(wait));
            return;
        }
        let root = root.to_owned();
        self.written = Some(now.clone());
        *self
            .unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
        self.errand = Some(errands.run(move || save(&root, &now)));
    }
}

/// The id under which egui keeps the size of a panel that is shown in `ui`.
fn panel_id(ui: &Ui, name: &str) -> Id {
    ui.scope_id().with_salt(egui::IdSalt::new(name))
}

fn sizes(ui: &Ui) -> [Option<f32>; 3] {
    let load = |ctx: &Context, name| PanelState::load(ctx, panel_id(ui, name));
    let [list, details, timeline] = PANELS.map(|name| load(ui.ctx(), name));
    // Whole points: what is dragged by less is nothing to keep.
    [
        list.map(|panel| panel.size().x.round()),
        details.map(|panel| panel.size().x.round()),
        timeline.map(|panel| panel.size().y.round()),
    ]
}

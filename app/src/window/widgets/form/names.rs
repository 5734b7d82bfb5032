//! Names to choose from that only the disk knows: time zones and fonts. Read by errands, when first needed.

use std::path::PathBuf;

use crate::errands::{Errand, Errands, Outcome};

/// Fonts that LEDMatrix brings: their names work wherever it does.
pub(super) const KNOWN_FONTS: [&str; 4] = [
    "PressStart2P-Regular.ttf",
    "4x6-font.ttf",
    "5by7.regular.ttf",
    "tom-thumb.bdf",
];
/// Endings of font files.
const ENDINGS: [&str; 3] = ["ttf", "otf", "bdf"];
/// Fonts that are listed: nobody reads more.
const FONTS_MAX: usize = 500;

/// Names to choose from.
#[derive(Debug, Default)]
pub(super) struct Names {
    zones: Option<Vec<String>>,
    fonts: Vec<String>,
    zones_errand: Option<Errand<Vec<String>>>,
    fonts_errand: Option<Errand<Vec<String>>>,
}

impl Names {
    /// All time zones; absent: not read yet.
    pub(super) fn zones(&self) -> Option<&[String]> {
        self.zones.as_deref()
    }

    /// Fonts that were found.
    pub(super) fn fonts(&self) -> &[String] {
        &self.fonts
    }

    /// Reads the names of time zones, once.
    pub(super) fn want_zones(&mut self, errands: &Errands) {
        if self.zones.is_none() && self.zones_errand.is_none() {
            self.zones_errand = Some(errands.run(all_zones));
        }
    }

    /// Looks for fonts in folders.
    pub(super) fn want_fonts(&mut self, errands: &Errands, folders: Vec<PathBuf>) {
        if self.fonts_errand.is_none() {
            self.fonts_errand = Some(errands.run(move || fonts_in(&folders)));
        }
    }

    /// Takes what errands brought.
    pub(super) fn poll(&mut self) {
        if let Some(zones) = take(&mut self.zones_errand) {
            self.zones = Some(zones);
        }
        if let Some(fonts) = take(&mut self.fonts_errand) {
            self.fonts = fonts;
        }
    }
}

/// What an errand brought; the errand goes when it is done. One that was lost brought nothing.
fn take(errand: &mut Option<Errand<Vec<String>>>) -> Option<Vec<String>> {
    let done = match errand.as_ref()?.poll() {
        Outcome::Waiting => return None,
        Outcome::Done(names) => names,
        Outcome::Lost => Vec::new(),
    };
    *errand = None;
    Some(done)
}

fn all_zones() -> Vec<String> {
    let known = jiff::tz::db().available();
    let mut names: Vec<String> = known.map(|name| name.to_string()).collect();
    names.sort_unstable();
    names
}

fn fonts_in(folders: &[PathBuf]) -> Vec<String> {
    let mut names = Vec::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ending = name.rsplit('.').next().unwrap_or_default();
            let font = ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
            if font && !names.contains(&name) && names.len() < FONTS_MAX {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    names
}

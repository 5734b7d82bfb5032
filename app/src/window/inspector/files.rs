//! The files of the root and when they were last written. An errand looks, every other second while the
//! panel is open.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use egui::Ui;
use jiff::tz::TimeZone;
use lumarium_core::time::Wall;

use super::{Shown, lines};
use crate::errands::{Errand, Outcome};
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Files that are listed.
const FILES_MAX: usize = 500;
/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 3;
/// Seconds between looks.
const EVERY_SECS: f64 = 2.0;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    path: PathBuf,
    bytes: u64,
    written: Option<Wall>,
}

/// What was found last.
#[derive(Debug, Default)]
pub(super) struct Files {
    errand: Option<Errand<(Vec<Kept>, bool)>>,
    found: Vec<Kept>,
    /// There are more than are listed.
    more: bool,
    looked: Option<f64>,
}

impl Files {
    /// The files as text, newest first.
    pub(super) fn text(&self, zone: &TimeZone) -> String {
        let mut words = fill("files.head", &[("n", &self.found.len())]) + "\n";
        for file in &self.found {
            let when = file
                .written
                .map_or_else(|| "?".to_owned(), |wall| day(wall, zone));
            let row = format!("  {when}  {:>10}  {}\n", file.bytes, file.path.display());
            words.push_str(&row);
        }
        if self.more {
            words.extend([t("files.more"), "\n"]);
        }
        words
    }
}

/// Day and time of day.
fn day(wall: Wall, zone: &TimeZone) -> String {
    match jiff::Timestamp::from_millisecond(wall.0) {
        Ok(stamp) => stamp
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        Err(_) => wall.0.to_string(),
    }
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    let files = &mut view.state.inspector.files;
    if let Some(errand) = files.errand.take() {
        match errand.poll() {
            Outcome::Done((found, more)) => (files.found, files.more) = (found, more),
            Outcome::Waiting => files.errand = Some(errand),
            Outcome::Lost => {}
        }
    }
    let time = ui.input(|input| input.time);
    let due = files
        .looked
        .is_none_or(|looked| time - looked >= EVERY_SECS);
    match &view.tools.root {
        Some(root) if due && files.errand.is_none() => {
            files.looked = Some(time);
            let root = root.clone();
            files.errand = Some(view.tools.errands.run(move || look(&root)));
        }
        Some(_) => {}
        None => {
            ui.label(t("files.unknown"));
            return;
        }
    }
    ui.request_repaint_after_secs(EVERY_SECS as f32);
    let words = view.state.inspector.files.text(&shown.zone);
    lines::text(ui, &view.theme, &words);
}

/// The files below `root`, newest first, and whether there are more.
fn look(root: &Path) -> (Vec<Kept>, bool) {
    let mut found = Vec::new();
    let mut folders = vec![(root.to_owned(), 0)];
    let mut more = false;
    while let Some((folder, depth)) = folders.pop() {
        // A folder that cannot be read has no files to show.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() {
                if depth < DEPTH_MAX {
                    folders.push((entry.path(), depth + 1));
                }
                continue;
            }
            if found.len() >= FILES_MAX {
                more = true;
                break;
            }
            let path = entry.path();
            let since = about
                .modified()
                .ok()
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            found.push(Kept {
                path: path.strip_prefix(root).unwrap_or(&path).to_owned(),
                bytes: about.len(),
                written: since
                    .and_then(|since| i64::try_from(since.as_millis()).ok())
                    .map(Wall),
            });
        }
    }
    found.sort_by(|one, other| {
        let newest = |file: &Kept| file.written.map(|wall| wall.0);
        newest(other)
            .cmp(&newest(one))
            .then_with(|| one.path.cmp(&other.path))
    });
    (found, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_with_size_and_time() {
        let root = std::env::temp_dir().join(format!("lumarium-files-{}", std::process::id()));
        fs::create_dir_all(root.join("config")).unwrap();
        fs::write(root.join("config/config.json"), "{}").unwrap();
        let (found, more) = look(&root);
        fs::remove_dir_all(&root).unwrap();
        assert_eq!((found.len(), more), (1, false));
        assert_eq!(found[0].path, Path::new("config/config.json"));
        assert_eq!(found[0].bytes, 2);
        let files = Files {
            found: vec![Kept {
                path: "a".into(),
                bytes: 7,
                written: Some(Wall(0)),
            }],
            ..Files::default()
        };
        let text = files.text(&TimeZone::UTC);
        assert!(
            text.contains("1970-01-01 00:00:00           7  a"),
            "{text}"
        );
    }
}

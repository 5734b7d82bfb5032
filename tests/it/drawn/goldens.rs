//! The pictures that LEDMatrix itself draws of its plugins, where somebody has both: every pixel is the same.

use std::path::{Path, PathBuf};

use super::{picture, pictures, python};
use crate::cli::kit::Root;

/// The folder of LEDMatrix's plugins.
const PLUGINS: &str = "LUMARIUM_LEDMATRIX_PLUGINS";
/// The folder that holds `goldens/ledmatrix` and `fonts/ledmatrix`, if not the one beside the project.
const SHARED: &str = "LUMARIUM_SHARED";
/// The pictures were drawn with Pillow 12.3, and are compared only where that draws: with 13.0 the page numbers in the corner of
/// the Masters' past champions stand elsewhere, in LEDMatrix as here, and 4 of the 77 differ.
const PILLOW: &str = "12.";

/// What is needed for it, or why it cannot be done.
fn there() -> Result<(PathBuf, PathBuf, PathBuf), String> {
    let plugins = std::env::var_os(PLUGINS).map(PathBuf::from);
    let plugins =
        plugins.ok_or_else(|| format!("{PLUGINS} names no folder of LEDMatrix's plugins"))?;
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os(SHARED).map_or_else(beside, PathBuf::from);
    let (goldens, fonts) = (
        shared.join("goldens/ledmatrix"),
        shared.join("fonts/ledmatrix"),
    );
    for folder in [&plugins, &goldens, &fonts] {
        if !folder.is_dir() {
            return Err(format!("there is no folder {}", folder.display()));
        }
    }
    Ok((plugins, goldens, fonts))
}

#[test]
fn the_plugins_of_ledmatrix_look_as_in_ledmatrix() {
    let (plugins, goldens, fonts) = match there() {
        Ok(there) => there,
        Err(reason) => {
            println!("skipped: {reason}");
            return;
        }
    };
    let Some(python) = python() else {
        return;
    };
    let pillow = python.packages.pillow.unwrap_or_default();
    if !pillow.starts_with(PILLOW) {
        println!("skipped: Pillow is {pillow}, and the goldens were drawn with {PILLOW}x");
        return;
    }
    let root = Root::new();
    let (mut compared, mut different) = (0, Vec::new());
    for entry in std::fs::read_dir(&goldens).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let kept = goldens.join(&name);
        let out = root.path().join(&name);
        let sizes: Vec<String> = std::fs::read_dir(&kept)
            .unwrap()
            .map(|entry| format!("--size {}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        let line = format!(
            "render {} --all {} --at 2026-03-14T15:09:26Z --tz UTC --offline --fonts {} -o {}",
            plugins.join(&name).display(),
            sizes.join(" "),
            fonts.display(),
            out.display()
        );
        root.run(&line).code(0);
        for file in pictures(&kept) {
            compared += 1;
            if picture(&kept.join(&file)) != picture(&out.join(&file)) {
                different.push(format!("{name}/{}", file.display()));
            }
        }
    }
    println!("{compared} pictures compared");
    assert!(compared > 0, "{} is empty", goldens.display());
    assert_eq!(different, Vec::<String>::new());
}

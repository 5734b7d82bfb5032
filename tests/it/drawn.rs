//! Plugins written in Python, drawn by `lumarium render` and `lumarium check`: ours in every run where there is a Python
//! with Pillow, LEDMatrix's where somebody has them. What is skipped says so, and why.

mod check;
mod goldens;
mod render;

use std::path::{Path, PathBuf};

use image::RgbImage;
use lumarium_core::host::python::interpreter::Interpreter;

/// Our plugins for tests.
fn plugin(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("it/drawn/plugins")
        .join(name)
}

/// The Python in use; without one that has Pillow the reason is printed, and there is nothing to test.
fn python() -> Option<Interpreter> {
    let found = match Interpreter::find() {
        Ok(found) => found,
        Err(error) => {
            println!("skipped: {error}");
            return None;
        }
    };
    if found.packages.pillow.is_none() {
        println!("skipped: {found} has no Pillow; name one that has with LUMARIUM_PYTHON");
        return None;
    }
    Some(found)
}

fn picture(path: &Path) -> RgbImage {
    image::open(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .into_rgb8()
}

/// Every picture below a folder, by its path from there, sorted.
fn pictures(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "png") {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

//! Where no window can be opened: what failed, why, and what to do, and no panic; and the picture of it that
//! needs none.
#![cfg(target_os = "linux")]

use std::process::{Command, Output};

use crate::binary;

/// Opens the window in an environment that `change` makes; what is said about it.
fn open(change: impl FnOnce(&mut Command, &std::path::Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let mut command = binary::command(&root, &["--close-after", "300ms"]);
    change(&mut command, folder.path());
    let Output { status, stderr, .. } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    // The terminal takes over.
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("playing in the terminal"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn a_picture_of_the_window_needs_no_display() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let shot = folder.path().join("shot.png");
    let path = shot.display().to_string();
    let args = ["--screenshot", &path, "--window-size", "900x500"];
    let Output { status, stderr, .. } = binary::command(&root, &args).output().unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(0), "{said}");
    let picture = image::open(&shot).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (900, 500));
    // Letters, panels and the matrix have many more shades than nothing has.
    let shades: std::collections::BTreeSet<_> = picture.pixels().map(|pixel| pixel.0).collect();
    assert!(shades.len() > 50, "{}", shades.len());
}

#[test]
fn a_picture_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let path = folder.path().join("nowhere/shot.png").display().to_string();
    let output = binary::command(&root, &["--screenshot", &path]).output();
    let Output { status, stderr, .. } = output.unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("nowhere/shot.png"), "{said}");
    assert!(said.contains("a folder that can be written"), "{said}");
}

#[test]
fn a_display_that_does_not_answer_is_named() {
    let said = open(|command, _| {
        command.env("DISPLAY", ":65000");
    });
    // Which of the two it is depends on the machine.
    let told = said.contains("is DISPLAY or WAYLAND_DISPLAY right?");
    assert!(told || said.contains("apt-get install"), "{said}");
}

#[test]
fn a_library_that_is_missing_is_named_with_its_package() {
    let said = open(|command, folder| {
        for library in ["libxkbcommon-x11.so.0", "libxkbcommon-x11.so"] {
            std::fs::write(folder.join(library), "").unwrap();
        }
        command
            .env("DISPLAY", ":65000")
            .env("LD_LIBRARY_PATH", folder);
    });
    assert!(said.contains("libxkbcommon"), "{said}");
    assert!(said.contains("libxkbcommon-x11-0"), "{said}");
}

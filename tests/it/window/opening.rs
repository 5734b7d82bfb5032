//! Where no window can be opened: what failed, why, and what to do, and no panic.
#![cfg(target_os = "linux")]

use std::process::{Command, Output};

use crate::binary;

/// Runs the program for a picture of its window, in an environment that `change` makes.
fn picture(change: impl FnOnce(&mut Command, &std::path::Path)) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let shot = folder.path().join("shot.png");
    let shot_text = shot.display().to_string();
    let root = folder.path().join("root");
    let mut command = binary::command(&root, &["--screenshot", &shot_text]);
    change(&mut command, folder.path());
    let Output { status, stderr, .. } = command.output().unwrap();
    assert!(!shot.exists());
    (
        status.code().unwrap(),
        String::from_utf8_lossy(&stderr).into_owned(),
    )
}

#[test]
fn a_picture_without_a_display_is_refused_with_another_way() {
    let (code, said) = picture(|_, _| {});
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("there is no display"), "{said}");
    assert!(said.contains("lumarium render"), "{said}");
}

#[test]
fn a_display_that_does_not_answer_is_named() {
    let (code, said) = picture(|command, _| {
        command.env("DISPLAY", ":65000");
    });
    assert_eq!(code, 1, "{said}");
    // Which of the two it is depends on the machine.
    let told = said.contains("is DISPLAY or WAYLAND_DISPLAY right?");
    assert!(told || said.contains("apt-get install"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_library_that_is_missing_is_named_with_its_package() {
    let (code, said) = picture(|command, folder| {
        for library in ["libxkbcommon-x11.so.0", "libxkbcommon-x11.so"] {
            std::fs::write(folder.join(library), "").unwrap();
        }
        command
            .env("DISPLAY", ":65000")
            .env("LD_LIBRARY_PATH", folder);
    });
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("libxkbcommon"), "{said}");
    assert!(said.contains("libxkbcommon-x11-0"), "{said}");
}

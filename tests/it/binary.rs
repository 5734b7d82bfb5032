//! The program itself, built once for all tests that start it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The path of the `lumarium` that belongs to this test binary. It is built if it is not up to date.
pub(crate) fn lumarium() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo builds the program that is tested"
)]
fn build() -> PathBuf {
    // This test runs from <target>/<profile>/deps.
    let me = std::env::current_exe().unwrap();
    let folder = me.ancestors().nth(2).unwrap();
    let target = folder.parent().unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "build",
            "--quiet",
            "--package",
            "lumarium-app",
            "--target-dir",
        ])
        .arg(target)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    if folder.ends_with("release") {
        command.arg("--release");
    }
    assert!(
        command.status().unwrap().success(),
        "the program does not build"
    );
    folder.join(format!("lumarium{}", std::env::consts::EXE_SUFFIX))
}

/// Fonts for tests, instead of LEDMatrix's.
pub(crate) fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packs")
}

/// A command line for it, without anything of the environment that could lead it to another root.
#[expect(clippy::disallowed_methods, reason = "the program that is tested")]
pub(crate) fn command(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(lumarium());
    command.arg("--root").arg(root).args(args);
    for name in ["LUMARIUM_ROOT", "RUST_LOG", "DISPLAY", "WAYLAND_DISPLAY"] {
        command.env_remove(name);
    }
    // No test fetches anything.
    command.env("LUMARIUM_PACKS", packs());
    command
}

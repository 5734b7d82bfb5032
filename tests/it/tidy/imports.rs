//! Who may name whom, and who may have hands.

use super::source::{Source, is_in, paths};

/// Where the clocks are read.
const CLOCK: &str = "core/src/host/clock.rs";

/// The package a file belongs to; `core/pixlet` and `core/hub75` are packages of their own.
pub(crate) fn package(path: &str) -> &str {
    ["core/pixlet", "core/hub75", "app", "core", "sim", "tests"]
        .into_iter()
        .find(|package| {
            path.strip_prefix(package)
                .is_some_and(|rest| rest.starts_with('/'))
        })
        .unwrap_or("")
}

/// What a package must not name, and why.
pub(crate) fn forbidden(package: &str) -> (&'static [&'static str], &'static str) {
    match package {
        "core" => (
            &[
                "lumarium_app",
                "lumarium_sim",
                "lumarium_pixlet",
                "lumarium_hub75",
                "lumarium_tests",
                "egui",
                "eframe",
                "winit",
                "wgpu",
                "glow",
                "starlark",
                "wasmtime",
                "clap",
                "crossterm",
                "anyhow",
            ],
            "core uses nothing of ours, no window and no language of plugins",
        ),
        "core/pixlet" | "core/hub75" => (
            &[
                "lumarium_app",
                "lumarium_sim",
                "lumarium_tests",
                "egui",
                "eframe",
                "winit",
                "wgpu",
            ],
            "this package uses core and nothing else of ours",
        ),
        "sim" => (
            &[
                "lumarium_app",
                "lumarium_pixlet",
                "lumarium_hub75",
                "lumarium_tests",
                "egui",
                "eframe",
                "winit",
                "wgpu",
                "starlark",
                "wasmtime",
                "clap",
                "crossterm",
                "anyhow",
            ],
            "sim uses core and has no window",
        ),
        "app" => (
            &["lumarium_tests", "lumarium_hub75", "starlark", "wasmtime"],
            "app uses sim and core; languages of plugins and GPL code stay outside",
        ),
        _ => (&[], ""),
    }
}

/// app → sim → core, tests → all, and nothing the other way.
pub(crate) fn imports(source: &Source) -> Vec<String> {
    let (names, reason) = forbidden(package(&source.path));
    let mut found = Vec::new();
    for (line, path) in paths(&source.code) {
        // A light is also called so.
        if path == "glow" {
            continue;
        }
        if let Some(name) = path.split("::").find(|word| names.contains(word)) {
            found.push(source.at(line, &format!("names `{name}`: {reason}")));
        }
    }
    found
}

/// Whether a file is in the pure part of core. Its tests may read files.
fn pure(source: &Source) -> bool {
    let path = &source.path;
    path.starts_with("core/src/")
        && path != "core/src/host.rs"
        && !path.starts_with("core/src/host/")
        && !source.is_test()
}

/// In core, only `host` touches the world.
pub(crate) fn hands(source: &Source) -> Vec<String> {
    const WORLD: [&str; 11] = [
        "std::fs",
        "std::thread",
        "std::process",
        "std::net",
        "std::env",
        "std::os",
        "libc",
        "rustix",
        "notify",
        "rusqlite",
        "tokio",
    ];
    if !pure(source) {
        return Vec::new();
    }
    let named = paths(&source.code);
    let outside = named
        .iter()
        // The engine notifies, too.
        .filter(|(_, path)| path != "notify" && WORLD.iter().any(|name| is_in(path, name)));
    // Paths have a method of their own for each question to the disk.
    let asks = source.each_line(|line| {
        let questions = [
            ".exists()",
            ".is_file()",
            ".is_dir()",
            ".canonicalize()",
            ".read_dir()",
            ".metadata()",
        ];
        let question = questions
            .into_iter()
            .find(|question| line.contains(question))?;
        Some(format!(
            "asks the disk with `{question}`: only host has hands"
        ))
    });
    outside
        .map(|(line, path)| source.at(*line, &format!("names `{path}`: only host has hands")))
        .chain(asks)
        .collect()
}

/// One file reads the clocks; the pure part does not even name them.
pub(crate) fn clocks(source: &Source) -> Vec<String> {
    const READ: [&str; 5] = [
        "Instant::now",
        "SystemTime::now",
        "Timestamp::now",
        "Zoned::now",
        "UtcDateTime::now",
    ];
    if source.path == CLOCK {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (line, path) in paths(&source.code) {
        let reads = READ
            .iter()
            .any(|name| path == *name || path.ends_with(&format!("::{name}")));
        let names = pure(source)
            && (is_in(&path, "std::time::Instant") || is_in(&path, "std::time::SystemTime"));
        if reads || names {
            found.push(source.at(
                line,
                &format!("`{path}`: only {CLOCK} reads the clock, all others take `now`"),
            ));
        }
    }
    found
}

/// What windows may see is plain data.
pub(crate) fn plain_snapshot(source: &Source) -> Vec<String> {
    const HOLDERS: [&str; 14] = [
        "Mutex",
        "RwLock",
        "Condvar",
        "Sender",
        "SyncSender",
        "Receiver",
        "Handle",
        "JoinHandle",
        "Cell",
        "RefCell",
        "OnceLock",
        "Weak",
        "File",
        "Rc",
    ];
    if source.path != "core/src/snapshot.rs" && !source.path.starts_with("core/src/snapshot/") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (line, path) in paths(&source.code) {
        let holder = path
            .split("::")
            .find(|word| HOLDERS.contains(word) || word.starts_with("Atomic"));
        if let Some(holder) = holder {
            found.push(source.at(
                line,
                &format!("`{holder}`: a snapshot holds no lock, no channel and no handle"),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{clocks, hands, imports, plain_snapshot};
    use crate::tidy::bites;

    #[test]
    fn imports_bite() {
        bites(
            imports,
            "core/src/engine.rs",
            "use egui::Color32;",
            "use crate::egui_like;",
        );
        bites(
            imports,
            "core/src/x.rs",
            "let s = starlark::eval();",
            "// starlark",
        );
        bites(
            imports,
            "core/src/host.rs",
            "use lumarium_sim::Look;",
            "use crate::time;",
        );
        bites(
            imports,
            "sim/src/lib.rs",
            "use lumarium_app::App;",
            "use lumarium_core::frame::Frame;",
        );
        bites(
            imports,
            "sim/src/look.rs",
            "use {eframe as e, std::fs};",
            "use std::fs;",
        );
        bites(
            imports,
            "app/src/lib.rs",
            "use lumarium_tests::kit;",
            "use lumarium_sim::Look; use egui::Ui;",
        );
        bites(
            imports,
            "core/pixlet/src/lib.rs",
            "use lumarium_app::x;",
            "use starlark::x;",
        );
    }

    #[test]
    fn hands_bite() {
        let place = "core/src/engine.rs";
        for bad in [
            "use std::fs;",
            "use std::{io, thread};",
            "let x = std::env::var(y);",
            "use std::{\n  net::TcpStream,\n};",
            "if path.exists() {}",
            "use rusqlite::Connection;",
        ] {
            bites(hands, place, bad, "use std::sync::Arc; // std::fs");
        }
        assert_eq!(
            hands(&super::Source::new(
                "core/src/host/store.rs",
                "use std::fs;"
            )),
            Vec::<String>::new()
        );
        assert_eq!(
            hands(&super::Source::new("core/src/host.rs", "use std::thread;")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn clocks_bite() {
        bites(
            clocks,
            "app/src/lib.rs",
            "let t = std::time::Instant::now();",
            "let t = clock.now();",
        );
        bites(
            clocks,
            "core/src/host/player.rs",
            "SystemTime::now()",
            "std::time::Instant",
        );
        bites(
            clocks,
            "core/src/engine.rs",
            "use std::time::{Duration, Instant};",
            "use std::time::Duration;",
        );
        bites(
            clocks,
            "sim/src/lib.rs",
            "jiff::Zoned::now()",
            "jiff::Zoned",
        );
        assert_eq!(
            clocks(&super::Source::new(super::CLOCK, "Instant::now()")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_snapshot_with_a_lock_bites() {
        let place = "core/src/snapshot.rs";
        for bad in [
            "x: Mutex<u8>",
            "use std::sync::{Arc, RwLock};",
            "n: AtomicU64",
            "h: crate::host::handle::Handle",
            "s: mpsc::SyncSender<u8>",
        ] {
            bites(
                plain_snapshot,
                place,
                bad,
                "pub plugins: Vec<Arc<PluginView>>, // no Mutex",
            );
        }
    }
}

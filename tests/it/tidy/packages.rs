//! Rules on Cargo.toml, Cargo.lock and the changelog: who depends on whom, from where, and why.

use std::collections::BTreeSet;
use std::fs;

use super::imports::{forbidden, package};
use super::none;
use super::source::{Source, paths, root, sources};

/// A dependency as written: its name and the rest of the line.
fn dependencies<'a>(manifest: &'a str, section: &str) -> Vec<(&'a str, &'a str)> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            inside = header.trim_end_matches(']').ends_with(section);
        } else if inside
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once('=')
        {
            let name = name.trim().trim_matches('"');
            found.push((name.split('.').next().unwrap_or(name), line));
        }
    }
    found
}

/// A package depends on what it may name, and takes every version from the workspace.
fn depends(manifest: &Source) -> Vec<String> {
    let (names, reason) = forbidden(package(&manifest.path));
    let mut found = Vec::new();
    for (name, line) in dependencies(&manifest.text, "dependencies") {
        if names.contains(&name.replace('-', "_").as_str()) {
            found.push(format!("{}: depends on {name}: {reason}", manifest.path));
        }
        if !line.contains("workspace = true") {
            found.push(format!(
                "{}: {name}: take its version from the workspace",
                manifest.path
            ));
        }
    }
    found
}

/// What a package depends on and never names.
fn unused(manifest: &Source, sources: &[Source]) -> Vec<String> {
    let package = package(&manifest.path);
    let named: BTreeSet<String> = sources
        .iter()
        .filter(|source| super::imports::package(&source.path) == package)
        .flat_map(|source| paths(&source.code))
        .filter_map(|(_, path)| path.split("::").next().map(str::to_owned))
        .collect();
    dependencies(&manifest.text, "dependencies")
        .into_iter()
        .filter(|(name, _)| !named.contains(&name.replace('-', "_")))
        .map(|(name, _)| format!("{}: {name} is not used", manifest.path))
        .collect()
}

/// Benches that cargo does not know: the package names each, or another bench has it as a part.
fn undeclared(manifest: &str, sources: &[Source]) -> Vec<String> {
    let benches = || {
        let benches = sources.iter();
        benches.filter(|source| source.path.starts_with("tests/benches/"))
    };
    let known = |bench: &&Source| {
        let file = bench.path.trim_start_matches("tests/");
        let stem = file.trim_start_matches("benches/").trim_end_matches(".rs");
        let part = format!("mod {stem};");
        manifest.contains(&format!("path = \"{file}\""))
            || benches().any(|other| other.code.contains(&part))
    };
    benches()
        .filter(|bench| !known(bench))
        .map(|bench| format!("tests/Cargo.toml: no [[bench]] for {}", bench.path))
        .collect()
}

/// Every crate we chose is in the changelog with a reason, and nothing else is.
fn reasons(workspace: &str, changelog: &str) -> Vec<String> {
    let chosen: BTreeSet<&str> = dependencies(workspace, "workspace.dependencies")
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !name.starts_with("lumarium-"))
        .collect();
    let list = changelog.split("### Dependencies").nth(1).unwrap_or("");
    let list = list.split("\n#").next().unwrap_or("");
    let mut named = BTreeSet::new();
    let mut found = Vec::new();
    for line in list.lines().filter_map(|line| line.strip_prefix("- `")) {
        let Some((name, reason)) = line.split_once("`: ") else {
            found.push(format!(
                "CHANGELOG.md: `{line}` is not \"- `name`: reason\""
            ));
            continue;
        };
        if reason.split_whitespace().count() < 3 {
            found.push(format!("CHANGELOG.md: {name} has no reason"));
        }
        named.insert(name);
    }
    found.extend(
        chosen
            .difference(&named)
            .map(|name| format!("CHANGELOG.md: why do we depend on {name}?")),
    );
    found.extend(
        named
            .difference(&chosen)
            .map(|name| format!("CHANGELOG.md: {name} is no dependency of ours")),
    );
    found
}

/// Everything comes from crates.io; nothing from a branch, nothing of any version.
fn origins(lock: &str, workspace: &str) -> Vec<String> {
    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
    let sources = lock
        .lines()
        .filter_map(|line| line.strip_prefix("source = "));
    let mut found: Vec<String> = sources
        .filter(|source| source.trim_matches('"') != REGISTRY)
        .map(|source| format!("Cargo.lock: {source} is not crates.io"))
        .collect();
    for (name, line) in dependencies(workspace, "workspace.dependencies") {
        if line.contains("\"*\"") || line.contains("git =") {
            found.push(format!("Cargo.toml: {name} needs a version"));
        }
    }
    found
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn packages_depend_only_on_what_stands_below_them() {
    let manifests = sources("Cargo.toml");
    assert!(manifests.len() >= 4, "the packages were not found");
    none(&manifests.iter().flat_map(depends).collect::<Vec<_>>());
}

#[test]
fn every_dependency_is_used() {
    let code = sources(".rs");
    let manifests = sources("Cargo.toml");
    let unused = manifests
        .iter()
        .flat_map(|manifest| unused(manifest, &code));
    none(&unused.collect::<Vec<_>>());
}

#[test]
fn every_bench_is_known() {
    none(&undeclared(&read("tests/Cargo.toml"), &sources(".rs")));
}

#[test]
fn every_dependency_has_its_reason() {
    none(&reasons(&read("Cargo.toml"), &read("CHANGELOG.md")));
}

#[test]
fn everything_comes_from_the_registry() {
    none(&origins(&read("Cargo.lock"), &read("Cargo.toml")));
}

#[test]
fn every_package_takes_the_lints() {
    for manifest in sources("Cargo.toml") {
        let lints = manifest.text.contains("[lints]\nworkspace = true");
        assert!(lints, "{}: take the lints of the workspace", manifest.path);
    }
}

#[test]
fn rules_on_packages_bite() {
    let core = |text: &str| depends(&Source::new("core/Cargo.toml", text)).len();
    assert_eq!(core("[dependencies]\nserde.workspace = true\n"), 0);
    assert_eq!(core("[dependencies]\negui.workspace = true\n"), 1);
    assert_eq!(
        core("[target.'cfg(unix)'.dependencies]\nlumarium-sim.workspace = true\n"),
        1
    );
    assert_eq!(core("[dev-dependencies]\nserde = \"1\"\n"), 1);

    let manifest = Source::new("sim/Cargo.toml", "[dependencies]\nimage-webp = \"1\"\n");
    let uses = |path, code| unused(&manifest, &[Source::new(path, code)]).len();
    assert_eq!(uses("sim/src/lib.rs", "use image_webp::Encoder;"), 0);
    assert_eq!(uses("sim/src/lib.rs", "// image_webp::Encoder"), 1);
    assert_eq!(uses("app/src/lib.rs", "use image_webp::Encoder;"), 1);

    let benches = [
        Source::new("tests/benches/a.rs", "mod b;"),
        Source::new("tests/benches/b.rs", ""),
    ];
    assert_eq!(
        undeclared("path = \"benches/a.rs\"", &benches),
        Vec::<String>::new()
    );
    assert_eq!(undeclared("", &benches).len(), 1);

    let workspace =
        "[workspace.dependencies]\nserde = \"1\"\nlumarium-core = { path = \"core\" }\n";
    let good = "### Dependencies\n- `serde`: reads and writes files\n";
    assert_eq!(reasons(workspace, good), Vec::<String>::new());
    assert_eq!(reasons(workspace, "### Dependencies\n").len(), 1);
    assert_eq!(
        reasons(workspace, "### Dependencies\n- `serde`: json\n").len(),
        1
    );
    assert_eq!(reasons("", good).len(), 1);

    assert_eq!(
        origins("source = \"git+https://example.org/x\"", "").len(),
        1
    );
    assert_eq!(
        origins("", "[workspace.dependencies]\nx = \"*\"\n").len(),
        1
    );
}

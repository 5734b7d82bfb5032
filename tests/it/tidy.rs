//! The rules of the architecture, as tests over the source text. Each rule is a function from text to
//! violations, and is itself tested on text that breaks it. What the compiler or clippy can say is not here.

mod imports;
mod packages;
mod shape;
pub(crate) mod source;
mod text;

use std::fs;

use source::Source;

type Rule = fn(&Source) -> Vec<String>;

/// A rule must find something in bad text and nothing in good text.
fn bites(rule: Rule, path: &str, bad: &str, good: &str) {
    assert!(
        !rule(&Source::new(path, bad)).is_empty(),
        "does not bite: {bad}"
    );
    assert_eq!(
        rule(&Source::new(path, good)),
        Vec::<String>::new(),
        "bites without need"
    );
}

fn none(violations: &[String]) {
    assert!(
        violations.is_empty(),
        "{} violations:\n{}",
        violations.len(),
        violations.join("\n")
    );
}

fn everywhere(rule: Rule) {
    let sources = source::sources(".rs");
    assert!(sources.len() > 20, "the sources were not found");
    none(&sources.iter().flat_map(rule).collect::<Vec<_>>());
}

#[test]
fn packages_name_only_what_stands_below_them() {
    everywhere(imports::imports);
}

#[test]
fn only_the_host_has_hands() {
    everywhere(imports::hands);
}

#[test]
fn one_file_reads_the_clocks() {
    everywhere(imports::clocks);
}

#[test]
fn a_snapshot_is_plain_data() {
    everywhere(imports::plain_snapshot);
}

#[test]
fn files_are_short() {
    everywhere(text::length);
}

#[test]
fn unsafe_stands_in_few_files() {
    everywhere(text::unsafe_code);
}

#[test]
fn nothing_is_unfinished_silenced_or_asleep() {
    everywhere(text::words);
}

#[test]
fn colours_live_in_one_file() {
    everywhere(text::colours);
}

#[test]
fn shortcuts_live_in_one_file() {
    everywhere(text::shortcuts);
}

#[test]
fn the_words_of_the_window_stand_in_one_file() {
    everywhere(text::sentences);
}

#[test]
fn every_file_says_what_it_is() {
    everywhere(text::introduction);
}

#[test]
fn no_notes_and_no_places_of_one_machine() {
    everywhere(text::leftovers);
    let mut others = Vec::new();
    for ending in [".toml", ".md", ".json", ".sh", ".service"] {
        others.extend(source::sources(ending));
    }
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "Cargo.toml",
        "clippy.toml",
        ".ci/run",
    ] {
        if let Ok(text) = fs::read_to_string(source::root().join(name)) {
            others.push(Source::new(name, &text));
        }
    }
    none(&others.iter().flat_map(text::leftovers).collect::<Vec<_>>());
}

#[test]
fn no_file_is_forgotten() {
    none(&shape::forgotten(&source::sources(".rs")));
}

#[test]
fn the_life_of_a_plugin_is_one_match() {
    none(&shape::one_match(&source::sources(".rs")));
}

#[test]
fn the_top_has_few_folders() {
    let mut names = Vec::new();
    for entry in fs::read_dir(source::root()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            names.push(entry.file_name().into_string().unwrap());
        }
    }
    none(&shape::folders(names.iter().map(String::as_str)));
}

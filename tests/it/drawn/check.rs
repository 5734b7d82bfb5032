//! `lumarium check`: what a plugin's author is told, and with which exit code.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{plugin, python};
use crate::cli::kit::Root;

/// A copy of one of our plugins, to be changed.
fn copy(root: &Root, name: &str) -> String {
    fn walk(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                walk(&path, &target);
            } else {
                fs::copy(&path, &target).unwrap();
            }
        }
    }
    let to = root.path().join(name);
    walk(&plugin(name), &to);
    to.display().to_string()
}

/// The findings of each screen of `vices` with one vice: `(screen, size, about, level)`.
fn findings(root: &Root, extra: &str, code: i32) -> Vec<(String, u64, String, String)> {
    let line = format!(
        "check {} --size 64x32 --size 128x32 {extra} --json",
        plugin("vices").display()
    );
    let document = root.run(&line).code(code).json();
    assert_eq!(document["ok"], json!(code == 0));
    let mut found = Vec::new();
    for screen in document["screens"].as_array().unwrap() {
        for finding in screen["findings"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let width = screen["size"]["width"].as_u64().unwrap();
            found.push((
                text(&screen["screen"]),
                width,
                text(&finding["about"]),
                text(&finding["level"]),
            ));
        }
    }
    found
}

#[test]
fn each_vice_is_found_on_its_screen_and_nowhere_else() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let both = |about: &str, level: &str| -> Vec<(String, u64, String, String)> {
        [64, 128]
            .map(|width| ("vice".to_owned(), width, about.to_owned(), level.to_owned()))
            .to_vec()
    };
    assert_eq!(findings(&root, "--set vice=none", 0), []);
    assert_eq!(findings(&root, "--set vice=flood", 0), []);
    for (vice, about) in [
        ("raise", "crash"),
        ("exit", "crash"),
        ("kill", "crash"),
        ("over", "overflow"),
    ] {
        assert_eq!(
            findings(&root, &format!("--set vice={vice}"), 1),
            both(about, "failure"),
            "{vice}"
        );
    }
    assert_eq!(
        findings(&root, "--set vice=hang --deadline 1s", 1),
        both("late", "failure")
    );
    assert_eq!(
        findings(&root, "--set vice=dark", 0),
        both("blank", "warning")
    );
    assert_eq!(
        findings(&root, "--set vice=nothing", 0),
        both("blank", "note")
    );
    // What was meant for the largest panel is seen on the smaller one.
    assert_eq!(
        findings(&root, "--set vice=far", 1),
        both("overflow", "failure")[..1]
    );
}

#[test]
fn an_update_that_throws_fails_and_one_without_network_does_not() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let failing = findings(&root, "--set vice=update", 1);
    assert!(
        failing.len() == 6
            && failing
                .iter()
                .all(|found| found.2 == "update" && found.3 == "failure")
    );
    let offline = findings(&root, "--set vice=offline", 0);
    assert!(
        offline.len() == 6 && offline.iter().all(|found| found.3 == "note"),
        "{offline:?}"
    );
    assert_eq!(findings(&root, "--set vice=update --skip-update", 0), []);
    for (vice, about) in [("package", "package"), ("stuck", "late"), ("gone", "crash")] {
        let unloaded = findings(&root, &format!("--set vice={vice} --deadline 1s"), 1);
        let told: Vec<_> = unloaded
            .iter()
            .map(|found| (found.0.as_str(), found.2.as_str()))
            .collect();
        assert_eq!(told, [("<load>", about); 2]);
    }
}

#[test]
fn the_table_says_where_it_was_and_what_the_schema_has_wrong() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let line = format!(
        "check {} --size 64x32 --set vice=raise",
        plugin("vices").display()
    );
    let told = root.run(&line).code(1).out();
    for words in [
        "`wrong` is a text",
        "64x32    vice",
        "FAILED: display failed: KeyError",
        "at manager.py, line ",
        "3 pictures, 1 failed",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn goldens_settings_and_variants_are_those_of_the_harness() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let faces = copy(&root, "faces");
    let document = root.run(&format!("check {faces} --json")).code(0).json();
    let sum =
        json!({"screens": 12, "failed": 0, "warned": 0, "golden_same": 12, "golden_written": 0});
    assert_eq!(document["sum"], sum);
    // Another time, and nothing is as it was; a picture of another size differs in every pixel.
    let later = root
        .run(&format!("check {faces} --at 2026-04-15T16:10:00Z --json"))
        .code(1)
        .json();
    assert_eq!(later["sum"]["failed"], 12);
    root.run(&format!("check {faces} --set color=[1,2,3] --size 64x32"))
        .code(1);
    let kept = Path::new(&faces).join("test/golden/64x32/hour.png");
    fs::copy(Path::new(&faces).join("test/golden/128x32/hour.png"), &kept).unwrap();
    let told = root
        .run(&format!("check {faces} --size 64x32"))
        .code(1)
        .out();
    assert!(told.contains("2048 of 2048 pixels differ"), "{told}");
    // After a change that was meant.
    root.run(&format!("check {faces} --update-golden")).code(0);
    root.run(&format!("check {faces}")).code(0);
}

#[test]
fn pictures_can_be_kept_elsewhere_and_looked_at() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let (golden, out) = (root.path().join("golden"), root.path().join("out"));
    let line = format!(
        "check {} --size 8x8 --golden {} --output {}",
        plugin("ticker").display(),
        golden.display(),
        out.display()
    );
    root.run(&format!("{line} --update-golden")).code(0);
    root.run(&line).code(0);
    assert!(golden.join("8x8/ticker.png").is_file() && out.join("8x8/ticker.png").is_file());
}

#[test]
fn a_harness_that_cannot_be_used_is_wrong_use() {
    let root = Root::new();
    let faces = copy(&root, "faces");
    fs::write(
        Path::new(&faces).join("test/harness.json"),
        r#"{"mock_data": "test/absent.json"}"#,
    )
    .unwrap();
    let error = root
        .run(&format!("check {faces} --json"))
        .code(2)
        .json_error();
    assert!(
        error["error"]
            .as_str()
            .unwrap()
            .contains("test/absent.json"),
        "{error}"
    );
    let error = root.run("check /no/such/plugin").code(1).err();
    assert!(error.contains("no plugin at this path"), "{error}");
}

#[test]
fn sizes_of_the_builder_stand_for_those_of_the_plugin() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let line = format!("check {} --json", plugin("faces").display());
    let output = root
        .command(&line)
        .env("LEDMATRIX_TEST_SIZES", "16x16")
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let sizes: Vec<u64> = document["screens"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["size"]["width"].as_u64().unwrap())
        .collect();
    assert_eq!(sizes, [16; 4]);
}

#[test]
fn native_plugins_are_checked_too() {
    let root = Root::new();
    let document = root
        .run("check clock --at 2026-03-14T15:09:26Z --json")
        .code(0)
        .json();
    assert_eq!(document["sum"]["screens"], 8);
    root.write("hello/manifest.json", r#"{"id": "hello", "name": "Hello", "version": "0.1.0", "runtime": "native", "entry_point": "absent"}"#);
    let told = root
        .run(&format!(
            "check {} --size 64x32",
            root.path().join("hello").display()
        ))
        .code(1)
        .out();
    assert!(told.contains("which does not exist"), "{told}");
}

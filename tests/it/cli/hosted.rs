//! The command line with a real host behind it: alone on a root, and beside one that plays.

use std::io::{BufRead as _, BufReader, Read as _};

use serde_json::{Value, json};

use crate::cli::kit::{Playing, Root};

#[test]
fn a_run_for_a_time_writes_its_stats() {
    let root = Root::new();
    let stats = root.path().join("stats.json");
    root.run(&format!(
        "run --for 1s --panel none --size 64x32 --stats {}",
        stats.display()
    ))
    .code(0);
    let stats: Value = serde_json::from_slice(&std::fs::read(stats).unwrap()).unwrap();
    assert!(stats["first_frame_ms"].as_f64().is_some(), "{stats}");
    assert!(stats["frames"].as_u64().unwrap() > 0);
    for key in ["p50", "p95", "p99", "p999", "max"] {
        assert!(stats["lateness"][key].is_number(), "{key}");
    }
    assert!(stats["missed"].is_number());
    assert!(stats["rss_bytes"].is_number());
    let plugins = stats["plugins"].as_array().unwrap();
    assert!(!plugins.is_empty());
    for plugin in plugins {
        assert!(
            plugin["id"].is_string() && plugin["state"].is_string(),
            "{plugin}"
        );
    }
}

#[test]
fn the_second_process_talks_to_the_first() {
    let root = Root::new();
    let playing = Playing::start(&root, "run --panel none");
    root.run("brightness 42").code(0);
    let state = root.run("state --json").code(0).json();
    assert_eq!(state["panel"]["brightness"], 42);
    root.run("pause").code(0);
    assert_eq!(root.run("state --json").json()["panel"]["paused"], true);
    root.run("plugin disable clock").code(0);
    let second = root.run("run --for 1s --json").code(1).json_error();
    assert!(second["hint"].as_str().unwrap().contains("lumarium stop"));
    assert!(
        !root
            .run("journal --json")
            .json()
            .as_array()
            .unwrap()
            .is_empty()
    );
    playing.stop();
    let list = root.run("plugin list --json").code(0).json();
    let clock = list
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "clock");
    assert_eq!(
        clock.unwrap()["wanted"],
        false,
        "what was acknowledged is kept"
    );
}

#[test]
fn a_root_that_nobody_owns_is_changed_directly() {
    let root = Root::new();
    root.run("plugin enable clock").code(0);
    root.run("config set display.hardware.rows 64").code(0);
    assert_eq!(root.run("config get clock.enabled").code(0).out(), "true\n");
    assert_eq!(
        root.run("config get display.hardware.rows").code(0).json(),
        json!(64)
    );
    root.run("config unset display.hardware.rows").code(0);
    root.run("config get display.hardware.rows").code(1);
    assert!(
        !root
            .run("config history --json")
            .code(0)
            .json()
            .as_array()
            .unwrap()
            .is_empty()
    );
    root.run("plugin enable nobody-has-this").code(1);
}

#[test]
fn why_says_what_stands_between_a_plugin_and_the_panel() {
    let root = Root::new();
    let said = root.run("plugin why clock").code(0);
    assert_eq!(
        said.out(),
        "Clock is not showing: nothing plays on this root now. Start it with `lumarium` or `lumarium run`.\n"
    );
    let said = root.run("plugin why clock --json").code(0).json();
    assert_eq!(said["showing"], false);
    assert_eq!(said["steps"][0]["link"], "plays");
    root.run("plugin why nobody-has-this").code(1);
}

#[test]
fn a_dry_run_changes_nothing() {
    let root = Root::new();
    root.write("config/config.json", r#"{"gone":{"enabled":true}}"#);
    let findings = root.run("reconcile --dry-run --json").code(0).json();
    let kinds: Vec<&Value> = findings
        .as_array()
        .unwrap()
        .iter()
        .map(|f| &f["kind"])
        .collect();
    assert!(kinds.contains(&&json!("missing_on_disk")), "{findings}");
    let kept = std::fs::read_to_string(root.path().join("config/config.json")).unwrap();
    assert_eq!(kept, r#"{"gone":{"enabled":true}}"#);
}

#[test]
fn garbage_in_the_configuration_is_survived_and_kept() {
    let root = Root::new();
    root.write("config/config.json", b"\x00{garbage");
    let state = root.run("state --json").code(0).json();
    assert!(!state["notices"].as_array().unwrap().is_empty(), "{state}");
    root.run("run --for 1s --panel none --json").code(0).json();
    let kept = std::fs::read(root.path().join("config/config.json")).unwrap();
    assert_eq!(
        kept, b"\x00{garbage",
        "an unreadable file is never overwritten"
    );
}

#[test]
fn a_bundled_plugin_is_rendered_the_same_each_time() {
    let root = Root::new();
    let file = root.path().join("clock.strip.png");
    let line = format!(
        "render clock --size 64x32 --at 2026-01-31T18:30:00Z --tz Europe/Berlin --frames 2 --json -o {}",
        file.display()
    );
    let first = root.run(&line).code(0).json();
    assert_eq!(first["frames"], 2);
    assert_eq!(first["rgba_sha256_16"].as_str().unwrap().len(), 16);
    assert!(first["delay_ms"].is_number());
    assert_eq!(root.run(&line).code(0).json(), first);
    let strip = image::open(file).unwrap();
    assert_eq!((strip.width(), strip.height()), (64, 64));
    let unknown = root
        .run("render nobody-has-this --json")
        .code(1)
        .json_error();
    assert!(
        unknown["error"]
            .as_str()
            .unwrap()
            .contains("nobody-has-this")
    );
}

#[test]
fn what_was_shown_can_be_recorded() {
    let root = Root::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shown.gif");
    root.run(&format!(
        "run --for 1s --size 64x32 --record {}",
        file.display()
    ))
    .code(0);
    let picture = image::open(file).unwrap();
    assert_eq!((picture.width(), picture.height()), (64, 32));
}

#[test]
fn the_journal_is_followed_until_the_owner_ends() {
    let root = Root::new();
    let playing = Playing::start(&root, "run --panel none");
    let mut follower = root.start("journal --follow --json");
    // Its first line says that it has reached the owner.
    let mut told = BufReader::new(follower.stdout.take().unwrap());
    let mut lines = String::new();
    told.read_line(&mut lines).unwrap();
    root.run("brightness 41").code(0);
    playing.stop();
    told.read_to_string(&mut lines).unwrap();
    assert_eq!(follower.wait().unwrap().code(), Some(0));
    let numbers: Vec<u64> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["number"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
}

#[test]
fn signals_end_it_cleanly() {
    let root = Root::new();
    let mut playing = Playing::start(&root, "run --panel none");
    let pid = rustix::process::Pid::from_child(&playing.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(playing.child.wait().unwrap().code(), Some(0));
    assert!(!root.path().join("state/control.sock").exists());
}

#[test]
fn without_display_and_terminal_it_plays_and_says_so() {
    let root = Root::new();
    let playing = Playing::start(&root, "");
    root.run("stop").code(0);
    let ended = playing.child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(told.contains("there is no display"), "{told}");
    assert!(told.contains("not a terminal"), "{told}");
}

#[test]
fn one_pass_is_enough() {
    let root = Root::new();
    for id in ["one", "two"] {
        let manifest = json!({"id": id, "name": id, "version": "1.0.0", "runtime": "native",
            "entry_point": "text", "display_modes": [id]});
        root.write(
            &format!("plugin-repos/{id}/manifest.json"),
            manifest.to_string(),
        );
    }
    root.run("reconcile").code(0);
    let left = root.run("reconcile --dry-run --json").code(0).json();
    assert_eq!(left, json!([]), "a second pass finds nothing");
    root.write("plugin-repos/one/manager.py", "changed");
    let found = root.run("reconcile --dry-run --json").code(0).json();
    assert_eq!(found[0]["kind"], "version_mismatch", "{found}");
}

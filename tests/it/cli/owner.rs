//! Two processes on one root: the second talks to the first. Here the first is a control socket of the
//! test's own, so that the words of the command line are checked without an engine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use crate::cli::kit::Root;

fn snapshot(root: &Root) -> Value {
    let finding = json!({"plugin": "gone", "kind": "missing_on_disk", "current": "no folder",
        "expected": "a folder", "action": "reinstall", "candidates": ["gone"], "automatic": true});
    let plugin = json!({
        "id": "clock", "name": "Clock", "version": "1.0.0", "description": "Tells the time",
        "author": "us", "runtime": "native", "place": {"kind": "bundled"}, "development": false,
        "wanted": true,
        "state": {"name": "enabled", "since": 0, "because_of": null, "can_execute": false, "loaded": true,
            "failing": {"stage": "draw", "failure": {"kind": "timed_out", "limit_millis": 5000},
                "text": "no answer within 5 s", "count": 3, "retry_at": 22_000_000_000_u64, "recoverable": true}},
        "reason": "drawing fails", "screens": [{"name": "clock", "content": "still", "duration_millis": 15000, "on": true}],
        "run": 2, "load_millis": 4, "last_update": null, "last_draw": 0, "update_interval_millis": null,
        "history": [{"at": 0, "wall": 0, "from": "running", "to": "enabled", "cause": "draw failed", "run": 2, "times": 3}],
        "errors": [{"wall": 0, "run": 2, "stage": "draw", "failure": {"kind": "error", "text": "no pen"},
            "recoverable": true, "times": 1}],
        "log": [], "log_dropped": 0, "late_reports": 0, "problems": [], "requires": [], "dependents": [],
        "alternatives": [], "settings": {}, "schema": null});
    json!({"revision": 5, "at": 10_000_000_000_u64, "wall": 0, "root": root.path(),
        "panel": {"size": {"width": 128, "height": 32}, "brightness": 80, "refresh_hz": 60,
            "screen": {"plugin": "clock", "name": "clock"}, "since": 0, "until": null, "next": null,
            "paused": false, "pinned": null, "idle": null, "transition": "cut", "lost": null},
        "plugins": [plugin], "misfits": [], "findings": [finding], "notices": [], "stopping": false})
}

/// Answers every request of one client and gives back what was asked.
fn serve(root: &Root) -> JoinHandle<Vec<Value>> {
    let folder = root.path().join("state");
    std::fs::create_dir_all(&folder).unwrap();
    let listener = UnixListener::bind(folder.join("control.sock")).unwrap();
    let snapshot = snapshot(root);
    thread::Builder::new()
        .name("owner".to_owned())
        .spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut out = stream.try_clone().unwrap();
            let mut asked = Vec::new();
            for line in BufReader::new(stream).lines() {
                let request: Value = serde_json::from_str(&line.unwrap()).unwrap();
                let id = &request["id"];
                let answer = match request["do"].as_str().unwrap() {
                    "snapshot" => json!({"v": 1, "id": id, "ok": snapshot}),
                    "journal" => json!({"v": 1, "id": id, "ok": [{"number": 3, "revision": 5, "at": 0,
                        "wall": 0, "topic": "life", "plugin": "clock", "text": "enabled"}]}),
                    _ if request["command"]["command"] == "disable" => json!({"v": 1, "id": id,
                        "error": "text needs clock", "hint": "switch off text first, or use --force"}),
                    _ => json!({"v": 1, "id": id, "ok": "so be it"}),
                };
                writeln!(out, "{answer}").unwrap();
                asked.push(request);
            }
            asked
        })
        .unwrap()
}

fn asked(line: &str) -> Value {
    let root = Root::new();
    let owner = serve(&root);
    assert_eq!(root.run(line).code(0).out(), "so be it\n", "{line}");
    let asked = owner.join().unwrap();
    assert_eq!(asked.len(), 1, "{line}");
    assert_eq!(asked[0]["v"], 1);
    asked[0]["command"].clone()
}

#[test]
fn commands_reach_the_owner_in_its_words() {
    let check = |line: &str, expected: Value| assert_eq!(asked(line), expected, "{line}");
    check("next", json!({"command": "next"}));
    check("resume", json!({"command": "pause", "on": false}));
    check(
        "pin clock/face",
        json!({"command": "pin", "screen": {"plugin": "clock", "name": "face"}}),
    );
    check(
        "show clock --for 2s",
        json!({"command": "show",
        "screen": {"plugin": "clock", "name": null}, "millis": 2000}),
    );
    check(
        "brightness 40",
        json!({"command": "brightness", "percent": 40}),
    );
    check(
        "order b a",
        json!({"command": "reorder", "order": ["b", "a"]}),
    );
    check(
        "plugin enable clock",
        json!({"command": "enable", "plugin": "clock"}),
    );
    check(
        "plugin uninstall clock",
        json!({"command": "uninstall", "plugin": "clock", "keep_settings": false}),
    );
    check(
        "plugin decide clock keep-as-mine",
        json!({"command": "decide", "plugin": "clock", "decision": "keep_as_mine"}),
    );
    check(
        "config set a.b 3",
        json!({"command": "set_config", "path": ["a", "b"], "value": 3}),
    );
    check(
        "config set a.b x",
        json!({"command": "set_config", "path": ["a", "b"], "value": "x"}),
    );
    check(
        "config unset a.b",
        json!({"command": "unset_config", "path": ["a", "b"]}),
    );
    check(
        "config restore 7",
        json!({"command": "restore_config", "revision": 7}),
    );
    check("stop", json!({"command": "shutdown"}));
}

#[test]
fn a_refusal_is_one_with_the_owners_words() {
    let root = Root::new();
    let owner = serve(&root);
    let ended = root.run("plugin disable clock").code(1);
    assert!(ended.err().contains("text needs clock"));
    assert!(ended.err().contains("switch off text first"));
    assert_eq!(owner.join().unwrap()[0]["command"]["force"], false);
    let root = Root::new();
    let owner = serve(&root);
    let error = root.run("plugin disable clock --json").code(1).json_error();
    assert_eq!(error["hint"], "switch off text first, or use --force");
    drop(owner.join());
}

fn shown(line: &str) -> crate::cli::kit::Ended {
    let root = Root::new();
    let owner = serve(&root);
    let ended = root.run(line).code(0);
    drop(owner.join());
    ended
}

#[test]
fn lists_and_reports_have_text_and_json() {
    let list = shown("plugin list --json").json();
    assert_eq!(list[0]["id"], "clock");
    assert_eq!(list[0]["state"], "enabled");
    assert_eq!(list[0]["failing"]["count"], 3);
    let text = shown("plugin list").out();
    assert!(text.contains("enabled, failing in draw"), "{text}");
    let report = shown("state clock --json").json();
    for key in [
        "state",
        "history",
        "errors",
        "last_update",
        "last_draw",
        "load_millis",
    ] {
        assert!(report.get(key).is_some(), "{key}");
    }
    let text = shown("state clock").out();
    for word in [
        "loaded in    4 ms",
        "tried again in 12 s",
        "running → enabled",
        "no pen",
        "3 times",
        "never",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert_eq!(shown("state --json").json()["revision"], 5);
    let text = shown("state").out();
    assert!(text.contains("128x32, 80 %, 60 Hz"), "{text}");
    assert!(shown("plugin info clock").out().contains("Tells the time"));
}

#[test]
fn findings_have_the_promised_fields() {
    let findings = shown("reconcile --dry-run --json").json();
    let finding = &findings.as_array().unwrap()[0];
    for key in [
        "plugin",
        "kind",
        "current",
        "expected",
        "action",
        "automatic",
        "candidates",
    ] {
        assert!(finding.get(key).is_some(), "{key}");
    }
    let text = shown("reconcile --dry-run").out();
    assert!(text.contains("missing on disk"), "{text}");
    let done = shown("reconcile --force --json").json();
    assert_eq!(done["done"], "so be it");
    assert!(done["findings"].is_array());
}

#[test]
fn the_journal_is_printed_and_filtered() {
    assert_eq!(shown("journal --json --since 2").json()[0]["number"], 3);
    assert!(shown("journal").out().contains("life"));
    assert_eq!(shown("journal --plugin other --json").json(), json!([]));
}

#[test]
fn an_unknown_plugin_is_named() {
    let root = Root::new();
    let owner = serve(&root);
    let ended = root.run("state nobody").code(1);
    assert!(ended.err().contains("there is no plugin nobody"));
    drop(owner.join());
}

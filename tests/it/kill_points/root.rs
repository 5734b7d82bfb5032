//! A root to be hurt, and what can be seen of it afterwards.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::binary;

/// A working copy outside the root, to be linked.
pub(crate) const LINKED: &str = "working-copy";

/// What must never be anywhere but in files for secrets.
pub(crate) const SECRET: &str = "new secret";

/// What a root holds, as far as people care.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) main: Value,
    pub(crate) secrets: Value,
    /// Plugins that are listed, with their place.
    pub(crate) plugins: BTreeSet<String>,
}

/// An empty folder, in memory where there is such a place: a killed process loses nothing that it has handed
/// to the system, so no disk is needed.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).unwrap()
}

/// Makes a folder with a root, a working copy, and files to import; the root is reconciled.
pub(crate) fn prepare(folder: &Path) {
    let root = root(folder);
    write(
        &root.join("config/config.json"),
        &json!({
            "timezone": "Europe/Berlin",
            "display": {"hardware": {"rows": 32, "cols": 64, "brightness": 60}},
            "clock": {"enabled": true, "unknown": {"z": 1, "a": [2, 3]}},
            "text": {"enabled": false, "text": "old"},
            "mine": {"enabled": true}
        }),
    );
    write(
        &root.join("config/config_secrets.json"),
        &json!({"text": {"api_key": "old secret"}, "mine": {"api_key": "old secret"}}),
    );
    let plugin = |folder: &Path, id: &str| {
        write(
            &folder.join("manifest.json"),
            &json!({
                "id": id, "name": id, "version": "1.0.0", "runtime": "native", "entry_point": "clock",
                "display_modes": [id]
            }),
        );
    };
    plugin(&root.join("plugin-repos/mine"), "mine");
    write(
        &root.join("plugin-repos/mine/config_schema.json"),
        &json!({"type": "object", "properties": {
            "api_key": {"type": "string", "x-secret": true},
            "token": {"type": "string", "x-secret": true}
        }}),
    );
    plugin(&folder.join(LINKED), LINKED);
    write(
        &folder.join("import.json"),
        &json!({
            "timezone": "Asia/Tokyo", "text": {"enabled": true, "text": "new"}
        }),
    );
    write(
        &folder.join("import-secrets.json"),
        &json!({"text": {"api_key": SECRET}}),
    );
    let ledmatrix = folder.join("ledmatrix");
    write(
        &ledmatrix.join("config/config.json"),
        &json!({"timezone": "America/Chicago", "theirs": {"enabled": true}}),
    );
    write(
        &ledmatrix.join("config/config_secrets.json"),
        &json!({"theirs": {"api_key": SECRET}}),
    );
    plugin(&ledmatrix.join("plugin-repos/theirs"), "theirs");
    plugin(&ledmatrix.join("plugin-repos/mine"), "mine");
    write(&ledmatrix.join("assets/fonts/font.json"), &json!("theirs"));
    write(&ledmatrix.join("assets/sports/logos/a.json"), &json!("a"));
    for _ in 0..2 {
        run(&root, &["reconcile", "--json"]);
    }
}

/// Where the root is in its folder.
pub(crate) fn root(folder: &Path) -> PathBuf {
    folder.join("root")
}

fn write(path: &Path, value: &Value) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("{value:#}\n")).unwrap();
}

/// Runs the program on a root and gives what it printed; it must succeed.
pub(crate) fn run(root: &Path, args: &[&str]) -> String {
    let output = binary::command(root, args).output().unwrap();
    assert!(
        output.status.success(),
        "`lumarium {}` failed: {}{}",
        args.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What the root holds now, and the findings that the program would act on by itself.
pub(crate) fn look(root: &Path) -> (Held, Vec<Value>) {
    let file = |name: &str| -> Value {
        let text = fs::read_to_string(root.join("config").join(name)).unwrap();
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{name} is torn: {error}\n{text}"))
    };
    let state: Value = serde_json::from_str(&run(root, &["state", "--json"])).unwrap();
    let plugins = state["plugins"]
        .as_array()
        .expect("`state --json` prints the snapshot");
    let held = Held {
        main: file("config.json"),
        secrets: file("config_secrets.json"),
        plugins: plugins
            .iter()
            .map(|view| format!("{} {}", view["id"], view["place"]["kind"]))
            .collect(),
    };
    let mut automatic = Vec::new();
    search(&state["findings"], &mut automatic);
    (held, automatic)
}

/// Files that hold the new secret and are not for secrets.
pub(crate) fn leaks(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() && !name.ends_with("secrets.json") {
                let bytes = fs::read(&path).unwrap();
                let mut parts = bytes.windows(SECRET.len());
                if parts.any(|part| part == SECRET.as_bytes()) {
                    found.push(name);
                }
            }
        }
    }
    found
}

fn search(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| search(item, found)),
        Value::Object(map) => {
            // Nobody owns the root, so nothing is loaded; that is no fault of the files.
            let life = matches!(
                map.get("kind").and_then(Value::as_str),
                Some("not_running" | "should_not_run")
            );
            if map.get("automatic") == Some(&Value::Bool(true)) && !life {
                found.push(value.clone());
            }
            map.values().for_each(|item| search(item, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What is wrong with the record: it must open, be whole, and have no open intent.
pub(crate) fn record_problem(root: &Path) -> Option<String> {
    let path = root.join("state/lumarium.db");
    let record = match Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        Ok(record) => record,
        Err(error) => return Some(format!("the record does not open: {error}")),
    };
    let check: Result<String, _> = record.query_row("PRAGMA integrity_check", [], |row| row.get(0));
    if check.as_deref() != Ok("ok") {
        return Some(format!("the record is not whole: {check:?}"));
    }
    let name: Result<String, _> = record.query_row(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%intent%'",
        [],
        |row| row.get(0),
    );
    let open: Result<i64, _> = name.and_then(|name| {
        record.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| {
            row.get(0)
        })
    });
    (open != Ok(0)).then(|| format!("open intents: {open:?}"))
}

/// Names of all files, with numbers and hashes evened out: copies in a history have a name each.
pub(crate) fn files(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(root, "", &mut found);
    found
}

fn collect(folder: &Path, name: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &name, found);
        } else if !name.ends_with(".db-wal") && !name.ends_with(".db-shm") {
            found.insert(evened(&name));
        }
    }
}

fn evened(name: &str) -> String {
    let mut even = String::new();
    for c in name.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !even.ends_with('#') {
            even.push(c);
        }
    }
    even
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

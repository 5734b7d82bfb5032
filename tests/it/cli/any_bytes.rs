//! Any bytes in any file of a root: it starts in a legal state, says what it found, and loses no wish.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::kit::{Playing, Root};

/// What is put in place of a file's bytes; `None`: a folder of that name.
fn damages(whole: &[u8]) -> Vec<(&'static str, Option<Vec<u8>>)> {
    let half = whole.get(..whole.len() / 2).unwrap_or_default().to_vec();
    let mut flipped = whole.to_vec();
    let middle = flipped.len() / 2;
    for byte in flipped.iter_mut().skip(middle).take(64) {
        *byte ^= 0x5a;
    }
    vec![
        ("nothing", Some(Vec::new())),
        ("half of it", Some(half)),
        ("flipped bits", Some(flipped)),
        (
            "noise",
            Some(
                (0..2_000_u32)
                    .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
                    .collect(),
            ),
        ),
        ("zeros", Some(vec![0; 8_192])),
        ("a folder", None),
    ]
}

/// Files that something may be found in, and whether a loss of their content has to be told.
const FILES: [(&str, bool); 10] = [
    ("config/config.json", true),
    ("config/config_secrets.json", true),
    ("state/lumarium.db", true),
    ("state/lumarium.db-journal", false),
    ("state/lumarium.db-wal", false),
    ("state/lumarium.db-shm", false),
    ("state/lock", false),
    ("state/control.sock", false),
    ("state/control.path", false),
    ("state/backup/lumarium-1.db", false),
];

/// A root with wishes that no default would give.
fn prepare() -> Root {
    let root = Root::new();
    root.write(
        "config/config.json",
        json!({"timezone": "Europe/Rome", "clock": {"enabled": true},
        "text": {"enabled": false}, "gone": {"enabled": true}})
        .to_string(),
    );
    root.write(
        "config/config_secrets.json",
        r#"{"clock": {"key": "sesame"}}"#,
    );
    let manifest = |id: &str| {
        json!({"id": id, "name": id, "version": "1.0.0", "runtime": "native",
        "entry_point": "text", "display_modes": [id]})
        .to_string()
    };
    for id in ["gone", "mine"] {
        root.write(&format!("plugin-repos/{id}/manifest.json"), manifest(id));
    }
    root.run("reconcile").code(0);
    root.run("plugin enable mine").code(0);
    root.run("plugin uninstall gone").code(0);
    root.run("reconcile").code(0);
    root
}

fn hurt(path: &Path, bytes: Option<&[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    drop(fs::remove_file(path));
    match bytes {
        Some(bytes) => fs::write(path, bytes).unwrap(),
        None => fs::create_dir(path).unwrap(),
    }
}

/// What people wish, as far as it can be seen.
fn wishes(state: &Value) -> BTreeMap<String, bool> {
    let plugins = state["plugins"].as_array().unwrap().iter();
    plugins
        .map(|view| {
            (
                view["id"].as_str().unwrap().to_owned(),
                view["wanted"] == true,
            )
        })
        .collect()
}

/// What is wrong after one damage; empty if nothing.
fn after(prepared: &Root, file: (&str, bool), what: &str, bytes: Option<&[u8]>) -> Vec<String> {
    let (name, told) = file;
    let root = prepared.copy();
    let wished = wishes(&root.run("state --json").code(0).json());
    let path = root.path().join(name);
    hurt(&path, bytes);
    let mut wrong = Vec::new();
    let mut say = |text: String| wrong.push(format!("{name} holding {what}: {text}"));
    let first = root.run("state --json").code(0).json();
    if wishes(&first) != wished {
        say(format!("the wishes are {:?}", wishes(&first)));
    }
    // Flipped bits of a database may lie where nothing is kept.
    let may_be_unseen = path.extension().is_some_and(|end| end == "db") && what == "flipped bits";
    if told && !may_be_unseen && first["notices"].as_array().is_none_or(Vec::is_empty) {
        say("nobody was told".to_owned());
    }
    root.run("reconcile --json").code(0).json();
    let second = root.run("state --json").code(0).json();
    if wishes(&second) != wished {
        say(format!("after a pass the wishes are {:?}", wishes(&second)));
    }
    if let (true, Some(bytes)) = (name.starts_with("config/"), bytes)
        && fs::read(&path).unwrap() != bytes
    {
        say("it was written over, and nobody changed anything".to_owned());
    }
    wrong
}

#[test]
fn any_bytes_in_any_file_are_survived_without_losing_a_wish() {
    let prepared = prepare();
    let mut wrong = Vec::new();
    for (name, told) in FILES {
        let whole =
            fs::read(prepared.path().join(name)).unwrap_or_else(|_| b"something\n".to_vec());
        // A folder in the place of the lock is refused in words: who owns the root cannot be known.
        let fair = damages(&whole)
            .into_iter()
            .filter(|(_, bytes)| name != "state/lock" || bytes.is_some());
        for (what, bytes) in fair {
            wrong.extend(after(&prepared, (name, told), what, bytes.as_deref()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The socket's name taken by a file: it is put aside, and the owner can be reached.
#[test]
fn a_file_in_the_place_of_the_socket_is_put_aside() {
    let root = prepare();
    root.write("state/control.sock", "no socket");
    let playing = Playing::start(&root, "run --panel none");
    root.run("brightness 41").code(0);
    playing.stop();
    let aside = fs::read(root.path().join("state/control.aside")).unwrap();
    assert_eq!(aside, b"no socket");
}

/// What can be made again at any time is in nobody's way.
#[test]
fn a_file_in_the_place_of_the_cache_does_not_stop_the_start() {
    let root = prepare();
    let cache = root.path().join("cache");
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "a file").unwrap();
    root.run("plugin list").code(0);
    assert_eq!(fs::read(cache).unwrap(), b"a file");
}

/// Where the folder of plugins cannot be read, a person reads why.
#[test]
fn a_file_in_the_place_of_the_plugins_is_told() {
    let root = prepare();
    let plugins = root.path().join("plugin-repos");
    fs::remove_dir_all(&plugins).unwrap();
    fs::write(&plugins, "a file").unwrap();
    let before = fs::read(root.path().join("config/config.json")).unwrap();
    let state = root.run("state --json").code(0).json();
    let told = state["notices"].to_string();
    assert!(told.contains("plugin-repos"), "{told}");
    root.run("reconcile").code(0);
    assert_eq!(
        fs::read(root.path().join("config/config.json")).unwrap(),
        before
    );
}

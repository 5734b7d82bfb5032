//! A folder of LEDMatrix as a root: it opens, and stays a good folder of LEDMatrix, byte by byte.

use std::fs;
use std::path::{Path, PathBuf};

use lumarium_core::host::packs::NEEDED;
use serde_json::Value;

use crate::cli::kit::{Playing, Root};

/// As people and LEDMatrix's own program leave it: numbers, escapes and spacing of every kind.
const CONFIG: &str = r#"{
    "web_display_autostart": true,
    "schedule": {
        "enabled": false,
        "start_time": "07:00"
    },
    "timezone": "America/Chicago",
    "location": {"city": "Dallas",   "state": "Texas"},
    "display": {
        "hardware": {
            "rows": 32,
            "cols": 64,
            "chain_length": 2,
            "hardware_mapping": "adafruit-hat-pwm",
            "scan": 1.50
        },
        "runtime": {
            "gpio_slowdown": 3
        },
        "display_durations": {
            "calendar": 30
        }
    },
    "plugin_system": {
        "plugins_directory": "plugin-repos",
        "auto_discover": true
    },
    "my_unknown": [1, 2.0, 1e3, "M\u00fcnchen", 12345678901234567890123],
    "unknown_section": {
        "note": "\u2600"
    },
    "hello-world": {
        "enabled": true,
        "color": [
            255,
            255,
            255
        ]
    }
}
"#;

const SECRETS: &str = "{\n    \"ledmatrix-weather\": {\n        \"api_key\": \"SECRET\"\n    },\n    \"youtube\": {}\n}\n";

/// What is added for the plugin that has no section, and nothing else.
const ADDED: &str = "    },\n    \"ledmatrix-weather\": {\n        \"enabled\": false\n    }\n}\n";

fn folder() -> Root {
    let root = Root::new();
    root.write("config/config.json", CONFIG);
    root.write("config/config_secrets.json", SECRETS);
    for id in ["hello-world", "ledmatrix-weather"] {
        let manifest = format!(
            r#"{{"id": "{id}", "name": "{id}", "version": "1.0.3", "author": "somebody",
                "entry_point": "manager.py", "class_name": "Plugin", "display_modes": ["{id}"]}}"#
        );
        root.write(&format!("plugin-repos/{id}/manifest.json"), manifest);
        root.write(
            &format!("plugin-repos/{id}/manager.py"),
            "class Plugin: pass\n",
        );
        let schema = r#"{"type": "object", "properties": {"api_key": {"type": "string", "x-secret": true}}}"#;
        root.write(&format!("plugin-repos/{id}/config_schema.json"), schema);
    }
    // As every LEDMatrix has them; where they lack, ours stand in.
    for font in NEEDED {
        root.write(&format!("assets/fonts/{font}"), "theirs");
    }
    root.write("src/display_controller.py", "print()\n");
    root.write("README.md", "LEDMatrix\n");
    root
}

/// Folders of ours.
const OURS: [&str; 4] = ["state", "cache", "plugin-data", "environments"];

/// All files that are not in the folders of ours.
fn files(root: &Root) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root.path()).unwrap().to_owned();
            if path.is_file() {
                found.push((name, fs::read(path).unwrap()));
            } else if !OURS.iter().any(|ours| name == *Path::new(ours)) {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn only_sections_for_plugins_without_one_are_added() {
    let root = folder();
    let before = files(&root);
    let list = root.run("plugin list --json").code(0).json();
    let ids: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["id"].as_str())
        .collect();
    assert!(
        ids.contains(&"hello-world") && ids.contains(&"ledmatrix-weather"),
        "{ids:?}"
    );
    assert_eq!(files(&root), before, "looking changes nothing");
    let mut expected = before;
    let config = CONFIG.strip_suffix("    }\n}\n").unwrap().to_owned() + ADDED;
    for (name, bytes) in &mut expected {
        if name.ends_with("config.json") {
            *bytes = config.clone().into_bytes();
        }
    }
    for line in ["reconcile", "run --for 1s --panel none", "state"] {
        root.run(line).code(0);
        assert_eq!(files(&root), expected, "after `{line}`");
    }
}

#[test]
fn a_change_and_its_opposite_give_the_same_bytes() {
    let root = folder();
    root.run("reconcile").code(0);
    let before = files(&root);
    root.run("plugin disable hello-world").code(0);
    root.run("config set hello-world.message Hi").code(0);
    assert_ne!(files(&root), before);
    root.run("config unset hello-world.message").code(0);
    root.run("plugin enable hello-world").code(0);
    assert_eq!(files(&root), before);
}

#[test]
fn its_plugins_are_started_and_say_what_they_lack() {
    let root = folder();
    let row = |list: &Value| -> Value {
        let mut rows = list.as_array().unwrap().iter();
        let row = rows.find(|row| row["id"] == "hello-world").unwrap();
        assert_eq!(row["runtime"], "python");
        row.clone()
    };
    let list = root.run("plugin list --json").code(0).json();
    assert_eq!(row(&list)["reason"], Value::Null, "nobody runs: {list}");
    let playing = Playing::start(&root, "run --panel none");
    // Its class takes no arguments; where there is no Python, that is what is said.
    let reason = (0..10_000)
        .find_map(|_| {
            let list = root.run("plugin list --json").code(0).json();
            row(&list)["reason"].as_str().map(str::to_owned)
        })
        .unwrap();
    assert!(reason.starts_with("load failed: "), "{reason}");
    playing.stop();
}

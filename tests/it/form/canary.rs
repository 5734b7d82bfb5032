//! A secret on its whole way: given by command, kept in its own file, seen nowhere else.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lumarium_core::form;
use lumarium_core::frame::Size;
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::control::{self, Client};
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::{Host, HostOptions};
use lumarium_core::id::PluginId;
use lumarium_core::message::{Command, Edit, SettingEdit};
use serde_json::{Map, Value, json};

use crate::cli::kit::Root;

const CANARIES: [&str; 4] = [
    "canary-edit",
    "canary-set",
    "canary-configure",
    "canary-cli",
];

fn write(path: &Path, value: &Value) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, value.to_string()).unwrap();
}

/// A plugin that is on and has a key.
fn prepare(root: &Path) {
    let place = root.join("plugin-repos/keeper");
    write(
        &place.join("manifest.json"),
        &json!({"id": "keeper", "name": "Keeper", "version": "1.0.0", "class_name": "Keeper",
            "display_modes": ["keeper"]}),
    );
    write(
        &place.join("config_schema.json"),
        &json!({"type": "object", "properties": {"city": {"type": "string"}, "login": {
            "type": "object", "properties": {"key": {"type": "string", "x-secret": true, "maxLength": 3}}}}}),
    );
    let config = json!({"keeper": {"enabled": true, "city": "Rome"}});
    write(&root.join("config/config.json"), &config);
}

fn keeper() -> PluginId {
    PluginId::parse("keeper").unwrap()
}

fn key_path() -> Vec<String> {
    ["login", "key"].map(str::to_owned).to_vec()
}

fn commands() -> Vec<Command> {
    let edits = vec![
        SettingEdit::Set {
            path: key_path(),
            value: json!("canary-edit"),
        },
        SettingEdit::Set {
            path: vec!["city".to_owned()],
            value: json!("Oslo"),
        },
    ];
    let mut path = key_path();
    path.insert(0, "keeper".to_owned());
    let settings: Map<String, Value> = [("login".to_owned(), json!({"key": "canary-configure"}))]
        .into_iter()
        .collect();
    let refused = SettingEdit::Set {
        path: vec!["enabled".to_owned()],
        value: json!("canary-edit"),
    };
    vec![
        Command::EditSettings {
            plugin: keeper(),
            edits,
        },
        Command::SetConfig {
            path,
            value: json!("canary-set"),
        },
        Command::Configure {
            plugin: keeper(),
            settings,
        },
        Command::EditSettings {
            plugin: keeper(),
            edits: vec![refused],
        },
    ]
}

/// Everything that the owner says while the commands are given, over the socket and as `Debug`.
fn said(root: &Path) -> String {
    let mut options = HostOptions::new(root.to_owned(), programs(), Arc::new(Monotonic::start()));
    options.size = Some(Size::new(64, 32));
    let host = Host::start(options).unwrap();
    let mut client = Client::connect(&root.join(control::SOCKET)).unwrap();
    let mut said = Vec::new();
    for command in commands() {
        let answer = client.command(&command).unwrap();
        said.push(format!("{command:?} {answer:?}"));
        let snapshot = client.snapshot().unwrap();
        let view = snapshot.plugin(&keeper()).unwrap();
        assert_eq!(view.secrets_set, [key_path()]);
        said.push(serde_json::to_string(&snapshot).unwrap());
        if let Command::EditSettings { edits, .. } = &command {
            let back = form::undo(&view.settings, edits, &view.secrets_set);
            said.push(serde_json::to_string(&back).unwrap());
            let before = json!({});
            let after = json!({"login": {"key": "canary-edit"}});
            for change in form::changes(&before, &after) {
                said.push(change.words(&[key_path()]));
                said.push(format!("{change:?}"));
            }
        }
    }
    said.push(serde_json::to_string(&client.journal(0).unwrap()).unwrap());
    said.push(format!("{:?}", client.stats().unwrap()));
    drop(host);
    said.join("\n")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), found);
        } else if entry.file_type().unwrap().is_file() {
            found.push(entry.path());
        }
    }
}

#[test]
fn a_secret_is_in_its_own_file_and_nowhere_else() {
    let root = Root::new();
    prepare(root.path());
    let mut said = said(root.path());
    // The command line says everything it has to say.
    let ended = root
        .run("-vv config set keeper.login.key canary-cli")
        .code(0);
    said += &(ended.out() + &ended.err());
    for line in [
        "-vv config history",
        "-vv --json plugin info keeper",
        "-vv journal",
        "-vv config get",
    ] {
        let ended = root.run(line).code(0);
        said += &(ended.out() + &ended.err());
    }
    assert!(
        said.contains("Oslo") && said.contains("login.key"),
        "what is no secret is said"
    );
    for canary in CANARIES {
        assert!(!said.contains(canary), "{canary} was said");
    }
    let mut all = Vec::new();
    files(root.path(), &mut all);
    let mut holders = 0;
    for path in all {
        let bytes = fs::read(&path).unwrap();
        let holds = |canary: &&&str| {
            bytes
                .windows(canary.len())
                .any(|part| part == canary.as_bytes())
        };
        let Some(canary) = CANARIES.iter().find(holds) else {
            continue;
        };
        let name = path
            .strip_prefix(root.path())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let kept = name == "config/config_secrets.json"
            || (name.starts_with("state/config-history/") && name.ends_with(".secrets.json"));
        assert!(kept, "{canary} is in {name}");
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
        holders += 1;
    }
    assert!(holders > 1, "the secrets file and copies of it hold them");
    let secrets = fs::read(root.path().join("config/config_secrets.json")).unwrap();
    let secrets: Value = serde_json::from_slice(&secrets).unwrap();
    assert_eq!(secrets, json!({"keeper": {"login": {"key": "canary-cli"}}}));
}

#[test]
fn the_command_line_knows_the_secrets_of_a_plugin_that_is_off() {
    let root = Root::new();
    prepare(root.path());
    let off = json!({"keeper": {"city": "Rome", "login": {"key": "canary-set"}}});
    write(&root.path().join("config/config.json"), &off);
    let checked = root.run("config check").code(0);
    let said = checked.out() + &checked.err();
    assert!(
        said.contains("keeper.login.key is secret and stands in config.json"),
        "{said}"
    );
    let ended = root.run("config set keeper.login.key canary-cli").code(0);
    let said = said + &ended.out() + &ended.err();
    assert!(
        said.contains("keeper.login.key has 10 characters; 3 is the most"),
        "{said}"
    );
    let main = fs::read_to_string(root.path().join("config/config.json")).unwrap();
    assert!(!main.contains("canary"), "{main}");
    let secrets = fs::read_to_string(root.path().join("config/config_secrets.json")).unwrap();
    assert!(secrets.contains("canary-cli"));
    let ended = root.run("config set keeper.city 5").code(0);
    assert!(
        ended.err().contains("keeper.city must be"),
        "{}",
        ended.err()
    );
    assert!(!said.contains("canary"), "{said}");
}

#[test]
fn what_carries_values_does_not_print_them() {
    let set = Edit::Set {
        path: key_path(),
        value: json!("canary-edit").into(),
        secret: true,
    };
    let document = lumarium_core::config::Document::parse(
        br#"{"keeper": {"key": "canary-set"}}"#,
        Some(br#"{"keeper": {"login": {"key": "canary-cli"}}}"#),
    );
    let replace = Edit::Replace {
        document: Arc::new(document.unwrap()),
    };
    let import = Command::ImportConfig {
        main: Map::new(),
        secrets: [("keeper".to_owned(), json!({"key": "canary-cli"}))]
            .into_iter()
            .collect(),
    };
    let printed = format!("{set:?} {replace:?} {import:?} {:?}", commands());
    assert!(printed.contains("keeper") && printed.contains("login"));
    for canary in CANARIES {
        assert!(!printed.contains(canary), "{printed}");
    }
}

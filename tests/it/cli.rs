//! The command line as people and scripts meet it: the real binary, its words and its exit codes.

mod any_bytes;
mod copies;
mod hosted;
pub(crate) mod kit;
mod ledmatrix;
mod owner;

use crate::binary;
use kit::Root;

const COMMANDS: [(&str, &[&str]); 23] = [
    (
        "run",
        &[
            "--terminal",
            "--for",
            "--panel",
            "--stats",
            "--size",
            "--refresh",
            "--record",
        ],
    ),
    (
        "render",
        &[
            "--size",
            "--screen",
            "--all",
            "--at",
            "--tz",
            "--set",
            "--settings",
            "--frames",
            "--look",
            "--fonts",
            "--ledmatrix",
            "--offline",
            "--deadline",
            "RFC 3339",
        ],
    ),
    (
        "check",
        &[
            "--size",
            "--update-golden",
            "--golden",
            "--mock",
            "--skip-update",
            "--online",
            "--fonts",
            "harness.json",
        ],
    ),
    (
        "plugin",
        &[
            "list",
            "info",
            "enable",
            "disable",
            "reload",
            "retry",
            "link",
            "unlink",
            "uninstall",
            "decide",
        ],
    ),
    ("plugin disable", &["--force", "needs"]),
    ("plugin uninstall", &["--keep-settings", "trash"]),
    (
        "plugin decide",
        &["keep-as-mine", "restore", "keep", "delete"],
    ),
    ("reconcile", &["--dry-run", "--force"]),
    ("import", &["--dry-run", "--replace", "trash"]),
    ("packs fetch", &["--fonts", "LUMARIUM_PACKS"]),
    ("state", &["[ID]"]),
    ("journal", &["--since", "--plugin", "--follow"]),
    (
        "config",
        &[
            "get", "set", "unset", "check", "history", "restore", "import",
        ],
    ),
    ("config import", &["--secrets"]),
    ("order", &["<ID>..."]),
    ("pin", &["[SCREEN]"]),
    ("show", &["--for", "<SCREEN>"]),
    ("brightness", &["0 to 100"]),
    ("doctor", &["what to do"]),
    ("completions", &["bash", "zsh", "fish"]),
    ("man", &["--dir"]),
    ("pause", &["picture"]),
    ("stop", &["End"]),
];

#[test]
fn every_command_explains_itself() {
    let root = Root::new();
    for (command, words) in COMMANDS {
        let help = root.run(&format!("{command} --help")).code(0);
        for word in words.iter().chain(&["--root", "--json"]) {
            assert!(
                help.out().contains(word),
                "{command}: no {word}\n{}",
                help.out()
            );
        }
    }
    let help = root.run("--help").code(0).out();
    assert!(help.contains("Exit codes: 0 done, 1 failed, 2 wrong use"));
    assert!(help.contains("LUMARIUM_ROOT"));
    assert!(root.run("--version").code(0).out().starts_with("lumarium "));
    assert!(std::fs::read_dir(root.path()).unwrap().next().is_none());
}

#[test]
fn wrong_use_is_two_and_says_how_it_is_right() {
    let root = Root::new();
    for line in [
        "dance",
        "run --size huge",
        "run --record out.jpg",
        "brightness 101",
        "plugin enable ../../etc",
        "render clock",
        "render clock --frames 2 -o out.png",
        "config set a..b 1",
    ] {
        let ended = root.run(line).code(2);
        assert!(!ended.err().is_empty(), "{line}");
        assert!(ended.out().is_empty(), "{line}");
        // The same for programs, where --json does not change what is asked.
        if line != "render clock" {
            root.run(&format!("{line} --json")).code(2).json_error();
        }
    }
    assert!(std::fs::read_dir(root.path()).unwrap().next().is_none());
}

#[test]
fn completions_and_manual_come_out_of_the_arguments() {
    let root = Root::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = root.run(&format!("completions {shell}")).code(0).out();
        assert!(script.contains("reconcile"), "{shell}");
    }
    let page = root.run("man").code(0).out();
    assert!(page.contains(".TH lumarium 1"), "{page}");
    assert!(page.contains("doctor"));
    let folder = root.path().join("man");
    root.run(&format!("man --dir {}", folder.display())).code(0);
    assert!(folder.join("lumarium.1").is_file());
    assert!(folder.join("lumarium-plugin-list.1").is_file());
}

#[test]
fn doctor_judges_and_advises() {
    let root = Root::new();
    let report = root.run("doctor --json").code(0).json();
    assert_eq!(report["ok"], true);
    let checks = report["checks"].as_array().unwrap();
    let names: Vec<&str> = checks
        .iter()
        .filter_map(|check| check["name"].as_str())
        .collect();
    for name in [
        "root",
        "owner",
        "config",
        "record",
        "disk",
        "display",
        "terminal",
        "file watching",
        "realtime priority",
        "time zone",
        "python",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    for check in checks {
        let verdict = check["verdict"].as_str().unwrap();
        assert!(["ok", "warn", "fail"].contains(&verdict));
        assert_eq!(check["advice"].is_null(), verdict == "ok", "{check}");
    }
    root.write("config/config.json", "{\"display\":");
    let ended = root.run("doctor").code(1);
    assert!(ended.out().contains("FAIL"), "{}", ended.out());
    assert!(ended.out().contains("lumarium config check"));
    assert!(!root.path().join("state").exists(), "doctor only looks");
}

#[test]
fn config_reads_what_is_there_and_names_what_is_broken() {
    let root = Root::new();
    root.write(
        "config/config.json",
        r#"{"timezone":"Europe/Berlin","display":{"hardware":{"rows":32}},"my.plugin":{"enabled":true}}"#,
    );
    assert_eq!(
        root.run("config get timezone").code(0).out(),
        "Europe/Berlin\n"
    );
    assert_eq!(
        root.run("config get timezone --json").code(0).json(),
        "Europe/Berlin"
    );
    assert_eq!(
        root.run("config get display.hardware.rows").code(0).out(),
        "32\n"
    );
    assert_eq!(
        root.run("config get \"my.plugin\".enabled").code(0).out(),
        "true\n"
    );
    assert_eq!(
        root.run("config get --json").code(0).json()["display"]["hardware"]["rows"],
        32
    );
    let missing = root
        .run("config get display.nothing --json")
        .code(1)
        .json_error();
    assert!(
        missing["error"]
            .as_str()
            .unwrap()
            .contains("display.nothing")
    );
    assert_eq!(root.run("config check --json").code(0).json()["ok"], true);
    for garbage in [&b"{\"a\""[..], b"\xff\xfe\x00", b"[]", b""] {
        root.write("config/config.json", garbage);
        let ended = root.run("config check --json").code(1);
        assert_eq!(ended.json()["ok"], false);
        assert_eq!(ended.json()["files"][0]["state"], "broken");
        let told = root.run("config get timezone").code(1);
        assert!(
            told.err().contains("lumarium config restore"),
            "{}",
            told.err()
        );
        let kept = std::fs::read(root.path().join("config/config.json")).unwrap();
        assert_eq!(kept, garbage, "reading changes nothing");
    }
}

#[test]
fn what_needs_a_running_lumarium_says_so() {
    let root = Root::new();
    for line in [
        "next",
        "previous",
        "pause",
        "resume",
        "pin",
        "unpin",
        "show clock",
        "stop",
        "journal --follow",
    ] {
        let ended = root.run(line).code(1);
        assert!(
            ended.err().contains("no Lumarium runs on this root"),
            "{line}: {}",
            ended.err()
        );
        assert!(
            ended.err().contains("lumarium run"),
            "{line}: {}",
            ended.err()
        );
        root.run(&format!("{line} --json")).code(1).json_error();
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let root = Root::new();
    let mut child = root.start("completions zsh");
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(ended.stderr.is_empty());
}

#[test]
fn a_root_that_is_no_folder_is_refused_in_words() {
    let root = Root::new();
    root.write("file", "not a folder");
    let path = root.path().join("file");
    for line in ["plugin list", "run --for 1s", "config set timezone UTC"] {
        let told = binary::command(&path, &line.split_whitespace().collect::<Vec<_>>())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.contains("a file stands there"), "{told}");
    }
    assert_eq!(std::fs::read(path).unwrap(), b"not a folder");
}

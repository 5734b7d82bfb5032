//! What the documents say is true: the README's commands work and answer as it shows, and links lead somewhere.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::binary;
use crate::tidy::source::{Source, sources};

/// How often a command that only looks is asked again: the program takes its time to notice files.
const LOOKS: usize = 1_000;

fn document(name: &str) -> String {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(name);
    fs::read_to_string(path).unwrap()
}

/// A command of a `console` block, with the lines that are shown below it.
#[derive(Debug, PartialEq)]
struct Shown<'a> {
    command: &'a str,
    answer: Vec<&'a str>,
}

/// The commands of all `console` blocks, in order.
fn shown(text: &str) -> Vec<Shown<'_>> {
    let mut inside = false;
    let mut found: Vec<Shown<'_>> = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            let answer = Vec::new();
            found.push(Shown { command, answer });
        } else if let Some(last) = found.last_mut().filter(|_| inside) {
            last.answer.push(line);
        }
    }
    found
}

/// Whether each shown line is in the answer, in order; `…` stands for anything, spaces for any spaces.
fn tells(answer: &str, shown: &[&str]) -> bool {
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let told: Vec<String> = answer.lines().map(squeezed).collect();
    let mut told = told.iter();
    let mut shown = shown.iter().filter(|line| **line != "…");
    shown.all(|wanted| told.any(|line| fits(line, &squeezed(wanted))))
}

fn fits(line: &str, wanted: &str) -> bool {
    let mut rest = line;
    let mut pieces = wanted.split('…').map(str::trim).peekable();
    let mut first = true;
    while let Some(piece) = pieces.next() {
        let Some(at) = rest.find(piece).filter(|at| !first || *at == 0) else {
            return false;
        };
        first = false;
        rest = rest.get(at + piece.len()..).unwrap_or("");
        if pieces.peek().is_none() && !piece.is_empty() && !rest.is_empty() {
            return false;
        }
    }
    true
}

/// Whether a command may be given again and again.
fn only_looks(command: &str) -> bool {
    let words = ["list", "info", "state", "journal", "--dry-run", "doctor"];
    command.split(' ').any(|word| words.contains(&word))
}

/// A person's home with the program in the path, an LEDMatrix folder, and a root that plays.
struct Home {
    folder: tempfile::TempDir,
    playing: Child,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plugin = folder.path().join("LEDMatrix/plugin-repos/football");
        fs::create_dir_all(&plugin).unwrap();
        let manifest = r#"{"id": "football-scoreboard", "name": "Football", "version": "2.0.1", "entry_point": "manager.py"}"#;
        fs::write(plugin.join("manifest.json"), manifest).unwrap();
        fs::write(plugin.join("manager.py"), "").unwrap();
        let config = folder.path().join("LEDMatrix/config");
        fs::create_dir_all(&config).unwrap();
        let text = r#"{"football-scoreboard": {"enabled": true}}"#;
        fs::write(config.join("config.json"), text).unwrap();
        let mut play = command(folder.path(), "exec lumarium run");
        let playing = play.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut home = Self {
            folder,
            playing: playing.unwrap(),
        };
        while !answer_text(&home.run("lumarium doctor")).contains("a Lumarium runs on it") {
            assert!(home.playing.try_wait().unwrap().is_none(), "it ended");
        }
        home
    }

    fn run(&self, line: &str) -> Output {
        command(self.folder.path(), line).output().unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // After a test that went well it has ended already.
        drop(self.playing.kill());
        drop(self.playing.wait());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a person types into a shell"
)]
fn command(home: &Path, line: &str) -> Command {
    let program = binary::lumarium().parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program).chain(std::env::split_paths(&path));
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(home);
    command.env("PATH", std::env::join_paths(paths).unwrap());
    command.env("HOME", home);
    command.env("LUMARIUM_ROOT", home.join("root"));
    for name in ["RUST_LOG", "DISPLAY", "WAYLAND_DISPLAY"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

fn answer_text(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{out}{err}")
}

#[cfg(unix)]
#[test]
fn the_commands_of_the_readme_work() {
    let readme = document("README.md");
    let commands = shown(&readme);
    assert!(commands.len() > 20, "the commands were not found");
    let mut home = Home::new();
    for Shown { command, answer } in &commands {
        // One that plays on a root of its own may not meet the one that plays already.
        let plays = command.starts_with("lumarium run --for");
        let line = if plays {
            format!("LUMARIUM_ROOT=$HOME/other {command}")
        } else {
            (*command).to_owned()
        };
        let looks = if only_looks(command) { LOOKS } else { 1 };
        let mut told = String::new();
        let good = (0..looks).any(|_| {
            let output = home.run(&line);
            told = answer_text(&output);
            output.status.success() && tells(&told, answer)
        });
        assert!(
            good,
            "`{command}` does not answer as the README says:\n{told}\nREADME:\n{}",
            answer.join("\n")
        );
    }
    assert_eq!(home.playing.wait().unwrap().code(), Some(0));
}

/// Where the links and pictures of a document lead, inside this repository.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    let here = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    here.map(|target| target.split('#').next().unwrap_or(target))
        .collect()
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    let top = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ] {
        let text = document(name);
        for link in links(&text) {
            assert!(top.join(link).is_file(), "{name}: {link} is not there");
        }
    }
}

/// The tests that ARCHITECTURE.md names.
fn guards(text: &str) -> Vec<&str> {
    let table = text.split("## What does not happen").nth(1).unwrap_or("");
    let table = table.split("\n## ").next().unwrap_or("");
    let names = table.split('`').skip(1).step_by(2);
    names.filter(|name| name.contains("::")).collect()
}

/// Whether a source is this module, or the module of this test.
fn holds(source: &Source, name: &str) -> bool {
    let file = |modules: &str| format!("/{}.rs", modules.replace("::", "/"));
    let test = name.rsplit_once("::").is_some_and(|(modules, test)| {
        source.path.ends_with(&file(modules)) && source.code.contains(&format!("fn {test}("))
    });
    test || source.path.ends_with(&file(name))
}

#[test]
fn the_guards_that_the_architecture_names_exist() {
    let text = document("ARCHITECTURE.md");
    let names = guards(&text);
    assert!(names.len() > 20, "the guards were not found");
    let sources = sources(".rs");
    for name in names {
        let there = sources.iter().any(|source| holds(source, name));
        assert!(there, "ARCHITECTURE.md names {name}, which is not there");
    }
}

#[test]
fn the_checks_bite() {
    let text = "```sh\n$ no\n```\n```console\n$ a b\nc …\n\n$ d\n```\n$ e";
    let found = shown(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found.first().unwrap().answer, ["c …", ""]);

    assert!(tells("x\na   b 12 c\ny", &["a b … c"]));
    assert!(tells("one\ntwo\nthree", &["one", "…", "three"]));
    assert!(!tells("one\ntwo", &["two", "one"]), "the order counts");
    assert!(!tells("one two", &["one"]), "a line is told whole");
    assert!(!tells("one two", &["two"]), "and from its beginning");
    assert!(tells("one two", &["… two"]));

    assert_eq!(
        links("[a](B.md#c) ![d](e.png) [f](https://g) [h](#i)"),
        ["B.md", "e.png"]
    );
    let table = "`x::no`\n## What does not happen\n| a | `b::c`, `d` |\n## Words\n`e::f`";
    assert_eq!(guards(table), ["b::c"]);
    let source = Source::new("core/src/a/b.rs", "fn c() {}");
    assert!(holds(&source, "a::b::c") && holds(&source, "a::b"));
    assert!(!holds(&source, "a::b::d") && !holds(&source, "x::b"));
}

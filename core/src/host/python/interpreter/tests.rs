use std::os::unix::fs::symlink;

use super::*;

/// A program that answers like an interpreter.
fn answers(folder: &Path, name: &str, version: [u32; 3], packages: &str) -> PathBuf {
    let answer = format!(r#"{{"version": {version:?}, "prefix": "/p", "packages": {packages}}}"#);
    script(
        folder,
        name,
        &format!("echo noise; echo 'lumarium:{answer}'"),
    )
}

/// Written by another process: a file that this one has just written is busy while a test beside it starts something.
fn script(folder: &Path, name: &str, body: &str) -> PathBuf {
    let path = folder.join(name);
    let mut shell = child::command("/bin/sh");
    shell.args([
        "-c",
        r#"printf '#!/bin/sh\n%s\n' "$1" > "$2" && chmod 755 "$2""#,
        "sh",
        body,
    ]);
    let ended = child::run(shell.arg(&path), limits::INTERPRETER_TIMEOUT, 1_000).unwrap();
    assert!(ended.status.unwrap().success(), "{}", ended.errors);
    path
}

const ALL: &str =
    r#"{"PIL": "12.3.0", "requests": "2", "numpy": "2", "freetype": "", "pytz": "1"}"#;
const BARE: &str = r#"{"PIL": null, "requests": "2"}"#;

fn find(named: Option<&str>, folders: &[&Path]) -> Result<Interpreter, InterpreterError> {
    let path = std::env::join_paths(folders).unwrap();
    Interpreter::find_in(named.map(OsStr::new), &path)
}

#[test]
fn the_first_that_draws_and_fetches_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let bare = answers(at, "python3", [3, 13, 1], BARE);
    assert_eq!(find(None, &[at]).unwrap().program, bare);
    let whole = answers(at, "python3.11", [3, 11, 2], ALL);
    let found = find(None, &[at]).unwrap();
    assert_eq!(
        (found.program.as_path(), found.version),
        (whole.as_path(), Version(3, 11, 2))
    );
    assert_eq!(found.packages.pillow.as_deref(), Some("12.3.0"));
    assert_eq!(found.warnings(), Vec::<String>::new());
    let there = ["PIL 12.3.0", "requests 2", "numpy 2", "freetype", "pytz 1"];
    assert_eq!(found.packages.there(), there);
}

#[test]
fn folders_of_the_path_are_searched_in_order() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    answers(second.path(), "python3", [3, 10, 0], ALL);
    answers(first.path(), "python3", [3, 12, 0], ALL);
    let found = find(None, &[first.path(), second.path()]).unwrap();
    assert_eq!(found.version, Version(3, 12, 0));
}

#[test]
fn a_link_beside_its_program_is_not_asked_twice() {
    let folder = tempfile::tempdir().unwrap();
    answers(folder.path(), "python3.12", [3, 12, 0], ALL);
    symlink("python3.12", folder.path().join("python3")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(
        folder.path().join("python3.12"),
        elsewhere.path().join("python3"),
    )
    .unwrap();
    let path = std::env::join_paths([folder.path(), elsewhere.path()]).unwrap();
    let asked = candidates(&path);
    assert_eq!(
        asked,
        [
            folder.path().join("python3"),
            elsewhere.path().join("python3")
        ]
    );
}

#[test]
fn a_named_one_is_the_only_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    answers(at, "python3", [3, 11, 0], ALL);
    let mine = answers(at, "mine", [3, 10, 0], BARE);
    assert_eq!(find(mine.to_str(), &[at]).unwrap().program, mine);
    assert_eq!(find(Some("mine"), &[at]).unwrap().program, mine);
    let absent = at.join("absent");
    let error = find(absent.to_str(), &[at]).unwrap_err();
    assert_eq!(error, InterpreterError::Named(absent));
}

#[test]
fn what_cannot_be_used_is_told_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(find(None, &[at]), Err(InterpreterError::Absent));
    answers(at, "python", [2, 7, 18], "{}");
    let told = find(None, &[at]).unwrap_err().to_string();
    assert!(
        told.contains("Python 2.7.18") && told.contains("3.9.0"),
        "{told}"
    );
    script(at, "python3", "echo 'no libpython' >&2; exit 127");
    let told = find(None, &[at]).unwrap_err().to_string();
    assert!(
        told.contains("no libpython") && told.contains("127"),
        "{told}"
    );
    script(at, "python3", "echo 'lumarium:[]'");
    assert!(matches!(
        find(None, &[at]),
        Err(InterpreterError::Broken { .. })
    ));
    for text in [told, InterpreterError::Absent.to_string()] {
        assert!(text.contains("apt install python3"), "{text}");
    }
}

#[test]
fn people_are_told_what_is_missing_and_what_is_untested() {
    let folder = tempfile::tempdir().unwrap();
    let program = answers(folder.path(), "python3", [3, 14, 0], BARE);
    let found = Interpreter::ask(&program).unwrap();
    assert_eq!(
        found.packages.missing(),
        ["PIL", "numpy", "freetype", "pytz"]
    );
    let told = found.warnings().join("\n");
    assert!(
        told.contains("newer than") && told.contains("lacks PIL, numpy"),
        "{told}"
    );
    assert!(!Version(3, 13, 9).is_untested() && Version(3, 14, 0).is_untested());
}

/// The only one that needs a Python; without one there is nothing to be seen.
#[test]
fn a_real_python_answers_the_question() {
    let found = match Interpreter::find() {
        Ok(found) => found,
        Err(error) => {
            println!("skipped: {error}");
            return;
        }
    };
    assert!(found.version >= Version::MIN, "{found}");
    assert!(found.prefix.is_dir(), "{}", found.prefix.display());
}

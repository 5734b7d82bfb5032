//! Kills the program before every change that a command makes to a file, or lets that change fail, starts it
//! again, lets it reconcile once, and looks: everything is as before or as wished, what was acknowledged
//! stays, nothing lies about.

mod root;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::binary;
use crate::killat::{Harm, Outcome, Point, run_hurt_at, run_killed_at, skipped};
use root::Held;

/// Threads that kill: each point is a root of its own.
const KILLERS: usize = 2;

/// A command under test. `{}` in an argument stands for the folder around the root.
type Operation = &'static [&'static str];

const OPERATIONS: [Operation; 10] = [
    &["plugin", "enable", "text"],
    &["plugin", "disable", "clock"],
    &["config", "set", "clock.face", "analog"],
    &["config", "set", "mine.token", root::SECRET],
    &["config", "unset", "clock.unknown"],
    &["order", "text", "mine", "clock"],
    &["plugin", "link", "{}/working-copy"],
    &["plugin", "uninstall", "mine"],
    &["import", "{}/ledmatrix", "--replace"],
    &[
        "config",
        "import",
        "{}/import.json",
        "--secrets",
        "{}/import-secrets.json",
    ],
];

/// An operation with what was before it and what is after it.
struct Trial {
    operation: Operation,
    prepared: PathBuf,
    before: Held,
    after: Held,
    files: std::collections::BTreeSet<String>,
    points: Vec<Point>,
}

fn command(operation: Operation, folder: &Path) -> Command {
    let folder_name = folder.to_str().unwrap();
    let args: Vec<String> = operation
        .iter()
        .map(|arg| arg.replace("{}", folder_name))
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    binary::command(&root::root(folder), &args)
}

fn fresh(prepared: &Path) -> tempfile::TempDir {
    let folder = root::folder();
    root::copy(prepared, folder.path());
    folder
}

/// Lets the command run to its end once. `None` where tracing is not allowed.
fn trial(operation: Operation, prepared: &Path) -> Option<Trial> {
    let folder = fresh(prepared);
    let root = root::root(folder.path());
    let before = root::look(&root).0;
    let mut files = root::files(&root);
    let whole = match run_killed_at(&mut command(operation, folder.path()), 0) {
        Err(error) if skipped(&error) => return None,
        other => other.unwrap(),
    };
    let Outcome::Completed {
        points,
        status,
        stdout,
        stderr,
        hurt: _,
    } = whole
    else {
        panic!("nothing was to be killed: {whole:?}");
    };
    assert!(status.success(), "{operation:?} failed: {stdout}{stderr}");
    assert!(
        !stdout.trim().is_empty(),
        "{operation:?} says nothing when it is done"
    );
    assert!(!points.is_empty(), "{operation:?} changes nothing");
    root::run(&root, &["reconcile", "--json"]);
    let after = root::look(&root).0;
    assert_ne!(
        before, after,
        "{operation:?} changes nothing that can be seen"
    );
    files.extend(root::files(&root));
    Some(Trial {
        operation,
        prepared: prepared.to_owned(),
        before,
        after,
        files,
        points,
    })
}

/// What was found after some harm.
#[derive(Default)]
struct Found {
    /// What is wrong; nothing should be.
    wrong: Vec<String>,
    /// How often the command said that it failed.
    refused: usize,
}

/// Harm at point `n`, a restart and one pass.
fn hurt_at(trial: &Trial, n: usize, harm: Harm) -> Found {
    let folder = fresh(&trial.prepared);
    let root = root::root(folder.path());
    let outcome = run_hurt_at(&mut command(trial.operation, folder.path()), n, harm).unwrap();
    let mut wrong = Vec::new();
    // Threads of the program may take turns in another order; then the last points may not be reached.
    let acknowledged = match &outcome {
        Outcome::Completed {
            status,
            stdout,
            stderr,
            ..
        } => {
            if status.code().is_none() || stderr.contains("panicked") {
                wrong.push(format!("it did not end in good order: {status} {stderr}"));
            }
            if !status.success() && stdout.trim().is_empty() && stderr.trim().is_empty() {
                wrong.push("it failed without a word".to_owned());
            }
            status.success()
        }
        Outcome::Killed { stdout, .. } => !stdout.trim().is_empty(),
    };
    root::run(&root, &["reconcile", "--json"]);
    let (held, automatic) = root::look(&root);
    if held != trial.before && held != trial.after {
        wrong.push(format!("neither as before nor as wished: {held:?}"));
    }
    if acknowledged && held != trial.after {
        wrong.push("what was acknowledged is lost".to_owned());
    }
    wrong.extend(root::record_problem(&root));
    wrong.extend(
        root::leaks(&root)
            .iter()
            .map(|file| format!("a secret is in {file}")),
    );
    let files = root::files(&root);
    wrong.extend(
        files
            .difference(&trial.files)
            .map(|file| format!("left lying about: {file}")),
    );
    wrong.extend(
        automatic
            .iter()
            .map(|finding| format!("a second pass would act: {finding}")),
    );
    let at = match &outcome {
        Outcome::Completed { hurt: Some(at), .. } | Outcome::Killed { at, .. } => at.to_string(),
        Outcome::Completed { hurt: None, .. } => "never".to_owned(),
    };
    let what = trial.operation.join(" ");
    let name = |wrong| format!("`{what}`, {harm:?} at {n} ({at}): {wrong}");
    Found {
        wrong: wrong.into_iter().map(name).collect(),
        refused: usize::from(!acknowledged),
    }
}

/// Every point of a trial, on several threads.
fn hurt_everywhere(trial: &Trial, harm: Harm) -> Found {
    let next = AtomicUsize::new(1);
    let all = Mutex::new(Found::default());
    thread::scope(|scope| {
        for killer in 0..KILLERS {
            let work = || loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n > trial.points.len() {
                    break;
                }
                let found = hurt_at(trial, n, harm);
                let mut all = all.lock().unwrap();
                all.wrong.extend(found.wrong);
                all.refused += found.refused;
            };
            let named = thread::Builder::new().name(format!("killer {killer}"));
            named.spawn_scoped(scope, work).unwrap();
        }
    });
    all.into_inner().unwrap()
}

#[test]
fn a_kill_at_any_change_loses_nothing_and_leaves_nothing() {
    let prepared = root::folder();
    root::prepare(prepared.path());
    let mut wrong = Vec::new();
    let mut count = 0;
    for operation in OPERATIONS {
        let Some(trial) = trial(operation, prepared.path()) else {
            return;
        };
        println!(
            "{:4} kill points: lumarium {}",
            trial.points.len(),
            operation.join(" ")
        );
        count += trial.points.len();
        wrong.extend(hurt_everywhere(&trial, Harm::Kill).wrong);
    }
    println!("{count:4} kill points in all");
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every change of every command fails once, finds the disk full, or is written by half: also those that
/// `SQLite` makes, which our own file layer does not see.
#[test]
fn a_change_that_fails_loses_nothing_and_says_so() {
    if cfg!(not(target_arch = "x86_64")) {
        println!("SKIPPED: calls can only be made to fail on x86-64");
        return;
    }
    let prepared = root::folder();
    root::prepare(prepared.path());
    let (mut wrong, mut count, mut refused) = (Vec::new(), 0, 0);
    for operation in OPERATIONS {
        let Some(trial) = trial(operation, prepared.path()) else {
            return;
        };
        for harm in [Harm::Fail(libc::EIO), Harm::Full, Harm::Short] {
            count += trial.points.len();
            let found = hurt_everywhere(&trial, harm);
            // What is written by half is completed; most of the rest cannot be made good.
            let bites = harm == Harm::Short || found.refused * 4 > trial.points.len();
            assert!(bites, "{operation:?} hardly notices {harm:?}");
            refused += found.refused;
            wrong.extend(found.wrong);
        }
    }
    println!("{count} changes hurt, {refused} commands refused");
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The repair itself is killed, at every point of a repair that has something to do.
#[test]
fn a_kill_during_the_repair_is_repaired_by_the_next_one() {
    let prepared = root::folder();
    root::prepare(prepared.path());
    let operation = OPERATIONS[OPERATIONS.len() - 1];
    let Some(trial) = trial(operation, prepared.path()) else {
        return;
    };
    let (mut wrong, mut count) = (Vec::new(), 0);
    // Every 29th point of the command; the root it leaves is the start of a trial of its own.
    for n in (1..=trial.points.len()).step_by(29) {
        let folder = fresh(prepared.path());
        drop(run_killed_at(&mut command(operation, folder.path()), n).unwrap());
        let repair: Operation = &["reconcile", "--json"];
        let hurt = Trial {
            operation: repair,
            prepared: folder.path().to_owned(),
            before: trial.before.clone(),
            after: trial.after.clone(),
            files: trial.files.clone(),
            points: points_of(repair, folder.path()),
        };
        count += hurt.points.len();
        // A repair ends with either; it has nothing to acknowledge.
        let found = hurt_everywhere(&hurt, Harm::Kill).wrong;
        wrong.extend(
            found
                .into_iter()
                .filter(|wrong| !wrong.ends_with("what was acknowledged is lost")),
        );
    }
    println!("{count} kill points of repairs");
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn points_of(operation: Operation, prepared: &Path) -> Vec<Point> {
    let folder = fresh(prepared);
    match run_killed_at(&mut command(operation, folder.path()), 0).unwrap() {
        Outcome::Completed { points, .. } => points,
        Outcome::Killed { at, .. } => panic!("nothing was to be killed, but {at} was"),
    }
}

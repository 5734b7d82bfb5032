//! The tool proves itself on a program whose changes are known: this binary, started again.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::{Harm, Outcome, run_hurt_at, run_killed_at, skipped};

const FOLDER: &str = "LUMARIUM_KILLAT_FOLDER";

/// What the victim does: two threads, then a child process.
const CHANGES: [&str; 9] = [
    "openat a.new",
    "write a.new",
    "fsync a.new",
    "rename a.new",
    "openat b.new",
    "write b.new",
    "fsync b.new",
    "rename b.new",
    "mkdir c",
];

/// Not a test of its own: what the other ones start. By itself it does nothing.
#[test]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder).to_owned();
    for name in ["a", "b"] {
        let place = folder.clone();
        let work = move || write_whole(&place, name);
        let worker = thread::Builder::new().name(name.to_owned());
        worker.spawn(work).unwrap().join().unwrap();
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "a child that is to be killed with its parent"
    )]
    let made = Command::new("mkdir")
        .arg(folder.join("c"))
        .status()
        .unwrap();
    assert!(made.success());
}

fn write_whole(folder: &Path, name: &str) {
    let temporary = folder.join(format!("{name}.new"));
    let mut file = File::create(&temporary).unwrap();
    file.write_all(b"whole").unwrap();
    file.sync_all().unwrap();
    fs::rename(&temporary, folder.join(name)).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program that is to be killed"
)]
fn victim_in(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let name = concat!(module_path!(), "::victim");
    let name = name.split_once("::").unwrap().1;
    command.args([name, "--exact", "--nocapture"]);
    command.env(FOLDER, folder);
    command
}

/// How many changes have happened, from what is there.
fn done(folder: &Path) -> usize {
    let one = |name: &str| {
        let temporary = folder.join(format!("{name}.new"));
        if folder.join(name).exists() {
            return 4;
        }
        match fs::read(temporary) {
            // Whether it was synced cannot be seen.
            Ok(text) if text == b"whole" => 2,
            Ok(_) => 1,
            Err(_) => 0,
        }
    };
    one("a") + one("b") + usize::from(folder.join("c").exists())
}

#[test]
fn every_point_of_every_thread_and_child_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let whole = match run_killed_at(&mut victim_in(folder.path()), 0) {
        Err(error) if skipped(&error) => return,
        other => other.unwrap(),
    };
    let Outcome::Completed { points, status, .. } = whole else {
        panic!("nothing was to be killed: {whole:?}");
    };
    assert!(status.success());
    assert_eq!(done(folder.path()), CHANGES.len());
    let folder_name = folder.path().to_str().unwrap();
    let seen: Vec<String> = points
        .iter()
        .map(|point| point.to_string().replace(&format!("{folder_name}/"), ""))
        .collect();
    // Machines without the older calls have their successors.
    let seen: Vec<String> = seen
        .iter()
        .map(|name| {
            name.replace("renameat ", "rename ")
                .replace("mkdirat ", "mkdir ")
        })
        .collect();
    assert_eq!(seen, CHANGES);

    for n in 1..=CHANGES.len() {
        let folder = tempfile::tempdir().unwrap();
        let outcome = run_killed_at(&mut victim_in(folder.path()), n).unwrap();
        let Outcome::Killed { at, .. } = outcome else {
            panic!("point {n} was not reached: {outcome:?}");
        };
        assert_eq!(at.name, points[n - 1].name, "point {n}");
        // Nothing from this point on has happened, and everything before it.
        let expected = if matches!(n, 4 | 8) { n - 2 } else { n - 1 };
        assert_eq!(done(folder.path()), expected, "killed before {at}");
    }
}

#[test]
fn a_point_that_does_not_exist_is_not_reached() {
    let folder = tempfile::tempdir().unwrap();
    match run_killed_at(&mut victim_in(folder.path()), 100) {
        Err(error) if skipped(&error) => {}
        other => assert!(
            matches!(other.unwrap(), Outcome::Completed { points, .. } if points.len() == 9)
        ),
    }
}

/// Whether the victim ended well, and how many bytes `a.new` or `a` has in the end.
#[cfg(target_arch = "x86_64")]
fn hurt(n: usize, harm: Harm, named: &str) -> Option<(bool, u64)> {
    let folder = tempfile::tempdir().unwrap();
    let outcome = match run_hurt_at(&mut victim_in(folder.path()), n, harm) {
        Err(error) if skipped(&error) => return None,
        other => other.unwrap(),
    };
    let Outcome::Completed { status, hurt, .. } = outcome else {
        panic!("nothing was to be killed: {outcome:?}");
    };
    assert_eq!(hurt.unwrap().name, named);
    let length = |name: &str| fs::metadata(folder.path().join(name)).map(|file| file.len());
    let length = length("a").or_else(|_| length("a.new"));
    Some((status.success(), length.unwrap_or(u64::MAX)))
}

#[cfg(target_arch = "x86_64")]
#[test]
fn a_change_can_fail_a_disk_can_be_full_and_a_write_can_be_short() {
    let Some(failed) = hurt(1, Harm::Fail(libc::EIO), "openat") else {
        return;
    };
    assert_eq!(failed, (false, u64::MAX), "no file was made");
    assert_eq!(hurt(2, Harm::Fail(libc::EIO), "write"), Some((false, 0)));
    assert_eq!(hurt(3, Harm::Fail(libc::EIO), "fsync"), Some((false, 5)));
    assert_eq!(hurt(2, Harm::Full, "write"), Some((false, 0)));
    // Flushing needs no room; the next file does.
    assert_eq!(hurt(3, Harm::Full, "fsync"), Some((false, 5)));
    assert_eq!(hurt(2, Harm::Short, "write"), Some((true, 5)));
}

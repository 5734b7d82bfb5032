use super::*;
use crate::host::clock::Monotonic;
use crate::host::python::here;

fn leash() -> Arc<Leash> {
    let clock = Arc::new(Monotonic::start());
    Arc::new(Leash::new(Path::new("python3"), Vec::new(), clock))
}

fn run(leash: &Leash, words: &[&str], deadline: Duration) -> (Ended, Vec<String>) {
    let mut lines = Vec::new();
    let mut split = Lines::default();
    let task = Task {
        words,
        heard: Heard::All,
        deadline,
    };
    let ended = leash.run(task, &mut |bytes| {
        split.take(bytes, &mut |line| lines.push(line.to_owned()));
    });
    split.end(&mut |line| lines.push(line.to_owned()));
    (ended, lines)
}

/// Long enough for any machine.
const LONG: Duration = Duration::from_mins(5);

#[test]
fn what_a_program_says_comes_in_lines_without_controls_and_with_its_end() {
    if !here::python() {
        return;
    }
    let (ended, lines) = run(
        &leash(),
        &["sh", "-c", "echo one; echo two >&2; printf 'a\\rb\\033'"],
        LONG,
    );
    assert_eq!(ended, Ended::Well);
    assert_eq!(lines, ["one", "two", "a", "b"]);
    assert_eq!(run(&leash(), &["false"], LONG).0, Ended::Badly);
    let (ended, lines) = run(&leash(), &["no-such-program"], LONG);
    assert_eq!(ended, Ended::Badly);
    assert!(lines[0].contains("cannot be started"), "{lines:?}");
}

#[test]
fn a_flood_without_an_end_of_line_costs_one_line() {
    let mut lines = Vec::new();
    let mut split = Lines::default();
    split.take(&vec![b'x'; 10 * limits::ENVIRONMENT_LINE_MAX], &mut |_| {});
    split.end(&mut |line| lines.push(line.len()));
    assert_eq!(lines, [limits::ENVIRONMENT_LINE_MAX]);
}

#[test]
fn a_late_program_is_killed_with_its_children() {
    if !here::python() {
        return;
    }
    let (ended, _) = run(
        &leash(),
        &["sh", "-c", "sleep 1000 & sleep 1000"],
        Duration::ZERO,
    );
    assert_eq!(ended, Ended::Late);
}

#[test]
fn cancelling_kills_what_runs_with_its_children_and_refuses_what_comes() {
    if !here::python() {
        return;
    }
    let leash = leash();
    let mut said = Vec::new();
    let task = Task {
        words: &["sh", "-c", "sleep 1000 & echo ready; wait"],
        heard: Heard::All,
        deadline: LONG,
    };
    // The pipe ends only with the last of the group: that this returns is the proof.
    let ended = leash.run(task, &mut |bytes| {
        said.extend_from_slice(bytes);
        leash.cancel();
    });
    assert_eq!(
        (ended, said.as_slice()),
        (Ended::Cancelled, &b"ready\n"[..])
    );
    assert_eq!(run(&leash, &["true"], LONG).0, Ended::Cancelled);
}

#[test]
fn what_runs_ends_when_we_are_gone() {
    if !here::python() {
        return;
    }
    #[expect(clippy::disallowed_methods, reason = "the runner itself is tested")]
    let mut command = Command::new("python3");
    command.args(["-I", "-c", RUNNER, "sh", "-c", "sleep 1000 & sleep 1000"]);
    let mut child = command
        .process_group(0)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // As when our process is killed: nobody holds the other end any more.
    drop(child.stdin.take());
    assert!(!child.wait().unwrap().success());
}

use std::time::Duration;

use super::*;

const LONG: Duration = Duration::from_mins(5);

fn shell(script: &str, deadline: Duration, bytes_max: usize) -> Ended {
    run(
        command("/bin/sh").arg("-c").arg(script),
        deadline,
        bytes_max,
    )
    .unwrap()
}

#[test]
fn what_it_says_and_how_it_ends_is_told() {
    let ended = shell("echo out; echo err >&2; exit 3", LONG, 100);
    assert_eq!(
        (ended.output.as_str(), ended.errors.as_str()),
        ("out\n", "err\n")
    );
    assert_eq!(ended.status.unwrap().code(), Some(3));
    assert!(!ended.cut);
}

#[test]
fn it_reads_nothing_of_ours() {
    assert_eq!(shell("cat; echo end", LONG, 100).output, "end\n");
}

#[test]
fn a_flood_is_read_on_and_its_end_is_kept() {
    let ended = shell("yes | head -c 3000000; echo last; echo end >&2", LONG, 10);
    assert!(ended.output.ends_with("y\nlast\n"), "{}", ended.output);
    assert_eq!(ended.output.len(), 10);
    assert_eq!(ended.errors, "end\n");
    assert!(ended.cut);
}

#[test]
fn who_is_late_is_killed_with_everything_it_started() {
    // The pipes close only when the second shell is dead, too, and that is no `outlived`.
    let script = "trap '' TERM; sh -c 'trap \"\" TERM; while :; do :; done' & echo begun; wait";
    let ended = shell(script, Duration::from_millis(300), 100);
    assert!(ended.status.is_none() && !ended.outlived);
    assert!(ended.output.is_empty() || ended.output == "begun\n");
}

#[test]
fn what_was_left_behind_does_not_hold_up_the_end() {
    let ended = shell("echo done; while :; do :; done &", LONG, 100);
    assert_eq!(ended.output, "done\n");
    assert_eq!(ended.status.unwrap().code(), Some(0));
    assert!(!ended.outlived);
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    assert!(run(&mut command("/no/such/program"), LONG, 1).is_err());
}

use super::*;

#[test]
fn what_linux_writes_is_read() {
    let status = "Name:\tpython3\nPPid:\t12\nVmRSS:\t  30720 kB\nThreads:\t4\n";
    assert_eq!(field(status, "VmRSS:"), Some(30_720));
    assert_eq!(field(status, "Threads:"), Some(4));
    assert_eq!(field(status, "VmSwap:"), None);
    let stat = "77 (a) b) S 1 77 77 0 -1 4194304 10 0 0 0 12 3 5 1 20 0 9 0 5 6 7";
    assert_eq!(cpu_millis(stat), Some(210));
    assert_eq!(cpu_millis("77 python"), None);
    assert_eq!(numbers("12 13 x \n").collect::<Vec<_>>(), [12, 13]);
}

#[test]
fn a_family_is_followed_down_and_each_is_counted_once() {
    let below = |pid| match pid {
        1 => vec![2, 3],
        2 => vec![4, 1],
        3 => vec![4, 5],
        _ => Vec::new(),
    };
    assert_eq!(family(1, &[], below), [1, 2, 3, 4, 5]);
    assert_eq!(family(1, &[2], below), [1, 3, 4, 5], "2 is another's");
}

#[test]
fn a_family_that_grows_for_ever_is_bounded() {
    let found = family(1, &[], |pid| vec![pid + 1]);
    assert_eq!(found.len(), limits::WORKER_PROCESSES_SEEN);
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_with_a_child_is_seen_with_it() {
    let mut child = sleeper();
    let own = std::process::id();
    let tree = tree(own, &[]).unwrap();
    assert_eq!(tree.pids[0], own);
    assert!(tree.pids.contains(&child.id()), "{tree:?}");
    assert!(tree.resident_bytes > 1_000_000 && tree.threads >= 2);
    let alone = super::tree(own, &[child.id()]).unwrap();
    assert!(!alone.pids.contains(&child.id()));
    assert!(children(own).contains(&child.id()));
    assert!(parents().get(&child.id()) == Some(&own), "and by searching");
    let real = proportional_bytes(&[own]).unwrap();
    assert!(real > 0 && real <= tree.resident_bytes * 2, "{real}");
    assert!(command_line(child.id()).starts_with("sleep"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(super::tree(child.id(), &[]), None);
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "something to be looked at")]
fn sleeper() -> std::process::Child {
    std::process::Command::new("sleep")
        .arg("1000")
        .spawn()
        .unwrap()
}

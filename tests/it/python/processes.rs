//! Which processes a root has. Every one of them carries the root in the environment it began with, also
//! what was forked twice and has a session of its own: nobody can change that from inside.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use crate::cage::PATIENCE;

/// The numbers of all processes of a root: the template and what has come from it.
fn all_of(root: &Path) -> Vec<u32> {
    let mark = [b"LUMARIUM_ROOT=", root.as_os_str().as_bytes(), b"\0"].concat();
    let entries = fs::read_dir("/proc").unwrap();
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let ours = |pid: &u32| {
        let began = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        began.windows(mark.len()).any(|part| part == mark)
    };
    numbers.filter(ours).collect()
}

/// The parent of a process, if it is still there.
fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may have any character.
    let rest = stat.rsplit_once(')')?.1;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// The template of a host with this number: its own child among the root's processes.
pub(super) fn template_of(root: &Path, host: u32) -> Option<u32> {
    let ours = all_of(root).into_iter();
    ours.into_iter().find(|pid| parent_of(*pid) == Some(host))
}

/// What plugins of a root run in and have started.
pub(super) fn workers_of(root: &Path, host: u32) -> Vec<u32> {
    let ours = all_of(root).into_iter();
    ours.filter(|pid| parent_of(*pid) != Some(host)).collect()
}

/// Waits until a process has ended; says nothing if it had.
pub(super) fn ends(pid: u32) {
    let Ok(handle) = pidfd_open(number(pid), PidfdFlags::empty()) else {
        return;
    };
    let mut fds = [PollFd::new(&handle, PollFlags::IN)];
    let patience = Timespec {
        tv_sec: PATIENCE.as_secs() as i64,
        tv_nsec: 0,
    };
    assert_ne!(poll(&mut fds, Some(&patience)), Ok(0), "{pid} lives on");
}

/// Waits until all these have ended, and whatever they start meanwhile.
pub(super) fn all_end(left: impl Fn() -> Vec<u32>) {
    loop {
        let left = left();
        if left.is_empty() {
            return;
        }
        left.into_iter().for_each(ends);
    }
}

/// Kills a process as nobody can refuse it.
pub(super) fn kill(pid: u32) {
    kill_process(number(pid), Signal::KILL).unwrap();
}

/// The memory that a process has for itself, in bytes.
pub(super) fn resident(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kilobytes.unwrap().parse::<u64>().unwrap() * 1024
}

fn number(pid: u32) -> Pid {
    Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
}

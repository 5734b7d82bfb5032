//! A process that runs foreign code, as the host sees it: it can be ended with all it has started.

use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal};
use rustix::process::{kill_process, kill_process_group, pidfd_open, pidfd_send_signal};

/// A running process. Dropping it does not end it.
#[derive(Debug)]
pub struct Process {
    pid: Pid,
    /// Names this very process, also after its number has been given to another one.
    handle: Option<OwnedFd>,
    /// Its end is the end of all it has started.
    namespace: bool,
    /// It had ended when it was looked for: its number may be anybody's.
    gone: bool,
}

impl Process {
    /// The process with this number; `None` if it is no number of a process.
    pub fn new(pid: u32, namespace: bool) -> Option<Self> {
        let pid = Pid::from_raw(i32::try_from(pid).ok()?)?;
        // Systems without these handles are left with the number.
        let handle = pidfd_open(pid, PidfdFlags::empty());
        let gone = matches!(handle, Err(Errno::SRCH));
        Some(Self {
            pid,
            handle: handle.ok(),
            namespace,
            gone,
        })
    }

    /// Its number.
    pub const fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Ends it, and all it has started, at once. What has ended already stays so.
    pub fn kill(&self) {
        if self.gone {
            return;
        }
        if !self.namespace {
            // Its group has its own number, as it is the leader of a session.
            kill_process_group(self.pid, Signal::KILL).ok();
        }
        match &self.handle {
            Some(handle) => pidfd_send_signal(handle, Signal::KILL).ok(),
            None => kill_process(self.pid, Signal::KILL).ok(),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
    use std::process::Command;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "something to be killed")]
    fn a_killed_process_ends_by_the_signal_and_can_be_killed_again() {
        let mut child = Command::new("sleep")
            .arg("1000")
            .process_group(0)
            .spawn()
            .unwrap();
        let process = Process::new(child.id(), false).unwrap();
        process.kill();
        assert_eq!(child.wait().unwrap().signal(), Some(9));
        process.kill();
        assert_eq!(process.pid(), child.id());
        assert!(Process::new(0, false).is_none());
        assert!(Process::new(u32::MAX, false).is_none());
    }
}

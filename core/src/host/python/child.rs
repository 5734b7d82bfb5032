//! A process that is asked one thing: it has a group of its own, a deadline, and its output is bounded.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use crate::host::handle::lock;
use crate::limits;

/// How a process ended, and what it said.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Absent: it was late, and was killed.
    pub status: Option<ExitStatus>,
    /// The end of its standard output.
    pub output: String,
    /// The end of its standard error.
    pub errors: String,
    /// It said more than was kept.
    pub cut: bool,
    /// Something it started has left its group, lives on, and holds its outputs.
    pub outlived: bool,
}

/// What is read from one pipe so far.
#[derive(Debug, Default)]
struct Heard {
    bytes: Vec<u8>,
    cut: bool,
}

/// A program that may be run: the only way to one.
#[expect(clippy::disallowed_methods, reason = "this is the host")]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}

/// Runs a program to its end, or to the deadline; then everything it started is killed with it. It reads nothing, and of
/// each of its outputs the last `bytes_max` bytes are kept. Blocks; an error means that it was not started.
pub fn run(command: &mut Command, deadline: Duration, bytes_max: usize) -> io::Result<Ended> {
    use std::os::unix::process::CommandExt as _;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()?;
    let pid = Pid::from_child(&child);
    let result = attend(&mut child, pid, deadline, bytes_max);
    if result.is_err() {
        end(pid);
        child.wait()?;
    }
    result
}

fn attend(child: &mut Child, pid: Pid, deadline: Duration, max: usize) -> io::Result<Ended> {
    let (sender, closed) = sync_channel(2);
    let output = listen(child.stdout.take(), max, sender.clone())?;
    let errors = listen(child.stderr.take(), max, sender)?;
    let (sender, ended) = sync_channel(1);
    thread::Builder::new()
        .name("child-end".to_owned())
        .spawn(move || {
            // Left unreaped, so that its number belongs to nobody else when the group is killed.
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), options) {}
            // Nobody waits any more: it was late.
            sender.send(()).unwrap_or_default();
        })?;
    let in_time = ended.recv_timeout(deadline).is_ok();
    end(pid);
    let status = child.wait()?;
    // What left the group may keep the pipes open for ever; what has been said is taken as it is.
    let mut outlived = false;
    for _ in 0..2 {
        outlived = outlived || closed.recv_timeout(limits::CHILD_PIPE_GRACE).is_err();
    }
    let (output, errors) = (take(&output), take(&errors));
    Ok(Ended {
        status: in_time.then_some(status),
        cut: output.1 || errors.1,
        output: output.0,
        errors: errors.0,
        outlived,
    })
}

/// Kills the whole group; those who are gone already are fine.
fn end(pid: Pid) {
    if let Err(error) = kill_process_group(pid, Signal::KILL)
        && error != rustix::io::Errno::SRCH
    {
        tracing::debug!("the process group {pid:?} could not be killed: {error}");
    }
}

/// Reads a pipe to its end on a thread, keeping the end: that is where a program says why it ended.
fn listen<R: Read + Send + 'static>(
    pipe: Option<R>,
    max: usize,
    closed: SyncSender<()>,
) -> io::Result<Arc<Mutex<Heard>>> {
    let heard = Arc::new(Mutex::new(Heard::default()));
    let Some(mut pipe) = pipe else {
        return Ok(heard);
    };
    let kept = Arc::clone(&heard);
    thread::Builder::new()
        .name("child-output".to_owned())
        .spawn(move || {
            let mut piece = [0; 8 * 1024];
            loop {
                match pipe.read(&mut piece) {
                    Ok(0) => break,
                    Ok(count) => {
                        let mut heard = lock(&kept);
                        heard.bytes.extend(piece.iter().take(count));
                        let over = heard.bytes.len().saturating_sub(max);
                        heard.bytes.drain(..over);
                        heard.cut |= over > 0;
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
            closed.send(()).unwrap_or_default();
        })?;
    Ok(heard)
}

fn take(heard: &Mutex<Heard>) -> (String, bool) {
    let heard = std::mem::take(&mut *lock(heard));
    (
        String::from_utf8_lossy(&heard.bytes).into_owned(),
        heard.cut,
    )
}

#[cfg(test)]
mod tests;

//! Kills a program before its N-th change of the file system, whichever thread or child makes it, or lets
//! that change fail. Nothing escapes it: what `SQLite` does to its files is among the changes.
//! (`strace --inject` counts each kind of call for itself and reaches only a few of these points.)

mod points;
mod trace;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitStatus, Stdio};

pub(crate) use points::Point;
use trace::Stop;

/// What happens to the program at the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// It is killed.
    Kill,
    /// The change fails with this error, once: a bad sector, a failed flush.
    Fail(i32),
    /// From here on nothing that needs room succeeds: the disk is full.
    Full,
    /// If it is a write, only half of it is written.
    Short,
}

/// How it went.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It ended before it came to the point.
    Completed {
        /// All its points, in order.
        points: Vec<Point>,
        /// How its first process ended.
        status: ExitStatus,
        /// The change that failed, if it came to the point.
        hurt: Option<Point>,
        /// What it printed.
        stdout: String,
        stderr: String,
    },
    /// It was killed, with all its threads and children, and the change did not happen.
    Killed {
        /// Before what.
        at: Point,
        /// What it had printed.
        stdout: String,
    },
}

/// Runs a program and kills it before change number `n`, counted from 1; 0 lets it run to its end.
/// Its output is kept; its input is empty. An error of kind `PermissionDenied` says that this
/// system does not allow tracing.
pub(crate) fn run_killed_at(command: &mut Command, n: usize) -> io::Result<Outcome> {
    run_hurt_at(command, n, Harm::Kill)
}

/// The same with another harm. An error of kind `Unsupported` says that calls cannot be made to fail on
/// this kind of machine.
pub(crate) fn run_hurt_at(command: &mut Command, n: usize, harm: Harm) -> io::Result<Outcome> {
    let (stdout, stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?);
    let first = trace::start(command)?;
    trace::resume(first, 0)?;

    let mut known = BTreeSet::from([first]);
    let mut points = Vec::new();
    let (mut killed, mut hurt) = (None, None);
    let mut status = None;
    while let Some((tid, stop)) = trace::wait()? {
        match stop {
            Stop::Gone(gone) => {
                known.remove(&tid);
                if tid == first {
                    status = Some(ExitStatus::from_raw(gone));
                }
            }
            // A thread or child that was born after the end: it goes the same way.
            Stop::Entry(_) | Stop::Signal(_) if killed.is_some() => trace::kill(tid),
            Stop::Entry(call) => {
                if let Some(point) = points::point(tid, &call) {
                    points.push(point.clone());
                    let first = points.len() == n;
                    let later = n != 0 && points.len() > n && harm == Harm::Full;
                    if first && harm == Harm::Kill {
                        for tid in &known {
                            trace::kill(*tid);
                        }
                        killed = Some(point);
                    } else if first || later {
                        hurt_call(tid, &point, harm)?;
                        hurt = hurt.or(Some(point));
                    }
                }
                trace::resume(tid, 0)?;
            }
            // A new thread or child begins with a stop that is nobody's signal.
            Stop::Signal(_) if known.insert(tid) => trace::resume(tid, 0)?,
            Stop::Signal(signal) => trace::resume(tid, signal)?,
        }
    }
    let stdout = whole(stdout)?;
    let stderr = whole(stderr)?;
    if let Some(at) = killed {
        return Ok(Outcome::Killed { at, stdout });
    }
    let status = status.ok_or_else(|| io::Error::other("the program's end was not seen"))?;
    Ok(Outcome::Completed {
        points,
        status,
        hurt,
        stdout,
        stderr,
    })
}

/// Lets the call that a thread is about to make fail, as far as this harm does it to such a call.
fn hurt_call(tid: libc::pid_t, point: &Point, harm: Harm) -> io::Result<()> {
    match harm {
        Harm::Fail(errno) => trace::refuse(tid, errno),
        Harm::Full if point.needs_room() => trace::refuse(tid, libc::ENOSPC),
        Harm::Short if point.writes() => trace::halve(tid),
        Harm::Kill | Harm::Full | Harm::Short => Ok(()),
    }
}

fn whole(mut file: File) -> io::Result<String> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Says plainly, once per test, that tracing is not allowed here. Where `CI` is set it must be.
pub(crate) fn skipped(error: &io::Error) -> bool {
    let denied = error.kind() == io::ErrorKind::PermissionDenied;
    assert!(
        !denied || std::env::var_os("CI").is_none(),
        "kill tests need ptrace, and this build machine does not allow it: {error}"
    );
    if denied {
        println!("SKIPPED: kill tests need ptrace, and this system does not allow it ({error})");
    }
    denied
}

#[cfg(test)]
mod tests;

//! A program of others on a leash: its output is bounded, it has a deadline, and its whole process group ends
//! when we say so, or when we are gone.

use std::io::{self, PipeReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::Builder;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::host::clock::Clock;
use crate::host::handle::lock;
use crate::limits;

/// Starts the program named by its arguments, modestly. Its standard input is held by us: when that ends,
/// whatever the way we ended, the group goes with us.
const RUNNER: &str = include_str!("child/runner.py");

/// What would make Python or pip look elsewhere than they are told to.
const FORGOTTEN: [&str; 9] = [
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIRE_VIRTUALENV",
];

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself and content.
    Well,
    /// By itself, with another exit code than 0.
    Badly,
    /// It took too long and was killed.
    Late,
    /// We were told to end, and it was killed.
    Cancelled,
    /// It could not be started.
    NotStarted(String),
}

/// What of a program's output is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Both, in the order in which they come.
    All,
    /// Standard output only.
    Output,
}

/// One program to run.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The program and its arguments.
    pub words: &'a [&'a str],
    /// What is heard of it.
    pub heard: Heard,
    /// How long it may take.
    pub deadline: Duration,
}

/// Runs one program at a time.
pub struct Leash {
    python: PathBuf,
    environment: Vec<(String, String)>,
    clock: Arc<dyn Clock>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    cancelled: bool,
    running: Option<(Child, Option<ChildStdin>)>,
}

impl Leash {
    /// A leash held by this Python; `environment` is added to ours.
    pub fn new(python: &Path, environment: Vec<(String, String)>, clock: Arc<dyn Clock>) -> Self {
        Self {
            python: python.to_owned(),
            environment,
            clock,
            held: Mutex::default(),
        }
    }

    /// Kills what runs, and refuses what comes.
    pub fn cancel(&self) {
        let mut held = lock(&self.held);
        held.cancelled = true;
        kill(&held);
    }

    /// Runs a program to its end and hands on what it says.
    pub fn run(&self, task: Task<'_>, on_bytes: &mut dyn FnMut(&[u8])) -> Ended {
        let output = match self.start(task) {
            Ok(output) => output,
            Err(ended) => return ended,
        };
        let end = self.clock.now().at.plus(task.deadline);
        let (sender, chunks) = sync_channel(limits::ENVIRONMENT_LINES_QUEUE);
        let listens = Builder::new().name("environment-lines".to_owned());
        if let Err(error) = listens.spawn(move || listen(output, &sender)) {
            kill(&lock(&self.held));
            self.reap();
            return Ended::NotStarted(format!("a thread cannot be had: {error}"));
        }
        let late = loop {
            let left = end.since(self.clock.now().at);
            match chunks.recv_timeout(left) {
                Ok(bytes) => on_bytes(&bytes),
                Err(RecvTimeoutError::Timeout) => break true,
                Err(RecvTimeoutError::Disconnected) => break false,
            }
        };
        // Not yet waited for, so the number of the group is still its own: whoever is left of it ends.
        kill(&lock(&self.held));
        let well = self.reap();
        match (lock(&self.held).cancelled, late, well) {
            (true, _, _) => Ended::Cancelled,
            (false, true, _) => Ended::Late,
            (false, false, true) => Ended::Well,
            (false, false, false) => Ended::Badly,
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the host starts them"
    )]
    fn start(&self, task: Task<'_>) -> Result<PipeReader, Ended> {
        let failed = |error: io::Error| {
            let program = self.python.display();
            Ended::NotStarted(format!("{program} cannot be started: {error}"))
        };
        let (output, theirs) = io::pipe().map_err(failed)?;
        let mut command = Command::new(&self.python);
        command
            .args(["-I", "-c", RUNNER])
            .args(task.words)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped());
        for name in FORGOTTEN {
            command.env_remove(name);
        }
        command
            .envs([
                ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
                ("PIP_NO_INPUT", "1"),
                ("PYTHONUNBUFFERED", "1"),
            ])
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        match task.heard {
            Heard::All => command.stderr(theirs.try_clone().map_err(failed)?),
            Heard::Output => command.stderr(Stdio::null()),
        };
        command.stdout(theirs);
        let mut held = lock(&self.held);
        if held.cancelled {
            return Err(Ended::Cancelled);
        }
        let mut child = command.spawn().map_err(failed)?;
        let stdin = child.stdin.take();
        held.running = Some((child, stdin));
        Ok(output)
    }

    /// Waits for the end of a program that has closed its output or was killed; whether it was content.
    fn reap(&self) -> bool {
        let Some((mut child, stdin)) = lock(&self.held).running.take() else {
            return false;
        };
        let well = child.wait().is_ok_and(|status| status.success());
        drop(stdin);
        well
    }
}

fn kill(held: &Held) {
    let Some((child, _)) = &held.running else {
        return;
    };
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group
        && let Err(error) = kill_process_group(group, Signal::KILL)
    {
        tracing::debug!("a process group had ended already: {error}");
    }
}

fn listen(mut output: PipeReader, sender: &SyncSender<Vec<u8>>) {
    let mut buffer = [0; 4096];
    loop {
        let count = match output.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        let chunk = buffer.get(..count).unwrap_or_default().to_vec();
        // Nobody listens any more, or nobody speaks.
        if count == 0 || sender.send(chunk).is_err() {
            return;
        }
    }
}

/// Bytes to lines: bounded, without controls; what a progress bar overwrites is a line, too.
#[derive(Debug, Default)]
pub struct Lines {
    begun: Vec<u8>,
}

impl Lines {
    /// Takes bytes and gives each line that is whole.
    pub fn take(&mut self, bytes: &[u8], on_line: &mut dyn FnMut(&str)) {
        for byte in bytes {
            if matches!(byte, b'\n' | b'\r') {
                self.end(on_line);
            } else if self.begun.len() < limits::ENVIRONMENT_LINE_MAX {
                self.begun.push(*byte);
            }
        }
    }

    /// Gives what stands there without an end.
    pub fn end(&mut self, on_line: &mut dyn FnMut(&str)) {
        let text = String::from_utf8_lossy(&self.begun).into_owned();
        self.begun.clear();
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        if !clean.trim().is_empty() {
            on_line(clean.trim_end());
        }
    }
}

#[cfg(test)]
mod tests;

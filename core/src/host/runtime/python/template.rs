//! The warm template: one Python that has imported what plugins share, from which their processes are
//! forked. Its thread starts it when the first plugin needs it, and again when it has gone.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use serde_json::{Value, json};

use crate::host::clock::{Clock as _, Monotonic};
use crate::host::handle::lock;
use crate::host::python::interpreter::Interpreter;
use crate::host::python::package::Package;
use crate::host::root::Paths;
use crate::host::runtime::worker::link::{Bell, Link};
use crate::host::runtime::worker::process::Process;
use crate::host::runtime::worker::wire::{Exited, Message, Said, VERSION};
use crate::limits;
use crate::time::Moment;

/// What a worker ends with when the plugin has taken its socket away.
const SOCKET_LOST: i32 = 71;

/// What plugins see of the environment: language, the way to the network, and where programs are.
const PASSED_ON: [&str; 21] = [
    "PATH",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_TIME",
    "TZ",
    "LD_LIBRARY_PATH",
    "PYTHONHOME",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
];

/// A worker that is wanted.
struct Order {
    socket: OwnedFd,
    log: OwnedFd,
    answer: SyncSender<Result<Born, String>>,
}

/// A worker that was made.
pub(super) struct Born {
    pub(super) process: Process,
    /// Why it has no PID namespace.
    pub(super) note: Option<String>,
}

/// The bell of the present template, if there is one.
type Rope = Arc<Mutex<Option<Arc<Bell>>>>;

/// How workers have ended, the newest of them.
#[derive(Default)]
struct Ends {
    ended: Mutex<BTreeMap<u32, Exited>>,
    news: Condvar,
}

/// The way to the template's thread. Dropping it ends the template and with it all workers.
pub(super) struct Template {
    orders: Option<SyncSender<Order>>,
    bell: Rope,
    ends: Arc<Ends>,
    thread: Option<JoinHandle<()>>,
}

impl Template {
    /// A template for a root, not started yet; why it cannot be, when it is first asked.
    pub(super) fn new(paths: Paths) -> Self {
        let (orders, inbox) = sync_channel(limits::RUNS_MAX);
        let ends = Arc::new(Ends::default());
        let bell = Rope::default();
        let nursery = Nursery {
            paths,
            bell: Arc::clone(&bell),
            ends: Arc::clone(&ends),
            clock: Monotonic::start(),
            running: None,
            forks: 0,
        };
        let thread = Builder::new()
            .name("python".to_owned())
            .spawn(move || nursery.serve(&inbox))
            .map_err(|error| tracing::error!("no thread for Python: {error}"))
            .ok();
        Self {
            orders: Some(orders),
            bell,
            ends,
            thread,
        }
    }

    /// A new worker with these two descriptors. Waits for the template; never for a plugin.
    pub(super) fn fork(&self, socket: OwnedFd, log: OwnedFd) -> Result<Born, String> {
        let (answer, answered) = sync_channel(1);
        let order = Order {
            socket,
            log,
            answer,
        };
        let gone = || "the thread that starts Python has ended; restart Lumarium".to_owned();
        let orders = self.orders.as_ref().ok_or_else(gone)?;
        orders.send(order).map_err(|_refused| gone())?;
        ring(&self.bell);
        answered.recv().unwrap_or_else(|_| Err(gone()))
    }

    /// How the worker with this process ended, in words; waits a moment for the news.
    pub(super) fn end_of(&self, pid: u32) -> String {
        let ended = lock(&self.ends.ended);
        let news = &self.ends.news;
        let unheard = |ended: &mut BTreeMap<u32, Exited>| !ended.contains_key(&pid);
        let (mut ended, _) = news
            .wait_timeout_while(ended, limits::WORKER_END_WAIT, unheard)
            .unwrap_or_else(PoisonError::into_inner);
        match ended.remove(&pid) {
            Some(Exited {
                signal: Some(9), ..
            }) => "it was killed from outside (signal 9); perhaps memory ran out".to_owned(),
            Some(Exited {
                signal: Some(signal),
                ..
            }) => format!("it crashed (signal {signal})"),
            Some(Exited {
                exit: Some(SOCKET_LOST),
                ..
            }) => "it closed its connection to Lumarium".to_owned(),
            Some(Exited {
                exit: Some(code), ..
            }) => format!("it ended with code {code}"),
            Some(Exited { .. }) | None => "its process has gone".to_owned(),
        }
    }
}

impl Drop for Template {
    fn drop(&mut self) {
        self.orders = None;
        ring(&self.bell);
        if let Some(thread) = self.thread.take() {
            // It ends when there can be no more orders; a panic of its own was told by the hook.
            drop(thread.join());
        }
    }
}

/// The template's process.
struct Running {
    child: Child,
    link: Link,
    /// More than one thread was there before the first fork.
    may_fork: bool,
}

struct Nursery {
    paths: Paths,
    bell: Rope,
    ends: Arc<Ends>,
    clock: Monotonic,
    running: Option<Running>,
    forks: u32,
}

impl Nursery {
    fn serve(mut self, inbox: &Receiver<Order>) {
        loop {
            // An order rings after it was sent: whatever comes after this look ends the wait below.
            let order = match (inbox.try_recv(), &self.running) {
                (Ok(order), _) => Some(order),
                (Err(TryRecvError::Disconnected), _) => break,
                (Err(TryRecvError::Empty), Some(_)) => None,
                (Err(TryRecvError::Empty), None) => match inbox.recv() {
                    Ok(order) => Some(order),
                    Err(_) => break,
                },
            };
            if let Some(order) = order {
                let born = self.born(&order);
                // Who asked may have been killed; its process ends with its socket.
                drop(order.answer.try_send(born));
            } else {
                self.listen(None);
            }
        }
        self.end();
    }

    /// Makes a worker; a template that has died is started again, once for each order.
    fn born(&mut self, order: &Order) -> Result<Born, String> {
        self.listen(Some(Duration::ZERO));
        if self.running.is_none() {
            self.running = Some(self.start()?);
        }
        self.forks = self.forks.wrapping_add(1);
        let number = self.forks;
        let running = self.running.as_mut().ok_or("it has gone")?;
        if !running.may_fork {
            return Err(
                "a package of this Python starts threads when it is imported, so nothing can be \
                        forked from it; name another Python with LUMARIUM_PYTHON"
                    .to_owned(),
            );
        }
        let fds = [&order.socket, &order.log].map(OwnedFd::try_clone);
        let [socket, log] = fds;
        let fds = [socket.map_err(words)?, log.map_err(words)?];
        let message = json!({"type": "fork", "id": number, "pid_namespace": true});
        running.link.send_with(&message, &fds).map_err(words)?;
        drop(fds);
        let deadline = self.clock.now().at.plus(limits::FORK_TIMEOUT);
        self.forked(number, deadline)
    }

    fn forked(&mut self, number: u32, deadline: Moment) -> Result<Born, String> {
        loop {
            let left = deadline.since(self.clock.now().at);
            for said in self.listen(Some(left)) {
                if let Some(answer) = answer_to(number, said) {
                    return answer;
                }
            }
            if self.running.is_none() {
                return Err(
                    "Python has ended while it started a plugin; it is started again".to_owned(),
                );
            }
            if left.is_zero() {
                // Whatever it is doing: it serves nobody any more.
                self.end();
                return Err("Python did not answer; it is started again".to_owned());
            }
        }
    }

    /// Hears what has come; ends of workers are noted, all else is given back. A template that has gone
    /// is cleared away.
    fn listen(&mut self, wait: Option<Duration>) -> Vec<Said> {
        let Some(running) = &mut self.running else {
            return Vec::new();
        };
        running.link.wait(wait);
        let mut heard = Vec::new();
        let broken = loop {
            match running.link.message() {
                Ok(Some(Message::Said(said))) => {
                    if let Said::Exited(exited) = *said {
                        self.ends.note(exited);
                    } else {
                        heard.push(*said);
                    }
                }
                Ok(Some(Message::Picture(_) | Message::Strip(_))) => {}
                Ok(None) => break false,
                Err(violation) => {
                    tracing::warn!("Python's template: {violation}");
                    break true;
                }
            }
        };
        while let Some(line) = running.link.line() {
            tracing::debug!("python: {line}");
        }
        if broken || running.link.closed() {
            self.end();
        }
        heard
    }

    /// Starts the template with the Python that is there. Asking an interpreter what it has costs as much
    /// as starting it, so the first one is tried at once, and asked only if it does not do.
    fn start(&mut self) -> Result<Running, String> {
        let package = Package::ensure(&self.paths.cache()).map_err(words)?;
        let likely = Interpreter::likely();
        if let Some(program) = &likely
            && let Ok(running) = self.start_with(program, &package)
        {
            return Ok(running);
        }
        let found = Interpreter::find().map_err(words)?;
        if found.packages.pillow.is_none() {
            return Err(found.warnings().join("; "));
        }
        self.start_with(&found.program, &package)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "Python is started by the host, here and nowhere else"
    )]
    fn start_with(&mut self, program: &Path, package: &Path) -> Result<Running, String> {
        let (ours, theirs) = UnixStream::pair().map_err(words)?;
        let (log, output) = io::pipe().map_err(words)?;
        let errors = output.try_clone().map_err(words)?;
        let mut command = Command::new(program);
        command
            .args(["-m", "lumarium_worker", "--template"])
            // The environment of whoever started us may hold secrets; plugins get what programs need.
            .env_clear()
            .envs(
                PASSED_ON
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            // Its standard input is the socket: the only descriptor that a child is given without
            // being given to others who are started at the same moment.
            .env("LUMARIUM_FD", "0")
            .env("LUMARIUM_ROOT", self.paths.root())
            .env("OPENBLAS_NUM_THREADS", "1")
            .env("PYTHONPATH", package)
            // Not in a folder that has a `src` of its own.
            .current_dir(package)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(OwnedFd::from(output)))
            .stderr(Stdio::from(OwnedFd::from(errors)))
            .process_group(0);
        let child = command.spawn().map_err(words)?;
        drop(command);
        let (link, bell) = Link::new(ours, log).map_err(words)?;
        *lock(&self.bell) = Some(bell);
        self.running = Some(Running {
            child,
            link,
            may_fork: true,
        });
        let greeted = self.greeted(program);
        if greeted.is_err() {
            self.end();
        }
        greeted
    }

    /// Waits for the template's `hello`.
    fn greeted(&mut self, program: &Path) -> Result<Running, String> {
        let program = program.display();
        let deadline = self.clock.now().at.plus(limits::TEMPLATE_TIMEOUT);
        loop {
            let left = deadline.since(self.clock.now().at);
            let mut heard = self.listen(Some(left)).into_iter();
            if let Some(Said::Hello(hello)) = heard.find(|said| matches!(said, Said::Hello(_))) {
                if !hello.protocol.has_ours() || hello.absent.iter().any(|name| name == "PIL.Image")
                {
                    return Err(format!(
                        "{program} lacks Pillow, without which nothing is drawn"
                    ));
                }
                if !hello.absent.is_empty() {
                    tracing::info!("{program} lacks {}", hello.absent.join(", "));
                }
                let mut running = self.running.take().ok_or("it has gone")?;
                running.may_fork = hello.threads.is_none_or(|threads| threads <= 1);
                return Ok(running);
            }
            if self.running.is_none() || left.is_zero() {
                return Err(format!(
                    "{program} does not start our worker (protocol {VERSION}); try `{program} -m \
                     lumarium_worker` in the folder cache/python of the root"
                ));
            }
        }
    }

    /// Ends the template; its workers end with it.
    fn end(&mut self) {
        let Some(running) = self.running.take() else {
            return;
        };
        let Running {
            mut child,
            mut link,
            ..
        } = running;
        link.send(&Value::from(serde_json::Map::from_iter([(
            "type".to_owned(),
            "end".into(),
        )])));
        drop(link);
        if let Some(process) = Process::new(child.id(), false) {
            process.kill();
        }
        // Killed: it is gone at once, and its workers with it.
        drop(child.wait());
    }
}

impl Ends {
    fn note(&self, exited: Exited) {
        let mut ended = lock(&self.ended);
        if ended.len() >= limits::RUNS_MAX {
            ended.pop_first();
        }
        ended.insert(exited.pid, exited);
        drop(ended);
        self.news.notify_all();
    }
}

/// The answer to `fork` with this number, if it is that.
fn answer_to(number: u32, said: Said) -> Option<Result<Born, String>> {
    if let Said::ForkFailed { id, message } = &said
        && *id == number
    {
        return Some(Err(message.clone()));
    }
    let Said::Forked(forked) = said else {
        return None;
    };
    let process = Process::new(forked.pid, forked.namespace);
    let note = forked.note;
    let born = process.map(|process| Born { process, note });
    (forked.id == number).then(|| born.ok_or_else(|| "the template named no process".to_owned()))
}

fn ring(bell: &Rope) {
    if let Some(bell) = &*lock(bell) {
        bell.ring();
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

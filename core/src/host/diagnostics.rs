//! What the machine says about this process and those of plugins: threads, queues, memory. A thread measures
//! it, and only as long as somebody asks: it ends some seconds after the last question.

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, Weak};
use std::thread::Builder;
use std::time::Duration;

use super::clock::{Clock as _, Monotonic};
use super::handle::lock;
use super::queue::Gauge;
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::time::Moment;

mod plugins;
mod process;

pub(super) use plugins::runs;
pub use plugins::{Load, ProcessView, Whose, sum};

/// How often is measured: a load over less says little.
const EVERY: Duration = Duration::from_millis(500);
/// How long after the last question is still measured.
const PATIENCE: Duration = Duration::from_secs(3);

/// One measurement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics {
    /// When; absent: nothing was measured yet.
    pub at: Option<Moment>,
    /// The threads of this process, busiest first; empty where nobody says.
    pub threads: Vec<ThreadView>,
    /// The queues between them.
    pub queues: Vec<QueueView>,
    /// The mailboxes of runs that have not ended, those of killed runs too.
    pub mailboxes: Vec<MailboxView>,
    /// The processes of plugins, and others that we have started; empty where nobody says.
    pub processes: Vec<ProcessView>,
    /// Memory in use, in bytes; absent where nobody says.
    pub memory_bytes: Option<u64>,
    /// The most memory that was ever in use, in bytes.
    pub memory_peak_bytes: Option<u64>,
}

/// A thread.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadView {
    /// Its name, as far as the system keeps it (15 letters on Linux).
    pub name: String,
    /// Percent of one processor since the measurement before; absent in the first one.
    pub cpu_percent: Option<f64>,
    /// Processor time since its start, in milliseconds.
    pub cpu_millis: u64,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueView {
    /// Whose.
    pub name: &'static str,
    /// How many wait.
    pub waiting: usize,
    /// The most that ever waited.
    pub most: usize,
    /// How many may wait.
    pub bound: usize,
}

/// The mailbox of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxView {
    /// Whose.
    pub plugin: PluginId,
    /// Which run.
    pub run: Run,
    /// How many requests wait.
    pub waiting: usize,
    /// The most that ever waited.
    pub most: usize,
    /// How many may wait; hooks that end a run always find a place.
    pub bound: usize,
}

/// Where it is asked for.
pub(crate) struct Desk {
    clock: Arc<Monotonic>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    gauges: Vec<Arc<Gauge>>,
    /// Gone with their runs.
    runs: Vec<(PluginId, Run, Weak<Gauge>)>,
    /// What has a process of its own, as who asked last saw it.
    processes: Vec<(PluginId, Run, u32)>,
    newest: Arc<Diagnostics>,
    /// The way to the thread that measures; absent or dead: there is none.
    asks: Option<SyncSender<()>>,
}

impl Desk {
    pub(crate) fn new(clock: Arc<Monotonic>) -> Arc<Self> {
        Arc::new(Self {
            clock,
            inner: Mutex::default(),
        })
    }

    /// One more queue to look at.
    pub(crate) fn watch(&self, gauge: Arc<Gauge>) {
        lock(&self.inner).gauges.push(gauge);
    }

    /// One more run whose mailbox is to be looked at, as long as it lives.
    pub(crate) fn watch_run(&self, plugin: PluginId, run: Run, gauge: &Arc<Gauge>) {
        let runs = &mut lock(&self.inner).runs;
        runs.retain(|(_, _, gauge)| gauge.strong_count() > 0);
        if runs.len() < limits::MAILBOXES_SHOWN_MAX {
            runs.push((plugin, run, Arc::downgrade(gauge)));
        }
    }

    fn mailboxes(&self) -> Vec<MailboxView> {
        let view = |(plugin, run, gauge): &(PluginId, Run, Weak<Gauge>)| {
            let gauge = gauge.upgrade()?;
            Some(MailboxView {
                plugin: plugin.clone(),
                run: *run,
                waiting: gauge.waiting(),
                most: gauge.most(),
                bound: gauge.bound(),
            })
        };
        let mut mailboxes: Vec<_> = lock(&self.inner).runs.iter().filter_map(view).collect();
        mailboxes.sort_by(|one, other| (&one.plugin, one.run).cmp(&(&other.plugin, other.run)));
        mailboxes
    }

    /// The newest measurement; asks for more of them, about these `runs` with processes of their own. Never waits.
    pub(crate) fn newest(self: &Arc<Self>, runs: Vec<(PluginId, Run, u32)>) -> Arc<Diagnostics> {
        let mut inner = lock(&self.inner);
        inner.processes = runs;
        // Full: it has been asked already. Gone: it has ended, and a new one is needed.
        let asked = inner.asks.as_ref().is_some_and(|asks| {
            !matches!(
                asks.try_send(()),
                Err(std::sync::mpsc::TrySendError::Disconnected(()))
            )
        });
        if !asked {
            inner.asks = self.start();
        }
        Arc::clone(&inner.newest)
    }

    fn start(self: &Arc<Self>) -> Option<SyncSender<()>> {
        let (asks, asked) = sync_channel(1);
        let desk = Arc::clone(self);
        let work = move || {
            let mut meter = Meter::default();
            let mut last = desk.clock.now().at;
            loop {
                let now = desk.clock.now().at;
                let news = meter.measure(now, &desk);
                lock(&desk.inner).newest = Arc::new(news);
                let end = now.plus(EVERY);
                loop {
                    let wait = end.since(desk.clock.now().at);
                    match asked.recv_timeout(wait) {
                        Ok(()) => last = desk.clock.now().at,
                        Err(RecvTimeoutError::Timeout) => break,
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                }
                if desk.clock.now().at.since(last) > PATIENCE {
                    return;
                }
            }
        };
        let started = Builder::new().name("diagnostics".to_owned()).spawn(work);
        // Without a thread there is no measurement, and the next question tries again.
        started.ok().map(|_| asks)
    }
}

/// What the measurement before found.
#[derive(Default)]
struct Meter {
    at: Moment,
    processes: plugins::Processes,
    before: BTreeMap<u64, u64>,
}

impl Meter {
    fn measure(&mut self, now: Moment, desk: &Desk) -> Diagnostics {
        let span = now.since(self.at).as_secs_f64() * 1e3;
        let mut threads = Vec::new();
        let mut after = BTreeMap::new();
        for (id, name, cpu_millis) in process::threads(limits::THREADS_SHOWN_MAX) {
            let before = self.before.get(&id);
            threads.push(ThreadView {
                name,
                cpu_percent: before
                    .filter(|_| span > 0.0)
                    .map(|before| cpu_millis.saturating_sub(*before) as f64 / span * 100.0),
                cpu_millis,
            });
            after.insert(id, cpu_millis);
        }
        threads.sort_by(|one, other| {
            let load = |thread: &ThreadView| thread.cpu_percent.unwrap_or_default();
            load(other)
                .total_cmp(&load(one))
                .then_with(|| one.name.cmp(&other.name))
        });
        (self.at, self.before) = (now, after);
        let (memory_bytes, memory_peak_bytes) = process::memory();
        let (gauges, runs) = {
            let inner = lock(&desk.inner);
            (inner.gauges.clone(), inner.processes.clone())
        };
        Diagnostics {
            at: Some(now),
            threads,
            queues: gauges.iter().map(|gauge| view(gauge)).collect(),
            mailboxes: desk.mailboxes(),
            processes: self.processes.measure(&runs, span),
            memory_bytes,
            memory_peak_bytes,
        }
    }
}

fn view(gauge: &Gauge) -> QueueView {
    QueueView {
        name: gauge.name(),
        waiting: gauge.waiting(),
        most: gauge.most(),
        bound: gauge.bound(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::queue::queue;
    use super::*;

    #[test]
    fn mailboxes_are_seen_as_long_as_their_runs_live() {
        let desk = Desk::new(Arc::new(Monotonic::start()));
        let id = |name| PluginId::parse(name).unwrap();
        let gauge = Arc::new(Gauge::new("mailbox", 8));
        desk.watch_run(id("clock"), Run(2), &gauge);
        let ended = Arc::new(Gauge::new("mailbox", 8));
        desk.watch_run(id("clock"), Run(1), &ended);
        drop(ended);
        gauge.holds(3);
        gauge.holds(1);
        let seen = MailboxView {
            plugin: id("clock"),
            run: Run(2),
            waiting: 1,
            most: 3,
            bound: 8,
        };
        assert_eq!(desk.mailboxes(), [seen]);
        let most = limits::MAILBOXES_SHOWN_MAX;
        for run in 0..=most as u64 {
            desk.watch_run(id("life"), Run(run), &gauge);
        }
        assert_eq!(desk.mailboxes().len(), most);
    }

    #[test]
    fn a_question_starts_the_measurement_and_later_ones_get_it() {
        let desk = Desk::new(Arc::new(Monotonic::start()));
        let (sender, _receiver) = queue("test", 4);
        sender.try_send(()).unwrap();
        desk.watch(sender.gauge());
        assert_eq!(desk.newest(Vec::new()).at, None);
        let found = loop {
            let newest = desk.newest(Vec::new());
            if newest.at.is_some() {
                break newest;
            }
            std::thread::yield_now();
        };
        assert_eq!((found.queues[0].waiting, found.queues[0].bound), (1, 4));
        if cfg!(target_os = "linux") {
            assert!(
                found
                    .threads
                    .iter()
                    .any(|thread| thread.name == "diagnostics")
            );
            assert!(found.memory_bytes.is_some_and(|bytes| bytes > 0));
        }
    }
}

//! Warnings and errors of the log, for the window's bell: who writes them waits for nobody, and nobody reads the
//! log while a window is open.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use lumarium_core::host::handle::Wake;
use lumarium_core::snapshot::Level;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Lines that wait for the window; more are counted.
const WAITING_MAX: usize = 32;
/// Bytes of a line.
const TEXT_MAX: usize = 1_000;
/// Only what we wrote ourselves is written for people.
const OURS: &str = "lumarium";

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How bad.
    pub level: Level,
    /// Who wrote it: a module.
    pub target: &'static str,
    /// What.
    pub text: String,
}

/// Lines that wait for the window. Cheap to clone.
#[derive(Clone, Default)]
pub struct Logged {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    waiting: VecDeque<Line>,
    dropped: u64,
    /// Called after each line, unless the reader itself wrote it: in the middle of a frame.
    wake: Option<(ThreadId, Arc<Wake>)>,
}

impl Logged {
    /// Wakes the caller, who reads on this thread, after each line.
    pub fn on_line(&self, wake: impl Fn() + Send + Sync + 'static) {
        self.lock().wake = Some((thread::current().id(), Arc::new(wake)));
    }

    /// One more line. Never waits; what finds no place is counted.
    pub fn push(&self, line: Line) {
        let mut inner = self.lock();
        // A line that waits already says it all.
        if inner.waiting.contains(&line) {
            return;
        }
        if inner.waiting.len() < WAITING_MAX {
            inner.waiting.push_back(line);
        } else {
            inner.dropped += 1;
        }
        let reader = inner.wake.clone();
        drop(inner);
        if let Some((thread, wake)) = reader
            && thread != thread::current().id()
        {
            wake();
        }
    }

    /// What waits, oldest first, and how many found no place since the last time.
    pub fn take(&self) -> (Vec<Line>, u64) {
        let mut inner = self.lock();
        let dropped = std::mem::take(&mut inner.dropped);
        (inner.waiting.drain(..).collect(), dropped)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Logged")
    }
}

impl<S: Subscriber> Layer<S> for Logged {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let Some(level) = level(event.metadata()) else {
            return;
        };
        let mut words = Words::default();
        event.record(&mut words);
        let mut text = words.message + &words.rest;
        text.truncate(text.floor_char_boundary(TEXT_MAX));
        self.push(Line {
            level,
            target: event.metadata().target(),
            text,
        });
    }
}

/// How bad an event is; absent: it is not for the bell.
fn level(metadata: &Metadata<'_>) -> Option<Level> {
    let ours = metadata.target().starts_with(OURS);
    match *metadata.level() {
        tracing::Level::ERROR if ours => Some(Level::Error),
        tracing::Level::WARN if ours => Some(Level::Warning),
        _ => None,
    }
}

/// The message, and the other fields after it.
#[derive(Default)]
struct Words {
    message: String,
    rest: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // A string takes everything.
        let written = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            "error" => write!(self.rest, ": {value:?}"),
            name => write!(self.rest, "; {name}: {value:?}"),
        };
        written.ok();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    fn logged(write: impl FnOnce()) -> (Vec<Line>, u64) {
        let logged = Logged::default();
        let subscriber = tracing_subscriber::registry().with(logged.clone());
        tracing::subscriber::with_default(subscriber, write);
        logged.take()
    }

    #[test]
    fn warnings_and_errors_of_ours_are_kept_with_their_fields() {
        let (lines, dropped) = logged(|| {
            let error = "no room";
            tracing::warn!(%error, path = %"/srv", "a folder could not be made");
            tracing::error!("it broke");
            tracing::info!("nobody asked");
            tracing::warn!(target: "winit", "somebody else");
        });
        let told: Vec<_> = lines.iter().map(|line| (line.level, &*line.text)).collect();
        let expected = [
            (
                Level::Warning,
                "a folder could not be made: no room; path: /srv",
            ),
            (Level::Error, "it broke"),
        ];
        assert_eq!((told.as_slice(), dropped), (&expected[..], 0));
        assert_eq!(lines[0].target, "lumarium_app::logged::tests");
    }

    #[test]
    fn a_flood_is_counted_and_what_waits_is_not_said_twice() {
        let (lines, dropped) = logged(|| {
            for number in 0..2 * WAITING_MAX {
                tracing::warn!("the same");
                tracing::warn!("number {number}");
            }
        });
        assert_eq!(lines.len(), WAITING_MAX);
        assert_eq!(
            lines.iter().filter(|line| line.text == "the same").count(),
            1
        );
        assert_eq!(dropped, WAITING_MAX as u64 + 1);
        let (lines, _) = logged(|| tracing::error!("{}", "é".repeat(TEXT_MAX)));
        assert!(lines[0].text.len() <= TEXT_MAX);
    }

    #[test]
    fn the_reader_is_woken_by_others_only() {
        let logged = Logged::default();
        let woken = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&woken);
        logged.on_line(move || {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let line = |text: &str| Line {
            level: Level::Error,
            target: OURS,
            text: text.to_owned(),
        };
        logged.push(line("in the middle of a frame"));
        assert_eq!(woken.load(Ordering::Relaxed), 0);
        thread::scope(|scope| {
            scope.spawn(|| logged.push(line("from elsewhere")));
        });
        assert_eq!(woken.load(Ordering::Relaxed), 1);
        assert_eq!(logged.take().0.len(), 2);
    }
}

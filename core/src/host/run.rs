//! The thread `engine`: takes events, lets the engine handle them, performs the effects, publishes.
//! Nothing here waits, except for the next event.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{RecvTimeoutError, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::engine::Engine;
use crate::frame::{Frame, Size};
use crate::host::HostError;
use crate::host::clock::{Clock as _, Monotonic};
use crate::host::control::Control;
use crate::host::diagnostics;
use crate::host::discovery::Discovery;
use crate::host::handle::{Handle, Input, Shared, lock};
use crate::host::hands::Hands;
use crate::host::packs::FontDesk;
use crate::host::packs::desk::Listener;
use crate::host::panel::Panel;
use crate::host::player::{LiveSlots, PlayerError, PlayerOptions, PlayerThread};
use crate::host::priority;
use crate::host::queue::{Receiver, Sender, queue};
use crate::host::runtime::Runtime;
use crate::host::store::Store;
use crate::host::store::installer::Installer;
use crate::host::store::thread::StoreThread;
use crate::limits;
use crate::message::{Effect, Event, FontsEvent, PanelEvent, PlayerSettings, StoreEvent};
use crate::snapshot::{Level, Notice, PlayerStats, Snapshot};
use crate::time::Moment;

/// Everything that the engine's thread is made of.
pub(super) struct Parts {
    pub(super) engine: Engine,
    pub(super) store: Store,
    pub(super) first: Option<StoreEvent>,
    pub(super) discovery: Discovery,
    pub(super) installer: Box<dyn Installer>,
    pub(super) clock: Arc<Monotonic>,
    pub(super) process_age: Duration,
    pub(super) panels: Vec<Box<dyn Panel>>,
    pub(super) canvas: (Size, u32),
    pub(super) runtimes: Vec<Box<dyn Runtime>>,
    pub(super) fonts: Arc<FontDesk>,
    /// Plugins run: there is a player, and others may talk to us.
    pub(super) play: bool,
    pub(super) control: std::path::PathBuf,
}

/// The longest the engine sleeps: stalled live runs are looked for this often.
const LOOK_ROUND: Duration = Duration::from_millis(250);

/// Starts all threads.
pub(super) fn start(mut parts: Parts) -> Result<(Handle, JoinHandle<()>), HostError> {
    let (sender, inbox) = queue("engine", limits::ENGINE_QUEUE);
    // The first readings are taken before anybody can look: no handle ever sees an empty engine.
    let now = parts.clock.now();
    let first = parts.first.take().map(Event::Store);
    let effects = parts.engine.handle(now, first.unwrap_or(Event::Tick));
    let shared = Arc::new(Shared {
        snapshot: Mutex::new(parts.engine.snapshot(now)),
        journal: Mutex::new(parts.engine.journal_since(0)),
        frame: Mutex::new((Frame::black(parts.canvas.0), 0)),
        stats: Mutex::new(PlayerStats::default()),
        wakes: Mutex::new(Vec::new()),
        next_command: AtomicU64::new(1),
        diagnostics: diagnostics::Desk::new(Arc::clone(&parts.clock)),
    });
    shared.diagnostics.watch(sender.gauge());
    let handle = Handle {
        shared: Arc::clone(&shared),
        commands: sender.clone(),
    };
    let live = LiveSlots::default();
    let player = if parts.play {
        Some(start_player(&mut parts, &shared, &live, &sender)?)
    } else {
        None
    };
    let store = start_store(parts.store, parts.installer, &sender)?;
    shared.diagnostics.watch(store.sender().gauge());
    if let Some(player) = &player {
        shared.diagnostics.watch(player.gauge());
    }
    parts.discovery.tell(store.sender().downgrade());
    parts.fonts.tell(font_events(sender.clone()));
    let control = parts
        .play
        .then(|| Control::start(&parts.control, handle.clone()));
    let measured = Arc::clone(&shared.diagnostics);
    let hands = Hands::new(store, player, parts.runtimes, measured, live, sender);
    let journalled = lock(&shared.journal)
        .last()
        .map_or(0, |entry| entry.number + 1);
    let looping = Loop {
        engine: parts.engine,
        hands,
        shared,
        clock: parts.clock,
        published: 0,
        journalled,
    };
    let engine = Builder::new()
        .name("engine".to_owned())
        .spawn(move || {
            let control = match control {
                Some(Ok(control)) => Some(control),
                Some(Err(error)) => {
                    tracing::warn!("other processes cannot talk to this one: {error}");
                    None
                }
                None => None,
            };
            guarded(looping, effects, &inbox);
            drop(control);
        })
        .map_err(|source| HostError::Thread {
            name: "engine",
            source,
        })?;
    Ok((handle, engine))
}

fn start_player(
    parts: &mut Parts,
    shared: &Arc<Shared>,
    live: &LiveSlots,
    sender: &Sender<Input>,
) -> Result<PlayerThread, HostError> {
    let options = PlayerOptions {
        panels: std::mem::take(&mut parts.panels),
        size: parts.canvas.0,
        refresh_hz: parts.canvas.1,
        settings: PlayerSettings {
            brightness: lock(&shared.snapshot).panel.brightness,
            paused: false,
        },
        clock: Arc::clone(&parts.clock) as _,
        process_age: parts.process_age,
        audience: Arc::clone(shared) as _,
        on_panel: panel_events(sender.clone()),
        prepare: priority::realtime(Arc::clone(&parts.clock) as _),
    };
    PlayerThread::start(options, live.clone()).map_err(|PlayerError::Thread(source)| {
        HostError::Thread {
            name: "player",
            source,
        }
    })
}

fn start_store(
    store: Store,
    installer: Box<dyn Installer>,
    sender: &Sender<Input>,
) -> Result<StoreThread, HostError> {
    let sender = sender.clone();
    let on_event = Box::new(move |event| {
        // Waits for a place in the queue: what the store tells is never lost. An ended engine
        // needs it no more.
        drop(sender.send(Input::Event(Event::Store(event))));
    });
    StoreThread::start(store, installer, on_event).map_err(|source| HostError::Thread {
        name: "store",
        source,
    })
}

/// A full queue takes no news now; the player tells it again.
fn panel_events(sender: Sender<Input>) -> crate::host::player::OnPanel {
    Box::new(move |event: &PanelEvent| {
        sender
            .try_send(Input::Event(Event::Panel(event.clone())))
            .is_ok()
    })
}

/// Waits a while for a place in the queue, on the thread that brings fonts. Not for ever: an engine that ends
/// waits for that thread.
fn font_events(sender: Sender<Input>) -> Listener {
    const ATTEMPTS: u32 = 100;
    Arc::new(move |event: FontsEvent| {
        for _ in 0..ATTEMPTS {
            let input = Input::Event(Event::Fonts(event.clone()));
            match sender.try_send(input) {
                Err(TrySendError::Full(_)) => std::thread::park_timeout(Duration::from_millis(10)),
                Ok(()) | Err(TrySendError::Disconnected(_)) => return,
            }
        }
        tracing::warn!("nobody was told of fonts: the engine is too busy");
    })
}

/// A panic of ours ends the engine. The picture stays, and whoever looks is told.
fn guarded(looping: Loop, first: Vec<Effect>, inbox: &Receiver<Input>) {
    let shared = Arc::clone(&looping.shared);
    let run = AssertUnwindSafe(|| looping.run(first, inbox));
    if catch_unwind(run).is_ok() {
        return;
    }
    tracing::error!("the engine has panicked; please report it");
    let mut snapshot = lock(&shared.snapshot);
    let mut last = Snapshot::clone(&snapshot);
    last.revision += 1;
    last.stopping = true;
    last.notices.push(Notice {
        number: last.notices.last().map_or(1, |notice| notice.number + 1),
        wall: last.wall,
        level: Level::Error,
        plugin: None,
        text: "Lumarium has failed inside and shows what it had; start it again".to_owned(),
    });
    *snapshot = Arc::new(last);
    drop(snapshot);
    wake(&shared);
}

fn wake(shared: &Shared) {
    let wakes: Vec<_> = {
        let mut wakes = lock(&shared.wakes);
        wakes.retain(|wake| wake.strong_count() > 0);
        wakes.iter().filter_map(std::sync::Weak::upgrade).collect()
    };
    for wake in wakes {
        wake();
    }
}

struct Loop {
    engine: Engine,
    hands: Hands,
    shared: Arc<Shared>,
    clock: Arc<Monotonic>,
    published: u64,
    journalled: u64,
}

impl Loop {
    fn run(mut self, first: Vec<Effect>, inbox: &Receiver<Input>) {
        self.hands.perform(first);
        self.publish();
        while !self.hands.must_exit() {
            let wait = self.wait();
            match inbox.recv_timeout(wait) {
                Ok(input) => {
                    self.take(input);
                    for input in inbox.try_iter().take(limits::ENGINE_BATCH) {
                        self.take(input);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.handle(Event::Tick);
            for event in self.hands.look_round() {
                self.handle(event);
            }
            self.publish();
        }
        self.hands.end();
    }

    fn wait(&self) -> Duration {
        let now = self.clock.now().at;
        let wake = self
            .engine
            .next_wake()
            .map_or(LOOK_ROUND, |wake: Moment| wake.since(now));
        wake.min(LOOK_ROUND)
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Command(envelope) => {
                let event = Event::Command {
                    id: envelope.id,
                    by: envelope.by,
                    command: envelope.command,
                };
                self.hands.expect(envelope.id, envelope.answer);
                self.handle(event);
            }
            Input::Event(event) => self.handle(event),
        }
    }

    fn handle(&mut self, event: Event) {
        let now = self.clock.now();
        let effects = self.engine.handle(now, event);
        self.hands.perform(effects);
    }

    /// Publishes a snapshot if something has changed; then answers, so that who got an answer sees
    /// what it says; then wakes those who look.
    fn publish(&mut self) {
        let revision = self.engine.revision();
        if revision != self.published {
            self.published = revision;
            *lock(&self.shared.snapshot) = self.engine.snapshot(self.clock.now());
            let news = self.engine.journal_since(self.journalled);
            if let Some(last) = news.last() {
                self.journalled = last.number + 1;
            }
            let mut journal = lock(&self.shared.journal);
            journal.extend(news);
            let excess = journal.len().saturating_sub(limits::JOURNAL_MAX);
            journal.drain(..excess);
            drop(journal);
            wake(&self.shared);
        }
        self.hands.answer();
    }
}

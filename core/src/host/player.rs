//! The thread that feeds the panels. It runs no plugin code, waits for no plugin, touches no file and
//! writes no log. Scenes and settings come through a bounded queue, live pictures through slots;
//! pictures and statistics go out to onlookers who are never waited for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use thiserror::Error;

use crate::content::Content;
use crate::frame::{Frame, Size};
use crate::host::clock::Clock;
use crate::host::handle::{Shared, lock};
use crate::host::panel::Panel;
use crate::host::queue;
use crate::limits;
use crate::message::{PlayerSettings, Scene};
use crate::snapshot::PlayerStats;

mod drive;
mod lateness;
mod pacer;
mod panels;
mod slots;

pub use lateness::Lateness;
pub use panels::OnPanel;
pub use slots::{LiveSlot, LiveSlots};

use drive::{Drive, Step};

/// Who looks at what the player shows. Called on the player thread: must neither wait nor allocate.
pub trait Audience: Send + Sync {
    /// Copies the picture with its number, which grows with each new one; false if it cannot now,
    /// then the picture is offered again at the next refresh.
    fn frame(&self, frame: &Frame, number: u64) -> bool;
    /// Takes the newest statistics; false if it cannot now.
    fn stats(&self, stats: &PlayerStats) -> bool;
}

impl Audience for Shared {
    fn frame(&self, frame: &Frame, number: u64) -> bool {
        let Ok(mut shown) = self.frame.try_lock() else {
            return false;
        };
        if !shown.0.copy_from(frame) {
            shown.0 = frame.clone();
        }
        shown.1 = number;
        true
    }

    fn stats(&self, stats: &PlayerStats) -> bool {
        self.stats.try_lock().map(|mut kept| *kept = *stats).is_ok()
    }
}

/// Is told after each refresh how long it took: where a thread that eats its processor is demoted.
pub type Guard = Box<dyn FnMut(Duration) + Send>;

/// Called once on the new thread, before the first refresh: where it gets its priority.
pub type Prepare = Box<dyn FnOnce() -> Guard + Send>;

/// A player thread with the ordinary priority.
pub fn ordinary_priority() -> Prepare {
    Box::new(|| Box::new(|_worked| {}))
}

/// How a player is started.
pub struct PlayerOptions {
    /// Where frames go; none is allowed.
    pub panels: Vec<Box<dyn Panel>>,
    /// The canvas.
    pub size: Size,
    /// Frames a second.
    pub refresh_hz: u32,
    /// Brightness and pause at the start.
    pub settings: PlayerSettings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How old the process was when the clock stood at zero. `first_frame_ms` is the age of the
    /// process when the first picture with content of a plugin had been taken by a panel; with no
    /// panels, when it had been drawn. The mark shown before does not count.
    pub process_age: Duration,
    /// Who looks on.
    pub audience: Arc<dyn Audience>,
    /// Who hears of panels found and lost.
    pub on_panel: OnPanel,
    /// Where the thread gets its priority.
    pub prepare: Prepare,
}

/// What the player thread is told.
enum PlayerMessage {
    /// Show this, with the slot of its live pictures.
    Scene(Arc<Scene>, Option<Arc<LiveSlot>>),
    /// Brightness and pause.
    Settings(PlayerSettings),
    /// One more panel.
    AddPanel(Box<dyn Panel>),
}

/// The player could not be started.
#[derive(Debug, Error)]
pub enum PlayerError {
    /// No thread could be had.
    #[error("the player's thread cannot be started; close other programs: {0}")]
    Thread(#[source] std::io::Error),
}

/// The way to a running player. Dropping it ends the thread.
#[derive(Debug)]
pub struct PlayerThread {
    messages: queue::Sender<PlayerMessage>,
    /// Scenes the player no longer needs; freed here, where time does not matter.
    bin: Mutex<Receiver<Arc<Scene>>>,
    live: LiveSlots,
    /// The slot of the live screen that is on.
    on: Mutex<Option<Arc<LiveSlot>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl PlayerThread {
    /// Starts the thread `player`.
    pub fn start(options: PlayerOptions, live: LiveSlots) -> Result<Self, PlayerError> {
        let (messages, inbox) = queue::queue("player", limits::PLAYER_QUEUE);
        // Each message retires two scenes at most, and each call here empties the bin.
        let (bin, rubbish) = sync_channel(2 * limits::PLAYER_QUEUE);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("player".to_owned())
            .spawn(move || run(options, inbox, bin, &stopped))
            .map_err(PlayerError::Thread)?;
        Ok(Self {
            messages,
            bin: Mutex::new(rubbish),
            live,
            on: Mutex::new(None),
            stop,
            thread: Some(thread),
        })
    }

    /// Shows a scene from the next refresh on. False if the player has ended or its queue is full,
    /// which takes a player that stands still; send the newest scene again then.
    pub fn show(&self, scene: Arc<Scene>) -> bool {
        let run = match scene.content {
            Content::Live => scene.run.as_ref(),
            Content::Nothing | Content::Still(_) | Content::Clip(_) | Content::Strip(_) => None,
        };
        let slot = run.and_then(|(plugin, run)| self.live.slot(plugin, *run));
        self.leave_all_but(slot.as_ref());
        self.send(PlayerMessage::Scene(scene, slot))
    }

    /// Sets brightness and pause from the next refresh on. False as for `show`.
    pub fn settings(&self, settings: PlayerSettings) -> bool {
        self.send(PlayerMessage::Settings(settings))
    }

    /// Adds a panel. False as for `show`.
    pub fn add_panel(&self, panel: Box<dyn Panel>) -> bool {
        self.send(PlayerMessage::AddPanel(panel))
    }

    /// How full its queue is.
    pub fn gauge(&self) -> Arc<queue::Gauge> {
        self.messages.gauge()
    }

    /// Where live pictures go.
    pub const fn live(&self) -> &LiveSlots {
        &self.live
    }

    /// Whether the thread has ended.
    pub fn ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Ends the thread and waits for it; panels go dark.
    pub fn stop(mut self) {
        self.signal();
        if let Some(thread) = self.thread.take() {
            // A panic was caught within; there is nobody left to tell.
            drop(thread.join());
        }
    }

    /// When its screen comes on again, a live run must not begin with the picture it ended with.
    fn leave_all_but(&self, slot: Option<&Arc<LiveSlot>>) {
        let mut on = lock(&self.on);
        let left = std::mem::replace(&mut *on, slot.map(Arc::clone));
        if let Some(left) = left
            && !slot.is_some_and(|slot| Arc::ptr_eq(slot, &left))
        {
            left.clear();
        }
    }

    fn send(&self, message: PlayerMessage) -> bool {
        lock(&self.bin).try_iter().for_each(drop);
        self.messages.try_send(message).is_ok()
    }

    fn signal(&self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for PlayerThread {
    fn drop(&mut self) {
        self.signal();
    }
}

fn run(
    mut options: PlayerOptions,
    inbox: queue::Receiver<PlayerMessage>,
    bin: SyncSender<Arc<Scene>>,
    stopped: &AtomicBool,
) {
    let prepare = std::mem::replace(&mut options.prepare, ordinary_priority());
    wake_punctually();
    let mut guard = prepare();
    let mut drive = Drive::new(options, inbox, bin);
    while !stopped.load(Ordering::Acquire) {
        match drive.step() {
            Step::Wait(wait) => std::thread::park_timeout(wait),
            Step::Worked(worked) => guard(worked),
        }
    }
    drive.end();
}

/// Linux wakes an ordinary thread up to 50 µs late to save power; this one asks for 1 ns.
#[cfg(target_os = "linux")]
fn wake_punctually() {
    let slack = std::num::NonZeroU64::new(1);
    // Refused: frames come 50 µs later, which nobody sees.
    let _refused = rustix::thread::set_current_timer_slack(slack);
}

#[cfg(not(target_os = "linux"))]
fn wake_punctually() {}

#[cfg(test)]
mod tests;

//! Previews: one plugin on several canvases at once, for its author. Each canvas is a run of its own through
//! the contract that the host uses, with a player of its own, on one thread; what breaks there breaks nothing else.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use lumarium_core::facts::Place;
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::Clock;
use lumarium_core::host::runtime::Runtime;
use lumarium_core::id::PluginId;
use lumarium_core::lifecycle::Run;
use lumarium_core::limits;
use serde_json::Value;

mod bench;
mod cell;

use bench::{Bench, Message};

/// What previews run on: the same kinds of runtimes as the host's, with runs of their own.
#[derive(Clone)]
pub struct Workshop {
    runtimes: Vec<Arc<dyn Runtime>>,
    clock: Arc<dyn Clock>,
}

/// Which plugin is shown on which canvases.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Which.
    pub plugin: PluginId,
    /// Where it is.
    pub place: Place,
    /// The number of its run on the panel: a reload begins the previews anew.
    pub run: Run,
    /// Its settings without secrets.
    pub settings: Value,
    /// What gives its settings their defaults.
    pub schema: Option<Arc<Value>>,
    /// Which screen; absent: its first.
    pub screen: Option<Arc<str>>,
    /// IANA time zone.
    pub time_zone: String,
    /// The canvases; those above `PREVIEWS_MAX` are left out.
    pub sizes: Vec<Size>,
}

/// How a preview stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has shown nothing yet.
    Starting,
    /// It shows something.
    Showing,
    /// It has nothing to show now.
    Nothing,
    /// It does not work; why, for people.
    Failed(String),
}

/// One canvas.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What it shows; black before the first picture.
    pub frame: Frame,
    /// How it stands.
    pub standing: Standing,
}

type Tiles = Arc<Mutex<Vec<Tile>>>;

/// Running previews. Dropping it ends them.
pub struct Preview {
    inbox: SyncSender<Message>,
    tiles: Tiles,
    ended: Arc<AtomicBool>,
}

impl Workshop {
    /// A workshop with these runtimes; nothing runs yet.
    pub const fn new(runtimes: Vec<Arc<dyn Runtime>>, clock: Arc<dyn Clock>) -> Self {
        Self { runtimes, clock }
    }

    /// Starts the thread `preview`; `wake` is called on it after each new picture.
    pub fn open(&self, wake: impl Fn() + Send + 'static) -> io::Result<Preview> {
        let (sender, inbox) = sync_channel(limits::PREVIEW_QUEUE);
        let tiles = Tiles::default();
        let ended = Arc::new(AtomicBool::new(false));
        let bench = Bench::new(self.clone(), sender.clone(), Arc::clone(&tiles));
        let over = Arc::clone(&ended);
        thread::Builder::new()
            .name("preview".to_owned())
            .spawn(move || bench.run(&inbox, &over, &wake))?;
        Ok(Preview {
            inbox: sender,
            tiles,
            ended,
        })
    }
}

impl Preview {
    /// Runs this from now on. False if it could not be taken; give it again then. Never waits.
    pub fn show(&self, order: Order) -> bool {
        self.inbox.try_send(Message::Order(Box::new(order))).is_ok()
    }

    /// What the canvases show, in the order of their sizes.
    pub fn look<T>(&self, see: impl FnOnce(&[Tile]) -> T) -> T {
        see(&self.tiles.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        // If there is no room the thread is awake and looks.
        drop(self.inbox.try_send(Message::End));
    }
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

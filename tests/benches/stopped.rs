//! A Lumarium that stands still, for benches of the window: a snapshot of a real host that has ended, and a
//! picture that moves when asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lumarium_app::link::{FrameSource, Link};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::handle::{Pending, Wake};
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::{Host, HostOptions};
use lumarium_core::journal::Entry;
use lumarium_core::message::{By, Command, Refusal};
use lumarium_core::snapshot::{PlayerStats, Snapshot};

/// The panel.
pub(crate) const SIZE: Size = Size::new(256, 128);

/// What is on the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stage {
    /// Nothing: no plugin is on.
    Empty,
    /// Another picture in each frame.
    Moving,
    /// The same one.
    Still,
}

/// A running Lumarium that stands still, but for its picture.
pub(crate) struct Stopped {
    playing: Arc<Snapshot>,
    empty: Arc<Snapshot>,
    frames: [Frame; 2],
    stage: Mutex<Stage>,
    number: AtomicU64,
}

impl Stopped {
    /// With everything that is bundled; nothing of it runs.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let root = tempfile::tempdir()?;
        let clock = Arc::new(Monotonic::start());
        let mut options = HostOptions::new(root.path().into(), programs(), clock);
        options.size = Some(SIZE);
        options.run_plugins = false;
        let host = Host::start(options)?;
        let mut snapshot = (*host.handle().snapshot()).clone();
        drop(host);
        snapshot.stopping = false;
        snapshot.notices.clear();
        let playing = Arc::new(snapshot.clone());
        snapshot.plugins.clear();
        snapshot.panel.screen = None;
        snapshot.revision += 1;
        Ok(Self {
            playing,
            empty: Arc::new(snapshot),
            frames: [frame(1), frame(77)],
            stage: Mutex::new(Stage::Empty),
            number: AtomicU64::new(1),
        })
    }

    /// What is on the stage now.
    pub(crate) fn stage(&self) -> Stage {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it.
    pub(crate) fn set(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}

impl FrameSource for Stopped {
    fn frame(&self, into: &mut Frame) -> u64 {
        let step = u64::from(self.stage() == Stage::Moving);
        let number = self.number.fetch_add(step, Ordering::Relaxed) + step;
        let [even, odd] = &self.frames;
        let frame = if number.is_multiple_of(2) { even } else { odd };
        if !into.copy_from(frame) {
            *into = frame.clone();
        }
        number
    }
}

impl Link for Stopped {
    fn send(&self, _by: By, _command: Command) -> Result<Pending, Refusal> {
        Err(Refusal::new("nothing runs here", "run the program"))
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(match self.stage() {
            Stage::Empty => &self.empty,
            Stage::Moving | Stage::Still => &self.playing,
        })
    }

    fn journal_since(&self, _number: u64) -> Vec<Arc<Entry>> {
        Vec::new()
    }

    fn stats(&self) -> PlayerStats {
        PlayerStats::default()
    }

    fn on_change(&self, _wake: &Arc<Wake>) {}
}

/// A picture without any order.
pub(crate) fn frame(seed: u32) -> Frame {
    let mut frame = Frame::black(SIZE);
    for (n, pixel) in (seed..).zip(frame.pixels_mut()) {
        let mixed = n.wrapping_mul(2_654_435_761);
        *pixel = Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8);
    }
    frame
}

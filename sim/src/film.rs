//! The film: the last minute of pictures as the panel was given them, packed and bounded, for a look back.
//! The player's thread only copies a picture into a frame that lies ready; a thread of the film packs it.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::Clock;
use lumarium_core::host::panel::{Panel, PanelError};
use lumarium_core::limits;
use lumarium_core::time::Moment;

mod kept;
mod pack;

use kept::Kept;

/// What was shown lately. Cheap to clone; all clones are the same film. Moments are the engine's time.
#[derive(Clone, Debug, Default)]
pub struct Film {
    kept: Arc<Mutex<Kept>>,
}

/// How much a film holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilmStats {
    /// Pictures that differ from the one before.
    pub pictures: usize,
    /// Bytes they take.
    pub bytes: usize,
    /// Pictures that were forgotten: too old, or no room.
    pub forgotten: u64,
    /// Pictures that came while the film was behind and are not in it.
    pub dropped: u64,
}

impl Film {
    /// A film, and the panel that fills it. The film's thread ends with the panel; the film stays readable.
    pub fn start(size: Size, clock: Arc<dyn Clock>) -> io::Result<(FilmPanel, Self)> {
        let film = Self::default();
        let (free, ready) = sync_channel(limits::FILM_QUEUE);
        for _ in 0..limits::FILM_QUEUE {
            // The queue has room for exactly these.
            drop(free.try_send(Frame::black(size)));
        }
        let (full, taken) = sync_channel(limits::FILM_QUEUE);
        let mut packer = film.clone();
        thread::Builder::new()
            .name("film".to_owned())
            .spawn(move || packer.pack(&taken, &free))?;
        let panel = FilmPanel {
            size,
            clock,
            ready,
            full,
            dropped: 0,
        };
        Ok((panel, film))
    }

    /// Takes the picture that was on from `at` on. A moment before the one before counts as that one.
    pub fn push(&self, frame: &Frame, at: Moment) {
        self.kept().push(frame, at);
    }

    /// From when to when pictures are known.
    pub fn span(&self) -> Option<(Moment, Moment)> {
        self.kept().span()
    }

    /// Copies the picture that was on at `at` and says since when it was on. Absent, and nothing copied:
    /// the film knows nothing of that moment.
    pub fn at(&self, at: Moment, into: &mut Frame) -> Option<Moment> {
        // Unpacking takes up to a millisecond: the film's thread need not wait for it.
        let pieces = self.kept().pieces_at(at);
        kept::unpack(&pieces, into)
    }

    /// The pictures that were on between `from` and `to`, each with the moment from which on it was on
    /// (the first: at most `from`, unless the film begins later). More than `most` are thinned evenly.
    pub fn clip(&self, from: Moment, to: Moment, most: usize) -> Vec<(Moment, Frame)> {
        let pieces = self.kept().pieces_between(from, to);
        kept::unpack_all(&pieces, from, most)
    }

    /// How much it holds.
    pub fn stats(&self) -> FilmStats {
        self.kept().stats()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pack(&mut self, taken: &Receiver<Taken>, free: &SyncSender<Frame>) {
        for Taken { frame, at, dropped } in taken {
            let mut kept = self.kept();
            kept.push(&frame, at);
            kept.set_dropped(dropped);
            drop(kept);
            // Without the panel nobody needs the frame again.
            drop(free.try_send(frame));
        }
    }
}

/// A picture on its way from the player to the film.
struct Taken {
    frame: Frame,
    at: Moment,
    dropped: u64,
}

/// The panel that fills a film. It never waits and allocates nothing: a picture for which no frame lies
/// ready is dropped and counted.
pub struct FilmPanel {
    size: Size,
    /// Asked for the engine's time: `due` counts from the player's start.
    clock: Arc<dyn Clock>,
    ready: Receiver<Frame>,
    full: SyncSender<Taken>,
    dropped: u64,
}

impl Panel for FilmPanel {
    fn name(&self) -> &'static str {
        "film"
    }

    fn size(&self) -> Size {
        self.size
    }

    fn show(&mut self, frame: &Frame, _due: Duration) -> Result<(), PanelError> {
        if frame.size() != self.size {
            return Err(PanelError::Size {
                panel: self.size,
                frame: frame.size(),
            });
        }
        let Ok(mut copy) = self.ready.try_recv() else {
            self.dropped += 1;
            return Ok(());
        };
        copy.copy_from(frame);
        let taken = Taken {
            frame: copy,
            at: self.clock.now().at,
            dropped: self.dropped,
        };
        match self.full.try_send(taken) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.dropped += 1,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

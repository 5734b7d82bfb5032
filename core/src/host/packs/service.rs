//! The thread `packs`: brings the fonts when a plugin first needs them. Until they are there, our own stand in,
//! so nobody waits.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::{PackError, Packs, Source};
use crate::host::clock::Clock;
use crate::host::git::{GitError, Go, Progress};
use crate::host::handle::lock;
use crate::host::queue;
use crate::limits;
use crate::message::FontsEvent;
use crate::time::Moment;

/// How often progress is told.
const STEPS: usize = 20;

/// How the fonts are that plugins see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fonts {
    /// Nobody has needed them yet.
    Unneeded,
    /// They are looked for.
    Looking,
    /// All there: somebody's own, or the pack.
    There,
    /// Being fetched; our own stand in.
    Fetching(Progress),
    /// Not to be had; our own stand in.
    OwnFonts {
        /// Why, and what helps.
        why: String,
        /// When it is tried again.
        retry_at: Moment,
    },
}

impl Fonts {
    /// For people, if there is something to say.
    pub fn words(&self, now: Moment) -> Option<String> {
        match self {
            Self::Unneeded | Self::There => None,
            Self::Looking => Some("LEDMatrix's fonts are looked for".to_owned()),
            Self::Fetching(progress) => {
                let megabytes = progress.bytes / 1_000_000;
                let (objects, of) = (progress.objects, progress.of);
                Some(format!(
                    "LEDMatrix's fonts are fetched: {megabytes} MB, {objects} of {of} objects; our own stand in"
                ))
            }
            Self::OwnFonts { why, retry_at } => Some(format!(
                "LEDMatrix's fonts are not there, so our own stand in and pictures differ a little: {why}; \
                 tried again in {} s",
                retry_at.since(now).as_secs()
            )),
        }
    }
}

/// Told what becomes of the fonts that plugins see; called on the thread `packs`.
pub type OnFonts = Box<dyn Fn(FontsEvent) + Send>;

/// Brings the fonts of a root. Dropping it stops a fetch.
pub struct FontService {
    shared: Arc<Shared>,
    bell: Option<queue::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    fonts: Mutex<Fonts>,
    changed: Condvar,
    stop: AtomicBool,
    packs: Packs,
    source: Source,
    clock: Arc<dyn Clock>,
}

impl FontService {
    /// Starts the thread, which waits until it is needed.
    pub fn start(
        packs: Packs,
        source: Source,
        clock: Arc<dyn Clock>,
        on_fonts: OnFonts,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            fonts: Mutex::new(Fonts::Unneeded),
            changed: Condvar::new(),
            stop: AtomicBool::new(false),
            packs,
            source,
            clock,
        });
        let (bell, rings) = queue::queue("packs", 1);
        let theirs = Arc::clone(&shared);
        let thread = Builder::new()
            .name("packs".to_owned())
            .spawn(move || run(&theirs, &rings, &on_fonts))?;
        Ok(Self {
            shared,
            bell: Some(bell),
            thread: Some(thread),
        })
    }

    /// A plugin needs fonts now. Never waits; `fonts` tells how they are.
    pub fn need(&self) {
        // A bell that has rung already is heard.
        if let Some(bell) = &self.bell {
            match bell.try_send(()) {
                Ok(()) | Err(_) => {}
            }
        }
    }

    /// Waits until plugins find fonts, be they our own; gives up after a while. Said before: `need`.
    pub fn wait(&self) {
        let fonts = lock(&self.shared.fonts);
        let unsettled = |fonts: &mut Fonts| matches!(fonts, Fonts::Unneeded | Fonts::Looking);
        let waited = self
            .shared
            .changed
            .wait_timeout_while(fonts, limits::FONTS_WAIT, unsettled);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// How the fonts are.
    pub fn fonts(&self) -> Fonts {
        lock(&self.shared.fonts).clone()
    }
}

impl Drop for FontService {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.bell = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of packs has panicked; please report it");
        }
    }
}

fn run(shared: &Shared, rings: &queue::Receiver<()>, on_fonts: &OnFonts) {
    crate::host::priority::be_modest();
    let mut tries = 0;
    if rings.recv().is_err() {
        return;
    }
    loop {
        bring(shared, on_fonts, &mut tries);
        let retry_at = match &*lock(&shared.fonts) {
            Fonts::OwnFonts { retry_at, .. } => Some(*retry_at),
            Fonts::Unneeded | Fonts::Looking | Fonts::There | Fonts::Fetching(_) => None,
        };
        let Some(retry_at) = retry_at else {
            return;
        };
        loop {
            let now = shared.clock.now().at;
            if now >= retry_at {
                break;
            }
            if rings.recv_timeout(retry_at.since(now)) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    }
}

/// Makes the best of what there is: what is there, the pack, our own and then the pack.
fn bring(shared: &Shared, on_fonts: &OnFonts, tries: &mut u32) {
    shared.say(Fonts::Looking);
    let packs = &shared.packs;
    let pack = packs.fonts();
    // A folder that a person has named goes before what was fetched once.
    let pack = pack.filter(|pack| match &shared.source {
        Source::Folder(_) => pack.source == shared.source.words(),
        Source::Repository(_) => true,
    });
    if pack.is_none() && packs.missing().is_empty() && !packs.stands_in() {
        shared.say(Fonts::There);
        return;
    }
    let result = match pack {
        Some(pack) => packs.offer(&pack).map(|_| ()),
        None => offer_own_then_take(shared, on_fonts, *tries == 0),
    };
    match result {
        Ok(()) => {
            shared.say(Fonts::There);
            on_fonts(FontsEvent::There);
        }
        Err(error) => {
            *tries += 1;
            let doubled = limits::PACK_RETRY_MIN.checked_mul(1 << (*tries - 1).min(16));
            let wait = doubled.unwrap_or(Duration::MAX).min(limits::PACK_RETRY_MAX);
            shared.say(Fonts::OwnFonts {
                why: error.to_string(),
                retry_at: shared.clock.now().at.plus(wait),
            });
            on_fonts(FontsEvent::StandIn {
                words: format!("LEDMatrix's fonts are not there, so our own stand in: {error}"),
            });
        }
    }
}

fn offer_own_then_take(shared: &Shared, on_fonts: &OnFonts, first: bool) -> Result<(), PackError> {
    let packs = &shared.packs;
    packs.offer_own()?;
    // A folder is read in no time; nobody has to start with ours before.
    let awaited = matches!(shared.source, Source::Folder(_)) && first;
    if !awaited {
        shared.say(Fonts::Fetching(Progress::default()));
    }
    let mut told = None;
    let pack = packs.take(&shared.source, &mut |progress| {
        // Told in steps: every one of them wakes who looks.
        let step = progress.objects * STEPS / progress.of.max(1);
        if told.replace(step) != Some(step) {
            let fonts = Fonts::Fetching(progress);
            let words = fonts.words(shared.clock.now().at).unwrap_or_default();
            on_fonts(FontsEvent::Fetching { words });
        }
        if !awaited {
            shared.say(Fonts::Fetching(progress));
        }
        if shared.stop.load(Ordering::Relaxed) {
            Go::Stop
        } else {
            Go::On
        }
    });
    match pack {
        Ok(pack) => {
            if packs.offer(&pack)?.written > 0 && !awaited {
                on_fonts(FontsEvent::Replaced);
            }
            Ok(())
        }
        Err(PackError::Git(GitError::Stopped)) => Ok(()),
        Err(error) => Err(error),
    }
}

impl Shared {
    fn say(&self, fonts: Fonts) {
        *lock(&self.fonts) = fonts;
        self.changed.notify_all();
    }
}

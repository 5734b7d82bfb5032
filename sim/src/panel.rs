//! The simulated panel: takes frames as a real one does, and lets others see what it really shows.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::panel::{Panel, PanelError};

use crate::faults::{Dice, Faults};

/// What a simulated panel really shows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mirror {
    shown: Arc<Mutex<(Frame, u64)>>,
}

impl Mirror {
    fn new(size: Size) -> Self {
        Self {
            shown: Arc::new(Mutex::new((Frame::black(size), 0))),
        }
    }

    /// Copies what is shown, and gives its number (0: nothing yet), which grows with each picture.
    pub fn read(&self, into: &mut Frame) -> u64 {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if !into.copy_from(&shown.0) {
            *into = shown.0.clone();
        }
        shown.1
    }

    /// The number of what is shown, for those who need the picture only if it is another.
    pub fn number(&self) -> u64 {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Shows `frame`, unless somebody is reading: the player never waits.
    fn try_show(&self, frame: &Frame) -> bool {
        let Ok(mut shown) = self.shown.try_lock() else {
            return false;
        };
        let copied = shown.0.copy_from(frame);
        shown.1 += u64::from(copied);
        true
    }
}

/// A picture on its way through the panel.
#[derive(Debug)]
struct Step {
    frame: Frame,
    full: bool,
}

/// A panel that exists only here.
#[derive(Debug)]
pub struct SimPanel {
    name: String,
    size: Size,
    mirror: Mirror,
    faults: Faults,
    dice: Dice,
    /// The newest picture taken; it waits while the one before is being shown.
    waiting: Step,
    /// What a slow panel is busy with, and until when.
    busy: Step,
    busy_until: Duration,
}

impl SimPanel {
    /// A panel of any size; `seed` decides which frames a fault drops.
    pub fn new(name: &str, size: Size, seed: u64) -> Self {
        let step = || Step {
            frame: Frame::black(size),
            full: false,
        };
        Self {
            name: name.to_owned(),
            size,
            mirror: Mirror::new(size),
            faults: Faults::default(),
            dice: Dice::new(seed),
            waiting: step(),
            busy: step(),
            busy_until: Duration::ZERO,
        }
    }

    /// What it really shows.
    pub fn mirror(&self) -> Mirror {
        self.mirror.clone()
    }

    /// What can go wrong with it.
    pub fn faults(&self) -> Faults {
        self.faults.clone()
    }

    fn unplugged(&mut self) -> PanelError {
        self.faults.count_refused();
        self.busy.full = false;
        self.waiting.frame.fill(Rgb::BLACK);
        // Without a cable the panel is dark. It may take until the reader is done.
        self.waiting.full = !self.mirror.try_show(&self.waiting.frame);
        PanelError::Lost {
            reason: "it is unplugged on request; plug it in again".to_owned(),
        }
    }

    /// Takes a picture, in place of one that still waits.
    fn take(&mut self, frame: &Frame) {
        if self.dice.hits(self.faults.dropped()) {
            self.faults.count_dropped();
            return;
        }
        if self.waiting.full {
            self.faults.count_dropped();
        }
        self.waiting.frame.copy_from(frame);
        self.waiting.full = true;
    }

    /// Moves pictures on, as far as time `due` allows.
    fn advance(&mut self, due: Duration) {
        let slow = self.faults.slow();
        if self.busy.full && (due >= self.busy_until || slow.is_zero()) {
            if !self.mirror.try_show(&self.busy.frame) {
                return;
            }
            self.busy.full = false;
            self.faults.count_shown();
        }
        if !self.waiting.full || self.busy.full {
            return;
        }
        if slow.is_zero() {
            if self.mirror.try_show(&self.waiting.frame) {
                self.waiting.full = false;
                self.faults.count_shown();
            }
        } else {
            std::mem::swap(&mut self.waiting, &mut self.busy);
            self.busy_until = due + slow;
        }
    }
}

impl Panel for SimPanel {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> Size {
        self.size
    }

    fn show(&mut self, frame: &Frame, due: Duration) -> Result<(), PanelError> {
        if frame.size() != self.size {
            return Err(PanelError::Size {
                panel: self.size,
                frame: frame.size(),
            });
        }
        if self.faults.disconnected() {
            return Err(self.unplugged());
        }
        self.take(frame);
        self.advance(due);
        Ok(())
    }

    /// While it is slow or behind, time must go on for it; and a cable can be pulled at any time.
    fn wants_every_refresh(&self) -> bool {
        self.busy.full
            || self.waiting.full
            || self.faults.disconnected()
            || !self.faults.slow().is_zero()
    }
}

#[cfg(test)]
mod tests;

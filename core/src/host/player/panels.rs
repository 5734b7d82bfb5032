//! The panels of a player. One that fails or panics is lost and tried again later; the others go on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::frame::Frame;
use crate::host::panel::Panel;
use crate::limits;
use crate::message::PanelEvent;
use crate::player::{Beat, Tick};

/// Hears of panels found and lost; false if it cannot now, then it is told again. Must return at once.
pub type OnPanel = Box<dyn FnMut(&PanelEvent) -> bool + Send>;

enum Health {
    /// Not yet tried.
    New,
    Showing,
    Lost {
        retry_at: Tick,
        wait: Duration,
    },
}

struct Slot {
    panel: Box<dyn Panel>,
    health: Health,
    /// It has not had the present picture yet.
    behind: bool,
    /// When it had a picture last.
    shown: Tick,
    /// What nobody has heard yet.
    untold: Option<PanelEvent>,
}

/// All panels, and who hears about them.
pub(super) struct Panels {
    slots: Vec<Slot>,
    beat: Beat,
    on_panel: OnPanel,
}

impl Panels {
    pub(super) fn new(beat: Beat, on_panel: OnPanel) -> Self {
        Self {
            slots: Vec::with_capacity(limits::PANELS_MAX),
            beat,
            on_panel,
        }
    }

    /// Adds a panel; one too many is refused with an event.
    pub(super) fn add(&mut self, panel: Box<dyn Panel>) {
        if self.slots.len() < limits::PANELS_MAX {
            self.slots.push(Slot {
                panel,
                health: Health::New,
                behind: true,
                shown: 0,
                untold: None,
            });
        } else {
            (self.on_panel)(&PanelEvent::Lost {
                panel: panel.name().to_owned(),
                reason: format!("{} panels are the most; remove one", limits::PANELS_MAX),
            });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether any panel has taken its last picture.
    pub(super) fn any_showing(&self) -> bool {
        let showing = |slot: &Slot| matches!(slot.health, Health::Showing);
        self.slots.iter().any(showing)
    }

    /// Gives the picture of refresh `tick` to all panels that need it.
    pub(super) fn show(&mut self, frame: &Frame, changed: bool, tick: Tick) {
        let keep_alive = self.beat.ticks_in(limits::PANEL_KEEP_ALIVE);
        for slot in &mut self.slots {
            slot.behind |= changed;
            let ready = match slot.health {
                Health::New => true,
                Health::Lost { retry_at, .. } => tick >= retry_at,
                Health::Showing => {
                    slot.behind
                        || tick.saturating_sub(slot.shown) >= keep_alive
                        || slot.panel.wants_every_refresh()
                }
            };
            if ready {
                slot.show(frame, self.beat, tick);
            }
            if let Some(event) = &slot.untold
                && (self.on_panel)(event)
            {
                slot.untold = None;
            }
        }
    }
}

impl Slot {
    fn show(&mut self, frame: &Frame, beat: Beat, tick: Tick) {
        let panel = &mut self.panel;
        let result = catch_unwind(AssertUnwindSafe(|| panel.show(frame, beat.due(tick))));
        let reason = match result {
            Ok(Ok(())) => {
                self.behind = false;
                self.shown = tick;
                if !matches!(self.health, Health::Showing) {
                    self.health = Health::Showing;
                    self.untold = Some(PanelEvent::Showing {
                        panel: self.panel.name().to_owned(),
                    });
                }
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(_panic) => "its driver failed inside; please report this".to_owned(),
        };
        let wait = match self.health {
            Health::New | Health::Showing => {
                self.untold = Some(PanelEvent::Lost {
                    panel: self.panel.name().to_owned(),
                    reason,
                });
                limits::PANEL_RETRY_MIN
            }
            Health::Lost { wait, .. } => (wait * 2).min(limits::PANEL_RETRY_MAX),
        };
        self.behind = true;
        self.health = Health::Lost {
            retry_at: tick.saturating_add(beat.ticks_in(wait)),
            wait,
        };
    }
}

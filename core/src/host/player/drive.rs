//! One refresh after the other: messages, live pictures, render, panels, onlookers, statistics.
//! No plugin code, no file, no log; no lock is waited for and nothing is allocated while a scene plays.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use crate::frame::Frame;
use crate::host::clock::Clock;
use crate::host::player::lateness::Lateness;
use crate::host::player::pacer::{Due, Pacer};
use crate::host::player::panels::Panels;
use crate::host::player::slots::LiveSlot;
use crate::host::player::{Audience, PlayerMessage, PlayerOptions};
use crate::host::queue::Receiver;
use crate::limits;
use crate::message::{PlayerSettings, Scene};
use crate::player::{Beat, Key, Player, Retired, Tick};
use crate::snapshot::PlayerStats;
use crate::time::Moment;

/// What the player thread owns.
pub(super) struct Drive {
    player: Player,
    settings: PlayerSettings,
    panels: Panels,
    pacer: Pacer,
    clock: Arc<dyn Clock>,
    audience: Arc<dyn Audience>,
    messages: Receiver<PlayerMessage>,
    /// Where scenes go that are no longer needed.
    bin: SyncSender<Arc<Scene>>,
    slot: Option<Arc<LiveSlot>>,
    /// The number of the newest live picture taken.
    seen: u64,
    frame: Frame,
    key: Option<Key>,
    /// Grows with each new picture.
    number: u64,
    /// The onlookers have not had the present picture yet.
    untold: bool,
    lateness: Lateness,
    first_frame: Option<Duration>,
    process_age: Duration,
}

impl Drive {
    /// Makes all buffers; refresh 0 is due now.
    pub(super) fn new(
        options: PlayerOptions,
        messages: Receiver<PlayerMessage>,
        bin: SyncSender<Arc<Scene>>,
    ) -> Self {
        let beat = Beat::new(options.refresh_hz);
        let mut panels = Panels::new(beat, options.on_panel);
        for panel in options.panels {
            panels.add(panel);
        }
        Self {
            player: Player::new(options.size, options.refresh_hz, options.settings),
            settings: options.settings,
            panels,
            pacer: Pacer::new(beat, options.clock.now().at),
            clock: options.clock,
            audience: options.audience,
            messages,
            bin,
            slot: None,
            seen: 0,
            frame: Frame::black(options.size),
            key: None,
            number: 0,
            untold: true,
            lateness: Lateness::default(),
            first_frame: None,
            process_age: options.process_age,
        }
    }

    /// Does what is due now. Says how long to wait, or how long the refresh took.
    pub(super) fn step(&mut self) -> Step {
        let now = self.clock.now().at;
        match self.pacer.next(now) {
            Due::In(wait) => Step::Wait(wait),
            Due::Now { tick, since } => {
                self.refresh(tick, since);
                Step::Worked(self.clock.now().at.since(now))
            }
        }
    }

    fn refresh(&mut self, tick: Tick, since: Moment) {
        let prepared = catch_unwind(AssertUnwindSafe(|| self.picture(tick)));
        let changed = prepared.unwrap_or_else(|_panic| {
            // The panel must go on: begin anew, with the mark until the next scene.
            self.player = Player::new(self.frame.size(), self.player.beat().hz(), self.settings);
            self.slot = None;
            self.key = None;
            false
        });
        self.panels.show(&self.frame, changed, tick);
        let now = self.clock.now().at;
        self.lateness.record(now.since(since));
        let on_panel = self.panels.is_empty() || self.panels.any_showing();
        if self.first_frame.is_none() && on_panel && self.player.shows_content() {
            self.first_frame = Some(self.process_age + now.since(Moment::ZERO));
        }
        self.untold |= changed;
        if self.untold {
            self.untold = !self.audience.frame(&self.frame, self.number);
        }
        // Two microseconds: whoever looks sees all frames, also those of the last half second. Who
        // does not take them now gets the next ones.
        let _taken = self.audience.stats(&self.stats());
    }

    /// Brings the frame up to date; true if it is another one than before.
    fn picture(&mut self, tick: Tick) -> bool {
        // A queue that is filled as fast as it is emptied must not hold the picture.
        for _ in 0..limits::PLAYER_QUEUE {
            let Ok(message) = self.messages.try_recv() else {
                break;
            };
            self.take(message, tick);
        }
        if let Some(slot) = &self.slot
            && self.player.wants_live()
        {
            let player = &mut self.player;
            slot.look(&mut self.seen, |frame| player.live(frame, tick));
        }
        let key = self.player.key(tick);
        let changed = self.key != Some(key);
        if changed {
            self.player.render(tick, &mut self.frame);
            self.key = Some(key);
            self.number += 1;
        }
        changed
    }

    fn take(&mut self, message: PlayerMessage, tick: Tick) {
        match message {
            PlayerMessage::Scene(scene, slot) => {
                let same = match (&self.slot, &slot) {
                    (Some(old), Some(new)) => Arc::ptr_eq(old, new),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                };
                // A picture already taken is good again for a scene that begins anew.
                if !(same && scene.refresh) {
                    self.seen = 0;
                }
                let retired = self.player.show(scene, tick);
                self.slot = slot;
                self.discard(retired);
            }
            PlayerMessage::Settings(settings) => {
                self.settings = settings;
                self.player.settings(settings, tick);
            }
            PlayerMessage::AddPanel(panel) => self.panels.add(panel),
        }
    }

    /// Freeing a large strip takes longer than a frame may be late: others do it.
    fn discard(&self, retired: Retired) {
        for scene in retired.into_iter().flatten() {
            if let Err(full) = self.bin.try_send(scene) {
                drop(full);
            }
        }
    }

    fn stats(&self) -> PlayerStats {
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        let [p50, p95, p99, p999] = self.lateness.quantiles([500, 950, 990, 999]);
        PlayerStats {
            first_frame_ms: self.first_frame.map(millis),
            frames: self.lateness.count(),
            missed: self.pacer.missed(),
            p50_ms: millis(p50),
            p95_ms: millis(p95),
            p99_ms: millis(p99),
            p999_ms: millis(p999),
            max_ms: millis(self.lateness.max()),
            lateness: self.lateness.coarse(),
        }
    }

    /// The last refresh: panels go dark, so that none keeps a picture that nobody updates.
    pub(super) fn end(&mut self) {
        self.frame.fill(crate::frame::Rgb::BLACK);
        self.panels.show(&self.frame, true, self.pacer.upcoming());
    }
}

/// What a step was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing is due for this long.
    Wait(Duration),
    /// A refresh took this long.
    Worked(Duration),
}

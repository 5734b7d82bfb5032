//! Turns scenes and time into frames: scrolls, clips, transitions, brightness. Pure; no allocation
//! once its buffers are made. Time is the number of the refresh; it may skip but never goes back.
//! The player fetches nothing and waits for nothing: while nothing newer is there, the last good
//! picture stays.

use std::sync::Arc;

use crate::frame::{Frame, Size};
use crate::message::{PlayerSettings, Scene, Transition, TransitionKind};

mod beat;
mod brightness;
mod mark;
mod paint;
mod playing;
mod scroll;

pub use beat::{Beat, Tick};
pub use brightness::Brightness;
pub use scroll::{Scroll, effective_speed};

use playing::Playing;

/// Scenes that a call made superfluous. The caller drops them where time does not matter.
pub type Retired = [Option<Arc<Scene>>; 2];

/// Identifies a picture of one player: equal keys are equal pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    current: (u64, u64),
    previous: (u64, u64),
    progress: u32,
    percent: u8,
}

/// How far the present scene has come in.
#[derive(Clone, Copy, Debug)]
enum Passage {
    /// It is on.
    Done,
    /// It has no picture yet: the one before stays on.
    Waiting,
    /// It comes in.
    Moving {
        /// Its first refresh.
        since: Tick,
        /// How.
        transition: Transition,
    },
}

/// Content time: stands still while paused.
#[derive(Clone, Copy, Debug, Default)]
struct ContentTime {
    /// Ticks spent in pauses.
    lost: u64,
    /// Content time of the present pause.
    held: Option<Tick>,
}

impl ContentTime {
    fn at(self, tick: Tick) -> Tick {
        self.held.unwrap_or_else(|| tick.saturating_sub(self.lost))
    }

    fn pause(&mut self, paused: bool, tick: Tick) {
        match (paused, self.held) {
            (true, None) => self.held = Some(self.at(tick)),
            (false, Some(held)) => {
                self.lost = tick.saturating_sub(held);
                self.held = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
}

/// Plays scenes on a canvas.
#[derive(Debug)]
pub struct Player {
    canvas: Size,
    beat: Beat,
    time: ContentTime,
    brightness: Brightness,
    current: Playing,
    previous: Playing,
    passage: Passage,
    /// For the incoming picture of a transition.
    spare: Frame,
    /// For a transition that another one interrupts.
    frozen: Frame,
    serial: u64,
}

impl Player {
    /// A player that shows a dim mark until the first scene comes. Makes all its buffers here.
    pub fn new(canvas: Size, refresh_hz: u32, settings: PlayerSettings) -> Self {
        let mut time = ContentTime::default();
        time.pause(settings.paused, 0);
        Self {
            canvas,
            beat: Beat::new(refresh_hz),
            time,
            brightness: Brightness::new(settings.brightness),
            current: Playing::picture(mark::draw(canvas)),
            previous: Playing::picture(Frame::black(canvas)),
            passage: Passage::Done,
            spare: Frame::black(canvas),
            frozen: Frame::black(canvas),
            serial: 0,
        }
    }

    /// The canvas.
    pub const fn size(&self) -> Size {
        self.canvas
    }

    /// Its time base.
    pub const fn beat(&self) -> Beat {
        self.beat
    }

    /// The scene that is on or comes in, as last told.
    pub fn scene(&self) -> Option<&Arc<Scene>> {
        self.current.scene()
    }

    /// Whether content of a plugin is on: false for the mark, for black, and while waiting for the
    /// first picture of a live screen.
    pub fn shows_content(&self) -> bool {
        let of_plugin = |playing: &Playing| {
            playing.is_ready() && playing.scene().is_some_and(|scene| scene.screen.is_some())
        };
        match self.passage {
            Passage::Done => of_plugin(&self.current),
            Passage::Waiting => of_plugin(&self.previous),
            Passage::Moving { .. } => of_plugin(&self.current) || of_plugin(&self.previous),
        }
    }

    /// Whether a live picture of the present scene is welcome. While paused only its first one is.
    pub fn wants_live(&self) -> bool {
        self.current.is_live() && (self.time.held.is_none() || !self.current.is_ready())
    }

    /// Shows `scene` from refresh `tick` on.
    pub fn show(&mut self, scene: Arc<Scene>, tick: Tick) -> Retired {
        self.finish(tick);
        let at = self.time.at(tick);
        self.serial += 1;
        let same_screen = self
            .current
            .scene()
            .is_some_and(|current| current.screen == scene.screen);
        if scene.refresh && same_screen {
            let waited = !self.current.is_ready();
            let retired = self.current.refresh(scene, self.beat, at, self.serial);
            if waited && self.current.is_ready() {
                self.come_in(tick);
            }
            return [retired, None];
        }
        let outgoing = match self.passage {
            // The scene that was to come never had a picture: the one before it is still on.
            Passage::Waiting => None,
            Passage::Moving { .. } => self.freeze(tick),
            Passage::Done => {
                std::mem::swap(&mut self.current, &mut self.previous);
                None
            }
        };
        let replaced = self.current.begin(scene, self.beat, at, self.serial);
        if self.current.is_ready() {
            self.come_in(tick);
        } else {
            self.passage = Passage::Waiting;
        }
        [outgoing, replaced]
    }

    /// Takes a picture of the present live scene, at refresh `tick`; ignored if not welcome.
    pub fn live(&mut self, frame: &Frame, tick: Tick) {
        if self.wants_live() {
            self.finish(tick);
            self.serial += 1;
            if self.current.take_live(frame, self.serial) {
                self.come_in(tick);
            }
        }
    }

    /// Takes brightness and pause, from refresh `tick` on.
    pub fn settings(&mut self, settings: PlayerSettings, tick: Tick) {
        if settings.brightness.min(100) != self.brightness.percent() {
            self.brightness = Brightness::new(settings.brightness);
        }
        self.time.pause(settings.paused, tick);
    }

    /// Identifies the picture of refresh `tick`.
    pub fn key(&self, tick: Tick) -> Key {
        let at = self.time.at(tick);
        let of = |playing: &Playing| playing.key(playing.step(self.beat, at));
        let progress = self.progress(tick);
        let none = (0, 0);
        let (current, previous) = match (self.passage, progress) {
            (Passage::Waiting, _) => (none, of(&self.previous)),
            (Passage::Moving { .. }, Some(_)) => (of(&self.current), of(&self.previous)),
            (Passage::Done | Passage::Moving { .. }, _) => (of(&self.current), none),
        };
        Key {
            current,
            previous,
            progress: progress.unwrap_or(0),
            percent: self.brightness.percent(),
        }
    }

    /// Draws the picture of refresh `tick` into `out`, which becomes as large as the canvas.
    pub fn render(&mut self, tick: Tick, out: &mut Frame) {
        self.finish(tick);
        if out.size() != self.canvas {
            *out = Frame::black(self.canvas);
        }
        self.compose(tick, out);
        self.brightness.apply(out);
    }

    fn compose(&mut self, tick: Tick, out: &mut Frame) {
        let at = self.time.at(tick);
        let progress = self.progress(tick).unwrap_or(u32::MAX);
        let (beat, current, previous) = (self.beat, &self.current, &self.previous);
        match self.passage {
            Passage::Done => current.draw(current.step(beat, at), out),
            Passage::Waiting => previous.draw(previous.step(beat, at), out),
            Passage::Moving { transition, .. } => {
                previous.draw(previous.step(beat, at), out);
                current.draw(current.step(beat, at), &mut self.spare);
                match transition.kind {
                    TransitionKind::Slide => paint::push(&self.spare, progress, out),
                    TransitionKind::Fade | TransitionKind::Cut => {
                        paint::mix(&self.spare, progress, out);
                    }
                }
            }
        }
    }

    /// The present scene has its first picture: it comes in.
    fn come_in(&mut self, tick: Tick) {
        let transition = self.current.scene().map(|scene| scene.transition);
        self.passage = match transition {
            // Nothing was on before the first scene, and a person waits for it.
            Some(transition) if !self.previous.is_mark() => Passage::Moving {
                since: tick,
                transition,
            },
            Some(_) | None => Passage::Done,
        };
        self.finish(tick);
    }

    /// Keeps what is on in the middle of a transition as the picture to leave from.
    fn freeze(&mut self, tick: Tick) -> Option<Arc<Scene>> {
        // A frame of no pixels takes no memory: the buffers only change places.
        let mut frozen = std::mem::replace(&mut self.frozen, Frame::black(Size::new(0, 0)));
        self.compose(tick, &mut frozen);
        let retired = self.previous.freeze(&mut frozen, self.serial);
        self.frozen = frozen;
        retired
    }

    /// How far a transition is: parts of 256 for a fade, columns for a slide; `None` if it is over.
    fn progress(&self, tick: Tick) -> Option<u32> {
        let Passage::Moving { since, transition } = self.passage else {
            return None;
        };
        let elapsed = tick.saturating_sub(since);
        let length = transition.length;
        let (part, whole) = match transition.kind {
            _ if length.is_zero() => return None,
            TransitionKind::Cut => return None,
            TransitionKind::Fade => {
                let nanos = self.beat.due(elapsed).as_nanos();
                ((nanos * 256 / length.as_nanos()) as u64, 256)
            }
            TransitionKind::Slide => {
                // Whole columns at every refresh, as for a strip: a slide must not judder either.
                let wish = self.canvas.width as f32 / length.as_secs_f32();
                let columns = Scroll::nearest(wish, self.beat.hz()).pixels(elapsed);
                (columns, u64::from(self.canvas.width))
            }
        };
        (part < whole).then_some(part as u32)
    }

    /// Ends a transition whose time is over.
    fn finish(&mut self, tick: Tick) {
        if matches!(self.passage, Passage::Moving { .. }) && self.progress(tick).is_none() {
            self.passage = Passage::Done;
        }
    }
}

#[cfg(test)]
mod tests;

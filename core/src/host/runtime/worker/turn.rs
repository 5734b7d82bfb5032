//! What a worker shows during one turn of its plugin: pictures and strips as they come, and what of them
//! is a still, a strip or live.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::wire::{Picture, Strip as SentStrip, StripControl};
use crate::content::{Content, Direction, Strip};
use crate::failure::Failure;
use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::rhythm::Rhythm;
use crate::limits;

/// What to do with a picture or strip that has come.
#[derive(Debug)]
pub(super) enum Came {
    /// It waits for the answer of its call, or came too late.
    Kept,
    /// It goes to the player at once.
    Publish(Arc<Frame>),
    /// The screen shows this from now on, without having been asked.
    Changed(Content),
}

/// What a plugin says after a `display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It has nothing to show.
    Nothing,
    /// It is asked now and then.
    Asked,
    /// It scrolls by hand and wants as many calls as the panel has pictures.
    ByHand,
}

/// One turn, from the first `display` to `hide`, and the strips that outlast it.
#[derive(Debug)]
pub(super) struct Turn {
    canvas: Size,
    /// The screen that is on, or will be.
    pub(super) screen: Option<Arc<str>>,
    /// The `display` the engine waits for.
    asked: Option<u32>,
    /// What came for it.
    pending: Option<Content>,
    /// What it shows.
    shown: Content,
    newest: Option<Arc<Frame>>,
    /// It shows pictures by itself, or several in one call.
    streams: bool,
    /// When it is asked for the next picture, while it scrolls by hand.
    pub(super) rhythm: Rhythm,
    strips: BTreeMap<u64, Arc<Frame>>,
    /// The strip that is on, with its speed.
    strip: Option<(u64, f64)>,
}

impl Turn {
    pub(super) fn new(canvas: Size) -> Self {
        Self {
            canvas,
            screen: None,
            asked: None,
            pending: None,
            shown: Content::Nothing,
            newest: None,
            streams: false,
            rhythm: Rhythm::default(),
            strips: BTreeMap::new(),
            strip: None,
        }
    }

    /// Whether a turn is under way.
    pub(super) const fn is_on(&self) -> bool {
        self.screen.is_some()
    }

    /// A `display` with this number was sent for a screen.
    pub(super) fn begins(&mut self, screen: &Arc<str>, call: u32, fresh: bool) {
        if fresh {
            self.rhythm.stop();
            self.streams = false;
            self.shown = Content::Nothing;
        }
        self.screen = Some(Arc::clone(screen));
        self.asked = Some(call);
        self.pending = None;
    }

    /// Whether the plugin gives pictures faster than it is asked by the engine.
    pub(super) const fn is_live(&self) -> bool {
        matches!(self.shown, Content::Live)
    }

    /// A `display` of the engine has returned: what its screen shows, and a picture to be published first.
    pub(super) fn answered(&mut self, pace: Pace) -> (Content, Option<Arc<Frame>>) {
        self.asked = None;
        let came = self.pending.take();
        if pace == Pace::Nothing {
            self.rhythm.stop();
            self.shown = Content::Nothing;
            return (Content::Nothing, None);
        }
        let content = came.unwrap_or_else(|| self.shown.clone());
        let live = pace == Pace::ByHand || self.streams;
        let (content, publish) = if let (Content::Still(frame), true) = (&content, live) {
            (Content::Live, Some(Arc::clone(frame)))
        } else {
            (content, None)
        };
        self.shown = content.clone();
        (content, publish)
    }

    /// The turn is over.
    pub(super) fn ends(&mut self) {
        self.rhythm.stop();
        self.screen = None;
        self.asked = None;
        self.pending = None;
        self.shown = Content::Nothing;
        self.newest = None;
        self.streams = false;
    }

    /// Hand scrolling is over: its last picture stands.
    pub(super) fn stands(&mut self) -> Option<Content> {
        self.rhythm.stop();
        let still = Content::Still(self.newest.clone()?);
        self.shown = still.clone();
        Some(still)
    }

    pub(super) fn picture(&mut self, picture: Picture) -> Result<Came, Failure> {
        if !self.is_on() {
            // It has crossed `hide` on its way.
            return Ok(Came::Kept);
        }
        let size = picture.frame.size();
        if size != self.canvas {
            return Err(Failure::BadOutput {
                text: format!(
                    "it drew a picture of {size}, but the canvas is {}",
                    self.canvas
                ),
            });
        }
        let frame = Arc::new(picture.frame);
        self.newest = Some(Arc::clone(&frame));
        self.strip = None;
        let waits = self.asked == Some(picture.call) && picture.call != 0;
        if waits && self.pending.is_none() && !self.is_live() {
            self.pending = Some(Content::Still(frame));
            return Ok(Came::Kept);
        }
        if waits {
            // A second picture in one call: it animates by itself.
            self.streams = true;
            self.pending = Some(Content::Still(Arc::clone(&frame)));
            return Ok(Came::Publish(frame));
        }
        if self.is_live() {
            return Ok(Came::Publish(frame));
        }
        self.streams = true;
        self.shown = Content::Live;
        Ok(Came::Changed(Content::Live))
    }

    /// The picture that was published last.
    pub(super) fn newest(&self) -> Option<&Arc<Frame>> {
        self.newest.as_ref()
    }

    pub(super) fn strip(&mut self, sent: SentStrip) -> Result<Came, Failure> {
        let head = sent.head;
        self.strips.remove(&head.token);
        let size = size_on(self.canvas, sent.frame.size(), head.gap);
        let kept: usize = self.strips.values().map(|strip| strip.size().area()).sum();
        let many = self.strips.len() >= limits::WORKER_STRIPS_MAX;
        if many || kept + size.area() > limits::WORKER_STRIPS_PIXELS_MAX {
            return Err(Failure::BadOutput {
                text: "it keeps more scrolling pictures at once than fit into memory".to_owned(),
            });
        }
        let frame = if sent.frame.size() == size {
            sent.frame
        } else {
            placed(&sent.frame, size)
        };
        self.strips.insert(head.token, Arc::new(frame));
        Ok(self.on(head.token, head.speed, head.position))
    }

    pub(super) fn control(&mut self, control: &StripControl) -> Came {
        let StripControl {
            token,
            speed,
            position,
            ..
        } = *control;
        let known = self.strip.filter(|(on, _)| *on == token);
        match control.op.as_str() {
            "drop" => {
                self.strips.remove(&token);
                Came::Kept
            }
            "show" => self.on(token, speed.unwrap_or(0.0), position.unwrap_or(0.0)),
            "set" if known.is_some() => {
                let before = known.map_or(0.0, |(_, speed)| speed);
                self.on(token, speed.unwrap_or(before), position.unwrap_or(0.0))
            }
            _ => Came::Kept,
        }
    }

    /// A strip is on from `position`.
    fn on(&mut self, token: u64, speed: f64, position: f64) -> Came {
        let Some(frame) = self.strips.get(&token).filter(|_| self.is_on()) else {
            return Came::Kept;
        };
        self.strip = Some((token, speed));
        let content = self.scrolling(frame, speed, position);
        self.rhythm.stop();
        if self.asked.is_some() {
            self.pending = Some(content);
            return Came::Kept;
        }
        self.shown = content.clone();
        Came::Changed(content)
    }

    /// A strip, or its window where it stands still.
    fn scrolling(&self, frame: &Arc<Frame>, speed: f64, position: f64) -> Content {
        let start = (position.max(0.0) as u32) % frame.size().width.max(1);
        let speed = (speed as f32).min(limits::SCROLL_SPEED_MAX);
        let strip = Strip::starting_at(Arc::clone(frame), Direction::Left, speed, start);
        match strip {
            Ok(strip) => Content::Strip(Arc::new(strip)),
            Err(_) => Content::Still(Arc::new(window(frame, self.canvas, start))),
        }
    }
}

/// The size of a strip on the canvas: as high as that, and followed by black columns.
const fn size_on(canvas: Size, strip: Size, gap: u32) -> Size {
    let gap = if gap < limits::CANVAS_SIDE_MAX {
        gap
    } else {
        limits::CANVAS_SIDE_MAX
    };
    Size::new(strip.width + gap, canvas.height)
}

/// The picture at the top left of a larger, black one.
fn placed(frame: &Frame, size: Size) -> Frame {
    let mut high = Frame::black(size);
    for y in 0..size.height.min(frame.size().height) {
        for (to, from) in high.row_mut(y).iter_mut().zip(frame.row(y)) {
            *to = *from;
        }
    }
    high
}

/// What of a strip is to be seen when its column `start` is at the left edge.
fn window(strip: &Frame, canvas: Size, start: u32) -> Frame {
    let mut window = Frame::black(canvas);
    let width = strip.size().width.max(1);
    for y in 0..canvas.height {
        for x in 0..canvas.width {
            let colour = strip.get((start + x) % width, y).unwrap_or(Rgb::BLACK);
            window.set(x as i32, y as i32, colour);
        }
    }
    window
}

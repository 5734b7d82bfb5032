//! One scene being played: its content, where it is in it, and the last good picture.

use std::sync::Arc;

use crate::content::Content;
use crate::frame::{Frame, Size};
use crate::message::Scene;
use crate::player::beat::{Beat, Tick};
use crate::player::paint;
use crate::player::scroll::Scroll;

/// A scene, or a picture that stands for itself (the mark, a frozen transition).
#[derive(Debug)]
pub(super) struct Playing {
    scene: Option<Arc<Scene>>,
    /// The picture of a live scene, and of no scene at all.
    picture: Frame,
    /// Something can be shown: false for a live scene without a picture.
    ready: bool,
    /// The tick of content time at which it began.
    start: Tick,
    scroll: Scroll,
    /// Pixels that a strip had moved before `start`.
    offset: u64,
    /// Grows whenever the picture may differ although the content time does not.
    serial: u64,
}

impl Playing {
    /// A picture that stands for itself.
    pub(super) fn picture(picture: Frame) -> Self {
        Self {
            scene: None,
            picture,
            ready: true,
            start: 0,
            scroll: Scroll::nearest(1.0, 1),
            offset: 0,
            serial: 0,
        }
    }

    pub(super) const fn is_ready(&self) -> bool {
        self.ready
    }

    pub(super) fn scene(&self) -> Option<&Arc<Scene>> {
        self.scene.as_ref()
    }

    /// The picture from before the first scene.
    pub(super) const fn is_mark(&self) -> bool {
        self.scene.is_none() && self.serial == 0
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.content(), Some(Content::Live))
    }

    fn content(&self) -> Option<&Content> {
        self.scene.as_ref().map(|scene| &scene.content)
    }

    /// Begins `scene` from its start and gives back the one before it.
    pub(super) fn begin(
        &mut self,
        scene: Arc<Scene>,
        beat: Beat,
        at: Tick,
        serial: u64,
    ) -> Option<Arc<Scene>> {
        self.ready = match scene.content {
            Content::Still(_) | Content::Clip(_) | Content::Strip(_) => true,
            // Nothing of no screen means dark; nothing of a screen leaves on what was on.
            Content::Nothing => scene.screen.is_none(),
            Content::Live => false,
        };
        if matches!(scene.content, Content::Nothing) {
            self.picture.fill(crate::frame::Rgb::BLACK);
        }
        if let Content::Strip(strip) = &scene.content {
            self.scroll = Scroll::nearest(strip.pixels_per_second(), beat.hz());
        }
        self.start = at;
        self.offset = match &scene.content {
            Content::Strip(strip) => u64::from(strip.start().unwrap_or(0)),
            Content::Nothing | Content::Still(_) | Content::Clip(_) | Content::Live => 0,
        };
        self.serial = serial;
        self.scene.replace(scene)
    }

    /// Takes newer content of the same screen; what moves goes on from where it is. Gives back the
    /// scene that is no longer needed.
    pub(super) fn refresh(
        &mut self,
        scene: Arc<Scene>,
        beat: Beat,
        at: Tick,
        serial: u64,
    ) -> Option<Arc<Scene>> {
        match (&scene.content, self.content()) {
            // Nothing newer: the last good picture stays.
            (Content::Nothing, _) => return Some(scene),
            // The very same strip goes on, wherever it began.
            (Content::Strip(new), Some(Content::Strip(old))) if Arc::ptr_eq(new, old) => {}
            (Content::Strip(new), Some(Content::Strip(_))) if new.start().is_some() => {
                return self.begin(scene, beat, at, serial);
            }
            (Content::Strip(new), Some(Content::Strip(_))) => {
                let scroll = Scroll::nearest(new.pixels_per_second(), beat.hz());
                self.move_on(scroll, u64::from(new.length()), at);
            }
            // A clip keeps its phase, a live scene its picture.
            (Content::Clip(_), Some(Content::Clip(_))) | (Content::Live, Some(Content::Live)) => {}
            (Content::Live, _) => self.keep_picture(beat, at),
            (Content::Still(_) | Content::Clip(_) | Content::Strip(_), _) => {
                return self.begin(scene, beat, at, serial);
            }
        }
        self.serial = serial;
        self.scene.replace(scene)
    }

    /// Goes on at the present place of a strip whose next version is `length` long. With the same
    /// speed the steps stay where they were, so that a refresh is no stumble.
    fn move_on(&mut self, scroll: Scroll, length: u64, at: Tick) {
        let elapsed = at.saturating_sub(self.start);
        let place = self.offset.saturating_add(self.scroll.pixels(elapsed)) % self.length().max(1);
        let length = length.max(1);
        if scroll == self.scroll {
            let moved = scroll.pixels(elapsed) % length;
            self.offset = (place % length + length - moved) % length;
        } else {
            self.scroll = scroll;
            self.start = at;
            self.offset = place % length;
        }
    }

    /// The length of a strip; 0 for all else.
    fn length(&self) -> u64 {
        match self.content() {
            Some(Content::Strip(strip)) => u64::from(strip.length()),
            Some(Content::Nothing | Content::Still(_) | Content::Clip(_) | Content::Live)
            | None => 0,
        }
    }

    /// Keeps what is to be seen now as the picture of a live scene that has none yet.
    fn keep_picture(&mut self, beat: Beat, at: Tick) {
        let empty = Frame::black(Size::new(0, 0));
        let mut picture = std::mem::replace(&mut self.picture, empty);
        let shows_picture = self.scene.is_none() || self.is_live();
        if self.ready && !shows_picture {
            self.draw(self.step(beat, at), &mut picture);
        }
        self.picture = picture;
    }

    /// Takes a live picture; true if it is the first of this scene.
    pub(super) fn take_live(&mut self, frame: &Frame, serial: u64) -> bool {
        paint::put(frame, &mut self.picture);
        self.serial = serial;
        !std::mem::replace(&mut self.ready, true)
    }

    /// Becomes a picture that stands for itself; `picture` gets the old buffer.
    pub(super) fn freeze(&mut self, picture: &mut Frame, serial: u64) -> Option<Arc<Scene>> {
        std::mem::swap(&mut self.picture, picture);
        self.ready = true;
        self.serial = serial;
        self.scene.take()
    }

    /// Where the content is at content time `at`: frame of a clip, pixels of a strip, else 0.
    pub(super) fn step(&self, beat: Beat, at: Tick) -> u64 {
        let elapsed = at.saturating_sub(self.start);
        match self.content() {
            Some(Content::Clip(clip)) => clip.index_at(beat.due(elapsed)) as u64,
            Some(Content::Strip(strip)) => {
                let length = u64::from(strip.length()).max(1);
                self.offset.saturating_add(self.scroll.pixels(elapsed)) % length
            }
            Some(Content::Nothing | Content::Still(_) | Content::Live) | None => 0,
        }
    }

    /// Identifies the picture of `step`.
    pub(super) const fn key(&self, step: u64) -> (u64, u64) {
        (self.serial, step)
    }

    /// Draws the picture of `step`.
    pub(super) fn draw(&self, step: u64, out: &mut Frame) {
        match self.content() {
            Some(Content::Still(frame)) => paint::put(frame, out),
            Some(Content::Clip(clip)) => {
                if let Some(frame) = clip.frames().get(step as usize) {
                    paint::put(frame, out);
                }
            }
            Some(Content::Strip(strip)) => {
                paint::roll(strip.picture(), strip.direction(), step, out);
            }
            Some(Content::Nothing | Content::Live) | None => paint::put(&self.picture, out),
        }
    }
}

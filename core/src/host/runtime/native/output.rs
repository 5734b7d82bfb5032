//! What a plugin gives, checked before anybody uses it.

use std::io;

use serde_json::Value;

use crate::content::{Clip, Content, Direction, Hooks, Strip};
use crate::failure::Failure;
use crate::frame::Size;
use crate::limits;

fn bad(text: String) -> Failure {
    Failure::BadOutput { text }
}

/// Pictures must have the canvas' size; a strip must have it across its direction.
pub(super) fn content_fits(content: &Content, canvas: Size) -> Result<(), Failure> {
    match content {
        Content::Nothing | Content::Live => Ok(()),
        Content::Still(frame) => picture_fits(frame.size(), canvas),
        Content::Clip(clip) => clip_fits(clip, canvas),
        Content::Strip(strip) => strip_fits(strip, canvas),
    }
}

/// A picture must have the canvas' size.
pub(super) fn picture_fits(picture: Size, canvas: Size) -> Result<(), Failure> {
    if picture == canvas {
        Ok(())
    } else {
        Err(bad(format!(
            "it drew a picture of {picture}, but the canvas is {canvas}"
        )))
    }
}

fn clip_fits(clip: &Clip, canvas: Size) -> Result<(), Failure> {
    clip.frames()
        .iter()
        .try_for_each(|frame| picture_fits(frame.size(), canvas))
}

fn strip_fits(strip: &Strip, canvas: Size) -> Result<(), Failure> {
    let size = strip.picture().size();
    let across = match strip.direction() {
        Direction::Left => size.height == canvas.height,
        Direction::Up => size.width == canvas.width,
    };
    if across && strip.length() > 0 {
        Ok(())
    } else {
        Err(bad(format!(
            "it drew a strip of {size}, which does not fit the canvas of {canvas}"
        )))
    }
}

/// Few screens, short names.
pub(super) fn hooks_fit(hooks: &Hooks) -> Result<(), Failure> {
    let Some(screens) = &hooks.screens else {
        return Ok(());
    };
    let count = screens.len();
    if count > limits::SCREENS_MAX {
        let most = limits::SCREENS_MAX;
        return Err(bad(format!("it names {count} screens; {most} is the most")));
    }
    let longest = screens.iter().map(|name| name.len()).max().unwrap_or(0);
    if longest > limits::PLUGIN_TEXT_MAX {
        let most = limits::PLUGIN_TEXT_MAX;
        return Err(bad(format!(
            "the name of a screen has {longest} bytes; {most} is the most"
        )));
    }
    Ok(())
}

/// The state to be kept; `None` and why not, if it is too large.
pub(super) fn saved_fits(saved: Option<Value>) -> Result<Option<Value>, String> {
    let Some(saved) = saved else {
        return Ok(None);
    };
    let room = Room(limits::SAVED_STATE_BYTES_MAX);
    if serde_json::to_writer(room, &saved).is_ok() {
        return Ok(Some(saved));
    }
    let most = limits::SAVED_STATE_BYTES_MAX;
    Err(format!(
        "its saved state is larger than {most} bytes and is not kept"
    ))
}

/// Counts bytes and keeps none.
struct Room(usize);

impl io::Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.checked_sub(bytes.len()) {
            Some(left) => {
                self.0 = left;
                Ok(bytes.len())
            }
            None => Err(io::ErrorKind::FileTooLarge.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! A picture of the window, and an end after a given time: for the README and for tests.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use egui::{ColorImage, Context, ViewportCommand};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

use super::WindowError;

/// Seconds from the first frame on the matrix until the window is taken: panels have settled, and the
/// rate of frames is known.
const SETTLE_SECS: f64 = 1.5;

/// Seconds the matrix may stay empty before the picture is given up.
const PATIENCE_SECS: f64 = 30.0;

/// Where the picture is put until the window is closed.
pub(super) type Slot = Arc<Mutex<Option<Arc<ColorImage>>>>;

/// What ends the window without a person.
pub(super) struct Script {
    /// Take a picture into this slot, then close.
    pub(super) shot: Option<Slot>,
    /// Close after this time.
    pub(super) exit_after: Option<Duration>,
    /// When the matrix first showed something.
    content: Option<f64>,
    asked: bool,
    start: Option<f64>,
}

impl Script {
    pub(super) const fn new(shot: Option<Slot>, exit_after: Option<Duration>) -> Self {
        Self {
            shot,
            exit_after,
            content: None,
            asked: false,
            start: None,
        }
    }

    /// Called after each frame. `content`: the matrix has shown a frame.
    pub(super) fn after_frame(&mut self, ctx: &Context, content: bool) {
        let time = ctx.input(|input| input.time);
        let start = *self.start.get_or_insert(time);
        if let Some(limit) = self.exit_after {
            let rest = start + limit.as_secs_f64() - time;
            if rest <= 0.0 {
                ctx.send_viewport_cmd(ViewportCommand::Close);
            } else {
                ctx.request_repaint_after(Duration::from_secs_f64(rest));
            }
        }
        let Some(slot) = &self.shot else {
            return;
        };
        let given_up = self.content.is_none() && time - start > PATIENCE_SECS;
        if given_up || lock(slot).is_some() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        if content {
            self.content.get_or_insert(time);
        }
        let settled = self.content.is_some_and(|first| time - first > SETTLE_SECS);
        if settled && !self.asked {
            self.asked = true;
            let (slot, again) = (Arc::clone(slot), ctx.clone());
            ctx.request_screenshot(move |image| {
                *lock(&slot) = Some(image);
                again.request_repaint();
            });
        }
        ctx.request_repaint();
    }
}

fn lock(slot: &Slot) -> std::sync::MutexGuard<'_, Option<Arc<ColorImage>>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes what was taken, as PNG; the window is closed by then.
pub(super) fn write(slot: &Slot, path: &Path) -> Result<(), WindowError> {
    let failed = |reason: String| WindowError::Screenshot {
        path: path.to_owned(),
        reason,
    };
    let image = lock(slot)
        .take()
        .ok_or_else(|| failed("nothing was shown until the window was closed".to_owned()))?;
    let [width, height] = image.size.map(|side| side as u32);
    let bytes: Vec<u8> = image
        .pixels
        .iter()
        .flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()])
        .collect();
    let mut png = Vec::new();
    // Made once and often sent: small is better than soon.
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
        .write_image(&bytes, width, height, ExtendedColorType::Rgb8)
        .map_err(|error| failed(error.to_string()))?;
    std::fs::write(path, png).map_err(|error| failed(error.to_string()))
}

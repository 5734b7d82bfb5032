//! The window without a window: egui driven by hand and painted on the processor, for pictures in the README,
//! in tests and from `--screenshot`. And a window's end after a given time.

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use egui::{Context, Pos2, RawInput, Rect, Vec2, ViewportCommand, ViewportId};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder as _, RgbaImage};
use lumarium_core::host::clock::{Clock as _, Monotonic};

use super::WindowError;
use super::app::App;
use super::raster::{Extent, Raster};

/// Seconds from the first frame on the matrix until the picture is taken: panels have settled, and the
/// rate of frames is known.
const SETTLE_SECS: f64 = 1.5;
/// Seconds the matrix may stay empty before the picture is given up.
const PATIENCE_SECS: f64 = 30.0;
/// As often as a screen would show a frame.
const FASTEST: Duration = Duration::from_millis(16);
/// A frame is drawn at least this often.
const SLOWEST: Duration = Duration::from_millis(100);
/// Frames until a window at rest has its letters and its layout.
const REST_FRAMES: u32 = 8;
/// Seconds from one of them to the next.
const REST_SECS: f64 = 0.25;

/// A window that nobody sees.
pub struct Unseen {
    ctx: Context,
    raster: Raster,
    size: Vec2,
    pixels_per_point: f32,
    output: egui::FullOutput,
}

impl Unseen {
    /// Of a size in points.
    pub fn new(size: [f32; 2], pixels_per_point: f32) -> Self {
        Self {
            ctx: Context::default(),
            raster: Raster::default(),
            size: size.into(),
            pixels_per_point,
            output: egui::FullOutput::default(),
        }
    }

    /// Shows one frame at a time in seconds; gives how long it may stay as it is.
    pub fn show(&mut self, app: &mut App, time: f64) -> Duration {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(time),
            focused: true,
            ..RawInput::default()
        };
        let root = input.viewports.entry(ViewportId::ROOT).or_default();
        root.native_pixels_per_point = Some(self.pixels_per_point);
        self.output = self.ctx.run_ui(input, |ui| app.show(ui));
        self.raster.update(&mut self.output.textures_delta);
        let view = self.output.viewport_output.get(&ViewportId::ROOT);
        view.map_or(SLOWEST, |view| view.repaint_delay)
    }

    /// What the last frame looks like.
    pub fn picture(&self) -> RgbaImage {
        let scale = self.output.pixels_per_point;
        let shapes = self.output.shapes.clone();
        let extent = Extent {
            pixels: [self.size.x, self.size.y].map(|side| (side * scale).round() as u32),
            pixels_per_point: scale,
        };
        self.raster
            .paint(extent, &self.ctx.tessellate(shapes, scale))
    }

    /// Wakes whoever waits when something asks for a frame.
    fn wakes(&self) -> Receiver<()> {
        let (wake, woken) = sync_channel(1);
        self.ctx.set_request_repaint_callback(move |_| {
            // One that waits stands for all.
            wake.try_send(()).ok();
        });
        woken
    }
}

/// The window at rest, after some frames whose time is turned by hand: the same each time if what `app`
/// reads is the same. `size` is in points.
pub fn picture(app: &mut App, size: [f32; 2], pixels_per_point: f32) -> RgbaImage {
    let mut window = Unseen::new(size, pixels_per_point);
    for frame in 0..REST_FRAMES {
        window.show(app, f64::from(frame) * REST_SECS);
    }
    window.picture()
}

/// Shows a running Lumarium until its matrix shows something and all is settled; absent: that never was.
/// `first` is called when the first frame of the matrix was shown.
pub(super) fn take(
    app: &mut App,
    size: [f32; 2],
    exit_after: Option<Duration>,
    mut first: Option<Box<dyn FnOnce() + Send>>,
) -> Option<RgbaImage> {
    let mut window = Unseen::new(size, 1.0);
    let woken = window.wakes();
    let clock = Monotonic::start();
    let start = clock.now().at;
    let mut content = None;
    loop {
        let time = clock.now().at.since(start).as_secs_f64();
        let wait = window.show(app, time).clamp(FASTEST, SLOWEST);
        if app.frame_number() > 0 {
            content.get_or_insert(time);
            if let Some(call) = first.take() {
                call();
            }
        }
        if content.is_some_and(|first| time - first > SETTLE_SECS) {
            return Some(window.picture());
        }
        let over = exit_after.is_some_and(|limit| time > limit.as_secs_f64());
        let given_up = content.is_none() && time > PATIENCE_SECS;
        if over || given_up || app.state_mut().quit {
            return None;
        }
        // What the frame itself asked for is in `wait` already.
        woken.try_recv().ok();
        woken.recv_timeout(wait).ok();
    }
}

/// Writes a picture as PNG.
pub(super) fn write(image: Option<RgbaImage>, path: &Path) -> Result<(), WindowError> {
    let failed = |reason: String| WindowError::Screenshot {
        path: path.to_owned(),
        reason,
    };
    let image = image.ok_or_else(|| failed("nothing was shown until the end".to_owned()))?;
    let png = png(image).map_err(|error| failed(error.to_string()))?;
    std::fs::write(path, png).map_err(|error| failed(error.to_string()))
}

/// A small PNG without transparency.
pub fn png(image: RgbaImage) -> image::ImageResult<Vec<u8>> {
    let image = DynamicImage::from(image).into_rgb8();
    let (width, height) = image.dimensions();
    // Made once and often sent: small is better than soon. Which way is the smaller one depends on the matrix.
    let mut smallest: Option<Vec<u8>> = None;
    for filter in [FilterType::Adaptive, FilterType::NoFilter] {
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Best, filter).write_image(
            &image,
            width,
            height,
            image::ExtendedColorType::Rgb8,
        )?;
        let before = smallest.take().filter(|before| before.len() < png.len());
        smallest = Some(before.unwrap_or(png));
    }
    Ok(smallest.unwrap_or_default())
}

/// What ends a window without a person.
pub(super) struct Ending {
    after: Option<Duration>,
    start: Option<f64>,
}

impl Ending {
    /// Absent: nothing does.
    pub(super) const fn new(after: Option<Duration>) -> Self {
        Self { after, start: None }
    }

    /// Called after each frame.
    pub(super) fn after_frame(&mut self, ctx: &Context) {
        let time = ctx.input(|input| input.time);
        let start = *self.start.get_or_insert(time);
        let Some(limit) = self.after else {
            return;
        };
        let rest = start + limit.as_secs_f64() - time;
        if rest <= 0.0 {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else {
            ctx.request_repaint_after(Duration::from_secs_f64(rest));
        }
    }
}

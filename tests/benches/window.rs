//! What the matrix costs the window: 256x128 LEDs at 4 pixels, a new picture in each frame, over the same
//! stage without it; at most 1 ms. Reading the picture, laying out, tessellating and handing the texture
//! over are counted; beside it, in the same run, the obvious way: one circle for each LED. And the picture
//! of a whole window that is painted on the processor.
//! `cargo bench -p lumarium-tests --bench window`.

mod measure;
mod stopped;
mod table;

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use egui::{CentralPanel, Color32, Context, ImageData, Pos2, RawInput, Rect, Ui, vec2};
use jiff::tz::TimeZone;
use lumarium_app::link::FrameSource;
use lumarium_app::window::app::App;
use lumarium_app::window::pace::Picture;
use lumarium_app::window::shot::Unseen;
use lumarium_app::window::widgets::matrix::{Look, Matrix};
use lumarium_core::frame::Frame;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_sim::look::Style;
use measure::median;
use stopped::{SIZE, Stage, Stopped, frame};
use table::Table;

const PITCH: u32 = 4;
const WINDOW: egui::Vec2 = vec2(1280.0, 800.0);
const MUST_MS: f64 = 1.0;
const PAINT_MS: f64 = 60.0;
const ROUNDS: u32 = 400;

/// A panel whose picture is another one each time it is read.
struct Moving {
    frames: [Frame; 2],
    number: AtomicU64,
}

impl FrameSource for Moving {
    fn frame(&self, into: &mut Frame) -> u64 {
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        let [even, odd] = &self.frames;
        let frame = if number.is_multiple_of(2) { even } else { odd };
        if !into.copy_from(frame) {
            *into = frame.clone();
        }
        number
    }
}

/// The median of what a frame of the window costs with `stage` in it.
fn measure(clock: &Monotonic, rounds: u32, mut stage: impl FnMut(&mut Ui)) -> Duration {
    let ctx = Context::default();
    let mut uploaded = Vec::new();
    let mut times: Vec<Duration> = (0..rounds + 10)
        .map(|_| {
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
                ..RawInput::default()
            };
            let start = clock.now().at;
            let mut output = ctx.run_ui(input, |ui| {
                CentralPanel::default().show(ui, |ui| stage(ui));
            });
            black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
            // What the driver is given, as it must be copied.
            let deltas = output.textures_delta.set.values().flatten();
            deltas.for_each(|delta| {
                let ImageData::Color(image) = &delta.image;
                uploaded.clear();
                uploaded.extend_from_slice(&image.pixels);
                black_box(&uploaded);
            });
            output.textures_delta.clear();
            clock.now().at.since(start)
        })
        .skip(10)
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// One circle for each LED.
fn circles(ui: &mut Ui, frame: &Frame) {
    let side = PITCH as f32;
    let size = vec2(SIZE.width as f32, SIZE.height as f32) * side;
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    for y in 0..SIZE.height {
        for (x, led) in (0_u32..).zip(frame.row(y)) {
            let middle = rect.min + vec2(x as f32 + 0.5, y as f32 + 0.5) * side;
            let colour = Color32::from_rgb(led.r, led.g, led.b);
            ui.painter().circle_filled(middle, side * 0.36, colour);
        }
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let clock = Monotonic::start();
    let source = Moving {
        frames: [frame(1), frame(77)],
        number: AtomicU64::new(0),
    };
    let empty = measure(&clock, ROUNDS, |_| {});
    let mut picture = Picture::new(SIZE);
    let mut matrix = Matrix::default();
    let mut show = |ui: &mut Ui, moves: bool, flat: bool| {
        let moved = moves && picture.read(&source);
        let look = Look {
            pitch: PITCH,
            style: if flat { Style::Flat } else { Style::Dots },
            showing: "the bench",
        };
        matrix.show(ui, &picture.frame, look);
        assert_eq!(moved, moves, "each picture is another one");
    };
    let moving = measure(&clock, ROUNDS, |ui| show(ui, true, false));
    let still = measure(&clock, ROUNDS, |ui| show(ui, false, false));
    let circled = measure(&clock, 10, |ui| circles(ui, &source.frames[0]));
    let over = |time: Duration| time.saturating_sub(empty).as_secs_f64() * 1e3;
    let (moving, still, circled) = (over(moving), over(still), over(circled));

    let mut table = Table::new("the window's own work for the matrix, over an empty stage");
    let frame = empty.as_secs_f64() * 1e3;
    table.note(&format!("a frame with an empty stage: {frame:.2} ms"));
    table.bound("a new picture each frame", moving, MUST_MS, "ms");
    table.rival("a picture at rest", still, "new pictures", moving, "ms");
    table.rival(
        "new pictures",
        moving,
        "a circle for each LED",
        circled,
        "ms",
    );

    let link = Arc::new(Stopped::new()?);
    link.set(Stage::Still);
    let mut app = App::new(link, None, TimeZone::UTC);
    let mut window = Unseen::new([WINDOW.x, WINDOW.y], 1.0);
    for n in 0..8 {
        window.show(&mut app, f64::from(n) * 0.25);
    }
    let paint = median(20, || {
        black_box(window.picture());
    });
    let paint = paint.as_secs_f64() * 1e3;
    table.bound("a whole window on the processor", paint, PAINT_MS, "ms");
    Ok(table.end())
}

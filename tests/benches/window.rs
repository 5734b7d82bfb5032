//! What the matrix costs the window: 256x128 LEDs at 4 pixels, a new picture in each frame, over the same
//! stage without it; at most 1 ms. Reading the picture, laying out, tessellating and handing the texture
//! over are counted; beside it, in the same run, the obvious way: one circle for each LED.
//! `cargo bench -p lumarium-tests --bench window`.
#![expect(clippy::print_stdout, reason = "a bench reports on standard output")]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use egui::{CentralPanel, Color32, Context, ImageData, Pos2, RawInput, Rect, Ui, vec2};
use lumarium_app::link::FrameSource;
use lumarium_app::window::pace::Picture;
use lumarium_app::window::widgets::matrix::{Look, Matrix};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_sim::look::Style;

const SIZE: Size = Size::new(256, 128);
const PITCH: u32 = 4;
const WINDOW: egui::Vec2 = vec2(1280.0, 800.0);
const MUST: Duration = Duration::from_millis(1);
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

fn frame(seed: u32) -> Frame {
    let mut frame = Frame::black(SIZE);
    for (n, pixel) in (seed..).zip(frame.pixels_mut()) {
        let mixed = n.wrapping_mul(2_654_435_761);
        *pixel = Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8);
    }
    frame
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

fn report(what: &str, time: Duration, empty: Duration) {
    let (ms, bound) = (time.as_secs_f64() * 1e3, empty.as_secs_f64() * 1e3);
    println!("{what:<36} {ms:>8.3} ms  {:>7.1} x empty", ms / bound);
}

fn main() {
    let clock = Monotonic::start();
    let source = Moving {
        frames: [frame(1), frame(77)],
        number: AtomicU64::new(0),
    };
    let empty = measure(&clock, ROUNDS, |_| {});
    report("empty stage", empty, empty);

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
    report("matrix, new picture each frame", moving, empty);
    let still = measure(&clock, ROUNDS, |ui| show(ui, false, false));
    report("matrix, picture at rest", still, empty);
    let circled = measure(&clock, 10, |ui| circles(ui, &source.frames[0]));
    report("one circle for each LED (rival)", circled, empty);

    let over = moving.saturating_sub(empty);
    let rival = circled.saturating_sub(empty).as_secs_f64() / over.as_secs_f64();
    let reached = if over <= MUST { "reached" } else { "MISSED" };
    println!(
        "over the empty stage: {:.3} ms, at most {} ms: {reached}; circles cost {rival:.0} times as much",
        over.as_secs_f64() * 1e3,
        MUST.as_millis()
    );
}

//! The look of a panel on one core: 256x128 LEDs at 8 pixels must take at most 5 ms. Beside it in the
//! same run: filling the same memory, and the obvious way (distance and floats for each pixel).

mod measure;
mod table;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_sim::look::{Look, Style};
use measure::median;
use table::Table;

const SIZE: Size = Size::new(256, 128);
const PITCH: u32 = 8;
const MUST_MS: f64 = 5.0;
const ROUNDS: usize = 200;

fn naive(frame: &Frame, rgba: &mut [u8]) {
    let width = (SIZE.width * PITCH) as usize;
    for (n, pixel) in rgba.chunks_exact_mut(4).enumerate() {
        let (x, y) = ((n % width) as u32, (n / width) as u32);
        let led = frame.get(x / PITCH, y / PITCH).unwrap_or_default();
        let place = |at: u32| (at % PITCH) as f32 + 0.5 - PITCH as f32 / 2.0;
        let distance = place(x).hypot(place(y)) / PITCH as f32;
        let light = if distance < 0.36 { 0.92 } else { 0.05 };
        let channel = |v: u8| (f32::from(v) * light + 18.0).min(255.0) as u8;
        pixel.copy_from_slice(&[channel(led.r), channel(led.g), channel(led.b), 255]);
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let look = Look::new(Style::Dots, PITCH)?;
    let mut frame = Frame::black(SIZE);
    for (n, pixel) in (0_u32..).zip(frame.pixels_mut()) {
        let mixed = n.wrapping_mul(2_654_435_761);
        *pixel = Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8);
    }
    let mut rgba = Vec::new();
    look.paint(&frame, &mut rgba)?;
    let mut painted = true;

    let fill = median(ROUNDS, || {
        let shade = rgba.first().copied().unwrap_or(0).wrapping_add(1);
        rgba.fill(shade);
        black_box(&rgba);
    });
    let ours = median(ROUNDS, || {
        painted &= look.paint(&frame, &mut rgba).is_ok();
        black_box(&rgba);
    });
    let fresh = median(ROUNDS / 4, || {
        painted &= black_box(look.picture(&frame)).is_ok();
    });
    let float = median(10, || {
        naive(&frame, &mut rgba);
        black_box(&rgba);
    });
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let (fill, ours, fresh, float) = (millis(fill), millis(ours), millis(fresh), millis(float));
    let mut table = Table::new("look of a panel on one core, 256x128 LEDs at 8 pixels");
    table.bound("look", ours, MUST_MS, "ms");
    table.rival("look", ours, "distance and floats", float, "ms");
    table.rival("look", ours, "filling the memory", fill, "ms");
    table.rival(
        "look into new memory",
        fresh,
        "filling the memory",
        fill,
        "ms",
    );
    if !painted {
        table.note("the look refused the frame");
        return Ok(ExitCode::FAILURE);
    }
    Ok(table.end())
}

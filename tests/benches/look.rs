//! The look of a panel on one core: 256x128 LEDs at 8 pixels must take at most 5 ms. Beside it in the
//! same run: filling the same memory, and the obvious way (distance and floats for each pixel).
#![expect(clippy::print_stdout, reason = "a bench reports on standard output")]

use std::hint::black_box;
use std::time::Duration;

use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_sim::look::{Look, Style};

const SIZE: Size = Size::new(256, 128);
const PITCH: u32 = 8;
const MUST: Duration = Duration::from_millis(5);
const ROUNDS: usize = 200;

fn measure(clock: &Monotonic, rounds: usize, mut work: impl FnMut(u8)) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|round| {
            let start = clock.now().at;
            work(round as u8);
            clock.now().at.since(start)
        })
        .collect();
    times.sort_unstable();
    times.get(rounds / 2).copied().unwrap_or_default()
}

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

fn report(what: &str, time: Duration, bound: Duration) {
    let ratio = time.as_secs_f64() / bound.as_secs_f64();
    println!(
        "{what:<38} {:>7.2} ms  {ratio:>6.1} x fill",
        time.as_secs_f64() * 1e3
    );
}

fn main() {
    let Ok(look) = Look::new(Style::Dots, PITCH) else {
        return;
    };
    let mut frame = Frame::black(SIZE);
    for (n, pixel) in (0_u32..).zip(frame.pixels_mut()) {
        let mixed = n.wrapping_mul(2_654_435_761);
        *pixel = Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8);
    }
    let clock = Monotonic::start();
    let mut rgba = Vec::new();
    let mut painted = look.paint(&frame, &mut rgba).is_ok();

    let fill = measure(&clock, ROUNDS, |round| {
        rgba.fill(round);
        black_box(&rgba);
    });
    report("fill of the picture (bound)", fill, fill);
    let ours = measure(&clock, ROUNDS, |_| {
        painted &= look.paint(&frame, &mut rgba).is_ok();
        black_box(&rgba);
    });
    report("look: 256x128 LEDs at 8 pixels", ours, fill);
    let fresh = measure(&clock, ROUNDS / 4, |_| {
        painted &= black_box(look.picture(&frame)).is_ok();
    });
    report("look: into new memory each time", fresh, fill);
    let float = measure(&clock, 10, |_| {
        naive(&frame, &mut rgba);
        black_box(&rgba);
    });
    report("distance and floats (rival)", float, fill);
    let fast = if ours <= MUST { "reached" } else { "MISSED" };
    println!("at most {} ms: {fast}", MUST.as_millis());
    assert!(painted, "the look refused the frame");
}

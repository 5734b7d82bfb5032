//! The picture shown when none is chosen: a sun over the sea, with light that runs on the water.

use std::f32::consts::TAU;
use std::sync::Arc;
use std::time::Duration;

use crate::content::{Clip, Content};
use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::paint::mix;
use crate::limits;

/// Pictures of one round of the waves.
const ROUND: usize = 30;
/// How long each stays.
const DELAY: Duration = Duration::from_millis(80);

const SKY: [Rgb; 4] = [
    Rgb::new(22, 8, 70),
    Rgb::new(120, 20, 120),
    Rgb::new(240, 70, 90),
    Rgb::new(255, 170, 70),
];

/// A film of the sea, or one picture where a film would be too large.
pub(super) fn sunset(size: Size) -> Result<Content, String> {
    let affordable = limits::CONTENT_PIXELS_MAX / 4 / size.area().max(1);
    let count = if affordable >= ROUND { ROUND } else { 1 };
    let frames = (0..count)
        .map(|index| {
            let turn = index as f32 / count as f32;
            (Arc::new(view(size, turn)), DELAY)
        })
        .collect();
    Clip::new(frames)
        .map(|clip| Content::Clip(Arc::new(clip)))
        .map_err(|error| format!("the built-in picture cannot be shown: {error}"))
}

/// The view at a part of the round.
fn view(size: Size, turn: f32) -> Frame {
    let mut frame = Frame::black(size);
    let (width, height) = (size.width as f32, size.height as f32);
    let horizon = (height * 0.62).round();
    let radius = height * 0.36;
    let sun = (width / 2.0, horizon - radius * 0.42);
    for y in 0..size.height {
        for (x, pixel) in frame.row_mut(y).iter_mut().enumerate() {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            *pixel = if y < horizon {
                let sky = sky(x, y, horizon, width, turn);
                disc(sky, (x, y), sun, radius)
            } else {
                sea((x, y), horizon, (width, height), (sun.0, radius), turn)
            };
        }
    }
    frame
}

fn sky(x: f32, y: f32, horizon: f32, width: f32, turn: f32) -> Rgb {
    let part = (y / horizon).powf(1.15) * (SKY.len() - 1) as f32;
    let from = (part as usize).min(SKY.len() - 2);
    let base = mix(SKY[from], SKY[from + 1], part - from as f32);
    // Stars in the upper third, each twinkling in its own time.
    let (column, row) = (x as u32, y as u32);
    let dice = column.wrapping_mul(0x9e37_79b1) ^ row.wrapping_mul(0x85eb_ca77);
    let dice = (dice ^ (dice >> 15)).wrapping_mul(0x2c1b_3c6d) >> 8;
    let is_star = y < horizon * 0.42 && dice.is_multiple_of(61) && width >= 32.0;
    if is_star {
        let phase = (dice >> 10 & 7) as f32 / 8.0;
        let shine = 0.35 + 0.45 * ((turn + phase) * TAU).sin().max(0.0);
        return mix(base, Rgb::WHITE, shine);
    }
    base
}

/// The sun, white-gold above and red below, with a glow around it.
fn disc(sky: Rgb, (x, y): (f32, f32), sun: (f32, f32), radius: f32) -> Rgb {
    let far = (x - sun.0).hypot(y - sun.1);
    let part = 0.5 + (y - sun.1) / radius * 0.5;
    let body = mix(Rgb::new(255, 250, 170), Rgb::new(255, 90, 60), part * 1.3);
    let glow = (1.0 - (far - radius) / (radius * 1.1)).clamp(0.0, 1.0);
    let around = mix(sky, Rgb::new(255, 150, 80), glow * glow * 0.55);
    mix(around, body, radius - far + 0.5)
}

fn sea(
    (x, y): (f32, f32),
    horizon: f32,
    (width, height): (f32, f32),
    (middle, radius): (f32, f32),
    turn: f32,
) -> Rgb {
    let depth = (y - horizon) / (height - horizon);
    let base = mix(Rgb::new(150, 40, 110), Rgb::new(14, 8, 60), depth.powf(0.7));
    // Waves grow towards the viewer; all of them run whole rounds, so that the film has no seam.
    let unit = height / 64.0;
    let wave = (y / unit * 1.9 / (0.5 + depth) - turn * TAU * 2.0 + (x / width * 9.0).sin()).sin();
    let lane = radius * (0.55 + 0.75 * depth) * (0.75 + 0.35 * wave);
    let off = (x - middle).abs();
    let light = (1.0 - off / lane.max(1.0)).clamp(0.0, 1.0);
    let ripple = ((x / unit * 0.35 + y / unit * 1.1).sin() + wave) * 0.5;
    let shine = if light > 0.0 {
        0.35 + 0.65 * light
    } else {
        0.0
    };
    let lit = mix(base, Rgb::new(255, 190, 90), shine * (0.55 + 0.45 * ripple));
    mix(
        lit,
        Rgb::new(210, 90, 130),
        (wave - 0.72).max(0.0) * 0.9 * (1.0 - depth * 0.5),
    )
}

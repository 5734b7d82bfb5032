//! The mask of one LED.

use crate::look::Style;

/// One LED as premultiplied RGBA, `side` by `side` pixels: what lies over its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Pixels along a side.
    pub side: u32,
    /// Four bytes a pixel, row by row.
    pub rgba: Vec<u8>,
}

/// Radius of the light, in LED pitches: most panels leave a quarter to a third of the pitch dark.
const RADIUS: f32 = 0.36;
/// How far the light reaches into the gap.
const GLOW_REACH: f32 = 0.10;
/// How bright the gap is beside the light.
const GLOW: f32 = 0.28;
/// An LED that is off, as the eye sees it on a dark panel.
const OFF: [f32; 3] = [20.0, 20.0, 23.0];
/// The board between the LEDs.
const BOARD: [f32; 3] = [6.0, 6.0, 7.0];
/// Lines of the grid.
const LINE: [u8; 4] = [24, 24, 28, 255];
/// Samples along a pixel's side: 8 by 8 give edges of 64 steps.
const SAMPLES: u32 = 8;

impl Tile {
    /// The mask of a style; `pitch` is at least 1.
    pub(super) fn new(style: Style, pitch: u32) -> Self {
        let pixel = |x, y| match style {
            // Of four equal pixels no dot can be made: they would only be darker.
            Style::Dots if pitch > 2 => dot(x, y, pitch),
            Style::Grid if pitch > 2 && (x + 1 == pitch || y + 1 == pitch) => LINE,
            Style::Dots | Style::Flat | Style::Grid => [0; 4],
        };
        let rgba = (0..pitch)
            .flat_map(|y| (0..pitch).flat_map(move |x| pixel(x, y)))
            .collect();
        Self { side: pitch, rgba }
    }

    /// Whether it changes nothing, so that it need not be drawn.
    pub fn is_clear(&self) -> bool {
        self.rgba.iter().all(|&channel| channel == 0)
    }
}

/// A pixel of the round light.
fn dot(x: u32, y: u32, pitch: u32) -> [u8; 4] {
    let place = |pixel: u32, sample: u32| {
        let at = pixel as f32 + (sample as f32 + 0.5) / SAMPLES as f32;
        at / pitch as f32 - 0.5
    };
    let mut light = 0.0;
    let mut inside = 0.0;
    for j in 0..SAMPLES {
        for i in 0..SAMPLES {
            let distance = place(x, i).hypot(place(y, j));
            if distance <= RADIUS {
                inside += 1.0;
                light += 1.0;
            } else {
                let far = (distance - RADIUS) / GLOW_REACH;
                light += GLOW * (-far * far).exp();
            }
        }
    }
    let samples = (SAMPLES * SAMPLES) as f32;
    let (light, inside) = (light / samples, inside / samples);
    let own = |index: usize| {
        let at = |colour: [f32; 3]| colour.get(index).copied().unwrap_or(0.0);
        at(BOARD) + (at(OFF) - at(BOARD)) * inside
    };
    let add = [own(0), own(1), own(2)];
    // What is added must have room even over white.
    let most = add.iter().fold(0.0_f32, |most, &value| most.max(value));
    let alpha = (255.0 * (1.0 - light)).max(most).round();
    let byte = |value: f32| value.min(alpha).round() as u8;
    let [red, green, blue] = add.map(byte);
    [red, green, blue, alpha as u8]
}

//! The mask that makes a picture look like LEDs: one cell, tiled by the texture's wrap mode.

use egui::{Color32, ColorImage};

use crate::window::theme::{HOUSING, LED_GLOW, LED_RADIUS};

/// Samples a pixel is made of, each way.
const SAMPLES: u16 = 4;

/// One cell of `pitch` pixels: clear where the LED is, the housing round it, and a little light between.
pub fn cell(pitch: u32) -> ColorImage {
    let side = pitch.max(1) as usize;
    let pixels = (0..side * side)
        .map(|index| pixel(index % side, index / side, side as f32))
        .collect();
    ColorImage::new([side, side], pixels)
}

fn pixel(column: usize, row: usize, pitch: f32) -> Color32 {
    let mut cover = 0.0;
    for sample in 0..SAMPLES * SAMPLES {
        let within = |index: u16| (f32::from(index) + 0.5) / f32::from(SAMPLES);
        let x = (column as f32 + within(sample % SAMPLES)) / pitch - 0.5;
        let y = (row as f32 + within(sample / SAMPLES)) / pitch - 0.5;
        cover += covered(x.hypot(y));
    }
    HOUSING.gamma_multiply(cover / f32::from(SAMPLES * SAMPLES))
}

/// How much of the picture is hidden at a distance from the LED's middle, in pitches.
fn covered(distance: f32) -> f32 {
    if distance <= LED_RADIUS {
        return 0.0;
    }
    let away = ((distance - LED_RADIUS) / (0.5_f32.hypot(0.5) - LED_RADIUS)).min(1.0);
    1.0 - LED_GLOW * (1.0 - away).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_clear_and_the_corner_is_housing() {
        for pitch in [4, 7, 12, 48] {
            let mask = cell(pitch);
            let side = pitch as usize;
            assert_eq!(mask.size, [side, side]);
            assert_eq!(mask.pixels[side / 2 * side + side / 2].a(), 0, "{pitch}");
            assert!(mask.pixels[0].a() > 200, "{pitch}");
        }
    }

    #[test]
    fn a_cell_tiles_without_a_seam() {
        let mask = cell(9);
        for index in 0..9 {
            assert_eq!(mask.pixels[index], mask.pixels[8 * 9 + index]);
            assert_eq!(mask.pixels[index * 9], mask.pixels[index * 9 + 8]);
        }
    }
}

//! Plasma: four waves, added. All in integers and tables, so that it costs next to nothing.

use std::f32::consts::TAU;

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::palette::Palette;

/// The waves' tables and time.
#[derive(Clone, Debug)]
pub(super) struct Plasma {
    size: Size,
    time: u32,
    /// 256 steps of a turn, 0 to 63.
    sine: [u8; 256],
    /// The distance of each pixel from the middle, in the waves' units.
    far: Vec<u8>,
    colours: [Rgb; 256],
}

impl Plasma {
    pub(super) fn new(size: Size, palette: Palette, seed: u64) -> Self {
        let mut sine = [0; 256];
        for (step, value) in sine.iter_mut().enumerate() {
            *value = (31.5 + 31.5 * (step as f32 / 256.0 * TAU).sin()).round() as u8;
        }
        let unit = unit(size);
        let (middle_x, middle_y) = (size.width as f32 / 2.0, size.height as f32 / 2.0);
        let far = (0..size.height)
            .flat_map(|y| (0..size.width).map(move |x| (x as f32, y as f32)))
            .map(|(x, y)| ((x - middle_x).hypot(y - middle_y) * unit * 1.4) as u32 as u8)
            .collect();
        Self {
            size,
            time: (seed % 4_096) as u32,
            sine,
            far,
            colours: palette.or(Palette::Rainbow).table(),
        }
    }

    pub(super) const fn size(&self) -> Size {
        self.size
    }

    pub(super) const fn step(&mut self) {
        // All waves are where they were after this many steps.
        self.time = (self.time + 1) & 0x3_ffff;
    }

    pub(super) fn draw(&self, frame: &mut Frame) {
        let time = self.time;
        let unit = (unit(self.size) * 256.0) as u32;
        let wave = |at: u32| u32::from(self.sine[(at & 255) as usize]);
        let columns: Vec<u32> = (0..self.size.width)
            .map(|x| wave(((x * unit) >> 8) + time * 3 / 2))
            .collect();
        let shift = time * 5 / 4;
        for y in 0..self.size.height {
            let row_wave = wave(((y * unit * 3 / 2) >> 8) + 256 * 64 - (time & 0x3fff) / 2);
            let start = y as usize * self.size.width as usize;
            let far = self.far.get(start..).unwrap_or(&[]);
            let pixels = frame.row_mut(y).iter_mut();
            for (((x, pixel), column), far) in (0_u32..).zip(pixels).zip(&columns).zip(far) {
                let slant = wave((((x + 2 * y) * unit * 3 / 4) >> 8) + time);
                let round = wave(u32::from(*far).wrapping_sub(time * 2));
                let sum = column + row_wave + slant + round + shift;
                *pixel = self.colours[(sum & 255) as usize];
            }
        }
    }
}

/// How much of a turn of the waves a pixel is, in 1/256: the picture looks the same at every size.
fn unit(size: Size) -> f32 {
    430.0 / size.width.max(2 * size.height).max(48) as f32
}

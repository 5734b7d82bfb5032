//! Fire: heat rises, drifts and cools. The embers glow unevenly, so that there are tongues.

use std::f32::consts::TAU;

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::palette::Palette;
use crate::host::runtime::native::programs::rng::Rng;

/// A heat for each pixel.
#[derive(Clone, Debug)]
pub(super) struct Fire {
    size: Size,
    heat: Vec<u8>,
    rng: Rng,
    steps: u32,
    colours: [Rgb; 256],
}

impl Fire {
    pub(super) fn new(size: Size, palette: Palette, seed: u64) -> Self {
        let mut fire = Self {
            size,
            heat: vec![0; size.area()],
            rng: Rng::new(seed),
            steps: (seed % 10_000) as u32,
            colours: palette.or(Palette::Fire).table(),
        };
        // It burns already when it comes on.
        for _ in 0..size.height.min(128) * 2 {
            fire.step();
        }
        fire
    }

    pub(super) const fn size(&self) -> Size {
        self.size
    }

    pub(super) fn step(&mut self) {
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        if width == 0 || height == 0 {
            return;
        }
        self.steps = self.steps.wrapping_add(1);
        // The hottest embers reach the top now and then: what a row costs at most, in 1/256 of a heat.
        let loss_max = (255 * 256 * 9 / 5 / self.size.height.max(2)).min(160 * 256);
        for y in 0..height - 1 {
            let (upper, lower) = self.heat.split_at_mut((y + 1) * width);
            let row = &mut upper[y * width..];
            let below = &lower[..width];
            for (x, cell) in row.iter_mut().enumerate() {
                let random = self.rng.next() as u32;
                // Half stays in its column, a quarter each drifts to the sides.
                let drift = [0, 1, 1, 2][(random & 3) as usize];
                let from = (x + drift).saturating_sub(1).min(width - 1);
                let loss = (((random >> 8) & 0xffff) * loss_max) >> 24;
                *cell = below[from].saturating_sub(loss as u8);
            }
        }
        let steps = self.steps as f32;
        let unit = TAU / (self.size.height as f32 * 0.9).clamp(8.0, 60.0);
        for (x, cell) in self.heat[(height - 1) * width..].iter_mut().enumerate() {
            let at = x as f32 * unit;
            let slow = (at + steps * 0.031).sin() + (at * 2.3 - steps * 0.073).sin();
            let fast = (at * 5.1 + steps * 0.17).sin();
            let glow = 185.0 + 34.0 * slow + 22.0 * fast + self.rng.below(24) as f32;
            *cell = glow.clamp(0.0, 255.0) as u8;
        }
    }

    /// Each pixel with the mean of its row's neighbours, which takes the noise out of the flames.
    pub(super) fn draw(&self, frame: &mut Frame) {
        let width = self.size.width.max(1) as usize;
        for (y, row) in (0_u32..).zip(self.heat.chunks(width)) {
            let pixels = frame.row_mut(y).iter_mut().enumerate();
            for (x, pixel) in pixels {
                let here = row.get(x).copied().unwrap_or(0);
                let left = x.checked_sub(1).and_then(|x| row.get(x)).unwrap_or(&here);
                let right = row.get(x + 1).unwrap_or(&here);
                let sum = 2 * u16::from(here) + u16::from(*left) + u16::from(*right);
                *pixel = self.colours[usize::from(sum / 4)];
            }
        }
    }
}

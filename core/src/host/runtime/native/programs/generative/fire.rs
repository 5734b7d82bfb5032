//! Fire: heat rises, drifts and cools.

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::palette::Palette;
use crate::host::runtime::native::programs::rng::Rng;

/// A heat for each pixel.
#[derive(Clone, Debug)]
pub(super) struct Fire {
    size: Size,
    heat: Vec<u8>,
    rng: Rng,
    colours: [Rgb; 256],
}

impl Fire {
    pub(super) fn new(size: Size, palette: Palette, seed: u64) -> Self {
        let mut fire = Self {
            size,
            heat: vec![0; size.area()],
            rng: Rng::new(seed),
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
        // Flames reach most of the height, whatever it is: a row costs this much heat on average, in 1/256.
        let cooling = (255 * 256 * 2 / (self.size.height * 3 / 4).max(1)).min(200 * 256);
        for y in 0..height - 1 {
            let (upper, lower) = self.heat.split_at_mut((y + 1) * width);
            let row = &mut upper[y * width..];
            let below = &lower[..width];
            for (x, cell) in row.iter_mut().enumerate() {
                let random = self.rng.next() as u32;
                let drift = (random & 3) as usize;
                let from = (x + drift).saturating_sub(1).min(width - 1);
                let other = if random & 4 == 0 { from } else { x };
                let mean = (u16::from(below[from]) + u16::from(below[other])) / 2;
                let loss = ((random >> 8 & 0xffff) * cooling) >> 24;
                *cell = (mean as u8).saturating_sub(loss as u8);
            }
        }
        // The embers glimmer.
        for cell in &mut self.heat[(height - 1) * width..] {
            let random = self.rng.next() as u32;
            let target = if random & 15 == 0 {
                130
            } else {
                215 + (random >> 8 & 31)
            };
            *cell = ((u32::from(*cell) + target) / 2) as u8;
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame) {
        for (pixel, heat) in frame.pixels_mut().iter_mut().zip(&self.heat) {
            *pixel = self.colours[usize::from(*heat)];
        }
    }
}

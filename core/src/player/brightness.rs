//! Brightness: one table of 256 values, made when the percentage changes and applied last.
//! The scale is linear in the written value: `round(value * percent / 100)`, halves up. What eyes
//! make of it is the business of a panel's own gamma.

use crate::frame::Frame;

/// What a channel value becomes.
#[derive(Clone, Debug)]
pub struct Brightness {
    percent: u8,
    table: [u8; 256],
}

impl Brightness {
    /// A table for `percent`; more than 100 is 100.
    pub fn new(percent: u8) -> Self {
        let percent = percent.min(100);
        let mut table = [0; 256];
        for (value, entry) in table.iter_mut().enumerate() {
            *entry = ((value as u32 * u32::from(percent) + 50) / 100) as u8;
        }
        Self { percent, table }
    }

    /// Percent, 0 to 100.
    pub const fn percent(&self) -> u8 {
        self.percent
    }

    /// Applies it to every pixel.
    pub fn apply(&self, frame: &mut Frame) {
        if self.percent == 100 {
            return;
        }
        let table = &self.table;
        // An index of 8 bits never misses a table of 256: no check is left in the loop.
        for pixel in frame.pixels_mut() {
            pixel.r = table[usize::from(pixel.r)];
            pixel.g = table[usize::from(pixel.g)];
            pixel.b = table[usize::from(pixel.b)];
        }
    }
}

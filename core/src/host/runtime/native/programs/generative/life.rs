//! Conway's game of life on a torus. Colours tell the age; the dead leave a trail that fades.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::paint::{dim, mix};
use crate::host::runtime::native::programs::palette::Palette;
use crate::host::runtime::native::programs::rng::Rng;

/// Remembered generations: longer periods than 12 hardly ever arise by themselves.
const MEMORY: usize = 24;
/// Generations a repeating world stays on before a new one begins.
const STALE_MAX: u32 = 60;
/// Cells of a saved world; larger ones begin anew.
const SAVED_CELLS_MAX: usize = 512 * 256;

/// A world.
#[derive(Clone, Debug)]
pub(super) struct Life {
    /// The canvas.
    size: Size,
    /// Pixels of a cell's side.
    cell: u32,
    columns: usize,
    rows: usize,
    /// 0 dead, else the age in generations, at most 255.
    ages: Vec<u8>,
    /// How visible the dead still are.
    trails: Vec<u8>,
    next: Vec<u8>,
    seen: VecDeque<u64>,
    stale: u32,
    rng: Rng,
    colours: [Rgb; 256],
}

impl Life {
    pub(super) fn new(size: Size, palette: Palette, seed: u64) -> Self {
        let mut life = Self::empty(size, palette, seed);
        life.sow();
        life
    }

    fn empty(size: Size, palette: Palette, seed: u64) -> Self {
        // Cells of one pixel up to 64 rows, larger ones on larger walls.
        let cell = (size.height / 64).max(1);
        let columns = (size.width / cell).max(1) as usize;
        let rows = (size.height / cell).max(1) as usize;
        Self {
            size,
            cell,
            columns,
            rows,
            ages: vec![0; columns * rows],
            trails: vec![0; columns * rows],
            next: vec![0; columns * rows],
            seen: VecDeque::new(),
            stale: 0,
            rng: Rng::new(seed),
            colours: ages(palette),
        }
    }

    /// A saved world, if it is one for this canvas.
    pub(super) fn restored(saved: &Value, size: Size, palette: Palette) -> Option<Self> {
        let seed = saved.get("seed")?.as_u64()?;
        let cells = saved.get("cells")?.as_str()?;
        let mut life = Self::empty(size, palette, seed);
        let fits = saved.get("columns")?.as_u64()? == life.columns as u64;
        if !fits || cells.len() != life.ages.len().div_ceil(4) {
            return None;
        }
        let bits = cells
            .chars()
            .map(|c| c.to_digit(16))
            .collect::<Option<Vec<u32>>>()?;
        for (index, age) in life.ages.iter_mut().enumerate() {
            *age = u8::from((bits[index / 4] >> (index % 4)) & 1 == 1);
        }
        Some(life)
    }

    /// The living cells, four to a hexadecimal digit; none if there are too many cells.
    pub(super) fn saved(&self) -> Option<Value> {
        let digit = |four: &[u8]| {
            let bits = (0..).zip(four).map(|(bit, age)| u32::from(*age > 0) << bit);
            char::from_digit(bits.sum(), 16)
        };
        if self.ages.len() > SAVED_CELLS_MAX {
            return None;
        }
        let cells: String = self.ages.chunks(4).filter_map(digit).collect();
        let seed = self.rng.clone().next();
        Some(json!({ "columns": self.columns, "seed": seed, "cells": cells }))
    }

    pub(super) const fn size(&self) -> Size {
        self.size
    }

    fn sow(&mut self) {
        for age in &mut self.ages {
            *age = u8::from(self.rng.below(100) < 28);
        }
        self.seen.clear();
        self.stale = 0;
    }

    pub(super) fn step(&mut self) {
        let (columns, rows) = (self.columns, self.rows);
        let (mut alive, mut print) = (0_usize, 0xcbf2_9ce4_8422_2325_u64);
        for y in 0..rows {
            let above = (y + rows - 1) % rows * columns;
            let below = (y + 1) % rows * columns;
            let here = y * columns;
            for x in 0..columns {
                let left = if x == 0 { columns - 1 } else { x - 1 };
                let right = if x + 1 == columns { 0 } else { x + 1 };
                let lives = |index: usize| u8::from(self.ages[index] > 0);
                let around = lives(above + left)
                    + lives(above + x)
                    + lives(above + right)
                    + lives(here + left)
                    + lives(here + right)
                    + lives(below + left)
                    + lives(below + x)
                    + lives(below + right);
                let age = self.ages[here + x];
                let stays = around == 3 || (around == 2 && age > 0);
                self.next[here + x] = if stays { age.saturating_add(1) } else { 0 };
                if stays {
                    alive += 1;
                    print = (print ^ (here + x) as u64).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        for ((trail, was), is) in self.trails.iter_mut().zip(&self.ages).zip(&self.next) {
            *trail = match (*was, *is) {
                (_, 1..) => 0,
                (1.., 0) => 90,
                (0, 0) => trail.saturating_sub(9),
            };
        }
        std::mem::swap(&mut self.ages, &mut self.next);
        self.grow_old(alive, print);
    }

    /// Begins anew when the world is empty or repeats itself.
    fn grow_old(&mut self, alive: usize, print: u64) {
        self.stale = if self.seen.contains(&print) {
            self.stale + 1
        } else {
            0
        };
        self.seen.push_back(print);
        if self.seen.len() > MEMORY {
            self.seen.pop_front();
        }
        if self.stale > STALE_MAX || alive * 100 < self.ages.len() {
            self.sow();
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame) {
        let (cell, trail_colour) = (self.cell as usize, self.colours[255]);
        let trails: Vec<Rgb> = (0..=90)
            .map(|trail: u8| dim(trail_colour, f32::from(trail) / 255.0))
            .collect();
        for y in 0..self.size.height {
            let from = (y as usize / cell).min(self.rows - 1) * self.columns;
            for (x, pixel) in frame.row_mut(y).iter_mut().enumerate() {
                let index = from + (x / cell).min(self.columns - 1);
                let age = self.ages[index];
                *pixel = if age > 0 {
                    self.colours[usize::from(age)]
                } else {
                    let trail = usize::from(self.trails[index]);
                    trails.get(trail).copied().unwrap_or(Rgb::BLACK)
                };
            }
        }
    }
}

/// Colours by age: the newborn glow, the old are calm.
fn ages(palette: Palette) -> [Rgb; 256] {
    let stops: [Rgb; 5] = match palette {
        Palette::Auto => [
            Rgb::new(255, 80, 40),
            Rgb::new(255, 215, 60),
            Rgb::new(60, 240, 120),
            Rgb::new(0, 160, 255),
            Rgb::new(120, 70, 255),
        ],
        Palette::Rainbow
        | Palette::Fire
        | Palette::Ocean
        | Palette::Forest
        | Palette::Sunset
        | Palette::Ice
        | Palette::Phosphor => {
            let table = palette.table();
            [Rgb::WHITE, table[150], table[120], table[90], table[60]]
        }
    };
    let mut table = [stops[4]; 256];
    for (age, colour) in table.iter_mut().enumerate() {
        // 1, 4, 16, 64 generations: each stop is four times as old as the one before.
        let at = ((age.max(1) as f32).log2() / 2.0).min(3.999);
        let from = at as usize;
        *colour = mix(stops[from], stops[from + 1], at - from as f32);
    }
    table
}

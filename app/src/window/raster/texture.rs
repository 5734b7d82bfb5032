//! A texture: texels in gamma space, premultiplied, and how they are looked up between and beyond.

use egui::epaint::ImageDelta;
use egui::{ImageData, TextureFilter, TextureOptions, TextureWrapMode};

/// Texture coordinates are counted in these parts of a texel.
pub(super) const TEXEL_BITS: u32 = 32;
/// Between two texels this many steps are told apart.
const BLEND_BITS: u32 = 8;

/// One texture.
#[derive(Debug, Default)]
pub(super) struct Texture {
    width: usize,
    height: usize,
    texels: Vec<[u8; 4]>,
    options: TextureOptions,
}

impl Texture {
    /// Texels across and down.
    pub(super) const fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// Takes a whole image, or a part of one; what would lie outside is left out.
    pub(super) fn apply(&mut self, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let texels = image.pixels.iter().map(egui::Color32::to_array);
        self.options = delta.options;
        let Some([left, top]) = delta.pos else {
            [self.width, self.height] = image.size;
            self.texels = texels.collect();
            return;
        };
        let across = image.width().min(self.width.saturating_sub(left));
        if across == 0 {
            return;
        }
        let rows = self.texels.chunks_exact_mut(self.width).skip(top);
        for (row, new) in rows.zip(image.pixels.chunks_exact(image.width())) {
            let old = row.iter_mut().skip(left).take(across);
            for (old, new) in old.zip(new) {
                *old = new.to_array();
            }
        }
    }

    /// Whether texels are blended where `texels_per_pixel` of them lie under one pixel.
    pub(super) fn blends(&self, texels_per_pixel: f64) -> bool {
        let filter = if texels_per_pixel > 1.0 {
            self.options.minification
        } else {
            self.options.magnification
        };
        filter == TextureFilter::Linear
    }

    /// What a triangle shows that lies on one place only.
    pub(super) fn point(&self, place: [i64; 2]) -> [u32; 4] {
        if self.blends(0.0) {
            self.linear(place)
        } else {
            self.nearest(place)
        }
    }

    /// The texel at a place.
    pub(super) fn nearest(&self, [u, v]: [i64; 2]) -> [u32; 4] {
        self.texel(u >> TEXEL_BITS, v >> TEXEL_BITS)
    }

    /// Four texels, blended.
    pub(super) fn linear(&self, place: [i64; 2]) -> [u32; 4] {
        const ONE: i64 = 1 << BLEND_BITS;
        let [u, v] = place.map(|at| {
            let steps = TEXEL_BITS - BLEND_BITS;
            // Texels have their colour in their middle; rounded to the nearest step.
            ((at + (1 << (steps - 1))) >> steps) - ONE / 2
        });
        let [left, top] = [u, v].map(|at| at >> BLEND_BITS);
        let [right, down] = [u, v].map(|at| at & (ONE - 1));
        if right == 0 && down == 0 {
            return self.texel(left, top);
        }
        let corner = |x: i64, y: i64| self.texel(left + x, top + y);
        let [nw, ne, sw, se] = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
        let (right, down, one) = (right as u32, down as u32, ONE as u32);
        std::array::from_fn(|channel| {
            let of = |texel: &[u32; 4]| texel.get(channel).copied().unwrap_or(0);
            let upper = of(&nw) * (one - right) + of(&ne) * right;
            let lower = of(&sw) * (one - right) + of(&se) * right;
            let sum = upper * (one - down) + lower * down;
            (sum + one * one / 2) >> (2 * BLEND_BITS)
        })
    }

    fn texel(&self, x: i64, y: i64) -> [u32; 4] {
        let wrap = self.options.wrap_mode;
        let (x, y) = (wrapped(wrap, x, self.width), wrapped(wrap, y, self.height));
        let texel = self.texels.get(y * self.width + x);
        texel.copied().unwrap_or_default().map(u32::from)
    }
}

/// A place inside of `length` texels.
fn wrapped(mode: TextureWrapMode, at: i64, length: usize) -> usize {
    let length = length.max(1) as i64;
    let inside = match mode {
        TextureWrapMode::ClampToEdge => at.clamp(0, length - 1),
        TextureWrapMode::Repeat => at.rem_euclid(length),
        TextureWrapMode::MirroredRepeat => {
            let twice = at.rem_euclid(2 * length);
            twice.min(2 * length - 1 - twice)
        }
    };
    inside as usize
}

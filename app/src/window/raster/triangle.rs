//! Which pixels a triangle covers, and what lies on them. A pixel belongs to it if its middle is inside; a
//! middle on an edge belongs to the triangle right of or below it, so that neighbours neither overlap nor
//! leave gaps.

use egui::epaint::Vertex;

use super::span::{self, Slope, Source};
use super::texture::{TEXEL_BITS, Texture};
use super::{Canvas, Clip};

/// Places are counted in these parts of a pixel, as graphics cards do.
const PIXEL_BITS: u32 = 8;
const PIXEL: i64 = 1 << PIXEL_BITS;
/// Farther out nothing is drawn, in pixels: no product overflows.
const FAR: f32 = 1_000_000.0;

/// A corner in whole numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    x: i64,
    y: i64,
    /// In texels.
    uv: [f64; 2],
    colour: [u8; 4],
}

impl Corner {
    /// Absent: the vertex lies nowhere.
    pub(super) fn new(vertex: &Vertex, texels: [usize; 2], pixels_per_point: f32) -> Option<Self> {
        let place = vertex.pos.to_vec2() * pixels_per_point;
        let known = place.x.abs() <= FAR && place.y.abs() <= FAR && vertex.uv.is_finite();
        let whole = |at: f32| (at * PIXEL as f32).round() as i64;
        let [width, height] = texels.map(|side| side as f64);
        let uv = vertex.uv;
        known.then(|| Self {
            x: whole(place.x),
            y: whole(place.y),
            uv: [f64::from(uv.x) * width, f64::from(uv.y) * height],
            colour: vertex.color.to_array(),
        })
    }
}

/// One side: a pixel's middle at `x` is inside where `across * x + start >= 0`.
#[derive(Clone, Copy, Debug)]
struct Side {
    across: i64,
    down: i64,
    start: i64,
}

impl Side {
    /// From corner to corner, the inside on the right.
    fn new(from: Corner, to: Corner) -> Self {
        let (run, fall) = (to.x - from.x, to.y - from.y);
        let top = fall == 0 && run > 0;
        let left = fall < 0;
        let middle = PIXEL / 2;
        let start = run * (middle - from.y) - fall * (middle - from.x);
        Self {
            across: -fall * PIXEL,
            down: run * PIXEL,
            start: start - i64::from(!(top || left)),
        }
    }

    /// Narrows `span` to the pixels of row `y` that are inside.
    fn narrow(&self, y: i64, span: [i64; 2]) -> [i64; 2] {
        let [from, to] = span;
        let here = self.start + self.down * y;
        match self.across {
            0 if here >= 0 => span,
            0 => [from, from],
            // The first pixel that is inside.
            across @ 1.. => [from.max(-here.div_euclid(across)), to],
            // The last pixel that is inside, and one.
            across => [from, to.min(here.div_euclid(-across) + 1)],
        }
    }
}

/// Paints one triangle, whichever way round it is.
pub(super) fn paint(canvas: &mut Canvas, corners: [Corner; 3], texture: &Texture, clip: Clip) {
    let [a, b, c] = corners;
    let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let [a, b, c] = if area < 0 { [a, c, b] } else { [a, b, c] };
    if area == 0 {
        return;
    }
    let sides = [Side::new(a, b), Side::new(b, c), Side::new(c, a)];
    let plane = Plane {
        a,
        b,
        c,
        area: area.abs() as f64,
    };
    let source = plane.source(texture);
    let lowest = a.y.min(b.y).min(c.y).div_euclid(PIXEL);
    let highest = a.y.max(b.y).max(c.y).div_euclid(PIXEL) + 1;
    let [top, bottom] = clip.y;
    for y in lowest.max(top)..highest.min(bottom) {
        let narrow = |span, side: &Side| side.narrow(y, span);
        let [from, to] = sides.iter().fold(clip.x, narrow);
        if from < to {
            span::paint(canvas.span(y, from, to), &source, [from, y]);
        }
    }
}

/// What changes evenly over a triangle.
struct Plane {
    a: Corner,
    b: Corner,
    c: Corner,
    area: f64,
}

impl Plane {
    fn source<'a>(&self, texture: &'a Texture) -> Source<'a> {
        let all = [self.a, self.b, self.c];
        let [first, second, third] = all.map(|corner| corner.colour);
        let colour = if first == second && first == third {
            span::Colour::Flat(first.map(u32::from))
        } else {
            span::Colour::Sloped(std::array::from_fn(|channel| {
                let of = |corner: Corner| corner.colour.get(channel).copied().unwrap_or(0);
                self.slope(all.map(|corner| f64::from(of(corner))), span::COLOUR_BITS)
            }))
        };
        let axis =
            |axis: fn([f64; 2]) -> f64| self.slope(all.map(|corner| axis(corner.uv)), TEXEL_BITS);
        let (u, v) = (axis(|[u, _]| u), axis(|[_, v]| v));
        let texel = if u.is_flat() && v.is_flat() {
            span::Texel::Flat(texture.point([u.start, v.start]))
        } else {
            let squared = |a: i64, b: i64| (a as f64).powi(2) + (b as f64).powi(2);
            let across = squared(u.across, v.across);
            let down = squared(u.down, v.down);
            let texels = across.max(down).sqrt() / (1_i64 << TEXEL_BITS) as f64;
            span::Texel::Sloped {
                texture,
                blends: texture.blends(texels),
                u,
                v,
            }
        };
        Source { colour, texel }
    }

    /// The plane through the three corners' values.
    fn slope(&self, [at_a, at_b, at_c]: [f64; 3], bits: u32) -> Slope {
        let (a, b, c) = (self.a, self.b, self.c);
        let (to_b, to_c) = (at_b - at_a, at_c - at_a);
        let pixel = PIXEL as f64;
        let [bx, by, cx, cy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y].map(|v| v as f64);
        let across = (to_b * cy - to_c * by) / self.area * pixel;
        let down = (to_c * bx - to_b * cx) / self.area * pixel;
        let [left, top] = [a.x, a.y].map(|at| 0.5 - at as f64 / pixel);
        let start = at_a + across * left + down * top;
        // Casts end at the limits; thin triangles reach them and cover hardly a pixel.
        let whole = |value: f64| (value * (1_i64 << bits) as f64).round() as i64;
        Slope {
            start: whole(start),
            across: whole(across),
            down: whole(down),
        }
    }
}

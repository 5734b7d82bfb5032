//! The pixels of one row of a triangle: colour times texel, laid over what is there. All in gamma space and
//! premultiplied, and rounded once, as the window's graphics card does it.

use super::texture::Texture;

/// Colours that change are counted in these parts.
pub(super) const COLOUR_BITS: u32 = 16;
/// A colour times a texel, each up to 255.
const FULL: u32 = 255 * 255;

/// A value that changes evenly: at the middle of pixel `(x, y)` it is `start + across * x + down * y`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    pub(super) start: i64,
    pub(super) across: i64,
    pub(super) down: i64,
}

impl Slope {
    pub(super) const fn is_flat(&self) -> bool {
        self.across == 0 && self.down == 0
    }

    const fn at(&self, [x, y]: [i64; 2]) -> i64 {
        let across = self.across.wrapping_mul(x);
        let down = self.down.wrapping_mul(y);
        self.start.wrapping_add(across).wrapping_add(down)
    }
}

/// The colour of a triangle's corners.
#[derive(Debug)]
pub(super) enum Colour {
    Flat([u32; 4]),
    Sloped([Slope; 4]),
}

/// The texture on a triangle.
#[derive(Debug)]
pub(super) enum Texel<'a> {
    Flat([u32; 4]),
    Sloped {
        texture: &'a Texture,
        blends: bool,
        u: Slope,
        v: Slope,
    },
}

/// What a triangle is painted with.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) colour: Colour,
    pub(super) texel: Texel<'a>,
}

/// Paints the pixels from `first` on to the right.
pub(super) fn paint(pixels: &mut [[u8; 4]], source: &Source<'_>, first: [i64; 2]) {
    match (&source.colour, &source.texel) {
        (Colour::Flat(colour), Texel::Flat(texel)) => plain(pixels, product(*colour, *texel)),
        (Colour::Flat(colour), texel) => each(pixels, first, |_| *colour, texel),
        (Colour::Sloped(slopes), texel) => {
            each(
                pixels,
                first,
                |at| slopes.map(|slope| shade(slope.at(at))),
                texel,
            );
        }
    }
}

/// One colour on all of them.
fn plain(pixels: &mut [[u8; 4]], colour: [u32; 4]) {
    let [.., alpha] = colour;
    if alpha == FULL {
        let mut opaque = [0; 4];
        over(&mut opaque, colour);
        pixels.fill(opaque);
    } else if colour != [0; 4] {
        for pixel in pixels {
            over(pixel, colour);
        }
    }
}

fn each(
    pixels: &mut [[u8; 4]],
    [x, y]: [i64; 2],
    colour: impl Fn([i64; 2]) -> [u32; 4],
    texel: &Texel<'_>,
) {
    let places = (x..).map(|x| [x, y]);
    let pixels = pixels.iter_mut().zip(places);
    match texel {
        Texel::Flat(texel) => {
            pixels.for_each(|(pixel, at)| over(pixel, product(colour(at), *texel)));
        }
        Texel::Sloped {
            texture,
            blends: true,
            u,
            v,
        } => pixels.for_each(|(pixel, at)| {
            let texel = texture.linear([u.at(at), v.at(at)]);
            over(pixel, product(colour(at), texel));
        }),
        Texel::Sloped {
            texture,
            blends: false,
            u,
            v,
        } => pixels.for_each(|(pixel, at)| {
            let texel = texture.nearest([u.at(at), v.at(at)]);
            over(pixel, product(colour(at), texel));
        }),
    }
}

/// The nearest whole shade.
fn shade(value: i64) -> u32 {
    let half = 1 << (COLOUR_BITS - 1);
    (value.saturating_add(half) >> COLOUR_BITS).clamp(0, 255) as u32
}

fn product(colour: [u32; 4], texel: [u32; 4]) -> [u32; 4] {
    let [r, g, b, a] = colour;
    let [tr, tg, tb, ta] = texel;
    [r * tr, g * tg, b * tb, a * ta]
}

/// Lays a colour, in parts of `FULL`, over a pixel.
fn over(pixel: &mut [u8; 4], colour: [u32; 4]) {
    let [.., alpha] = colour;
    let rest = FULL - alpha;
    for (below, above) in pixel.iter_mut().zip(colour) {
        // Light that is only added may go beyond what can be shown.
        let sum = above * 255 + u32::from(*below) * rest;
        *below = ((sum + FULL / 2) / FULL).min(255) as u8;
    }
}

//! What egui wants drawn, painted on the processor: for pictures of the window where there is no display,
//! and for tests. The same input gives the same bytes on every machine: places, coverage, textures and
//! colours are whole numbers. It does no more than the window's shapes need: no mipmaps, no paint
//! callbacks, one thread.

mod span;
mod texture;
mod triangle;

use std::collections::BTreeMap;

use egui::epaint::{Mesh, Primitive};
use egui::{ClippedPrimitive, TextureId, TexturesDelta};
use image::{Rgba, RgbaImage};

use self::texture::Texture;
use self::triangle::Corner;

/// The largest picture, in pixels: four screens of 3840 by 2160.
const PIXELS_MAX: u64 = 4 * 3840 * 2160;

/// What a picture is painted on. Everything is opaque in the end.
const GROUND: [u8; 4] = [0, 0, 0, 255];

/// How large a picture is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Pixels across and down.
    pub pixels: [u32; 2],
    /// Pixels for each of egui's points.
    pub pixels_per_point: f32,
}

/// A painter and the textures it was given.
#[derive(Debug, Default)]
pub struct Raster {
    textures: BTreeMap<TextureId, Texture>,
    /// Still needed for the frame they were freed in.
    freed: Vec<TextureId>,
}

/// The part of the picture that may be painted, in pixels: from the first to before the second.
#[derive(Clone, Copy, Debug)]
struct Clip {
    x: [i64; 2],
    y: [i64; 2],
}

/// Pixels while they are painted.
#[derive(Debug)]
struct Canvas {
    pixels: Vec<[u8; 4]>,
    width: usize,
}

impl Raster {
    /// Takes what changed in the textures of one frame, and leaves nothing of it. Frees take effect with
    /// the next frame's change, as egui asks.
    pub fn update(&mut self, delta: &mut TexturesDelta) {
        for id in self.freed.drain(..) {
            self.textures.remove(&id);
        }
        // No order: each texture is changed by its own images only.
        delta.set.drain().for_each(|(id, images)| {
            let texture = self.textures.entry(id).or_default();
            images.iter().for_each(|image| texture.apply(image));
        });
        self.freed.extend(delta.free.drain());
    }

    /// Paints one frame. Meshes with an unknown texture are left out, and so is what lies outside; a picture
    /// too large is empty.
    pub fn paint(&self, extent: Extent, primitives: &[ClippedPrimitive]) -> RgbaImage {
        let [width, height] = extent.pixels;
        if u64::from(width) * u64::from(height) > PIXELS_MAX {
            return RgbaImage::default();
        }
        let mut canvas = Canvas {
            pixels: vec![GROUND; width as usize * height as usize],
            width: width as usize,
        };
        for ClippedPrimitive {
            clip_rect,
            primitive,
        } in primitives
        {
            if let Primitive::Mesh(mesh) = primitive
                && let Some(texture) = self.textures.get(&mesh.texture_id)
            {
                let clip = Clip::new(*clip_rect, extent);
                canvas.mesh(mesh, texture, clip, extent.pixels_per_point);
            }
        }
        let bytes = canvas.pixels.into_flattened();
        // As long as it must be by the line that made it.
        RgbaImage::from_raw(width, height, bytes)
            .unwrap_or_else(|| RgbaImage::from_pixel(1, 1, Rgba(GROUND)))
    }
}

impl Clip {
    fn new(rect: egui::Rect, extent: Extent) -> Self {
        let side = |from: f32, to: f32, most: u32| {
            let most = i64::from(most);
            let whole = |at: f32| ((at * extent.pixels_per_point).round() as i64).clamp(0, most);
            [whole(from), whole(to)]
        };
        let [width, height] = extent.pixels;
        Self {
            x: side(rect.min.x, rect.max.x, width),
            y: side(rect.min.y, rect.max.y, height),
        }
    }
}

impl Canvas {
    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: Clip, pixels_per_point: f32) {
        let corner = |index: u32| {
            let vertex = mesh.vertices.get(index as usize)?;
            Corner::new(vertex, texture.size(), pixels_per_point)
        };
        for corners in mesh.triangles() {
            if let [Some(a), Some(b), Some(c)] = corners.map(corner) {
                triangle::paint(self, [a, b, c], texture, clip);
            }
        }
    }

    /// The pixels of row `y` from `from` to before `to`; none outside.
    fn span(&mut self, y: i64, from: i64, to: i64) -> &mut [[u8; 4]] {
        let start = y as usize * self.width;
        let range = start + from as usize..start + to as usize;
        self.pixels.get_mut(range).unwrap_or_default()
    }
}

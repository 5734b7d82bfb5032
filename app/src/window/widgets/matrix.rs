//! The matrix: two quads at any size. The frame is a texture with one texel for each LED; over it lies
//! one tiled mask that turns texels into LEDs. The mask is the simulated panel's own, so that the window
//! shows what files and tests show.

use egui::epaint::Mesh;
use egui::{
    Color32, ColorImage, Pos2, Rect, Response, Role, Sense, TextureHandle, TextureOptions,
    TextureWrapMode, Ui, WidgetInfo, pos2, vec2,
};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_sim::look::{self, Style};

use crate::window::repaint::Moving;
use crate::window::text::fill;

/// What the matrix keeps between frames.
#[derive(Default)]
pub struct Matrix {
    frame: Option<TextureHandle>,
    /// The picture in the texture, to upload only what is new.
    shown: Option<Frame>,
    /// The mask of a style and pitch; without a texture it is clear.
    mask: Option<((Style, u32), Option<TextureHandle>)>,
    /// What it hides in this frame.
    hides: Option<Rect>,
}

/// How the matrix is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Pixels of the screen for each LED.
    pub pitch: u32,
    /// How LEDs look.
    pub style: Style,
    /// What it shows, for its accessible name.
    pub showing: &'a str,
}

impl Matrix {
    /// Draws `frame` and gives the LED under the pointer.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        frame: &Frame,
        look: Look<'_>,
    ) -> (Response, Option<(u32, u32)>) {
        let size = frame.size();
        let scale = look.pitch as f32 / ui.pixels_per_point();
        let wanted = vec2(size.width as f32, size.height as f32) * scale;
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
        response.widget_info(|| {
            let name = fill(
                "stage.matrix",
                &[
                    ("width", &size.width),
                    ("height", &size.height),
                    ("showing", &look.showing),
                ],
            );
            WidgetInfo::labeled(Role::Image, true, name)
        });
        // On whole pixels of the screen each LED is drawn alike.
        let ppp = ui.pixels_per_point();
        let corner = pos2(
            (rect.min.x * ppp).round() / ppp,
            (rect.min.y * ppp).round() / ppp,
        );
        let rect = Rect::from_min_size(corner, wanted);
        // A pixel less on each side: nothing shines through where the edge is smoothed.
        self.hides = Some(rect.shrink(1.0 / ppp).intersect(ui.clip_rect()));
        let picture = self.picture(ui, frame);
        quad(ui, rect, picture, pos2(1.0, 1.0));
        let mask = self.mask(ui, look);
        let moving = Moving {
            area: rect,
            textures: [Some(picture), mask].into_iter().flatten().collect(),
        };
        moving.tell(ui.ctx());
        if let Some(mask) = mask {
            let cells = pos2(size.width as f32, size.height as f32);
            quad(ui, rect, mask, cells);
        }
        let under = response.hover_pos().and_then(|at| led_at(rect, size, at));
        (response, under)
    }

    /// What it has covered since the last call, all of it opaque: to paint something below is wasted, and
    /// without a graphics card half the cost of the matrix.
    pub fn take_hidden(&mut self) -> Option<Rect> {
        self.hides.take().filter(Rect::is_positive)
    }

    fn picture(&mut self, ui: &Ui, frame: &Frame) -> egui::TextureId {
        if let (Some(texture), true) = (&self.frame, self.shown.as_ref() == Some(frame)) {
            return texture.id();
        }
        let copied = self
            .shown
            .as_mut()
            .is_some_and(|shown| shown.copy_from(frame));
        if !copied {
            self.shown = Some(frame.clone());
        }
        let texture = self.frame.get_or_insert_with(|| {
            ui.ctx()
                .load_texture("matrix", ColorImage::default(), TextureOptions::NEAREST)
        });
        texture.set(image(frame), TextureOptions::NEAREST);
        texture.id()
    }

    /// The mask of one LED; absent: the picture is shown as it is.
    fn mask(&mut self, ui: &Ui, look: Look<'_>) -> Option<egui::TextureId> {
        let key = (look.style, look.pitch);
        let made = self.mask.take().filter(|(made, _)| *made == key);
        let (_, texture) = self
            .mask
            .insert(made.unwrap_or_else(|| (key, load_mask(ui, key))));
        texture.as_ref().map(TextureHandle::id)
    }
}

/// The simulated panel's mask as a texture; absent: the picture is shown as it is.
fn load_mask(ui: &Ui, (style, pitch): (Style, u32)) -> Option<TextureHandle> {
    let look = look::Look::new(style, pitch).ok()?;
    let tile = look.tile();
    if tile.is_clear() {
        return None;
    }
    let side = tile.side as usize;
    let image = ColorImage::from_rgba_premultiplied([side, side], &tile.rgba);
    // A cell is a whole number of pixels of the screen: nothing lies between two texels.
    let options = TextureOptions {
        wrap_mode: TextureWrapMode::Repeat,
        ..TextureOptions::NEAREST
    };
    Some(ui.ctx().load_texture("mask", image, options))
}

fn image(frame: &Frame) -> ColorImage {
    let size = frame.size();
    let texel = |led: &Rgb| [led.r, led.g, led.b, u8::MAX];
    let texels: Vec<[u8; 4]> = frame.pixels().iter().map(texel).collect();
    let sides = [size.width as usize, size.height as usize];
    ColorImage::from_rgba_premultiplied(sides, texels.as_flattened())
}

fn quad(ui: &Ui, rect: Rect, texture: egui::TextureId, far: Pos2) {
    let mut mesh = Mesh::with_texture(texture);
    mesh.add_rect_with_uv(rect, Rect::from_min_max(Pos2::ZERO, far), Color32::WHITE);
    ui.painter().add(mesh);
}

fn led_at(rect: Rect, size: Size, at: Pos2) -> Option<(u32, u32)> {
    let part = (at - rect.min) / rect.size();
    let inside = (0.0..1.0).contains(&part.x) && (0.0..1.0).contains(&part.y);
    let x = (part.x * size.width as f32) as u32;
    let y = (part.y * size.height as f32) as u32;
    inside.then_some((x, y))
}

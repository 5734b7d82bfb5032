//! The matrix: two quads at any size. The frame is a texture with one texel for each LED; over it lies
//! one tiled mask that turns texels into LEDs.

use egui::epaint::Mesh;
use egui::{
    Color32, ColorImage, Pos2, Rect, Response, Role, Sense, TextureFilter, TextureHandle,
    TextureOptions, TextureWrapMode, Ui, WidgetInfo, pos2, vec2,
};
use lumarium_core::frame::{Frame, Size};

use super::mask;
use crate::window::theme::LED_OFF;

/// Below this pitch LEDs cannot be told apart: no mask.
const PITCH_MIN: u32 = 3;

/// What the matrix keeps between frames.
#[derive(Default)]
pub struct Matrix {
    frame: Option<TextureHandle>,
    /// The picture in the texture, to upload only what is new.
    shown: Option<(Frame, bool)>,
    mask: Option<(TextureHandle, u32)>,
}

/// How the matrix is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Pixels of the screen for each LED.
    pub pitch: u32,
    /// Squares instead of LEDs.
    pub flat: bool,
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
        let name = format!(
            "LED matrix {} by {}, {}",
            size.width, size.height, look.showing
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        // On whole pixels of the screen each LED is drawn alike.
        let ppp = ui.pixels_per_point();
        let corner = pos2(
            (rect.min.x * ppp).round() / ppp,
            (rect.min.y * ppp).round() / ppp,
        );
        let rect = Rect::from_min_size(corner, wanted);
        let dots = !look.flat && look.pitch >= PITCH_MIN;
        let picture = self.picture(ui, frame, dots);
        quad(ui, rect, picture, pos2(1.0, 1.0));
        if dots {
            let cells = pos2(size.width as f32, size.height as f32);
            quad(ui, rect, self.mask(ui, look.pitch), cells);
        }
        let under = response.hover_pos().and_then(|at| led_at(rect, size, at));
        (response, under)
    }

    fn picture(&mut self, ui: &Ui, frame: &Frame, dots: bool) -> egui::TextureId {
        let known = self
            .shown
            .as_ref()
            .is_some_and(|(shown, as_dots)| shown == frame && *as_dots == dots);
        if let (Some(texture), true) = (&self.frame, known) {
            return texture.id();
        }
        let image = image(frame, if dots { LED_OFF } else { 0 });
        match &mut self.shown {
            Some((shown, as_dots)) => {
                *as_dots = dots;
                if !shown.copy_from(frame) {
                    *shown = frame.clone();
                }
            }
            empty @ None => *empty = Some((frame.clone(), dots)),
        }
        let texture = self.frame.get_or_insert_with(|| {
            ui.ctx()
                .load_texture("matrix", ColorImage::default(), TextureOptions::NEAREST)
        });
        texture.set(image, TextureOptions::NEAREST);
        texture.id()
    }

    fn mask(&mut self, ui: &Ui, pitch: u32) -> egui::TextureId {
        if let Some((texture, _)) = self.mask.as_ref().filter(|(_, made)| *made == pitch) {
            return texture.id();
        }
        let options = TextureOptions {
            magnification: TextureFilter::Linear,
            minification: TextureFilter::Linear,
            wrap_mode: TextureWrapMode::Repeat,
            mipmap_mode: None,
        };
        let texture = ui.ctx().load_texture("mask", mask::cell(pitch), options);
        let id = texture.id();
        self.mask = Some((texture, pitch));
        id
    }
}

fn image(frame: &Frame, floor: u8) -> ColorImage {
    let size = frame.size();
    let bytes: Vec<u8> = frame
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.r.max(floor), pixel.g.max(floor), pixel.b.max(floor)])
        .collect();
    ColorImage::from_rgb([size.width as usize, size.height as usize], &bytes)
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

//! What lies behind everything. Without a graphics card, plain areas are what the window costs: egui paints
//! them like letters, with a texture and blending, at ten times the price of clearing. So the window is
//! cleared in the colour of its panels, which then paint no ground of their own, and the other large
//! area, the stage, is cleared in its own colour.

use std::sync::Arc;

use eframe::egui_glow::{CallbackFn, Painter as GlPainter};
use eframe::glow::{self, HasContext as _};
use egui::{Color32, PaintCallback, Painter, Rect, Shape, Visuals};

/// What the window is cleared with before anything is painted.
pub fn colour(visuals: &Visuals) -> Color32 {
    visuals.panel_fill
}

/// A plain area, to be painted before what stands on it. With `by_gl` OpenGL clears it; otherwise it is a
/// shape like every other.
pub fn area(painter: &Painter, rect: Rect, colour: Color32, by_gl: bool) -> Shape {
    let rect = rect.intersect(painter.clip_rect());
    if !by_gl || !rect.is_positive() {
        return Shape::rect_filled(rect, 0.0, colour);
    }
    let clear = move |info: egui::PaintCallbackInfo, gl: &GlPainter| {
        let part = info.viewport_in_pixels();
        let [red, green, blue, alpha] = colour.to_normalized_gamma_f32();
        let gl = gl.gl();
        #[expect(unsafe_code, reason = "OpenGL has no safe wrapper")]
        // SAFETY: egui's context is current while its callbacks run, and the three calls take numbers only.
        // egui sets its own scissor again before it paints on.
        unsafe {
            gl.scissor(
                part.left_px,
                part.from_bottom_px,
                part.width_px,
                part.height_px,
            );
            gl.clear_color(red, green, blue, alpha);
            gl.clear(glow::COLOR_BUFFER_BIT);
        }
    };
    Shape::Callback(PaintCallback {
        rect,
        callback: Arc::new(CallbackFn::new(clear)),
    })
}

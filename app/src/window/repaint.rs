//! Where OpenGL is made by the processor, a frame costs what it paints. While a picture moves, little else
//! differs from the frame before: then only the areas that differ are painted, and the rest is left standing.
//!
//! The window's back buffer keeps its pixels there (the swap copies it), but eframe clears it before each
//! frame. So OpenGL is left discarding everything at the end of a frame, and is told to paint again by the
//! first shape of the next. Several buffers may take turns, so a change is painted several times, and now and
//! then all is painted whatever was seen: a buffer that lost its pixels is whole again within a second.

use std::collections::VecDeque;
use std::sync::Arc;

use eframe::egui_glow::CallbackFn;
use eframe::glow::{self, HasContext as _};
use egui::emath::TSTransform;
use egui::epaint::{ClippedShape, Shape};
use egui::{Context, FullOutput, Id, PaintCallback, Rect, TextureId};

/// Names of OpenGL that is made by the processor, as drivers give them.
const BY_PROCESSOR: [&str; 4] = ["llvmpipe", "softpipe", "swrast", "SwiftShader"];
/// Buffers that may take turns, and one more.
const BUFFERS: usize = 4;
/// Frames in a row that may leave something standing.
const PARTLY_MAX: u32 = 60;
/// More areas than this are not worth telling apart.
const AREAS_MAX: usize = 6;
/// From this share of the window on all of it is painted.
const SHARE_MAX: f32 = 0.5;

/// What changes without another shape: textures, and where they are seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Moving {
    /// Where it is, in points.
    pub area: Rect,
    /// The picture, and the mask over it.
    pub textures: Vec<TextureId>,
}

impl Moving {
    /// Says for this frame what moves in it.
    pub fn tell(self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::NULL, Some(self)));
    }

    fn told(ctx: &Context) -> Option<Self> {
        ctx.data_mut(|data| data.remove_temp::<Option<Self>>(Id::NULL))
            .flatten()
    }
}

/// Whether OpenGL is made by the processor here, and can discard.
pub(super) fn by_processor(gl: &glow::Context) -> bool {
    let version = gl.version();
    #[expect(unsafe_code, reason = "OpenGL has no safe wrapper")]
    // SAFETY: eframe's context is current while its window is made, and a name is only read.
    let name = unsafe { gl.get_parameter_string(glow::RENDERER) };
    let able = !version.is_embedded && version.major >= 3;
    able && BY_PROCESSOR.iter().any(|part| name.contains(part))
}

/// Leaves out of each frame what stands already.
#[derive(Debug, Default)]
pub(super) struct Repaint {
    last: Vec<ClippedShape>,
    /// What differed in the newest frames; absent: everything.
    differed: VecDeque<Option<Vec<Rect>>>,
    /// Frames since one was painted whole.
    partly: u32,
}

impl Repaint {
    /// The areas to be painted, none of which touches another; absent: all of the window.
    fn areas(
        &mut self,
        shapes: &[ClippedShape],
        moving: Option<Rect>,
        screen: Rect,
    ) -> Option<Vec<Rect>> {
        let differs = differing(&self.last, shapes).map(|mut areas| {
            areas.extend(moving);
            areas
        });
        self.last.clear();
        self.last.extend_from_slice(shapes);
        self.differed.push_back(differs);
        if self.differed.len() < BUFFERS {
            return None;
        }
        let all: Option<Vec<&Vec<Rect>>> = self.differed.iter().map(Option::as_ref).collect();
        let areas = all.map(|all| apart(all.into_iter().flatten().copied()));
        self.differed.pop_front();
        let few = |areas: &Vec<Rect>| {
            let size: f32 = areas.iter().map(Rect::area).sum();
            areas.len() <= AREAS_MAX && size <= SHARE_MAX * screen.area()
        };
        let areas = areas.filter(few).filter(|_| self.partly < PARTLY_MAX);
        self.partly = if areas.is_some() { self.partly + 1 } else { 0 };
        areas
    }
}

/// Where two frames differ; absent: everywhere, or where something moves into its place.
fn differing(old: &[ClippedShape], new: &[ClippedShape]) -> Option<Vec<Rect>> {
    let moves = |shape: &ClippedShape| shape.transform_after_tessellation != TSTransform::IDENTITY;
    if old.len() != new.len() || old.iter().chain(new).any(moves) {
        return None;
    }
    let pairs = old.iter().zip(new).filter(|(old, new)| old != new);
    let areas = pairs.map(|(old, new)| seen(old).union(seen(new)));
    Some(areas.take(2 * AREAS_MAX).collect())
        .filter(|areas: &Vec<Rect>| areas.len() < 2 * AREAS_MAX)
}

/// Where a shape is seen, and a little more: edges are smoothed.
fn seen(shape: &ClippedShape) -> Rect {
    let area = shape.shape.visual_bounding_rect();
    area.intersect(shape.clip_rect).expand(2.0)
}

/// The same areas on whole points, those that touch made one: nothing may be painted twice.
fn apart(areas: impl Iterator<Item = Rect>) -> Vec<Rect> {
    let mut apart: Vec<Rect> = Vec::new();
    for area in areas.filter(Rect::is_positive) {
        let mut area = Rect::from_min_max(area.min.floor(), area.max.ceil());
        while let Some(other) = apart.iter().position(|other| other.intersects(area)) {
            area = area.union(apart.swap_remove(other));
        }
        apart.push(area);
    }
    apart
}

/// The shapes as far as they are seen in the areas.
fn within(shapes: &[ClippedShape], areas: &[Rect]) -> Vec<ClippedShape> {
    let mut parts = Vec::new();
    for shape in shapes {
        let seen = seen(shape);
        for area in areas.iter().filter(|area| area.intersects(seen)) {
            let mut part = shape.clone();
            part.clip_rect = shape.clip_rect.intersect(*area);
            parts.push(part);
        }
    }
    parts
}

impl egui::Plugin for Repaint {
    fn debug_name(&self) -> &'static str {
        "repaint"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let moving = Moving::told(ctx);
        let known = |id: &TextureId| {
            let moving = moving.as_ref();
            moving.is_some_and(|moving| moving.textures.contains(id))
        };
        // No order: it is asked whether there is any. Another texture may be seen anywhere.
        if output.textures_delta.set.keys().any(|id| !known(id)) {
            self.differed.clear();
        }
        let screen = ctx.viewport_rect();
        let areas = self.areas(&output.shapes, moving.map(|moving| moving.area), screen);
        if let Some(areas) = &areas {
            output.shapes = within(&output.shapes, areas);
        }
        let ground = ctx
            .global_style()
            .visuals
            .panel_fill
            .to_normalized_gamma_f32();
        let ground = areas.is_none().then_some(ground);
        output
            .shapes
            .insert(0, at(screen, move |gl| begin(gl, ground)));
        output.shapes.push(at(screen, end));
    }
}

/// A shape that calls OpenGL when its turn comes.
fn at(rect: Rect, call: impl Fn(&glow::Context) + Send + Sync + 'static) -> ClippedShape {
    let call = CallbackFn::new(move |_, painter| call(painter.gl()));
    let shape = Shape::Callback(PaintCallback {
        rect,
        callback: Arc::new(call),
    });
    ClippedShape::new(rect, shape)
}

/// OpenGL paints again, on a plain ground or on what stands.
fn begin(gl: &glow::Context, ground: Option<[f32; 4]>) {
    #[expect(unsafe_code, reason = "OpenGL has no safe wrapper")]
    // SAFETY: egui's context is current while its callbacks run, and the calls take numbers only. egui sets its
    // own scissor again before it paints on.
    unsafe {
        gl.disable(glow::RASTERIZER_DISCARD);
        if let Some([red, green, blue, alpha]) = ground {
            gl.disable(glow::SCISSOR_TEST);
            gl.clear_color(red, green, blue, alpha);
            gl.clear(glow::COLOR_BUFFER_BIT);
        }
    }
}

/// Until the next frame has begun nothing is painted, nor cleared.
fn end(gl: &glow::Context) {
    #[expect(unsafe_code, reason = "OpenGL has no safe wrapper")]
    // SAFETY: egui's context is current while its callbacks run, and the call takes a number only.
    unsafe {
        gl.enable(glow::RASTERIZER_DISCARD);
    }
}

#[cfg(test)]
mod tests;

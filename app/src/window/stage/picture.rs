//! The matrix in its housing: as large as fits or at a whole number of pixels, moved by dragging, made larger
//! under the pointer by the wheel.

use egui::epaint::RectShape;
use egui::scroll_area::{DragScroll, ScrollSource};
use egui::{Align2, Color32, Rect, ScrollArea, Shape, Stroke, StrokeKind, Ui, Vec2, vec2};
use lumarium_core::frame::Frame;
use lumarium_sim::look::Style;

use super::replay;
use super::state::Anchor;
use crate::window::state::{State, ZOOM_MAX, Zoom};
use crate::window::text;
use crate::window::theme::HOUSING;
use crate::window::view::View;
use crate::window::widgets::matrix::{Look, Matrix};

/// Between the matrix and the housing's edge, in points.
const HOUSING_WIDTH: f32 = 6.0;

/// Shows `frame` and gives the LED under the pointer.
pub(super) fn show(
    ui: &mut Ui,
    view: &mut View<'_>,
    matrix: &mut Matrix,
    frame: &Frame,
) -> Option<(u32, u32)> {
    let ppp = ui.pixels_per_point();
    let size = frame.size();
    let room = ui.available_size() - vec2(32.0, 24.0);
    let across = (room.x * ppp / size.width as f32) as u32;
    let down = (room.y * ppp / size.height as f32) as u32;
    let pitch = match view.state.zoom {
        Zoom::Fit => across.min(down).clamp(1, ZOOM_MAX),
        Zoom::Times(pitch) => pitch,
    };
    view.state.pitch = pitch;
    let showing = showing(view);
    let look = Look {
        pitch,
        style: style(view.state),
        showing: &showing,
    };
    let scale = pitch as f32 / ppp;
    let needed = vec2(size.width as f32, size.height as f32) * scale;
    let mut area = ScrollArea::both()
        .auto_shrink(false)
        .scroll_source(ScrollSource {
            drag: DragScroll::Always,
            ..ScrollSource::default()
        });
    if let Some(anchor) = view.state.stage.anchor.take() {
        let free = (ui.available_size() - needed).max(Vec2::ZERO) / 2.0;
        let offset = free + anchor.led * scale - anchor.at;
        area = area.scroll_offset(offset.max(Vec2::ZERO));
    }
    let shown = area.show(ui, |ui| {
        let free = (ui.available_size() - needed).max(Vec2::ZERO) / 2.0;
        ui.add_space(free.y);
        ui.horizontal(|ui| {
            ui.add_space(free.x);
            let bezel = ui.painter().add(egui::Shape::Noop);
            let (response, led) = matrix.show(ui, frame, look);
            ui.painter()
                .set(bezel, housing(response.rect, view.theme.line));
            (response.rect, led)
        })
        .inner
    });
    let (rect, led) = shown.inner;
    wheel(ui, view.state, shown.inner_rect, rect);
    if view.snapshot.panel.screen.is_none() && view.state.stage.at.is_none() {
        idle(ui, view);
    }
    led
}

/// A ring round the matrix; below it nothing would be seen.
fn housing(matrix: Rect, line: Color32) -> Shape {
    let ring = Stroke::new(HOUSING_WIDTH + 1.0, HOUSING);
    let middle = matrix.expand((HOUSING_WIDTH - 1.0) / 2.0);
    let ring = RectShape::stroke(middle, 3.0, ring, StrokeKind::Middle);
    let outside = matrix.expand(HOUSING_WIDTH);
    let edge = Stroke::new(1.0, line);
    let edge = RectShape::stroke(outside, 6.0, edge, StrokeKind::Outside);
    Shape::Vec(vec![ring.into(), edge.into()])
}

/// How LEDs look.
pub(super) const fn style(state: &State) -> Style {
    match (state.stage.grid, state.flat) {
        (true, _) => Style::Grid,
        (false, true) => Style::Flat,
        (false, false) => Style::Dots,
    }
}

/// Ctrl and the wheel, or two fingers: the LED under the pointer stays there.
fn wheel(ui: &Ui, state: &mut State, seen: Rect, matrix: Rect) {
    let factor = ui.input(egui::InputState::zoom_delta);
    let pointer = ui.ctx().pointer_hover_pos().filter(|at| seen.contains(*at));
    let Some(pointer) = pointer.filter(|_| (factor - 1.0).abs() > f32::EPSILON) else {
        return;
    };
    let pitch = state.pitch;
    let wish = &mut state.stage.wish;
    if (*wish - pitch as f32).abs() > 1.0 {
        *wish = pitch as f32;
    }
    *wish = (*wish * factor).clamp(1.0, ZOOM_MAX as f32);
    let wished = wish.round() as u32;
    if wished != pitch {
        state.zoom = Zoom::Times(wished);
        state.stage.anchor = Some(Anchor {
            led: (pointer - matrix.min) * ui.pixels_per_point() / pitch as f32,
            at: pointer - seen.min,
        });
        ui.request_repaint();
    }
}

/// Why nothing is on.
fn idle(ui: &Ui, view: &View<'_>) {
    let idle = view.snapshot.panel.idle.as_deref();
    let idle = idle.unwrap_or(text::t("stage.nothing"));
    let at = ui.max_rect().center_bottom() - vec2(0.0, 12.0);
    let font = egui::TextStyle::Body.resolve(ui.style());
    ui.painter()
        .text(at, Align2::CENTER_BOTTOM, idle, font, view.theme.weak);
}

/// What the matrix shows, in words.
fn showing(view: &View<'_>) -> String {
    if let Some(at) = view.state.stage.at {
        return replay::ago(view, at);
    }
    match &view.snapshot.panel.screen {
        Some(screen) => {
            let name = view.name_of(&screen.plugin);
            text::fill("stage.showing", &[("name", &name)])
        }
        None => text::t("stage.showing.nothing").to_owned(),
    }
}

//! The middle: the matrix as the panel shows it, its zoom, the LED under the pointer, the transport.

use egui::epaint::RectShape;
use egui::{
    Align, Align2, CentralPanel, Color32, Frame as Area, Layout, Margin, Rect, RichText,
    ScrollArea, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2,
};
use lumarium_core::frame::Frame;
use lumarium_core::message::Command;

use super::action::Action;
use super::state::{ZOOM_MAX, Zoom};
use super::text;
use super::theme::{HOUSING, ICON_BUTTON};
use super::view::View;
use super::widgets::icon::Icon;
use super::widgets::matrix::{Look, Matrix};
use super::widgets::{self, button};

/// From this width on the bar says how large the matrix is, in points.
const SIZE_ROOM: f32 = 276.0;
/// Between the matrix and the housing's edge, in points.
const HOUSING_WIDTH: f32 = 6.0;
/// How many plugins the welcome offers.
const OFFERS: usize = 3;

/// Shows the stage with `frame` on it.
pub fn show(ui: &mut Ui, view: &mut View<'_>, matrix: &mut Matrix, frame: &Frame) {
    CentralPanel::no_frame().show(ui, |ui| {
        let ground = ui.painter().add(Shape::Noop);
        let whole = ui.max_rect();
        ui.spacing_mut().item_spacing.y = 0.0;
        bar(ui, view, frame);
        let foot = 30.0;
        let room = vec2(
            ui.available_width(),
            (ui.available_height() - foot).max(0.0),
        );
        let mut under = None;
        ui.allocate_ui(room, |ui| {
            ui.set_min_size(room);
            if view.snapshot.plugins.iter().any(|plugin| plugin.wanted) {
                under = picture(ui, view, matrix, frame);
            } else {
                welcome(ui, view);
            }
        });
        readout(ui, view, frame, under);
        let parts = visible(whole, matrix.take_hidden());
        let parts = parts.map(|part| Shape::rect_filled(part, 0.0, view.theme.stage));
        ui.painter().set(ground, Shape::Vec(parts.to_vec()));
    });
}

/// What is seen of `whole` with `hidden` above it; no part lies on another.
fn visible(whole: Rect, hidden: Option<Rect>) -> [Rect; 4] {
    let hidden = hidden.map_or(Rect::from_min_size(whole.max, Vec2::ZERO), |hidden| {
        hidden.intersect(whole)
    });
    let beside = |from: f32, to: f32| {
        Rect::from_min_max(pos2(from, hidden.top()), pos2(to, hidden.bottom()))
    };
    [
        whole.with_max_y(hidden.top()),
        beside(whole.left(), hidden.left()),
        beside(hidden.right(), whole.right()),
        whole.with_min_y(hidden.bottom()),
    ]
}

fn bar(ui: &mut Ui, view: &mut View<'_>, frame: &Frame) {
    Area::new()
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            widgets::line(ui, ICON_BUTTON, |ui| {
                if ui.available_width() >= SIZE_ROOM {
                    let size = frame.size();
                    let words = format!("{} × {}", size.width, size.height);
                    ui.label(RichText::new(words).color(view.theme.weak));
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let mut flat = view.state.flat;
                    let tooltip = Action::Flat.tooltip(ui.ctx());
                    if ui
                        .toggle_value(&mut flat, "Flat")
                        .on_hover_text(tooltip)
                        .clicked()
                    {
                        Action::Flat.run(view);
                    }
                    ui.add_space(8.0);
                    button::icon(ui, view, Action::ZoomIn, (Icon::Plus, "Zoom in", false));
                    let words = format!("{}×", view.state.pitch);
                    ui.add_sized([32.0, 20.0], egui::Label::new(words).selectable(false));
                    button::icon(ui, view, Action::ZoomOut, (Icon::Minus, "Zoom out", false));
                    let fits = view.state.zoom == Zoom::Fit;
                    let tooltip = Action::ZoomFit.tooltip(ui.ctx());
                    if ui
                        .selectable_label(fits, "Fit")
                        .on_hover_text(tooltip)
                        .clicked()
                    {
                        Action::ZoomFit.run(view);
                    }
                });
            });
        });
}

fn picture(
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
        flat: view.state.flat,
        showing: &showing,
    };
    let needed = vec2(size.width as f32, size.height as f32) * (pitch as f32 / ppp);
    let mut under = None;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        let free = (ui.available_size() - needed).max(egui::Vec2::ZERO) / 2.0;
        ui.add_space(free.y);
        ui.horizontal(|ui| {
            ui.add_space(free.x);
            let bezel = ui.painter().add(egui::Shape::Noop);
            let (response, led) = matrix.show(ui, frame, look);
            under = led;
            ui.painter()
                .set(bezel, housing(response.rect, view.theme.line));
        });
    });
    if view.snapshot.panel.screen.is_none() {
        let idle = view
            .snapshot
            .panel
            .idle
            .as_deref()
            .unwrap_or(text::t("stage.nothing"));
        let at = ui.max_rect().center_bottom() - vec2(0.0, 12.0);
        let font = egui::TextStyle::Body.resolve(ui.style());
        ui.painter()
            .text(at, Align2::CENTER_BOTTOM, idle, font, view.theme.weak);
    }
    under
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

/// What the matrix shows, in words.
fn showing(view: &View<'_>) -> String {
    match &view.snapshot.panel.screen {
        Some(screen) => format!("showing {}", view.name_of(&screen.plugin)),
        None => "showing nothing".to_owned(),
    }
}

/// Position, colour and origin of the LED under the pointer.
fn readout(ui: &mut Ui, view: &View<'_>, frame: &Frame, under: Option<(u32, u32)>) {
    ui.allocate_ui(vec2(ui.available_width(), 30.0), |ui| {
        ui.horizontal_centered(|ui| {
            ui.add_space(14.0);
            let led = under.and_then(|(x, y)| frame.get(x, y).map(|colour| (x, y, colour)));
            let Some((x, y, colour)) = led else {
                return;
            };
            let from = view
                .snapshot
                .panel
                .screen
                .as_ref()
                .map(|screen| format!("  from {}", view.name_of(&screen.plugin)))
                .unwrap_or_default();
            let words = format!(
                "{x}, {y}  #{:02X}{:02X}{:02X}{from}",
                colour.r, colour.g, colour.b
            );
            ui.label(RichText::new(words).monospace().color(view.theme.weak));
        });
    });
}

/// In place of the matrix while no plugin is on.
fn welcome(ui: &mut Ui, view: &mut View<'_>) {
    let top = (ui.available_height() * 0.32).max(0.0);
    ui.vertical_centered(|ui| {
        ui.add_space(top);
        ui.label(
            RichText::new(text::t("welcome.title"))
                .heading()
                .size(26.0)
                .color(view.theme.text),
        );
        ui.add_space(8.0);
        let offers: Vec<_> = view
            .snapshot
            .plugins
            .iter()
            .filter(|plugin| plugin.place.is_some() && plugin.state.name != "error")
            .take(OFFERS)
            .collect();
        let words = if offers.is_empty() {
            text::t("welcome.empty")
        } else {
            text::t("welcome.text")
        };
        ui.label(RichText::new(words).color(view.theme.weak));
        ui.add_space(16.0);
        for plugin in offers {
            let words = format!("Start with {}", plugin.name);
            let wide = egui::Button::new(words).min_size(vec2(220.0, 34.0));
            if ui.add(wide).on_hover_text(&plugin.description).clicked() {
                view.send(Command::Enable {
                    plugin: plugin.id.clone(),
                });
            }
            ui.add_space(6.0);
        }
        ui.add_space(10.0);
        ui.label(RichText::new(text::t("welcome.or")).color(view.theme.weak));
        ui.add_space(4.0);
        button::text(ui, view, Action::Link);
        ui.add_space(4.0);
        button::text(ui, view, Action::OpenFolder);
    });
}

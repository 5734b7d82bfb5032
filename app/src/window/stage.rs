//! The middle: the matrix as the panel shows it, its zoom, the LED under the pointer, faults, the recorder,
//! and a look back.

use egui::{
    CentralPanel, ColorImage, Frame as Area, Margin, Panel, Rect, RichText, Shape, Ui, Vec2, pos2,
    vec2,
};
use lumarium_core::frame::Frame;
use lumarium_core::message::Command;
use lumarium_sim::look::{Look, Style};

use self::state::Shelf;
use super::action::Action;
use super::text;
use super::view::View;
use super::widgets::button;
use super::widgets::matrix::Matrix;

mod bar;
pub mod faults;
mod picture;
pub mod record;
pub mod replay;
pub mod sizes;
pub mod state;

/// How many plugins the welcome offers.
const OFFERS: usize = 3;

/// Shows the stage with `frame` on it, or with the picture of the moment that is looked back at.
pub fn show(ui: &mut Ui, view: &mut View<'_>, matrix: &mut Matrix, frame: &Frame) {
    view.state.stage.sizes.rest();
    // Out of the view for this frame, so that it can be shown while the view changes.
    let mut past = std::mem::take(&mut view.state.stage.past);
    let at = view.state.stage.at;
    let back = at.and_then(|at| past.look(view.tools.film.as_ref(), at));
    let known = back.is_some();
    let frame = back.unwrap_or(frame);
    if std::mem::take(&mut view.state.stage.copy) {
        copy(ui, view, frame);
    }
    CentralPanel::no_frame().show(ui, |ui| {
        let ground = ui.painter().add(Shape::Noop);
        let whole = ui.max_rect();
        ui.spacing_mut().item_spacing.y = 0.0;
        shelf(ui, view);
        bar::show(ui, view, frame);
        if let Some(at) = at {
            replay::mark(ui, view, at, known);
        }
        if view.state.stage.sizes.on {
            sizes::show(ui, view);
        } else {
            contents(ui, view, matrix, frame);
        }
        let parts = visible(whole, matrix.take_hidden());
        let parts = parts.map(|part| Shape::rect_filled(part, 0.0, view.theme.stage));
        ui.painter().set(ground, Shape::Vec(parts.to_vec()));
    });
    view.state.stage.past = past;
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

/// The picture, or the welcome, and the line below it.
fn contents(ui: &mut Ui, view: &mut View<'_>, matrix: &mut Matrix, frame: &Frame) {
    let foot = 30.0;
    let room = vec2(
        ui.available_width(),
        (ui.available_height() - foot).max(0.0),
    );
    let mut under = None;
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        if view.snapshot.plugins.iter().any(|plugin| plugin.wanted) {
            under = picture::show(ui, view, matrix, frame);
        } else {
            welcome(ui, view);
        }
    });
    readout(ui, view, frame, under);
}

/// What is open below the picture.
fn shelf(ui: &mut Ui, view: &mut View<'_>) {
    let Some(open) = view.state.stage.shelf else {
        return;
    };
    let area = Area::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(12, 8));
    Panel::bottom("shelf")
        .resizable(false)
        .frame(area)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            match open {
                Shelf::Faults => faults::show(ui, view),
                Shelf::Recorder => record::show(ui, view),
            }
        });
}

/// The picture to the clipboard: as LEDs, or flat as it is seen.
fn copy(ui: &Ui, view: &View<'_>, frame: &Frame) {
    let style = picture::style(view.state);
    let pitch = if style == Style::Flat {
        1
    } else {
        record::PITCH
    };
    let painted = Look::new(style, pitch).and_then(|look| look.picture(frame));
    if let Ok(painted) = painted {
        let size = [painted.size.width as usize, painted.size.height as usize];
        let image = ColorImage::from_rgba_premultiplied(size, &painted.rgba);
        ui.ctx().copy_image(image);
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
            // Who drew a past picture is for the timeline to say.
            let live = view.state.stage.at.is_none();
            let from = view
                .snapshot
                .panel
                .screen
                .as_ref()
                .filter(|_| live)
                .map(|screen| text::fill("stage.from", &[("name", &view.name_of(&screen.plugin))]))
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

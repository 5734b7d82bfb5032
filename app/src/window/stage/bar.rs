//! The bar over the picture: its size, what can be opened, how it is drawn.

use egui::{Align, Button, Frame as Area, Layout, Margin, RichText, Ui};
use lumarium_core::frame::Frame;

use super::faults;
use super::state::Shelf;
use crate::window::action::Action;
use crate::window::state::Zoom;
use crate::window::text::t;
use crate::window::theme::ICON_BUTTON;
use crate::window::view::View;
use crate::window::widgets::icon::Icon;
use crate::window::widgets::{self, button};

/// From this width on the bar says how large the matrix is, in points.
const SIZE_ROOM: f32 = 340.0;
/// From this width on nothing hides in a menu, in points.
const WIDE: f32 = 640.0;

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, frame: &Frame) {
    Area::new()
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            widgets::line(ui, ICON_BUTTON, |ui| {
                let wide = ui.available_width() >= WIDE;
                if ui.available_width() >= SIZE_ROOM {
                    let size = frame.size();
                    let words = format!("{} × {}", size.width, size.height);
                    ui.label(RichText::new(words).color(view.theme.weak));
                }
                if wide {
                    ui.add_space(8.0);
                    tools(ui, view);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    look(ui, view, wide);
                });
            });
        });
}

/// What can be opened, and the way to the clipboard.
fn tools(ui: &mut Ui, view: &mut View<'_>) {
    let shelf = view.state.stage.shelf;
    let several = view.state.stage.sizes.on;
    toggle(ui, view, Action::Sizes, t("action.sizes"), several);
    let recording = view.state.stage.recorder.since.is_some();
    let words = t(if recording {
        "record.on"
    } else {
        "action.recorder"
    });
    toggle(
        ui,
        view,
        Action::Recorder,
        words,
        shelf == Some(Shelf::Recorder),
    );
    if let Some(faults) = &view.tools.faults {
        // In words, so that nobody looks for the cause elsewhere.
        let words = t(if faults::any(faults) {
            "faults.on"
        } else {
            "action.faults"
        });
        toggle(
            ui,
            view,
            Action::Faults,
            words,
            shelf == Some(Shelf::Faults),
        );
    }
    toggle(ui, view, Action::CopyFrame, t("action.copy_frame"), false);
}

fn grid(ui: &mut Ui, view: &mut View<'_>) {
    let lit = view.state.stage.grid;
    toggle(ui, view, Action::Grid, t("action.grid"), lit);
}

fn look(ui: &mut Ui, view: &mut View<'_>, wide: bool) {
    if !wide {
        ui.menu_button(t("stage.more"), |ui| {
            grid(ui, view);
            tools(ui, view);
        });
    }
    toggle(ui, view, Action::Flat, t("action.flat"), view.state.flat);
    if wide {
        grid(ui, view);
    }
    ui.add_space(8.0);
    button::icon(
        ui,
        view,
        Action::ZoomIn,
        (Icon::Plus, t("action.zoom_in"), false),
    );
    let words = format!("{}×", view.state.pitch);
    ui.add_sized([32.0, 20.0], egui::Label::new(words).selectable(false));
    button::icon(
        ui,
        view,
        Action::ZoomOut,
        (Icon::Minus, t("action.zoom_out"), false),
    );
    let fits = view.state.zoom == Zoom::Fit;
    toggle(ui, view, Action::ZoomFit, t("action.zoom_fit"), fits);
}

/// A button that stays pressed while `on`.
fn toggle(ui: &mut Ui, view: &mut View<'_>, action: Action, words: &str, on: bool) {
    let tooltip = action.tooltip(ui.ctx());
    let enabled = action.enabled(view);
    let response = ui.add_enabled(enabled, Button::selectable(on, words));
    if response.on_hover_text(tooltip).clicked() {
        action.run(view);
    }
}

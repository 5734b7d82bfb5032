//! Toasts: over the lower edge of the stage, for a moment, longer if they are worse or under the pointer.

use std::time::Duration;

use egui::{Align, Align2, Area, Frame, Id, Label, Layout, Margin, Role, Stroke, Ui, vec2};
use lumarium_core::snapshot::Level;

use super::Toast;
use crate::window::action::Action;
use crate::window::standing::Badge;
use crate::window::text::t;
use crate::window::theme::{TOAST_WIDTH, TRANSPORT_HEIGHT};
use crate::window::undo;
use crate::window::view::View;
use crate::window::widgets::{badge, icon, icon::Icon};

/// Seconds that a toast stays after the pointer has left it.
const AFTER_HOVER_SECS: f64 = 2.0;

/// Seconds that a toast is shown.
const fn seconds(level: Level) -> f64 {
    match level {
        Level::Info => 4.0,
        Level::Warning => 8.0,
        Level::Error => 12.0,
    }
}

/// What a person did with a toast.
enum Click {
    Undo,
    Hide,
}

/// Shows the toasts.
pub fn show(ui: &Ui, view: &mut View<'_>) {
    let time = ui.input(|input| input.time);
    for toast in &mut view.state.bell.toasts {
        toast.until.get_or_insert(time + seconds(toast.level));
    }
    let toasts = &mut view.state.bell.toasts;
    toasts.retain(|toast| toast.until.is_none_or(|until| until > time));
    if view.state.bell.toasts.is_empty() {
        return;
    }
    let mut clicked = None;
    let area = Area::new(Id::unique("toasts"))
        .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -TRANSPORT_HEIGHT - 12.0))
        .order(egui::Order::Middle)
        .fade_in(!view.state.prefs.reduced_motion)
        .role(Role::Status)
        .accessible_name(t("bell.toasts"));
    let shown = area.show(ui.ctx(), |ui| {
        ui.set_width(TOAST_WIDTH.min(ui.ctx().content_rect().width() - 32.0));
        for toast in &view.state.bell.toasts {
            if let Some(click) = one(ui, view, toast) {
                clicked = Some((toast.number, click));
            }
        }
    });
    let toasts = &mut view.state.bell.toasts;
    if shown.response.contains_pointer() {
        for toast in toasts.iter_mut() {
            let kept = time + AFTER_HOVER_SECS;
            toast.until = Some(toast.until.map_or(kept, |until| until.max(kept)));
        }
    }
    let ends = toasts.iter().filter_map(|toast| toast.until);
    let next = ends.fold(f64::INFINITY, f64::min) - time;
    if next.is_finite() {
        ui.request_repaint_after(Duration::from_secs_f64(next.max(0.0) + 0.01));
    }
    if let Some((number, click)) = clicked {
        view.state
            .bell
            .toasts
            .retain(|toast| toast.number != number);
        if matches!(click, Click::Undo) {
            undo::back(view);
        }
    }
}

fn one(ui: &mut Ui, view: &View<'_>, toast: &Toast) -> Option<Click> {
    let theme = &view.theme;
    let (shape, colour) = match toast.level {
        Level::Info => (Badge::Works, theme.good),
        Level::Warning => (Badge::Waits, theme.wait),
        Level::Error => (Badge::Broken, theme.bad),
    };
    let mut click = None;
    Frame::new()
        .fill(theme.raised)
        .stroke(Stroke::new(
            1.0,
            if theme.stark { theme.line } else { colour },
        ))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 6))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                badge::show(ui, shape, theme);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let hide = t("bell.hide");
                    if icon::button(ui, Icon::Close, hide, false, theme)
                        .on_hover_text(hide)
                        .clicked()
                    {
                        click = Some(Click::Hide);
                    }
                    // Only the newest change: the button would else take another one back.
                    if toast.change == Some(view.state.undo.number())
                        && view.state.undo.can_back()
                        && ui
                            .button(t("bell.undo"))
                            .on_hover_text(Action::Undo.tooltip(ui.ctx()))
                            .clicked()
                    {
                        click = Some(Click::Undo);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(&toast.text).wrap());
                    });
                });
            });
        });
    click
}

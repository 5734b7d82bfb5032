//! The bar under the stage: previous, pause, next, pin, what is on, brightness.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};
use lumarium_core::limits;

use super::action::Action;
use super::theme::TRANSPORT_HEIGHT;
use super::view::View;
use super::widgets::{button, icon::Icon};
use super::{brightness, text};

/// How long a plugin can be shown at once, in seconds; any other time can be typed.
const SHOW_SECS: [u32; 3] = [5, 15, 60];
/// From this width on the slider has a label, in points.
const ROOMY: f32 = 420.0;

/// Shows the bar.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("transport")
        .exact_size(TRANSPORT_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| contents(ui, view));
        });
}

fn contents(ui: &mut Ui, view: &mut View<'_>) {
    let panel = &view.snapshot.panel;
    let (paused, pinned) = (panel.paused, panel.pinned.is_some());
    let hold = if paused {
        (Icon::Play, "Resume", true)
    } else {
        (Icon::Pause, "Pause", false)
    };
    let pin = if pinned { "Unpin" } else { "Pin" };
    ui.spacing_mut().item_spacing.x = 4.0;
    button::icon(
        ui,
        view,
        Action::Previous,
        (Icon::Previous, "Previous screen", false),
    );
    button::icon(ui, view, Action::Pause, hold);
    button::icon(ui, view, Action::Next, (Icon::Next, "Next screen", false));
    button::icon(ui, view, Action::Pin, (Icon::Pin, pin, pinned));
    show_for(ui, view);
    ui.add_space(6.0);
    ui.spacing_mut().item_spacing.x = 8.0;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let room = ui.available_width();
        let wide = room >= ROOMY;
        let width = if wide { 300.0 } else { 150.0 };
        ui.allocate_ui_with_layout(
            egui::vec2(width, TRANSPORT_HEIGHT),
            Layout::left_to_right(Align::Center),
            |ui| brightness::show(ui, view, wide),
        );
        if room < width + 60.0 {
            return;
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            what_is_on(ui, view);
        });
    });
}

/// How long *Show now* shows, and doing it, for the selected plugin.
fn show_for(ui: &mut Ui, view: &mut View<'_>) {
    if !Action::ShowNow.enabled(view) {
        return;
    }
    let secs = view.state.stage.show_secs;
    let words = text::fill("transport.show", &[("n", &secs)]);
    let menu = ui.menu_button(words, |ui| {
        for secs in SHOW_SECS {
            if ui
                .button(text::fill("transport.show_for", &[("n", &secs)]))
                .clicked()
            {
                view.state.stage.show_secs = secs;
                Action::ShowNow.run(view);
                ui.close();
            }
        }
        ui.horizontal(|ui| {
            let most = limits::SCREEN_DURATION_MAX.as_secs() as u32;
            let field = egui::DragValue::new(&mut view.state.stage.show_secs).range(1..=most);
            ui.add(field.suffix(text::t("record.seconds")))
                .accessible_name(text::t("transport.secs"));
            if ui.button(text::t("transport.show_custom")).clicked() {
                Action::ShowNow.run(view);
                ui.close();
            }
        });
    });
    menu.response
        .on_hover_text(Action::ShowNow.tooltip(ui.ctx()));
}

/// `Clock` over `next Weather in 12 s`.
fn what_is_on(ui: &mut Ui, view: &View<'_>) {
    let panel = &view.snapshot.panel;
    let name = |screen: &lumarium_core::id::Screen| {
        let plugin = view.name_of(&screen.plugin);
        let several = view
            .snapshot
            .plugin(&screen.plugin)
            .is_some_and(|plugin| plugin.screens.len() > 1);
        if several {
            format!("{plugin} · {}", screen.name)
        } else {
            plugin
        }
    };
    let on = panel.screen.as_ref().map(name);
    let next = panel
        .next
        .as_ref()
        .filter(|next| Some(*next) != panel.screen.as_ref());
    let then = match (next, panel.until) {
        _ if panel.paused => "paused".to_owned(),
        _ if panel.pinned.is_some() => "pinned".to_owned(),
        (Some(next), Some(until)) => {
            format!(
                "next {} in {}",
                name(next),
                text::span(until.since(view.now))
            )
        }
        (Some(next), None) => format!("next {}", name(next)),
        (None, _) => panel.idle.clone().unwrap_or_default(),
    };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add_space((ui.available_height() - 36.0).max(0.0) / 2.0);
        let on = on.unwrap_or_else(|| text::t("stage.nothing").to_owned());
        ui.add(egui::Label::new(RichText::new(on).color(view.theme.text)).truncate());
        if !then.is_empty() {
            let then = RichText::new(then).small().color(view.theme.weak);
            ui.add(egui::Label::new(then).truncate());
        }
    });
}

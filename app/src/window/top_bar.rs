//! The bar on top: name, state in one line, what opens and closes.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};

use super::action::Action;
use super::page::Page;
use super::standing::Badge;
use super::text;
use super::theme::TOP_HEIGHT;
use super::view::View;
use super::widgets::{badge, button, icon::Icon};

/// Shows the bar.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(10, 0));
    Panel::top("top bar")
        .exact_size(TOP_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| bar(ui, view));
        });
}

fn bar(ui: &mut Ui, view: &mut View<'_>) {
    let open = view.state.list_open;
    button::icon(ui, view, Action::List, (Icon::Left, "Plugin list", open));
    ui.label(
        RichText::new(text::t("name"))
            .heading()
            .color(view.theme.text),
    );
    ui.add_space(8.0);
    pages(ui, view);
    ui.add_space(8.0);
    let (shape, line) = state(view);
    badge::show(ui, shape, &view.theme);
    ui.add_space(-4.0);
    ui.label(RichText::new(line).color(view.theme.weak));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let open = view.state.details_open;
        button::icon(ui, view, Action::Details, (Icon::Right, "Details", open));
        button::icon(
            ui,
            view,
            Action::Look,
            (Icon::Look, Action::Look.text_and_tooltip().0, false),
        );
    });
}

/// The pages; the present one is lit.
fn pages(ui: &mut Ui, view: &mut View<'_>) {
    for (page, action) in [
        (Page::Stage, Action::PageStage),
        (Page::Inspector, Action::PageInspector),
        (Page::Store, Action::PageStore),
        (Page::Settings, Action::PageSettings),
    ] {
        let lit = view.state.trail.page() == page;
        let tooltip = action.tooltip(ui.ctx());
        let tab = ui.selectable_label(lit, text::t(page.key()));
        if tab.on_hover_text(tooltip).clicked() {
            action.run(view);
        }
    }
}

/// The state of everything in a badge and one line.
fn state(view: &View<'_>) -> (Badge, String) {
    let panel = &view.snapshot.panel;
    let (badge, word) = if view.snapshot.stopping {
        (Badge::Stops, "stopping")
    } else if panel.lost.is_some() {
        (Badge::Broken, "panel lost")
    } else if panel.paused {
        (Badge::Waits, "paused")
    } else if panel.pinned.is_some() {
        (Badge::Works, "pinned")
    } else if panel.screen.is_none() {
        (Badge::Off, "nothing to show")
    } else {
        (Badge::Works, "running")
    };
    let fps = view.fps.map(|fps| format!(" · {fps:.0} fps"));
    let fps = fps.unwrap_or_default();
    (badge, format!("{word}{fps} · late {}", view.stats.missed))
}

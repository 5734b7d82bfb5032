//! The bar on top: name, state in one line, what opens and closes, and the biggest notice under it.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};
use lumarium_core::snapshot::{Level, Notice};

use super::action::Action;
use super::standing::Badge;
use super::text;
use super::theme::{ICON_BUTTON, TOP_HEIGHT};
use super::view::View;
use super::widgets::{self, badge, button, icon, icon::Icon};

/// Shows the bar and what is to be known at once.
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
    notice(ui, view);
    refusals(ui, view);
}

fn bar(ui: &mut Ui, view: &mut View<'_>) {
    let open = view.state.list_open;
    button::icon(ui, view, Action::List, (Icon::Left, "Plugin list", open));
    ui.label(RichText::new(text::NAME).heading().color(view.theme.text));
    ui.add_space(14.0);
    let (shape, line) = state(view);
    badge::show(ui, shape, &view.theme);
    ui.add_space(-4.0);
    ui.label(RichText::new(line).color(view.theme.weak));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let open = view.state.details_open;
        button::icon(ui, view, Action::Details, (Icon::Right, "Details", open));
        button::icon(ui, view, Action::Look, (Icon::Look, "Dark or light", false));
    });
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

/// The worst notice that was not hidden; of equals the newest.
fn biggest<'a>(view: &View<'a>) -> Option<&'a Notice> {
    let hidden = view.state.hidden_notice;
    view.snapshot
        .notices
        .iter()
        .filter(|notice| notice.level > Level::Info && Some(notice.number) > hidden)
        .max_by_key(|notice| (notice.level, notice.number))
}

fn notice(ui: &mut Ui, view: &mut View<'_>) {
    if let Some(lost) = &view.snapshot.panel.lost {
        let line = format!("The panel is not connected: {lost}");
        strip(ui, view, ("lost", &line, Level::Error), |_, _| {});
    }
    let Some(notice) = biggest(view) else {
        return;
    };
    let number = notice.number;
    let shown = ("notice", notice.text.as_str(), notice.level);
    strip(ui, view, shown, |ui, view| {
        if icon::button(ui, Icon::Close, text::HIDE, false, &view.theme)
            .on_hover_text(text::HIDE)
            .clicked()
        {
            view.state.hidden_notice = Some(number);
        }
    });
}

/// Commands that were refused, each with what can be done.
fn refusals(ui: &mut Ui, view: &mut View<'_>) {
    let refused: Vec<_> = view.desk.refused().cloned().collect();
    let mut hide = None;
    for (index, one) in refused.iter().enumerate() {
        let line = one.refusal.to_string();
        let id = format!("refused {index}");
        strip(ui, view, (&id, &line, Level::Warning), |ui, view| {
            if icon::button(ui, Icon::Close, text::HIDE, false, &view.theme)
                .on_hover_text(text::HIDE)
                .clicked()
            {
                hide = Some(index);
            }
            if let Some((words, command)) = &one.offer
                && ui.button(*words).clicked()
            {
                view.send(command.clone());
                hide = Some(index);
            }
        });
    }
    if let Some(index) = hide {
        view.desk.hide(index);
    }
}

/// A line over the whole width.
fn strip(
    ui: &mut Ui,
    view: &mut View<'_>,
    (id, line, level): (&str, &str, Level),
    buttons: impl FnOnce(&mut Ui, &mut View<'_>),
) {
    let (shape, colour) = match level {
        Level::Error => (Badge::Broken, view.theme.bad),
        Level::Warning => (Badge::Waits, view.theme.wait),
        Level::Info => (Badge::Works, view.theme.good),
    };
    let frame = Frame::new()
        .fill(view.theme.tinted(colour))
        .inner_margin(Margin::symmetric(12, 4));
    Panel::top(id)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            widgets::line(ui, ICON_BUTTON, |ui| {
                badge::show(ui, shape, &view.theme);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    buttons(ui, view);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(egui::Label::new(line).truncate());
                    });
                });
            });
        });
}

//! The list of plugins on the left: filter, groups, rows.

pub mod list;
pub mod order;
mod row;

use egui::{Frame, Margin, Panel, RichText, ScrollArea, TextEdit, Ui, vec2};

use self::list::Entry;
use super::theme::{
    DETAILS_MIN, GROUP_HEIGHT, LIST_MAX, LIST_MIN, LIST_WIDTH, ROW_HEIGHT, STAGE_MIN,
};
use super::view::View;
use super::{standing, text};

/// Shows the list.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut open = view.state.list_open;
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(10, 10));
    let most = ui.available_width() - STAGE_MIN - DETAILS_MIN;
    let most = most.clamp(LIST_MIN, LIST_MAX);
    Panel::left("plugins")
        .default_size(LIST_WIDTH.min(most))
        .size_range(LIST_MIN..=most)
        .frame(frame)
        .show_collapsible(ui, &mut open, |ui| contents(ui, view));
    view.state.list_open = open;
}

fn contents(ui: &mut Ui, view: &mut View<'_>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::t("list.title")).heading());
        let on = view.snapshot.plugins.iter().filter(|plugin| plugin.wanted);
        let (on, all) = (on.count(), view.snapshot.plugins.len());
        let count = text::fill("list.count", &[("on", &on), ("all", &all)]);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(count).small().color(view.theme.weak));
        });
    });
    let response = ui.add(
        TextEdit::singleline(&mut view.state.list.filter)
            .hint_text(text::t("list.filter"))
            .margin(Margin::symmetric(8, 5))
            .desired_width(f32::INFINITY),
    );
    let response = response.accessible_name("Filter plugins");
    if std::mem::take(&mut view.state.focus_filter) {
        response.request_focus();
    }
    ui.add_space(2.0);
    view.state.list.refresh(view.snapshot);
    let entries = std::mem::take(&mut view.state.list.entries);
    if entries.is_empty() && !view.state.list.filter.is_empty() {
        ui.weak(text::t("list.no_match"));
    }
    ScrollArea::vertical()
        .auto_shrink(false)
        .show_viewport(ui, |ui, seen| rows(ui, view, &entries, seen));
    view.state.list.entries = entries;
}

/// Only what is seen is made; the rest is space.
fn rows(ui: &mut Ui, view: &mut View<'_>, entries: &[Entry], seen: egui::Rect) {
    ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
    let (mut above, mut below) = (0.0, 0.0);
    let mut at = 0.0;
    for entry in entries {
        let height = match entry {
            Entry::Group(..) => GROUP_HEIGHT,
            Entry::Plugin(_) | Entry::Misfit(_) => ROW_HEIGHT,
        };
        let (top, end) = (at, at + height);
        at = end;
        if end < seen.top() {
            above += height;
            continue;
        }
        if top > seen.bottom() {
            below += height;
            continue;
        }
        if above > 0.0 {
            ui.add_space(std::mem::take(&mut above));
        }
        match entry {
            Entry::Group(group, count) => row::group(ui, &view.theme, *group, *count),
            Entry::Plugin(index) => {
                if let Some(plugin) = view.snapshot.plugins.get(*index) {
                    let standing = standing::of(plugin, &view.snapshot.panel, view.now);
                    row::plugin(ui, view, plugin, &standing);
                }
            }
            Entry::Misfit(index) => {
                if let Some(misfit) = view.snapshot.misfits.get(*index) {
                    row::misfit(ui, view, misfit);
                }
            }
        }
    }
    ui.add_space(above + below);
}

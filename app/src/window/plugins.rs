//! The list of plugins on the left: filter, groups, rows.

pub mod list;
pub mod order;
mod row;
mod row_menu;
pub mod several;

use egui::{Frame, Margin, Panel, RichText, ScrollArea, TextEdit, Ui, vec2};

use self::list::{Choose, Entry};
use super::action::keys::{self, ListKey};
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
    let response = response.accessible_name(text::t("action.filter"));
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
        .show_viewport(ui, |ui, seen| {
            walk(ui, view, &entries);
            rows(ui, view, &entries, seen);
        });
    view.state.list.entries = entries;
    if several::send_some(view) {
        ui.request_repaint();
    }
}

/// Keys that move through the list, while a row or nothing has the keyboard.
fn walk(ui: &mut Ui, view: &mut View<'_>, entries: &[Entry]) {
    let focused = ui.memory(egui::Memory::focused);
    let lead = view.state.list.lead.clone();
    let on_row = lead.as_ref().map(|id| row::id(ui, id)) == focused;
    if focused.is_some() && !on_row || egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    let key = keys::list_key(ui);
    if key.is_some() {
        // The key is used up: it must not also move the keyboard to a neighbour.
        ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
    }
    match key {
        Some(ListKey::Step { by, extend }) => {
            let Some(id) = view.state.list.below(entries, view.snapshot, by) else {
                return;
            };
            let how = if extend { Choose::Range } else { Choose::Only };
            choose(view, entries, (&id, how));
            view.state.list.reveal = true;
        }
        Some(ListKey::Menu) => {
            if let Some(id) = lead {
                egui::Popup::open_id(ui.ctx(), row_menu::popup(row::id(ui, &id)));
            }
        }
        None => {}
    }
}

fn choose(view: &mut View<'_>, entries: &[Entry], what: (&lumarium_core::id::PluginId, Choose)) {
    let state = &mut *view.state;
    let selection = &mut state.selection;
    state.list.choose(entries, view.snapshot, selection, what);
    state.details_open = true;
}

/// Only what is seen is made; the rest is space.
fn rows(ui: &mut Ui, view: &mut View<'_>, entries: &[Entry], seen: egui::Rect) {
    ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
    let (mut above, mut below) = (0.0, 0.0);
    let mut at = 0.0;
    let origin = ui.cursor().min;
    for entry in entries {
        let height = match entry {
            Entry::Group(..) => GROUP_HEIGHT,
            Entry::Plugin(_) | Entry::Misfit(_) => ROW_HEIGHT,
        };
        let (top, end) = (at, at + height);
        at = end;
        if view.state.list.reveal && is_lead(view, entry) {
            let place = egui::Rect::from_min_size(
                origin + vec2(0.0, top),
                vec2(ui.available_width(), height),
            );
            if top < seen.top() || end > seen.bottom() {
                ui.scroll_to_rect(place, None);
            }
        }
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
                    row::plugin(ui, view, entries, (plugin, &standing));
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

fn is_lead(view: &View<'_>, entry: &Entry) -> bool {
    let Entry::Plugin(index) = entry else {
        return false;
    };
    let plugin = view.snapshot.plugins.get(*index);
    plugin.is_some_and(|plugin| view.state.list.lead.as_ref() == Some(&plugin.id))
}

//! One line of the list: badge, name, state in words, order, switch.

use egui::{Align2, FontId, Rect, Response, Role, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2};
use lumarium_core::facts::Misfit;
use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::PluginView;

use super::list::{Choose, Entry};
use super::{order, row_menu};
use crate::window::action::Action;
use crate::window::selection::Selection;
use crate::window::standing::{Badge, Group, Standing};
use crate::window::text;
use crate::window::theme::{GROUP_HEIGHT, ROW_HEIGHT, Theme};
use crate::window::view::View;
use crate::window::widgets::{badge, icon, icon::Icon, switch};

/// What is dragged in the list.
struct Dragged(PluginId);

/// A group's name.
pub(super) fn group(ui: &mut Ui, theme: &Theme, group: Group, count: usize) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), GROUP_HEIGHT), Sense::hover());
    let name = text::t(match group {
        Group::On => "group.on",
        Group::Off => "group.off",
        Group::Broken => "group.broken",
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, name));
    let base = pos2(rect.left() + 4.0, rect.bottom() - 6.0);
    let font = TextStyle::Small.resolve(ui.style());
    let painter = ui.painter();
    let end = painter.text(base, Align2::LEFT_BOTTOM, name, font.clone(), theme.text);
    let base = pos2(end.right() + 6.0, base.y);
    painter.text(
        base,
        Align2::LEFT_BOTTOM,
        count.to_string(),
        font,
        theme.weak,
    );
}

/// The widget of a plugin's row.
pub(super) fn id(ui: &Ui, plugin: &PluginId) -> egui::Id {
    ui.scope_id().with(("row", plugin.as_str()))
}

/// A plugin: a click selects it, dragging changes the order.
pub(super) fn plugin(
    ui: &mut Ui,
    view: &mut View<'_>,
    entries: &[Entry],
    (plugin, standing): (&PluginView, &Standing),
) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    let id = id(ui, &plugin.id);
    let sense = if plugin.wanted {
        Sense::click_and_drag()
    } else {
        Sense::click()
    };
    let response = ui.interact(rect, id, sense);
    let selected = view.state.selection.is(&plugin.id);
    let edited = view.state.forms.is_changed(&plugin.id);
    let name = label(plugin, standing, edited);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &name));
    let theme = view.theme.clone();
    let card = rect.shrink2(vec2(0.0, 1.0));
    ground(ui, card, &response, selected, &theme);
    let right = controls(
        ui,
        view,
        plugin,
        card,
        response.contains_pointer() || selected,
    );
    words(ui, (plugin, standing, edited), (card, right), &theme);
    chosen(ui, view, entries, (plugin, &response));
    drag(ui, view, plugin, &response);
    row_menu::show(view, &response);
    if let Some(reason) = &plugin.reason {
        response.on_hover_text(reason);
    }
}

/// A click selects: alone, with Ctrl one more, with Shift all up to here. The other button keeps a selection
/// of several that it hits.
fn chosen(
    ui: &Ui,
    view: &mut View<'_>,
    entries: &[Entry],
    (plugin, response): (&PluginView, &Response),
) {
    let is_lead = view.state.list.lead.as_ref() == Some(&plugin.id);
    if is_lead && std::mem::take(&mut view.state.list.reveal) {
        response.request_focus();
    }
    if is_lead && response.has_focus() {
        // Up and down go through the rows, not to the switches between them.
        let arrows = egui::EventFilter {
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    if response.gained_focus() {
        view.state.list.lead = Some(plugin.id.clone());
    }
    let modifiers = ui.input(|input| input.modifiers);
    let selected = view.state.selection.is(&plugin.id);
    let how = match (response.clicked(), response.secondary_clicked()) {
        (true, _) if modifiers.shift => Choose::Range,
        (true, _) if modifiers.command => Choose::Toggle,
        (true, _) => Choose::Only,
        (false, true) if !selected => Choose::Only,
        (false, _) => return,
    };
    super::choose(view, entries, (&plugin.id, how));
}

/// What a screen reader says of a row.
fn label(plugin: &PluginView, standing: &Standing, edited: bool) -> String {
    let mut label = format!("{}, {}", plugin.name, standing.word);
    if !standing.hint.is_empty() {
        label = format!("{label}, {}", standing.hint);
    }
    if edited {
        label = format!("{label}, {}", text::t("list.edited"));
    }
    label
}

/// Switch and arrows; gives the left end of what they need.
fn controls(ui: &Ui, view: &mut View<'_>, plugin: &PluginView, card: Rect, near: bool) -> f32 {
    let theme = view.theme.clone();
    let place = Rect::from_center_size(
        pos2(card.right() - 10.0 - switch::SIZE.x / 2.0, card.center().y),
        switch::SIZE,
    );
    let verb = if plugin.wanted { "off" } else { "on" };
    let name = format!("Switch {} {verb}", plugin.name);
    if switch::show(ui, place, plugin.wanted, &name, &theme).clicked() {
        let plugin = plugin.id.clone();
        view.send(if verb == "off" {
            Command::Disable {
                plugin,
                force: false,
            }
        } else {
            Command::Enable { plugin }
        });
    }
    let mut left = place.left() - 8.0;
    for (action, icon, word) in quick(plugin, near) {
        let Some(command) = action.for_plugin(plugin, view.state.stage.show_secs) else {
            continue;
        };
        let at = pos2(left - 12.0, card.center().y);
        let name = text::fill(word, &[("name", &plugin.name)]);
        let place = Rect::from_center_size(at, vec2(24.0, 26.0));
        if icon::small_button(ui, place, icon, &name, &theme).clicked() {
            view.send(command);
        }
        left -= 24.0;
    }
    if !plugin.wanted || !near {
        return left;
    }
    let column = left - 12.0;
    for (icon, word, step) in [(Icon::Up, "up", -1), (Icon::Down, "down", 1)] {
        let Some(command) = order::moved(view.snapshot, plugin, step) else {
            continue;
        };
        let at = pos2(column, card.center().y + 10.0 * step as f32);
        let name = format!("Move {} {word}", plugin.name);
        let place = Rect::from_center_size(at, vec2(24.0, 18.0));
        if icon::small_button(ui, place, icon, &name, &theme).clicked() {
            view.send(command);
        }
    }
    column - 14.0
}

/// Buttons for what is most wanted now: with the pointer near; the one that may help always.
fn quick(plugin: &PluginView, near: bool) -> Vec<(Action, Icon, &'static str)> {
    let mut found = Vec::new();
    // Offline it heals by itself: nothing stands out then.
    if plugin.state.failing.is_some() && (near || !plugin.state.is_offline()) {
        found.push((Action::Retry, Icon::Reload, "list.retry_one"));
    } else if near {
        found.push((Action::Reload, Icon::Reload, "list.reload_one"));
    }
    if near {
        found.push((Action::ShowNow, Icon::Play, "list.show_one"));
    }
    found
}

fn words(
    ui: &Ui,
    (plugin, standing, edited): (&PluginView, &Standing, bool),
    (card, right): (Rect, f32),
    theme: &Theme,
) {
    badge::paint(
        ui.painter(),
        pos2(card.left() + 14.0, card.top() + 14.5),
        standing.badge,
        theme,
    );
    let left = card.left() + 28.0;
    let clip = Rect::from_min_max(pos2(left, card.top()), pos2(right, card.bottom()));
    let dim = standing.badge == Badge::Off;
    let ink = if dim { theme.weak } else { theme.text };
    let body = TextStyle::Body.resolve(ui.style());
    let name = if edited {
        format!("{} •", plugin.name)
    } else {
        plugin.name.clone()
    };
    line(ui, clip, card.top() + 14.5, (&name, body, ink));
    let small = TextStyle::Small.resolve(ui.style());
    let ink = match standing.badge {
        Badge::Broken => theme.bad,
        Badge::Waits | Badge::Stops => theme.wait,
        Badge::Works if standing.hint == text::t("list.now") => theme.accent,
        Badge::Works | Badge::Off | Badge::Offline => theme.weak,
    };
    let state = if standing.hint.is_empty() {
        standing.word.to_owned()
    } else {
        format!("{} · {}", standing.word, standing.hint)
    };
    line(ui, clip, card.top() + 31.5, (&state, small, ink));
}

/// One line of letters, cut with an ellipsis where the place ends.
fn line(ui: &Ui, place: Rect, middle: f32, (words, font, ink): (&str, FontId, egui::Color32)) {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(place.width());
    let galley = ui.painter().layout_job(job);
    let at = pos2(place.left(), middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}

fn drag(ui: &Ui, view: &mut View<'_>, plugin: &PluginView, response: &Response) {
    if !plugin.wanted {
        return;
    }
    response.dnd_set_drag_payload(Dragged(plugin.id.clone()));
    if response.dragged() {
        ghost(ui, &view.theme, &plugin.name);
    }
    if let Some(dragged) = response.dnd_hover_payload::<Dragged>()
        && dragged.0 != plugin.id
    {
        let line = egui::Stroke::new(2.0, view.theme.accent);
        let below = order::lands_below(view.snapshot, &dragged.0, &plugin.id);
        let rect = response.rect;
        let y = if below { rect.bottom() } else { rect.top() };
        ui.painter().hline(rect.x_range(), y, line);
    }
    if let Some(dragged) = response.dnd_release_payload::<Dragged>()
        && let Some(command) = order::dropped(view.snapshot, &dragged.0, &plugin.id)
    {
        view.send(command);
    }
}

/// The name of what is dragged, beside the pointer.
fn ghost(ui: &Ui, theme: &Theme, name: &str) {
    let Some(at) = ui.ctx().pointer_interact_pos() else {
        return;
    };
    ui.set_cursor_icon(egui::CursorIcon::Grabbing);
    let layer = egui::LayerId::new(egui::Order::Tooltip, ui.scope_id().with("dragged"));
    let painter = ui.ctx().layer_painter(layer);
    let font = TextStyle::Body.resolve(ui.style());
    let galley = painter.layout_no_wrap(name.to_owned(), font, theme.text);
    let corner = at + vec2(14.0, -galley.size().y / 2.0);
    let card = Rect::from_min_size(corner, galley.size()).expand2(vec2(10.0, 6.0));
    let edge = egui::Stroke::new(1.0, theme.accent);
    painter.rect(card, 6.0, theme.raised, edge, egui::StrokeKind::Inside);
    painter.galley(corner, galley, theme.text);
}

/// A folder or file that looks like a plugin and cannot be one.
pub(super) fn misfit(ui: &mut Ui, view: &mut View<'_>, misfit: &Misfit) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    let id = ui.scope_id().with(("misfit", &misfit.path));
    let response = ui.interact(rect, id, Sense::click());
    let name = text::file_name(&misfit.path);
    let problems: Vec<&str> = misfit
        .problems
        .iter()
        .map(|problem| problem.text.as_str())
        .collect();
    let why = problems.first().copied().unwrap_or("it cannot be used");
    let full = format!(
        "{name}, {}, {}",
        text::t("state.no_plugin"),
        problems.join("; ")
    );
    let selected = view
        .selected_misfit()
        .is_some_and(|one| one.path == misfit.path);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &full));
    let theme = &view.theme;
    let card = rect.shrink2(vec2(0.0, 1.0));
    ground(ui, card, &response, selected, theme);
    let place = Rect::from_min_max(pos2(card.left() + 28.0, card.top()), card.max);
    let centre = pos2(card.left() + 14.0, card.top() + 14.5);
    badge::paint(ui.painter(), centre, Badge::Broken, theme);
    let body = TextStyle::Body.resolve(ui.style());
    line(ui, place, card.top() + 14.5, (&name, body, theme.text));
    let small = TextStyle::Small.resolve(ui.style());
    let state = format!("{} · {why}", text::t("state.no_plugin"));
    line(ui, place, card.top() + 31.5, (&state, small, theme.bad));
    if response.clicked() {
        view.state.selection = Selection::Misfit(misfit.path.clone());
        view.state.details_open = true;
    }
    let path = misfit.path.display();
    response.on_hover_text(format!("{path}\n{}", problems.join("\n")));
}

/// The ground of a row that is selected or under the pointer; a frame round the one with the keyboard.
fn ground(ui: &Ui, card: Rect, response: &Response, selected: bool, theme: &Theme) {
    let fill = match (selected, response.contains_pointer()) {
        (true, _) => theme.selected,
        (false, true) => theme.raised,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    let keyboard = response.has_focus() && !response.contains_pointer();
    let edge = if keyboard { theme.accent } else { fill };
    let edge = egui::Stroke::new(1.0, edge);
    ui.painter()
        .rect(card, 6.0, fill, edge, egui::StrokeKind::Inside);
}

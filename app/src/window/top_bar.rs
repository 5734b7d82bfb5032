//! The bar on top: menu, way back, pages, state in one line, palette, bell, what opens and closes.
//! The narrower it is, the less of it is spelled out; nothing of it is lost.

use egui::{Align, Button, Frame, Label, Layout, Margin, Panel, RichText, Ui};

use super::action::Action;
use super::page::Page;
use super::standing::Badge;
use super::text::{fill, t};
use super::theme::TOP_HEIGHT;
use super::view::View;
use super::widgets::{badge, button, icon::Icon};
use super::{bell, menu};

/// From this width on the name of the program is shown, in points.
const WITH_NAME: f32 = 1_000.0;
/// From this width on the palette's button says its keys, in points.
const WITH_KEYS: f32 = 780.0;
/// From this width on the pages stand side by side; below, in a menu.
const WITH_PAGES: f32 = 640.0;
/// From this width on the way back has buttons.
const WITH_TRAIL: f32 = 480.0;

/// The pages and what goes there.
const PAGES: [(Page, Action); 4] = [
    (Page::Stage, Action::PageStage),
    (Page::Inspector, Action::PageInspector),
    (Page::Store, Action::PageStore),
    (Page::Settings, Action::PageSettings),
];

/// Shows the bar.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(8, 0));
    Panel::top("top bar")
        .exact_size(TOP_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| bar(ui, view));
        });
}

fn bar(ui: &mut Ui, view: &mut View<'_>) {
    let width = ui.available_width();
    ui.spacing_mut().item_spacing.x = 4.0;
    menu::button(ui, view);
    if width >= WITH_NAME {
        let name = RichText::new(t("name")).heading().color(view.theme.text);
        ui.add(Label::new(name).selectable(false));
        ui.add_space(4.0);
    }
    if width >= WITH_TRAIL {
        named_icon(ui, view, Action::Back, Icon::Back, false);
        named_icon(ui, view, Action::Forward, Icon::Forward, false);
        ui.add_space(4.0);
    }
    if width >= WITH_PAGES {
        for (page, action) in PAGES {
            tab(ui, view, page, action);
        }
    } else {
        let page = view.state.trail.page();
        ui.menu_button(t(page.key()), |ui| {
            for (page, action) in PAGES {
                tab(ui, view, page, action);
            }
        });
    }
    ui.add_space(8.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let state = &view.state;
        let (list, timeline, details) = (state.list_open, state.timeline_open, state.details_open);
        named_icon(ui, view, Action::Details, Icon::Right, details);
        named_icon(ui, view, Action::Timeline, Icon::Bottom, timeline);
        named_icon(ui, view, Action::List, Icon::Left, list);
        bell::button(ui, view);
        palette(ui, view, width >= WITH_KEYS);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (shape, line) = state_line(view);
            badge::show(ui, shape, &view.theme);
            let line = RichText::new(line).color(view.theme.weak);
            ui.add(Label::new(line).truncate());
        });
    });
}

/// A button with an icon whose name is the action's.
fn named_icon(ui: &mut Ui, view: &mut View<'_>, action: Action, icon: Icon, lit: bool) {
    let (name, _) = action.text_and_tooltip();
    button::icon(ui, view, action, (icon, name, lit));
}

/// What opens the palette; it says its keys, so that they are learned.
fn palette(ui: &mut Ui, view: &mut View<'_>, with_keys: bool) {
    if !with_keys {
        named_icon(ui, view, Action::Palette, Icon::Search, false);
        return;
    }
    let (name, _) = Action::Palette.text_and_tooltip();
    let keys = Action::Palette.shortcut();
    let keys = keys.map_or_else(String::new, |keys| ui.ctx().format_shortcut(&keys));
    let words = RichText::new(keys).small().color(view.theme.weak);
    let response = ui.add(Button::new(words)).accessible_name(name);
    let tooltip = Action::Palette.tooltip(ui.ctx());
    if response.on_hover_text(tooltip).clicked() {
        Action::Palette.run(view);
    }
}

/// The name of a page; the present one is lit.
fn tab(ui: &mut Ui, view: &mut View<'_>, page: Page, action: Action) {
    let lit = view.state.trail.page() == page;
    let tooltip = action.tooltip(ui.ctx());
    let tab = ui.selectable_label(lit, t(page.key()));
    if tab.on_hover_text(tooltip).clicked() {
        action.run(view);
    }
}

/// The state of everything in a badge and one line.
fn state_line(view: &View<'_>) -> (Badge, String) {
    let panel = &view.snapshot.panel;
    let (badge, word) = if view.snapshot.stopping {
        (Badge::Stops, t("bar.stopping"))
    } else if panel.lost.is_some() {
        (Badge::Broken, t("bar.lost"))
    } else if panel.paused {
        (Badge::Waits, t("bar.paused"))
    } else if panel.pinned.is_some() {
        (Badge::Works, t("bar.pinned"))
    } else if panel.screen.is_none() {
        (Badge::Off, t("bar.nothing"))
    } else {
        (Badge::Works, t("bar.running"))
    };
    let late = view.stats.missed;
    let line = match view.fps {
        Some(fps) => fill(
            "bar.line_fps",
            &[
                ("state", &word),
                ("fps", &format!("{fps:.0}")),
                ("late", &late),
            ],
        ),
        None => fill("bar.line", &[("state", &word), ("late", &late)]),
    };
    (badge, line)
}

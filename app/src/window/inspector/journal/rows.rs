//! The lines of the journal. Tab stops at one of them, arrows walk on from there, and Enter, Space or a click go
//! to the moment of a line.

use egui::{Role, ScrollArea, Sense, TextStyle, Ui, WidgetInfo, vec2};
use lumarium_core::journal::{Entry, Topic};
use lumarium_core::time::Moment;

use super::filter::{Filter, line};
use crate::window::inspector::Shown;
use crate::window::selection::Selection;
use crate::window::theme::Theme;
use crate::window::view::View;
use crate::window::widgets::walker::{self, Rows};

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown, filter: &mut Filter) {
    let height = ui.text_style_height(&TextStyle::Monospace) + 4.0;
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = filter.found.len();
    let mut area = ScrollArea::both()
        .id_salt("journal")
        .auto_shrink(false)
        .stick_to_bottom(filter.follows);
    if std::mem::take(&mut filter.jumps) {
        area = area.vertical_scroll_offset(height * count as f32);
    }
    area.show_rows(ui, height, count, |ui, seen| {
        let places: Vec<u64> = filter.found.range(seen.clone()).copied().collect();
        let rows = Rows {
            seen,
            count,
            height,
        };
        let stop = filter.walker.stop(ui, &rows, &filter.found);
        if filter.walker.moved() {
            filter.follows = false;
        }
        for place in places {
            row(
                ui,
                view,
                shown,
                filter,
                (place, height, stop == Some(place)),
            );
        }
    });
}

fn row(
    ui: &mut Ui,
    view: &mut View<'_>,
    shown: &Shown,
    filter: &mut Filter,
    (place, height, stops): (u64, f32, bool),
) {
    let Some(entry) = view.state.past.entry(place).cloned() else {
        return;
    };
    let picked = filter.picked == Some(entry.number);
    let words = line(&entry, &shown.zone);
    let font = TextStyle::Monospace.resolve(ui.style());
    let ink = ink(&entry, &view.theme);
    let galley = ui.painter().layout_no_wrap(words, font, ink);
    let width = galley.size().x.max(ui.available_width());
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let response = filter.walker.row(ui, (place, rect), stops);
    let name = galley.text().trim();
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, picked, name));
    walker::ground(ui, &response, picked, &view.theme);
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    if response.gained_focus() {
        filter.follows = false;
    }
    if response.clicked() {
        filter.picked = Some(entry.number);
        filter.follows = false;
        if let Some(id) = &entry.plugin {
            view.state.selection = Selection::Plugin(id.clone());
        }
        go_to(view, entry.at);
    }
}

const fn ink(entry: &Entry, theme: &Theme) -> egui::Color32 {
    match entry.topic {
        Topic::Failure => theme.bad,
        Topic::Late => theme.wait,
        Topic::Command
        | Topic::Life
        | Topic::Reconcile
        | Topic::Show
        | Topic::Store
        | Topic::Panel => theme.text,
    }
}

/// Stage, inspector and timeline show that moment.
fn go_to(view: &mut View<'_>, at: Moment) {
    view.state.stage.at = Some(at);
    view.state.timeline.hold(at);
}

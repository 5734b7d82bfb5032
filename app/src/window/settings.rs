//! The settings of Lumarium itself: a column of lines in parts, with a search over all of them. What they show
//! comes from the snapshot; what a person changes goes out as commands, when the edit is done.

mod blocks;
mod control;
mod drafts;
mod job;
mod kinds;
mod line;
pub mod parts;
pub mod rows;
mod zones;

use egui::{Align, CentralPanel, Frame, Margin, Panel, RichText, ScrollArea, TextEdit, Ui};

use self::blocks::{Checks, Importing, Kept, Linking};
use self::drafts::Drafts;
use self::line::Line;
use self::parts::{Item, Part, keys};
use super::palette::Entry;
use super::text::{fill, t};
use super::view::View;

/// The widest column, in points.
const WIDTH_MAX: f32 = 640.0;
/// The page has an index beside it from this width on, in points.
const INDEX_FROM: f32 = 900.0;
/// Width of the index, in points.
const INDEX_WIDTH: f32 = 170.0;

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Memory {
    /// What is searched for.
    pub search: String,
    drafts: Drafts,
    /// The line to be brought into sight: its path.
    sought: Option<String>,
    /// The part to be brought into sight.
    jump: Option<Part>,
    linking: Linking,
    kept: Kept,
    importing: Importing,
    checks: Checks,
}

impl Memory {
    /// Whether this line is to be brought into sight; once.
    fn seeks(&mut self, path: &str) -> bool {
        self.sought.take_if(|sought| *sought == path).is_some()
    }
}

/// Shows the page.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    if let Some(path) = view.state.sought.take() {
        view.state.settings.search.clear();
        view.state.settings.sought = Some(path);
    }
    let needle = view.state.settings.search.trim().to_lowercase();
    if ui.available_width() >= INDEX_FROM {
        index(ui, view, &needle);
    }
    let frame = Frame::new()
        .fill(view.theme.ground)
        .inner_margin(Margin::same(16));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        column(ui, |ui| head(ui, view));
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| column(ui, |ui| parts(ui, view, &needle)));
    });
    // What was not found in one frame is not there.
    view.state.settings.sought = None;
    view.state.settings.jump = None;
}

/// The parts by name, left of the column.
fn index(ui: &mut Ui, view: &mut View<'_>, needle: &str) {
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::same(12));
    Panel::left("settings index")
        .exact_size(INDEX_WIDTH)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            for part in Part::ALL {
                let found = part.items().any(|item| item.fits(needle));
                let words = fill("settings.go_to", &[("part", &part.title())]);
                let entry = ui.add_enabled(found, egui::Button::selectable(false, part.title()));
                entry.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, found, &words));
                if entry.clicked() {
                    view.state.settings.jump = Some(part);
                }
            }
        });
}

/// A column in the middle.
fn column(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let width = ui.available_width().min(WIDTH_MAX);
    let side = (ui.available_width() - width) / 2.0;
    ui.horizontal(|ui| {
        ui.add_space(side);
        ui.vertical(|ui| {
            ui.set_width(width);
            add(ui);
        });
    });
}

fn head(ui: &mut Ui, view: &mut View<'_>) {
    ui.heading(t("page.settings"));
    let search = TextEdit::singleline(&mut view.state.settings.search)
        .hint_text(t("settings.search"))
        // The usual ground of a field is that of the page.
        .background_color(view.theme.raised)
        .margin(Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    ui.add(search).accessible_name(t("settings.search"));
    ui.add_space(6.0);
}

fn parts(ui: &mut Ui, view: &mut View<'_>, needle: &str) {
    let mut found = false;
    for part in Part::ALL {
        let items: Vec<Item> = part.items().filter(|item| item.fits(needle)).collect();
        if items.is_empty() {
            continue;
        }
        found = true;
        let heading = ui.label(RichText::new(part.title()).size(17.0).strong());
        if view.state.settings.jump == Some(part) {
            heading.scroll_to_me(Some(Align::TOP));
        }
        if let Some(about) = part.about() {
            ui.add(egui::Label::new(RichText::new(about).color(view.theme.weak)).wrap());
        }
        card(ui, view, &items);
        ui.add_space(14.0);
    }
    if !found {
        ui.weak(t("settings.no_match"));
    }
}

fn card(ui: &mut Ui, view: &mut View<'_>, items: &[Item]) {
    let frame = Frame::new()
        .fill(view.theme.panel)
        .corner_radius(8.0)
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        for (index, item) in items.iter().enumerate() {
            match item {
                Item::Row(row) => {
                    let line = Line {
                        path: &keys(row.path),
                        field: &row.field,
                        restart: row.restart,
                    };
                    line::show(ui, view, &line);
                }
                Item::Block(block) => {
                    if index > 0 {
                        ui.add_space(8.0);
                    }
                    let shown = ui.push_id(block.key(), |ui| block.show(ui, view));
                    if view.state.settings.seeks(block.key()) {
                        shown.response.scroll_to_me(Some(Align::TOP));
                    }
                    ui.add_space(6.0);
                }
            }
        }
    });
}

/// The settings that the palette finds: lines and blocks of this page.
pub fn palette_entries(_view: &View<'_>) -> Vec<Entry> {
    let items = Part::ALL
        .into_iter()
        .flat_map(|part| part.items().map(move |item| (part, item)));
    let entry = |(part, item): (Part, Item)| {
        let (key, title, hint) = match item {
            Item::Row(row) => (
                row.path,
                row.field.label.as_str(),
                row.field.description.as_str(),
            ),
            Item::Block(block) => {
                let (title, hint) = block.words();
                (block.key(), title, hint)
            }
        };
        let text = fill(
            "settings.entry",
            &[("part", &part.title()), ("title", &title)],
        );
        Entry::setting(None, key, &text, hint)
    };
    items.map(entry).collect()
}

//! The palette: type a few letters, press Enter. It finds actions, plugins and settings.

mod entries;
pub mod fuzzy;

use egui::{
    Align2, Area, Id, Label, Modal, Rect, Response, RichText, Role, ScrollArea, Sense, TextEdit,
    TextStyle, Ui, WidgetInfo, pos2, vec2,
};

pub use self::entries::{Does, Entry};
use super::action::keys::{self, Walk};
use super::text::{fill, t};
use super::theme::{PALETTE_WIDTH, TOP_HEIGHT};
use super::view::View;

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 30.0;
/// Lines that are seen at once.
const LINES: usize = 11;
/// What was typed is cut after so many letters.
const QUERY_MAX: usize = 80;

/// The titles, in the order in which they stand while nothing is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What can be done.
    Actions,
    /// Plugins, to look at.
    Plugins,
    /// Settings, to change.
    Settings,
    /// Plugins, to switch.
    Switches,
}

impl Group {
    const ALL: [Self; 4] = [Self::Actions, Self::Plugins, Self::Settings, Self::Switches];

    fn title(self) -> &'static str {
        t(match self {
            Self::Actions => "palette.actions",
            Self::Plugins => "palette.plugins",
            Self::Settings => "palette.settings",
            Self::Switches => "palette.switches",
        })
    }
}

/// One line of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Title(Group),
    /// Index into the entries.
    Entry(usize),
}

/// What the palette remembers while it is open.
#[derive(Debug, Default)]
pub struct Palette {
    open: bool,
    query: String,
    entries: Vec<Entry>,
    lines: Vec<Line>,
    /// Index into the lines.
    chosen: usize,
    /// The lines were made for this query.
    made_for: Option<String>,
    /// The chosen line moved and must be seen.
    follow: bool,
    /// How far the list is scrolled, in points.
    scroll: f32,
}

impl Palette {
    /// Whether it is open.
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// Opens it, empty; or closes it.
    pub fn toggle(&mut self) {
        *self = Self {
            open: !self.open,
            ..Self::default()
        };
    }

    /// Brings the lines up to date with what was typed.
    fn find(&mut self) {
        self.query = self.query.chars().take(QUERY_MAX).collect();
        if self.made_for.as_ref() == Some(&self.query) {
            return;
        }
        self.lines = lines(&self.entries, &self.query);
        self.made_for = Some(self.query.clone());
        self.choose(0, true);
    }

    /// Moves the choice: by one entry, round the ends; by more, at most to an end.
    fn walk(&mut self, step: isize) {
        let count = self.lines.len();
        let last = count.saturating_sub(1);
        match step {
            1 if self.chosen >= last => self.choose(0, true),
            1 => self.choose(self.chosen + 1, true),
            -1 => self.choose(self.chosen.checked_sub(1).unwrap_or(last), false),
            _ => self.choose(self.chosen.saturating_add_signed(step).min(last), true),
        }
    }

    /// Chooses the entry at `start` or the next one after it (before it), round the ends.
    fn choose(&mut self, start: usize, down: bool) {
        let count = self.lines.len();
        let places = (0..count).map(|tried| {
            let ahead = if down { tried } else { count - tried };
            (start + ahead) % count
        });
        let entry = |at: &usize| matches!(self.lines.get(*at), Some(Line::Entry(_)));
        if let Some(at) = places.into_iter().find(entry) {
            self.chosen = at;
            self.follow = true;
        }
    }

    fn picked(&self) -> Option<&Entry> {
        match self.lines.get(self.chosen)? {
            Line::Entry(index) => self.entries.get(*index),
            Line::Title(_) => None,
        }
    }
}

/// What fits, best first within its group, the group with the best entry first.
fn lines(entries: &[Entry], query: &str) -> Vec<Line> {
    let mut found: Vec<(Group, Vec<(i32, usize)>)> =
        Group::ALL.map(|group| (group, Vec::new())).into();
    for (index, entry) in entries.iter().enumerate() {
        let by_hint = || Some(fuzzy::score(query, &entry.hint)? / 3);
        let Some(score) = fuzzy::score(query, &entry.text).or_else(by_hint) else {
            continue;
        };
        // What cannot be done now comes after what can, but does not vanish.
        let score = if entry.enabled { score } else { score / 2 - 40 };
        if let Some((_, fits)) = found.iter_mut().find(|(group, _)| *group == entry.group) {
            fits.push((score, index));
        }
    }
    if !query.trim().is_empty() {
        for (_, fits) in &mut found {
            fits.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        }
        // The sort is stable: of equals the earlier group comes first.
        found.sort_by_key(|(_, fits)| fits.first().map_or(0, |(score, _)| -score));
    }
    let mut lines = Vec::new();
    for (group, fits) in found {
        if !fits.is_empty() {
            lines.push(Line::Title(group));
            lines.extend(fits.into_iter().map(|(_, index)| Line::Entry(index)));
        }
    }
    lines
}

/// Shows the palette, if it is open, and does what was picked.
pub fn show(ui: &Ui, view: &mut View<'_>) {
    if !view.state.palette.open {
        return;
    }
    let ctx = ui.ctx().clone();
    if view.state.palette.entries.is_empty() {
        view.state.palette.entries = entries::all(&ctx, view);
    }
    let mut palette = std::mem::take(&mut view.state.palette);
    palette.find();
    let mut pick = false;
    match keys::walk(&ctx) {
        Some(Walk::By(step)) => palette.walk(step),
        Some(Walk::Pick) => pick = true,
        Some(Walk::Leave) => palette.open = false,
        None => {}
    }
    let area = Area::new(Id::unique("palette"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, TOP_HEIGHT + 12.0))
        .order(egui::Order::Foreground)
        .sense(Sense::hover())
        .accessible_name(t("palette.name"));
    let shown = Modal::new(Id::unique("palette"))
        .area(area)
        .show(&ctx, |ui| contents(ui, view, &mut palette));
    if shown.inner || pick {
        let picked = palette.picked().filter(|entry| entry.enabled).cloned();
        if let Some(entry) = picked {
            palette.open = false;
            view.state.palette = Palette::default();
            entry.does.run(view);
            return;
        }
    }
    if shown.backdrop_response.clicked() {
        palette.open = false;
    }
    view.state.palette = if palette.open {
        palette
    } else {
        Palette::default()
    };
}

/// The field and what was found; whether a line was clicked.
fn contents(ui: &mut Ui, view: &View<'_>, palette: &mut Palette) -> bool {
    let width = PALETTE_WIDTH.min(ui.ctx().content_rect().width() - 32.0);
    ui.set_width(width);
    let field = TextEdit::singleline(&mut palette.query)
        .hint_text(t("palette.hint"))
        .desired_width(f32::INFINITY)
        .font(TextStyle::Heading)
        .lock_focus(true);
    let field = ui.add(field).accessible_name(t("palette.field"));
    field.request_focus();
    if field.changed() {
        palette.find();
    }
    ui.add_space(4.0);
    if palette.lines.is_empty() {
        ui.label(RichText::new(t("palette.none")).color(view.theme.weak));
        return false;
    }
    let room = ui.ctx().content_rect().height() - TOP_HEIGHT - 110.0;
    let height = (LINES as f32 * LINE_HEIGHT).min(room.max(2.0 * LINE_HEIGHT));
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut clicked = false;
    let count = palette.lines.len();
    let mut list = ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true]);
    if std::mem::take(&mut palette.follow) {
        let top = palette.chosen as f32 * LINE_HEIGHT;
        // With the line before it, which may be a title.
        let least = top + LINE_HEIGHT - height;
        let most = (top - LINE_HEIGHT).max(0.0);
        list = list.vertical_scroll_offset(palette.scroll.max(least).min(most.max(least)));
    }
    let list = list.show_rows(ui, LINE_HEIGHT, count, |ui, seen| {
        for at in seen {
            match palette.lines.get(at).copied() {
                Some(Line::Title(group)) => title(ui, view, group),
                Some(Line::Entry(index)) => {
                    let Some(entry) = palette.entries.get(index) else {
                        continue;
                    };
                    let response = line(ui, view, entry, at == palette.chosen);
                    if response.clicked() {
                        palette.chosen = at;
                        clicked = true;
                    }
                }
                None => {}
            }
        }
    });
    palette.scroll = list.state.clamped_offset().y;
    clicked
}

fn title(ui: &mut Ui, view: &View<'_>, group: Group) {
    let size = vec2(ui.available_width(), LINE_HEIGHT);
    ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        ui.add_space(10.0);
        let words = RichText::new(group.title()).small().color(view.theme.weak);
        ui.add(Label::new(words).selectable(false));
    });
}

/// One entry: its text, and its keys on the right.
fn line(ui: &mut Ui, view: &View<'_>, entry: &Entry, chosen: bool) -> Response {
    let size = vec2(ui.available_width(), LINE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = if entry.right.is_empty() {
        entry.text.clone()
    } else {
        fill(
            "palette.line",
            &[("text", &entry.text), ("right", &entry.right)],
        )
    };
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, entry.enabled, chosen, &name));
    let theme = &view.theme;
    let painter = ui.painter_at(rect);
    if chosen {
        painter.rect_filled(rect, 6.0, theme.selected);
        if theme.stark {
            let edge = egui::Stroke::new(1.0, theme.accent);
            painter.rect_stroke(rect, 6.0, edge, egui::StrokeKind::Inside);
        }
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, theme.hover);
    }
    let ink = if entry.enabled { theme.text } else { theme.off };
    let font = TextStyle::Body.resolve(ui.style());
    let right = painter.text(
        rect.right_center() - vec2(10.0, 0.0),
        Align2::RIGHT_CENTER,
        &entry.right,
        TextStyle::Small.resolve(ui.style()),
        theme.weak,
    );
    let room = Rect::from_min_max(rect.min, pos2(right.left() - 12.0, rect.bottom()));
    ui.painter_at(room).text(
        rect.left_center() + vec2(10.0, 0.0),
        Align2::LEFT_CENTER,
        &entry.text,
        font,
        ink,
    );
    if entry.hint.is_empty() {
        response
    } else {
        response.on_hover_text(&entry.hint)
    }
}

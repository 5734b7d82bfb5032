//! One row of the form: its label, its control, what is wrong with it, and the way back.

use egui::{Button, Color32, Label, Rect, Response, RichText, Sense, Ui, pos2, vec2};
use lumarium_core::form::{self, FieldKind, TextLook};
use lumarium_core::manifest::Severity;
use serde_json::Value;

use super::controls;
use super::draft::{Draft, Wish};
use super::names::Names;
use super::rows::{Fold, Part, Row};
use crate::window::text::{fill, t};
use crate::window::theme::Theme;
use crate::window::widgets::icon::{self, Icon};

/// How far each level stands to the right, in points.
const INDENT: f32 = 12.0;
/// Place for the button that resets, in points.
const BUTTON: f32 = 24.0;
/// The least height of a row, in points.
const HEIGHT: f32 = 28.0;

/// What a row gets.
pub(super) struct Cell<'a> {
    /// The row.
    pub(super) row: &'a Row<'a>,
    /// The changes.
    pub(super) draft: &'a Draft,
    /// Secrets that are set.
    pub(super) secrets: &'a [Vec<String>],
    /// Names of time zones and fonts.
    pub(super) names: &'a Names,
    /// The colours.
    pub(super) theme: &'a Theme,
    /// What the control asks for.
    pub(super) wishes: &'a mut Vec<Wish>,
}

impl Cell<'_> {
    /// Asks for a value at the place of the row.
    pub(super) fn set(&mut self, value: impl Into<Value>) {
        self.wish(Wish::Set(self.row.path.clone(), value.into()));
    }

    /// Asks for something.
    pub(super) fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }

    /// Whether it is written otherwise than it is saved.
    fn is_changed(&self) -> bool {
        form::get(self.draft.base(), &self.row.path) != self.row.value
    }

    /// Whether it could be left empty, and is not.
    fn can_be_empty(&self) -> bool {
        let field = self.row.field;
        field.nullable && !field.secret && self.row.value != Some(&Value::Null)
    }

    /// Whether there is more to do with it than its control does.
    fn has_more(&self) -> bool {
        !self.row.field.read_only && (self.is_changed() || self.can_be_empty())
    }
}

/// About how high a row will be, until it has been drawn.
pub(super) fn height(row: &Row<'_>) -> f32 {
    match (&row.part, &row.field.kind) {
        (Part::Control, _) if is_tall(row) => 58.0,
        _ => HEIGHT + 2.0,
    }
}

/// Draws a row.
pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    let top = ui.cursor().min;
    let left = row.depth as f32 * INDENT;
    ui.horizontal_top(|ui| {
        ui.add_space(left);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            match row.part {
                Part::Group(fold) | Part::More(fold, _) => {
                    head(ui, cell, fold);
                }
                Part::List(fold, _) => controls::list::head(ui, cell, fold),
                Part::Entry(fold, index, len) => {
                    controls::list::entry(ui, cell, (fold, index, len));
                }
                Part::Single(index, len) => controls::list::single(ui, cell, (index, len)),
                Part::NewKey => controls::keys::new(ui, cell),
                Part::Control | Part::Shape(_) => field(ui, cell),
            }
            below(ui, cell);
        });
    });
    if cell.is_changed() && !matches!(row.part, Part::More(..) | Part::NewKey) {
        let bottom = ui.cursor().min.y - 3.0;
        let bar = Rect::from_min_max(
            pos2(top.x + left - 6.0, top.y + 3.0),
            pos2(top.x + left - 3.5, bottom),
        );
        ui.painter().rect_filled(bar, 1.0, cell.theme.accent);
    }
    ui.add_space(2.0);
}

/// Whether the control stands under its label.
fn is_tall(row: &Row<'_>) -> bool {
    if row.shown.is_some_and(|shown| !form::fits(row.field, shown)) {
        return true;
    }
    match &row.field.kind {
        FieldKind::Text(text) => {
            matches!(text.look, TextLook::Long | TextLook::Url | TextLook::Regex)
        }
        FieldKind::Choice(choice) => choice.radio && choice.options.len() > 2,
        FieldKind::List(_)
        | FieldKind::Several(_)
        | FieldKind::Colour(_)
        | FieldKind::TimeRange(_)
        | FieldKind::Files(_)
        | FieldKind::Folder(_)
        | FieldKind::Note(_)
        | FieldKind::Json(_) => true,
        FieldKind::Number(number) => number.slider,
        FieldKind::Toggle
        | FieldKind::Table(_)
        | FieldKind::Group(_)
        | FieldKind::Font(_)
        | FieldKind::Schedule(_)
        | FieldKind::Shapes(_) => row.field.secret,
    }
}

fn field(ui: &mut Ui, cell: &mut Cell<'_>) {
    let width = ui.available_width();
    let tall = is_tall(cell.row) || cell.row.field.secret;
    let right = ui.cursor().min.x + width;
    let top = ui.cursor().min.y;
    let buttons = if cell.has_more() {
        2.0 * BUTTON
    } else {
        BUTTON
    };
    if tall {
        label(ui, cell, width - buttons);
        let enabled = !cell.row.field.read_only;
        ui.add_enabled_ui(enabled, |ui| controls::show(ui, cell));
    } else {
        ui.horizontal(|ui| {
            ui.set_min_height(HEIGHT);
            let most = (width * 0.46).clamp(80.0, 240.0);
            label(ui, cell, most);
            let enabled = !cell.row.field.read_only;
            ui.add_enabled_ui(enabled, |ui| {
                ui.set_max_width(width - most - buttons - 12.0);
                controls::show(ui, cell);
            });
        });
    }
    let place = Rect::from_center_size(pos2(right - 12.0, top + HEIGHT / 2.0), vec2(22.0, 22.0));
    more(ui, cell, place.translate(vec2(-BUTTON, 0.0)));
    back(ui, cell, place);
}

/// The label with its tooltip; a click of the other button opens what can be done besides. It is painted only:
/// the control beside it has the same words as its name.
fn label(ui: &mut Ui, cell: &mut Cell<'_>, width: f32) {
    let row = cell.row;
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::CLICK);
    if matches!(row.field.kind, FieldKind::Note(_) | FieldKind::Folder(_)) {
        let name = row.label.as_ref();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, name));
    }
    let ink = if row.field.read_only {
        cell.theme.weak
    } else {
        cell.theme.text
    };
    let font = egui::TextStyle::Body.resolve(ui.style());
    let format = |colour: Color32| egui::TextFormat::simple(font.clone(), colour);
    let mut job = egui::text::LayoutJob::default();
    job.append(&row.label, 0.0, format(ink));
    if row.field.required {
        job.append(" *", 0.0, format(cell.theme.wait));
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    let galley = ui.painter().layout_job(job);
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    menu(&response, cell);
    response.on_hover_ui(|ui| tip(ui, cell));
}

/// What there is to know about a field.
fn tip(ui: &mut Ui, cell: &Cell<'_>) {
    let row = cell.row;
    ui.set_max_width(340.0);
    ui.label(RichText::new(row.label.as_ref()).strong());
    if !row.field.description.is_empty() {
        ui.label(&row.field.description);
    }
    let mut facts = vec![form::dotted(&row.path)];
    if let Some(default) = &row.field.default {
        facts.push(fill(
            "form.default",
            &[("value", &controls::short(default))],
        ));
    }
    for (on, key) in [
        (row.field.required, "form.required"),
        (row.field.read_only, "form.read_only"),
        (row.field.nullable, "form.nullable"),
    ] {
        if on {
            facts.push(key_text(key).to_owned());
        }
    }
    for fact in facts {
        ui.label(RichText::new(fact).small().color(cell.theme.weak));
    }
}

fn key_text(key: &'static str) -> &'static str {
    t(key)
}

/// What can be done with a field besides changing it, at the other mouse button.
fn menu(response: &Response, cell: &mut Cell<'_>) {
    response.context_menu(|ui| entries(ui, cell));
}

/// The same behind a button, where there is something to take back or to leave empty.
fn more(ui: &Ui, cell: &mut Cell<'_>, place: Rect) {
    if !cell.has_more() {
        return;
    }
    let name = fill("form.more_one", &[("name", &cell.row.label)]);
    let dots = icon::small_button(ui, place, Icon::More, &name, cell.theme);
    egui::Popup::menu(&dots)
        .accessible_name(name)
        .show(|ui| entries(ui, cell));
}

fn entries(ui: &mut Ui, cell: &mut Cell<'_>) {
    let path = cell.row.path.clone();
    let open = !cell.row.field.read_only;
    if open && cell.is_changed() && ui.button(t("form.undo")).clicked() {
        cell.wish(Wish::Undo(path.clone()));
    }
    if open && cell.row.value.is_some() && ui.button(t("form.reset")).clicked() {
        cell.wish(Wish::Reset(path.clone()));
    }
    if open && cell.can_be_empty() && ui.button(t("form.empty")).clicked() {
        cell.set(Value::Null);
    }
    if ui.button(t("form.copy_path")).clicked() {
        ui.ctx().copy_text(form::dotted(&path));
    }
    if !cell.row.field.secret && ui.button(t("form.copy_value")).clicked() {
        let value = cell.row.shown.map(ToString::to_string);
        ui.ctx().copy_text(value.unwrap_or_default());
    }
}

/// A button back to the default, where something else is written; or away with a key that people have added.
fn back(ui: &Ui, cell: &mut Cell<'_>, place: Rect) {
    let row = cell.row;
    if row.extra {
        let name = fill("form.remove_one", &[("name", &row.label)]);
        if icon::small_button(ui, place, Icon::Close, &name, cell.theme).clicked() {
            cell.wish(Wish::Reset(row.path.clone()));
        }
        return;
    }
    let known = row.field.default.is_some() || !row.field.required;
    let other = row.value.is_some() && row.value != row.field.default.as_ref();
    if !known || !other || row.field.read_only {
        return;
    }
    let name = fill("form.reset_one", &[("name", &row.label)]);
    if icon::small_button(ui, place, Icon::Reset, &name, cell.theme).clicked() {
        cell.wish(Wish::Reset(row.path.clone()));
    }
}

/// The head of a part that can be closed.
pub(super) fn head(ui: &mut Ui, cell: &mut Cell<'_>, fold: Fold) -> Response {
    let row = cell.row;
    let open = fold == Fold::Open;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let name = row.label.as_ref();
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, open, name)
    });
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, cell.theme.hover);
    }
    let triangle = if open { Icon::Down } else { Icon::Play };
    let at = pos2(rect.left() + 8.0, rect.center().y);
    if open {
        icon::paint(ui.painter(), at, triangle, cell.theme.weak);
    } else {
        fold_mark(ui, at, cell.theme.weak);
    }
    let count = if let Part::List(_, count) | Part::More(_, count) = row.part {
        format!("  {count}")
    } else {
        String::new()
    };
    let font = egui::TextStyle::Body.resolve(ui.style());
    let mut job = egui::text::LayoutJob::default();
    let format = |colour: Color32| egui::TextFormat::simple(font.clone(), colour);
    job.append(name, 0.0, format(cell.theme.text));
    job.append(&count, 0.0, format(cell.theme.weak));
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 100.0);
    let galley = ui.painter().layout_job(job);
    let at = pos2(rect.left() + 20.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, cell.theme.text);
    if response.clicked() {
        cell.wish(Wish::Open(row.path.clone(), !open));
    }
    if !matches!(row.part, Part::More(..)) {
        menu(&response, cell);
    }
    let place =
        Rect::from_center_size(pos2(rect.right() - 12.0, rect.center().y), vec2(22.0, 22.0));
    if !matches!(row.part, Part::More(..)) {
        // The buttons of a list stand to the right of it.
        let left = if matches!(row.part, Part::List(..)) {
            2.0
        } else {
            1.0
        };
        more(ui, cell, place.translate(vec2(-left * BUTTON, 0.0)));
    }
    if row.extra {
        back(ui, cell, place);
    }
    response.on_hover_ui(|ui| tip(ui, cell))
}

fn fold_mark(ui: &Ui, at: egui::Pos2, colour: Color32) {
    let points = [(-2.0, -4.0), (2.0, 0.0), (-2.0, 4.0)].map(|(x, y)| at + vec2(x, y));
    let line = egui::Shape::line(points.to_vec(), egui::Stroke::new(1.7, colour));
    ui.painter().add(line);
}

/// Under the control: what is wrong, and what was changed elsewhere.
fn below(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    if matches!(row.part, Part::More(..) | Part::NewKey) {
        return;
    }
    let missed = row.field.secret && row.value.is_none();
    if !missed && let Some(problem) = form::check_field(row.field, row.value) {
        let (sign, ink) = match problem.severity {
            Severity::Error => ("×", cell.theme.bad),
            Severity::Warning => ("!", cell.theme.wait),
            Severity::Hint => ("·", cell.theme.weak),
        };
        let words = format!("{sign} {} {}", row.label, problem.text);
        ui.add(Label::new(RichText::new(words).small().color(ink)).wrap());
    }
    let about = |path: &form::Path| *path == row.path;
    let conflict = cell.draft.conflicts.iter().find(|one| about(&one.path));
    let Some(conflict) = conflict.cloned() else {
        return;
    };
    let theirs = conflict.theirs.as_ref().map(controls::short);
    let theirs = theirs.unwrap_or_else(|| t("form.nothing").to_owned());
    let words = fill("form.conflict", &[("value", &theirs)]);
    ui.add(Label::new(RichText::new(words).small().color(cell.theme.wait)).wrap());
    ui.horizontal(|ui| {
        if ui.add(Button::new(t("form.take")).small()).clicked() {
            cell.wish(Wish::Take(conflict.path.clone()));
        }
        if ui.add(Button::new(t("form.keep")).small()).clicked() {
            cell.wish(Wish::Keep(conflict.path.clone()));
        }
    });
}

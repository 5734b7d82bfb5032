//! Lists and tables: entries are added, moved and removed; a row of a table opens to all its fields.

use egui::{Button, Label, Rect, RichText, Sense, TextEdit, Ui, pos2, vec2};
use lumarium_core::form::{Field, FieldKind, Size, fresh, new_row};
use serde_json::Value;

use super::{named, short};
use crate::window::action::keys::entered;
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::{self, Cell};
use crate::window::widgets::form::draft::Wish;
use crate::window::widgets::form::rows::Fold;
use crate::window::widgets::icon::{self, Icon};

/// The least width of a column, in points.
const COLUMN_MIN: f32 = 64.0;
/// Place for the buttons of an entry, in points.
const BUTTONS: f32 = 66.0;

/// The head of a list, with a button that adds an entry.
pub(in super::super) fn head(ui: &mut Ui, cell: &mut Cell<'_>, fold: Fold) {
    let row = cell.row;
    let response = cell::head(ui, cell, fold);
    let len = row.shown.and_then(Value::as_array).map_or(0, Vec::len);
    let full = size(row.field)
        .and_then(|size| size.most)
        .is_some_and(|most| len >= most);
    let rect = response.rect;
    if !full && !row.field.read_only {
        let place =
            Rect::from_center_size(pos2(rect.right() - 12.0, rect.center().y), vec2(22.0, 22.0));
        let name = fill("form.add_to", &[("name", &row.label)]);
        if icon::small_button(ui, place, Icon::Plus, &name, cell.theme).clicked() {
            let path = row.path.clone();
            let mut new = path.clone();
            new.push(len.into());
            cell.wish(Wish::Add(path.clone(), new_row(row.field)));
            cell.wish(Wish::Open(path, true));
            cell.wish(Wish::Open(new, true));
        }
    }
    let reset = row.value.is_some() && row.value != row.field.default.as_ref();
    if reset && !row.field.read_only {
        let place =
            Rect::from_center_size(pos2(rect.right() - 36.0, rect.center().y), vec2(22.0, 22.0));
        let name = fill("form.reset_one", &[("name", &row.label)]);
        if icon::small_button(ui, place, Icon::Reset, &name, cell.theme).clicked() {
            cell.wish(Wish::Reset(row.path.clone()));
        }
    }
    if let (FieldKind::Table(table), Fold::Open, true) = (&row.field.kind, fold, len > 0) {
        let names: Vec<String> = columns(&table.row, &table.columns, ui.available_width())
            .map(|field| field.label.clone())
            .collect();
        columns_line(ui, &names, cell.theme.weak, 20.0);
    }
}

fn size(field: &Field) -> Option<Size> {
    if let FieldKind::List(list) = &field.kind {
        return Some(list.size);
    }
    if let FieldKind::Table(table) = &field.kind {
        return Some(table.size);
    }
    None
}

/// As many columns as there is place for.
fn columns<'a>(row: &'a Field, named: &'a [String], width: f32) -> impl Iterator<Item = &'a Field> {
    let most = (((width - BUTTONS) / COLUMN_MIN) as usize).max(1);
    let fields: &[Field] = if let FieldKind::Group(group) = &row.kind {
        &group.fields
    } else {
        &[]
    };
    let find = |key: &'a String| fields.iter().find(|field| field.key == *key);
    named.iter().filter_map(find).take(most)
}

/// Texts side by side, each cut where its column ends.
fn columns_line(ui: &mut Ui, texts: &[String], ink: egui::Color32, height: f32) {
    let size = vec2(ui.available_width(), height);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    paint_columns(ui, rect, texts, ink);
}

fn paint_columns(ui: &Ui, rect: Rect, texts: &[String], ink: egui::Color32) {
    let width = (rect.width() - BUTTONS - 20.0) / texts.len().max(1) as f32;
    let font = egui::TextStyle::Small.resolve(ui.style());
    let mut left = rect.left() + 20.0;
    for text in texts {
        let mut job = egui::text::LayoutJob::simple_singleline(text.clone(), font.clone(), ink);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width - 6.0);
        let galley = ui.painter().layout_job(job);
        let at = pos2(left, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, ink);
        left += width;
    }
}

/// The head of an entry with fields of its own: a row of the table.
pub(in super::super) fn entry(
    ui: &mut Ui,
    cell: &mut Cell<'_>,
    (fold, index, len): (Fold, usize, usize),
) {
    let row = cell.row;
    let size = vec2(ui.available_width(), 28.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let open = fold == Fold::Open;
    let name = row.label.as_ref();
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, open, name)
    });
    let fill = if response.hovered() || response.has_focus() {
        cell.theme.hover
    } else {
        cell.theme.raised
    };
    ui.painter()
        .rect_filled(rect.shrink2(vec2(0.0, 1.0)), 4.0, fill);
    let sign = if open { "▾" } else { "▸" };
    let font = egui::TextStyle::Body.resolve(ui.style());
    let at = pos2(rect.left() + 5.0, rect.center().y);
    ui.painter()
        .text(at, egui::Align2::LEFT_CENTER, sign, font, cell.theme.weak);
    let texts = cells(row.field, row.shown, rect.width());
    let texts = if texts.is_empty() {
        vec![name.to_owned()]
    } else {
        texts
    };
    paint_columns(ui, rect, &texts, cell.theme.text);
    if response.clicked() {
        cell.wish(Wish::Open(row.path.clone(), !open));
    }
    buttons(ui, cell, rect, (index, len));
}

/// What a row shows in its columns: its first plain fields.
fn cells(entry: &Field, value: Option<&Value>, width: f32) -> Vec<String> {
    let FieldKind::Group(group) = &entry.kind else {
        return Vec::new();
    };
    let most = (((width - BUTTONS) / COLUMN_MIN) as usize).max(1);
    let plain = |field: &&Field| {
        let wide = matches!(
            field.kind,
            FieldKind::Group(_) | FieldKind::Table(_) | FieldKind::Json(_)
        );
        !wide && !field.hidden && !field.secret
    };
    let fields = group.fields.iter().filter(plain).take(most);
    let text = |field: &Field| {
        let held = value.and_then(|value| value.get(&field.key));
        match held.or(field.default.as_ref()) {
            Some(Value::Bool(true)) => t("form.yes").to_owned(),
            Some(Value::Bool(false)) => t("form.no").to_owned(),
            Some(value) => short(value),
            None => "–".to_owned(),
        }
    };
    fields.map(text).collect()
}

/// An entry that is a single value.
pub(in super::super) fn single(ui: &mut Ui, cell: &mut Cell<'_>, (index, len): (usize, usize)) {
    let width = ui.available_width();
    let start = ui.cursor().min;
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.set_max_width(width - BUTTONS - 4.0);
        super::show(ui, cell);
    });
    let rect = Rect::from_min_size(start, vec2(width, 28.0));
    buttons(ui, cell, rect, (index, len));
}

/// Up, down, away.
fn buttons(ui: &Ui, cell: &mut Cell<'_>, rect: Rect, (index, len): (usize, usize)) {
    let Some((_, list)) = cell.row.path.split_last() else {
        return;
    };
    let list = list.to_vec();
    let label = cell.row.label.to_string();
    let asks = [
        (
            index > 0,
            Icon::Up,
            "form.up",
            Wish::Move(list.clone(), index, index.saturating_sub(1)),
        ),
        (
            index + 1 < len,
            Icon::Down,
            "form.down",
            Wish::Move(list.clone(), index, index + 1),
        ),
        (
            true,
            Icon::Close,
            "form.remove_one",
            Wish::RemoveRow(list, index),
        ),
    ];
    let mut x = rect.right() - 54.0;
    for (can, icon, key, wish) in asks {
        let place = Rect::from_center_size(pos2(x, rect.center().y), vec2(20.0, 22.0));
        x += 21.0;
        if !can {
            continue;
        }
        let name = words(key, &label);
        if icon::small_button(ui, place, icon, &name, cell.theme).clicked() {
            cell.wish(wish);
        }
    }
}

fn words(key: &'static str, label: &str) -> String {
    fill(key, &[("name", &label)])
}

/// Short texts in a row, each with a button that takes it away, and a field for one more.
pub(super) fn tags(ui: &mut Ui, cell: &mut Cell<'_>) {
    let row = cell.row;
    let FieldKind::List(list) = &row.field.kind else {
        return;
    };
    let held = row.shown.and_then(Value::as_array);
    let held: &[Value] = held.map_or(&[], Vec::as_slice);
    ui.horizontal_wrapped(|ui| {
        for (index, tag) in held.iter().enumerate() {
            let tag = short(tag);
            let name = words("form.remove_one", &tag);
            let button = ui.add(Button::new(format!("{tag}  ×")).small());
            if named(button, &name).clicked() {
                cell.wish(Wish::RemoveRow(row.path.clone(), index));
            }
        }
        let full = list.size.most.is_some_and(|most| held.len() >= most);
        if full {
            ui.add(Label::new(
                RichText::new(t("form.full")).small().color(cell.theme.weak),
            ));
            return;
        }
        let mut new = cell
            .draft
            .typed(&row.path, "tag")
            .unwrap_or_default()
            .to_owned();
        let edit = TextEdit::singleline(&mut new)
            .hint_text(t("form.add"))
            .desired_width(90.0);
        let response = named(ui.add(edit), &words("form.add_to", &row.label));
        if response.changed() {
            let text = (!new.is_empty()).then(|| new.clone());
            cell.wish(Wish::Typed(row.path.clone(), "tag", text));
        }
        let ends = entered(ui, &response) || response.lost_focus();
        if ends && !new.trim().is_empty() {
            cell.wish(Wish::Typed(row.path.clone(), "tag", None));
            cell.wish(Wish::Add(row.path.clone(), tag(&list.entry, new.trim())));
        }
    });
}

/// What was typed, as the kind of value that the list holds.
fn tag(entry: &Field, text: &str) -> Value {
    if !matches!(entry.kind, FieldKind::Number(_)) {
        return Value::from(text);
    }
    let number = text.parse::<i64>().map(Value::from);
    let number = number.or_else(|_| text.parse::<f64>().map(Value::from));
    number.unwrap_or_else(|_| fresh(entry))
}

//! One of several values, some of several, and which of several shapes.

use egui::{Button, Checkbox, ComboBox, PopupCloseBehavior, RadioButton, ScrollArea, TextEdit, Ui};
use lumarium_core::form::{Choice, ChoiceOption, Field, Several, fresh};
use serde_json::Value;

use super::named;
use crate::window::text::{fill, t};
use crate::window::widgets::form::cell::Cell;
use crate::window::widgets::form::draft::Wish;

/// With more values than this there is a field to search them.
const SEARCH_FROM: usize = 12;
/// Values shown at once in a list that is searched.
const SHOWN_MAX: usize = 200;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>, choice: &Choice) {
    let held = cell.row.shown;
    let chosen = choice.options.iter().position(|option| is(option, held));
    if choice.radio {
        ui.horizontal_wrapped(|ui| {
            for (index, option) in choice.options.iter().enumerate() {
                let button = RadioButton::new(chosen == Some(index), &option.label);
                let name = format!("{}: {}", cell.row.label, option.label);
                if named(ui.add(button), &name).clicked() && chosen != Some(index) {
                    cell.set(option.value.clone());
                }
            }
        });
        return;
    }
    let shown = chosen.and_then(|chosen| choice.options.get(chosen));
    let shown = shown
        .map_or(t("form.choose"), |option| option.label.as_str())
        .to_owned();
    let labels: Vec<&str> = choice
        .options
        .iter()
        .map(|one| one.label.as_str())
        .collect();
    if let Some(index) = pick(ui, cell, &shown, &labels)
        && let Some(option) = choice.options.get(index)
        && chosen != Some(index)
    {
        cell.set(option.value.clone());
    }
}

fn is(option: &ChoiceOption, value: Option<&Value>) -> bool {
    let numbers = option.value.as_f64().zip(value.and_then(Value::as_f64));
    numbers.is_some_and(|(one, other)| one.total_cmp(&other).is_eq())
        || value == Some(&option.value)
}

/// A list that opens; gives the place of what was chosen.
pub(super) fn pick(
    ui: &mut Ui,
    cell: &mut Cell<'_>,
    shown: &str,
    labels: &[&str],
) -> Option<usize> {
    let searched = labels.len() > SEARCH_FROM;
    let before = cell
        .draft
        .typed(&cell.row.path, "search")
        .unwrap_or_default();
    let mut search = before.to_owned();
    let mut chosen = None;
    let close = if searched {
        PopupCloseBehavior::CloseOnClickOutside
    } else {
        PopupCloseBehavior::CloseOnClick
    };
    let made = ComboBox::from_id_salt("choice")
        .selected_text(shown)
        .width(ui.available_width().min(220.0))
        .truncate()
        .close_behavior(close)
        .show_ui(ui, |ui| {
            if searched {
                let edit = TextEdit::singleline(&mut search).hint_text(t("form.search"));
                let name = fill("form.search_one", &[("name", &cell.row.label)]);
                named(ui.add(edit), &name);
            }
            let wanted = search.to_lowercase();
            let fits = |label: &&str| wanted.is_empty() || label.to_lowercase().contains(&wanted);
            let found = labels.iter().enumerate().filter(|(_, label)| fits(label));
            ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
                for (index, label) in found.take(SHOWN_MAX) {
                    if ui.selectable_label(*label == shown, *label).clicked() {
                        chosen = Some(index);
                        ui.close();
                    }
                }
            });
        });
    let open = made.inner.is_some();
    named(made.response, &cell.row.label);
    if search != before && open {
        cell.wish(Wish::Typed(cell.row.path.clone(), "search", Some(search)));
    } else if !before.is_empty() && (!open || chosen.is_some()) {
        cell.wish(Wish::Typed(cell.row.path.clone(), "search", None));
    }
    chosen
}

/// A box to tick for each value; they are kept in the order of the schema.
pub(super) fn several(ui: &mut Ui, cell: &mut Cell<'_>, several: &Several) {
    let held = cell.row.shown.and_then(Value::as_array);
    let held: &[Value] = held.map_or(&[], Vec::as_slice);
    let mut asked = None;
    ui.horizontal_wrapped(|ui| {
        for option in &several.options {
            let mut on = held.iter().any(|value| is(option, Some(value)));
            let name = format!("{}: {}", cell.row.label, option.label);
            let short = option.label.chars().take(3).collect::<String>();
            let clicked = if several.days {
                let day = Button::selectable(on, short);
                named(ui.add(day), &name).clicked()
            } else {
                let tick = Checkbox::new(&mut on, &option.label);
                named(ui.add(tick), &name).clicked()
            };
            if clicked {
                asked = Some(option);
            }
        }
    });
    let Some(asked) = asked else { return };
    let was_on = held.iter().any(|value| is(asked, Some(value)));
    let wanted = |option: &&ChoiceOption| {
        let on = held.iter().any(|value| is(option, Some(value)));
        if option.value == asked.value {
            !was_on
        } else {
            on
        }
    };
    let chosen = several.options.iter().filter(wanted);
    cell.set(
        chosen
            .map(|option| option.value.clone())
            .collect::<Vec<_>>(),
    );
}

/// Which of several shapes a value has; another one begins anew.
pub(super) fn shape(ui: &mut Ui, cell: &mut Cell<'_>, (shapes, chosen): (&[Field], Option<usize>)) {
    let labels: Vec<&str> = shapes.iter().map(|shape| shape.label.as_str()).collect();
    let shown = chosen.and_then(|chosen| labels.get(chosen));
    let shown = shown.map_or(t("form.not_set"), |label| label).to_owned();
    if let Some(index) = pick(ui, cell, &shown, &labels)
        && chosen != Some(index)
        && let Some(shape) = shapes.get(index)
    {
        cell.set(fresh(shape));
    }
}

//! Numbers: dragged or typed; with a slider where the range is small or the author wished one.

use egui::{DragValue, Slider, SliderClamping, Ui};
use lumarium_core::form::Number;
use serde_json::Value;

use super::named;
use crate::window::text::t;
use crate::window::widgets::form::cell::Cell;

/// With at most so many steps a slider hits each of them.
const SLIDER_STEPS_MAX: f64 = 100.0;
/// The slider needs some place, in points.
const SLIDER_WIDTH_MIN: f32 = 130.0;

pub(super) fn show(ui: &mut Ui, cell: &mut Cell<'_>, rules: &Number) {
    let held = cell.row.shown.and_then(Value::as_f64);
    let before = held.unwrap_or_else(|| rules.minimum.unwrap_or(0.0).max(0.0));
    let mut value = before;
    let step = rules
        .multiple_of
        .unwrap_or(if rules.whole { 1.0 } else { 0.1 });
    let least = rules.minimum.or(rules.above).unwrap_or(f64::NEG_INFINITY);
    let most = rules.maximum.or(rules.below).unwrap_or(f64::INFINITY);
    let steps = (most - least) / step;
    let wide = ui.available_width() >= SLIDER_WIDTH_MIN;
    let slides = steps.is_finite() && steps > 0.0 && (rules.slider || steps <= SLIDER_STEPS_MAX);
    let decimals = if rules.whole { 0 } else { 6 };
    let changed = ui
        .horizontal(|ui| {
            let mut changed = false;
            if slides && wide {
                ui.spacing_mut().slider_width = (ui.available_width() - 60.0).min(160.0);
                let slider = Slider::new(&mut value, least..=most)
                    .step_by(step)
                    .clamping(SliderClamping::Never)
                    .show_value(false);
                changed |= named(ui.add(slider), &cell.row.label).changed();
            }
            let drag = DragValue::new(&mut value)
                .range(least..=most)
                .clamp_existing_to_range(false)
                .speed(step.max((most - least).min(1e6) / 400.0))
                .max_decimals(decimals);
            let name = format!("{} {}", cell.row.label, t("form.value"));
            let name = if slides && wide {
                &name
            } else {
                cell.row.label.as_ref()
            };
            changed |= named(ui.add(drag), name).changed();
            if held.is_none() {
                ui.weak(t("form.not_set"));
            }
            changed
        })
        .inner;
    // A value that only looks different after rounding was not changed by anybody.
    if changed && value.to_bits() != before.to_bits() {
        cell.set(number(rounded(value, rules), rules.whole));
    }
}

fn rounded(value: f64, rules: &Number) -> f64 {
    match rules.multiple_of {
        // Six digits after the point: 0.30000000000000004 is nobody's wish.
        Some(step) => ((value / step).round() * step * 1e6).round() / 1e6,
        None if rules.whole => value.round(),
        None => (value * 1e6).round() / 1e6,
    }
}

/// Whole numbers without a point.
fn number(value: f64, whole: bool) -> Value {
    if whole || value.fract() == 0.0 && value.abs() < 9e15 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

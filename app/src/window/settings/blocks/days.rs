//! The days of a schedule that has one span for each: on or off, from, to.

use egui::{RichText, Ui};
use lumarium_core::config::views::DAYS;
use lumarium_core::form::FieldKind;
use serde_json::{Value, json};

use super::{Block, small};
use crate::window::settings::kinds::time;
use crate::window::settings::line::{self, Line, at};
use crate::window::settings::rows::field;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// The sections with schedules.
pub(in crate::window::settings) const SCHEDULES: [&str; 2] = ["schedule", "dim_schedule"];

/// Shows the days of the schedules that have some.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    let names = [t("settings.schedule"), t("settings.dim_schedule")];
    let mut shown = false;
    for (key, name) in SCHEDULES.into_iter().zip(names) {
        let mode = at(&view.snapshot.config, &[key.to_owned(), "mode".to_owned()]);
        if mode.and_then(Value::as_str) == Some("per-day") {
            shown = true;
            ui.add_space(6.0);
            ui.label(RichText::new(name).strong());
            for day in DAYS {
                one(ui, view, key, day);
            }
        }
    }
    if !shown {
        small(ui, view, Block::Days.words().1);
    }
}

fn one(ui: &mut Ui, view: &mut View<'_>, schedule: &str, day: &str) {
    let day_name = day_name(day);
    let parts: [(&str, &'static str, FieldKind, Value); 3] = [
        (
            "enabled",
            "settings.day.enabled",
            FieldKind::Toggle,
            json!(true),
        ),
        ("start_time", "settings.day.start", time(), json!("00:00")),
        ("end_time", "settings.day.end", time(), json!("23:59")),
    ];
    for (key, words, kind, default) in parts {
        let path = [schedule, "days", day, key].map(str::to_owned);
        let label = fill(words, &[("day", &day_name)]);
        let field = field(key, (&label, ""), kind, default);
        let line = Line {
            path: &path,
            field: &field,
            restart: false,
        };
        line::show(ui, view, &line);
    }
}

fn day_name(day: &str) -> &'static str {
    match day {
        "monday" => t("day.monday"),
        "tuesday" => t("day.tuesday"),
        "wednesday" => t("day.wednesday"),
        "thursday" => t("day.thursday"),
        "friday" => t("day.friday"),
        "saturday" => t("day.saturday"),
        _ => t("day.sunday"),
    }
}

//! The health of a plugin: what fails, the waits, errors, transitions, reports that came too late.

use std::time::Duration;

use jiff::tz::TimeZone;
use lumarium_core::failure::Seconds;
use lumarium_core::health::wait;
use lumarium_core::isolation;
use lumarium_core::snapshot::{CallTime, PluginView};
use lumarium_core::time::Moment;

use crate::window::text::{self, fill, t};

/// How many waits to come are named.
const WAITS: u32 = 4;

/// Everything about a plugin's health.
pub(super) fn text(plugin: &PluginView, now: Moment, zone: &TimeZone) -> String {
    let mut words = String::new();
    let heading = |words: &mut String, key| words.extend([t(key), "\n"]);
    heading(&mut words, "health.state");
    let since = Seconds(now.since(plugin.state.since));
    line(
        &mut words,
        fill(
            "health.now",
            &[
                ("state", &plugin.state.name),
                ("time", &since),
                ("run", &plugin.run),
            ],
        ),
    );
    failing(&mut words, plugin, now);
    heading(&mut words, "health.calls");
    call(&mut words, t("health.update"), plugin.update_time);
    call(&mut words, t("health.draw"), plugin.draw_time);
    line(
        &mut words,
        fill(
            "health.dropped",
            &[("late", &plugin.late_reports), ("log", &plugin.log_dropped)],
        ),
    );
    if let Some(process) = &plugin.process {
        heading(&mut words, "health.process");
        line(
            &mut words,
            fill(
                "health.runs_on",
                &[
                    ("pid", &process.pid),
                    ("language", &process.language),
                    ("clock", &text::clock(process.since, zone)),
                ],
            ),
        );
        let level = isolation::level(&process.isolation);
        line(&mut words, fill("health.isolation", &[("level", &level)]));
        for guard in &process.isolation {
            let mark = if guard.holds { "+" } else { "–" };
            line(&mut words, format!("{mark} {}", guard.text));
        }
    }
    heading(&mut words, "health.errors");
    if plugin.errors.is_empty() {
        line(&mut words, t("health.none"));
    }
    for error in plugin.errors.iter().rev() {
        let clock = text::clock(error.wall, zone);
        let times = text::times(error.times);
        let row = format!(
            "{clock} r{} {}: {} {times}",
            error.run, error.stage, error.failure
        );
        line(&mut words, row);
    }
    heading(&mut words, "health.transitions");
    for change in plugin.history.iter().rev() {
        let clock = text::clock(change.wall, zone);
        let times = text::times(change.times);
        let row = format!(
            "{clock} r{} {} → {}: {} {times}",
            change.run, change.from, change.to, change.cause
        );
        line(&mut words, row);
    }
    words
}

fn line(words: &mut String, row: impl AsRef<str>) {
    words.extend(["  ", row.as_ref().trim_end(), "\n"]);
}

fn failing(words: &mut String, plugin: &PluginView, now: Moment) {
    let Some(failing) = &plugin.state.failing else {
        line(words, t("health.well"));
        return;
    };
    if failing.failure.is_offline() {
        let parts: [(&str, &dyn std::fmt::Display); 2] =
            [("stage", &failing.stage), ("what", &failing.failure)];
        line(words, fill("health.offline", &parts));
    } else {
        line(
            words,
            fill(
                "health.fails",
                &[
                    ("stage", &failing.stage),
                    ("what", &failing.failure),
                    ("n", &failing.count),
                ],
            ),
        );
    }
    let Some(at) = failing.retry_at else {
        line(words, t("health.no_retry"));
        return;
    };
    line(words, text::retry_in(at.since(now)));
    if plugin.state.is_offline() {
        // Always at the usual pace.
        return;
    }
    let first = Duration::from_millis(plugin.update_interval_millis.unwrap_or(0));
    let waits = (1..=WAITS).map(|more| {
        let count = failing.count.saturating_add(more);
        Seconds(wait(count, first)).to_string()
    });
    let waits: Vec<String> = waits.collect();
    line(words, fill("health.waits", &[("waits", &waits.join(", "))]));
}

fn call(words: &mut String, name: &str, time: Option<CallTime>) {
    let row = match time {
        None => fill("health.no_call", &[("name", &name)]),
        Some(time) => fill(
            "health.call",
            &[
                ("name", &name),
                ("last", &format!("{:.1}", time.last_ms)),
                ("mean", &format!("{:.1}", time.mean_ms)),
                ("max", &format!("{:.1}", time.max_ms)),
                ("n", &time.count),
            ],
        ),
    };
    line(words, row);
}

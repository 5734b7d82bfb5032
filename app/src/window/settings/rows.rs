//! The settings that have a row of their own: one line each. Their words stand under `setting.` in the file of
//! words; their defaults are those of the configuration's views.

use std::sync::LazyLock;

use lumarium_core::config::views::{
    BRIGHTNESS_DEFAULT, CHAIN_DEFAULT, COLS_DEFAULT, PARALLEL_DEFAULT, PLUGINS_DIRECTORY_DEFAULT,
    REFRESH_HZ_DEFAULT, ROWS_DEFAULT, TRANSITION_MILLIS_DEFAULT, TRANSITION_MILLIS_MAX,
};
use lumarium_core::form::{Field, FieldKind};
use lumarium_core::limits::{
    CANVAS_SIDE_MAX, DEADLINE_SECS_MAX, DRAW_AGAIN_TIMEOUT, DRAW_TIMEOUT, REFRESH_HZ_MAX,
    STOP_TIMEOUT, UPDATE_TIMEOUT, WORKER_MEMORY_MB, WORKER_MEMORY_MB_MAX, WORKER_MEMORY_MB_MIN,
};
use serde_json::{Value, json};

use super::kinds::{choice, counted, percent, text, time, whole, zone};
use super::parts::Part;
use crate::window::text::t;

/// One setting of config.json.
#[derive(Debug)]
pub struct Row {
    /// Keys from the top, joined by dots; none of them has a dot in it.
    pub path: &'static str,
    /// Where it stands on the page.
    pub part: Part,
    /// What it holds.
    pub field: Field,
    /// It takes effect at the next start.
    pub restart: bool,
}

/// When a change takes effect.
#[derive(Clone, Copy)]
enum Takes {
    /// As soon as it is saved.
    Now,
    /// At the next start.
    Restart,
}

macro_rules! rows {
    ($($part:ident $path:literal: $kind:expr, $default:expr, $takes:ident;)*) => {
        /// All of them, in the order of the page.
        pub static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| vec![$(
            Row {
                path: $path,
                part: Part::$part,
                field: field(
                    $path,
                    (t(concat!("setting.", $path)), t(concat!("setting.", $path, ".tip"))),
                    $kind,
                    json!($default),
                ),
                restart: matches!(Takes::$takes, Takes::Restart),
            },
        )*]);
    };
}

/// A field of its own; `null` as default: there is none.
pub(super) fn field(
    path: &str,
    (label, tip): (&str, &str),
    kind: FieldKind,
    default: Value,
) -> Field {
    Field {
        description: tip.to_owned(),
        default: Some(default).filter(|default| !default.is_null()),
        ..Field::new(path, label, kind)
    }
}

/// No default.
const NONE: Value = Value::Null;
/// How modules are wired to the pins, as LEDMatrix's driver names it.
const MAPPINGS: &[&str] = &[
    "adafruit-hat",
    "adafruit-hat-pwm",
    "regular",
    "regular-pi1",
    "classic",
    "classic-pi1",
    "compute-module",
];
/// The order of the colours of an LED.
const SEQUENCES: &[&str] = &["RGB", "RBG", "GRB", "GBR", "BRG", "BGR"];

rows! {
    Panel "display.hardware.rows": whole(1, CANVAS_SIDE_MAX), ROWS_DEFAULT, Restart;
    Panel "display.hardware.cols": whole(1, CANVAS_SIDE_MAX), COLS_DEFAULT, Restart;
    Panel "display.hardware.chain_length": whole(1, CANVAS_SIDE_MAX), CHAIN_DEFAULT, Restart;
    Panel "display.hardware.parallel": whole(1, CANVAS_SIDE_MAX), PARALLEL_DEFAULT, Restart;
    Panel "display.hardware.brightness": percent(), BRIGHTNESS_DEFAULT, Now;
    Panel "display.lumarium.refresh_hz": counted(1, REFRESH_HZ_MAX, "Hz"), REFRESH_HZ_DEFAULT, Restart;
    Rotation "display.lumarium.transition": choice(&[("cut", t("transition.cut")), ("fade", t("transition.fade")), ("slide", t("transition.slide"))]), "fade", Now;
    Rotation "display.lumarium.transition_millis": counted(0, TRANSITION_MILLIS_MAX as u32, "ms"), TRANSITION_MILLIS_DEFAULT, Now;
    Rotation "display.lumarium.show_alternatives": FieldKind::Toggle, false, Now;
    Place "timezone": zone(), "UTC", Now;
    Place "location.city": text(), NONE, Now;
    Place "location.state": text(), NONE, Now;
    Place "location.country": text(), NONE, Now;
    Times "schedule.enabled": FieldKind::Toggle, false, Now;
    Times "schedule.mode": choice(&[("global", t("settings.mode.global")), ("per-day", t("settings.mode.per_day"))]), "global", Now;
    Times "schedule.start_time": time(), "00:00", Now;
    Times "schedule.end_time": time(), "23:59", Now;
    Times "dim_schedule.enabled": FieldKind::Toggle, false, Now;
    Times "dim_schedule.dim_brightness": percent(), 30, Now;
    Times "dim_schedule.mode": choice(&[("global", t("settings.mode.global")), ("per-day", t("settings.mode.per_day"))]), "global", Now;
    Times "dim_schedule.start_time": time(), "00:00", Now;
    Times "dim_schedule.end_time": time(), "23:59", Now;
    Plugins "plugin_system.plugins_directory": text(), PLUGINS_DIRECTORY_DEFAULT, Restart;
    Plugins "plugin_system.development_mode": FieldKind::Toggle, false, Restart;
    Plugins "display.lumarium.worker_memory_mb": counted(WORKER_MEMORY_MB_MIN, WORKER_MEMORY_MB_MAX, "MiB"), WORKER_MEMORY_MB, Now;
    Plugins "display.lumarium.update_deadline": counted(1, DEADLINE_SECS_MAX, "s"), UPDATE_TIMEOUT.as_secs(), Now;
    Plugins "display.lumarium.first_display_deadline": counted(1, DEADLINE_SECS_MAX, "s"), DRAW_TIMEOUT.as_secs(), Now;
    Plugins "display.lumarium.display_deadline": counted(1, DEADLINE_SECS_MAX, "s"), DRAW_AGAIN_TIMEOUT.as_secs(), Now;
    Plugins "display.lumarium.cleanup_deadline": counted(1, DEADLINE_SECS_MAX, "s"), STOP_TIMEOUT.as_secs(), Now;
    Wiring "display.hardware.hardware_mapping": choice(&named(MAPPINGS)), "adafruit-hat", Now;
    Wiring "display.runtime.gpio_slowdown": whole(0, 10), 3, Now;
    Wiring "display.runtime.rp1_rio": whole(0, 1), 0, Now;
    Wiring "display.hardware.led_rgb_sequence": choice(&named(SEQUENCES)), "RGB", Now;
    Wiring "display.hardware.pwm_bits": whole(1, 11), 9, Now;
    Wiring "display.hardware.pwm_dither_bits": whole(0, 2), 1, Now;
    Wiring "display.hardware.pwm_lsb_nanoseconds": counted(50, 3_000, "ns"), 130, Now;
    Wiring "display.hardware.scan_mode": whole(0, 1), 0, Now;
    Wiring "display.hardware.row_address_type": whole(0, 5), 0, Now;
    Wiring "display.hardware.multiplexing": whole(0, 22), 0, Now;
    Wiring "display.hardware.limit_refresh_rate_hz": counted(0, 1_000, "Hz"), 100, Now;
    Wiring "display.hardware.panel_type": text(), NONE, Now;
    Wiring "display.hardware.pixel_mapper_config": text(), NONE, Now;
    Wiring "display.hardware.disable_hardware_pulsing": FieldKind::Toggle, false, Now;
    Wiring "display.hardware.inverse_colors": FieldKind::Toggle, false, Now;
    Wiring "display.hardware.show_refresh_rate": FieldKind::Toggle, false, Now;
}

/// Values that are their own names.
fn named(values: &'static [&'static str]) -> Vec<(&'static str, &'static str)> {
    values.iter().map(|value| (*value, *value)).collect()
}

//! Typed views on the keys we use. People and other programs write these files: a dirty value is
//! clamped or replaced by its default, and `problems` says so. No view ever fails.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::config::{Document, kind};
use crate::frame::Size;
use crate::id::PluginId;
use crate::limits;
use crate::manifest::Problem;

pub use own::Own;
pub use schedule::{DAYS, Schedule, ScheduleMode, Span};

mod own;
mod schedule;

/// LEDMatrix's rows of one module.
pub const ROWS_DEFAULT: u32 = 32;
/// LEDMatrix's columns of one module.
pub const COLS_DEFAULT: u32 = 64;
/// LEDMatrix's modules in a chain.
pub const CHAIN_DEFAULT: u32 = 2;
/// LEDMatrix's chains.
pub const PARALLEL_DEFAULT: u32 = 1;
/// LEDMatrix's brightness in percent.
pub const BRIGHTNESS_DEFAULT: u8 = 90;
/// LEDMatrix's folder of plugins, relative to the root.
pub const PLUGINS_DIRECTORY_DEFAULT: &str = "plugin-repos";
/// Frames a second where nobody says.
pub const REFRESH_HZ_DEFAULT: u32 = 60;
/// Length of a transition where nobody says, in milliseconds.
pub const TRANSITION_MILLIS_DEFAULT: u64 = 400;
/// The longest transition, in milliseconds.
pub const TRANSITION_MILLIS_MAX: u64 = 10_000;

/// `display.hardware`, as far as a simulated panel needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Rows of one module.
    pub rows: u32,
    /// Columns of one module.
    pub cols: u32,
    /// Modules in a chain.
    pub chain_length: u32,
    /// Chains.
    pub parallel: u32,
    /// Percent, 0 to 100.
    pub brightness: u8,
    /// The canvas: `cols * chain_length` by `rows * parallel`, within `CANVAS_SIDE_MAX`.
    pub size: Size,
}

/// `display.runtime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuntimeOptions {
    /// Waiting cycles of the GPIO pins.
    pub gpio_slowdown: u32,
    /// How a Raspberry Pi 5 drives the pins: 0 is PIO, 1 is RIO.
    pub rp1_rio: u32,
}

/// Where the panel hangs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// Town.
    pub city: String,
    /// State or province.
    pub state: String,
    /// Country.
    pub country: String,
}

impl Document {
    /// The panel's shape and brightness.
    pub fn display(&self) -> Display {
        self.reader().display()
    }

    /// Options of the panel's driver.
    pub fn runtime(&self) -> RuntimeOptions {
        let mut reader = self.reader();
        RuntimeOptions {
            gpio_slowdown: reader.number(&["display", "runtime", "gpio_slowdown"], (0, 10), 3),
            rp1_rio: reader.number(&["display", "runtime", "rp1_rio"], (0, 1), 0),
        }
    }

    /// `display.display_durations`: how long a screen stays, by its name.
    pub fn durations(&self) -> BTreeMap<String, Duration> {
        self.reader().durations()
    }

    /// `display.plugin_rotation_order`: ids first to last, each once.
    pub fn rotation_order(&self) -> Vec<PluginId> {
        self.reader().rotation_order()
    }

    /// The folder of plugins: relative to the root, or absolute.
    pub fn plugins_directory(&self) -> PathBuf {
        let path = ["plugin_system", "plugins_directory"];
        PathBuf::from(self.reader().text(&path, PLUGINS_DIRECTORY_DEFAULT))
    }

    /// Whether all plugins are working copies that are watched.
    pub fn development_mode(&self) -> bool {
        self.reader()
            .flag(&["plugin_system", "development_mode"], false)
    }

    /// The IANA name of the panel's time zone; UTC if there is none or it is unknown.
    pub fn time_zone(&self) -> String {
        self.reader().time_zone()
    }

    /// Where the panel hangs.
    pub fn location(&self) -> Location {
        let mut reader = self.reader();
        Location {
            city: reader.text(&["location", "city"], ""),
            state: reader.text(&["location", "state"], ""),
            country: reader.text(&["location", "country"], ""),
        }
    }

    /// Our own keys.
    pub fn lumarium(&self) -> Own {
        self.reader().own()
    }

    /// Everything that the views had to clamp or replace, and sections that cannot be plugins.
    pub fn problems(&self) -> Vec<Problem> {
        let mut reader = self.reader();
        reader.display();
        reader.durations();
        reader.rotation_order();
        reader.text(
            &["plugin_system", "plugins_directory"],
            PLUGINS_DIRECTORY_DEFAULT,
        );
        reader.flag(&["plugin_system", "development_mode"], false);
        reader.time_zone();
        reader.own();
        let mut problems = reader.problems;
        problems.extend(self.schedule_problems());
        let (sections, misnamed) = self.plugin_sections();
        problems.extend(misnamed);
        for (id, section) in sections {
            if let Some(value) = section.get("enabled").filter(|value| !value.is_boolean()) {
                problems.push(Problem::warning(format!(
                    "{id}.enabled is {}, not true or false; {id} stays off",
                    kind(value)
                )));
            }
        }
        problems
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            document: self,
            problems: Vec::new(),
        }
    }
}

/// Reads single values and notes what was wrong with them.
struct Reader<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn value(&self, path: &[&str]) -> Option<Value> {
        self.document.get(path).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, path: &[&str], value: &Value, instead: &str) {
        self.problems.push(Problem::warning(format!(
            "{} cannot be {}; {instead} is used",
            path.join("."),
            kind(value)
        )));
    }

    /// A whole number within `range` (both included); also from a text of digits.
    fn number(&mut self, path: &[&str], range: (u32, u32), default: u32) -> u32 {
        let Some(value) = self.value(path) else {
            return default;
        };
        let number = match &value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse::<f64>().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let Some(number) = number.filter(|number| number.is_finite()) else {
            self.wrong(path, &value, &default.to_string());
            return default;
        };
        let legal = number.clamp(f64::from(range.0), f64::from(range.1));
        if (legal - number).abs() > f64::EPSILON {
            self.problems.push(Problem::warning(format!(
                "{} is {number}, outside {} to {}; {legal} is used",
                path.join("."),
                range.0,
                range.1
            )));
        }
        legal as u32
    }

    fn text(&mut self, path: &[&str], default: &str) -> String {
        match self.value(path) {
            None => default.to_owned(),
            Some(Value::String(text)) if !text.trim().is_empty() => text,
            Some(Value::String(_)) => default.to_owned(),
            Some(value) => {
                self.wrong(path, &value, &format!("{default:?}"));
                default.to_owned()
            }
        }
    }

    fn flag(&mut self, path: &[&str], default: bool) -> bool {
        match self.value(path) {
            None => default,
            Some(Value::Bool(flag)) => flag,
            Some(value) => {
                self.wrong(path, &value, &default.to_string());
                default
            }
        }
    }

    fn display(&mut self) -> Display {
        let side = limits::CANVAS_SIDE_MAX;
        let mut key =
            |name, range, default| self.number(&["display", "hardware", name], range, default);
        let rows = key("rows", (1, side), ROWS_DEFAULT);
        let cols = key("cols", (1, side), COLS_DEFAULT);
        let chain_length = key("chain_length", (1, side), CHAIN_DEFAULT);
        let parallel = key("parallel", (1, side), PARALLEL_DEFAULT);
        let brightness = key("brightness", (0, 100), u32::from(BRIGHTNESS_DEFAULT)) as u8;
        let wished = (
            u64::from(cols) * u64::from(chain_length),
            u64::from(rows) * u64::from(parallel),
        );
        let size = Size::new(
            wished.0.min(u64::from(side)) as u32,
            wished.1.min(u64::from(side)) as u32,
        );
        if (u64::from(size.width), u64::from(size.height)) != wished {
            self.problems.push(Problem::warning(format!(
                "display.hardware makes a canvas of {}x{}; {size} is used, {side} is the longest side",
                wished.0, wished.1
            )));
        }
        Display {
            rows,
            cols,
            chain_length,
            parallel,
            brightness,
            size,
        }
    }

    fn durations(&mut self) -> BTreeMap<String, Duration> {
        let path = ["display", "display_durations"];
        let map = match self.value(&path) {
            None => return BTreeMap::new(),
            Some(Value::Object(map)) => map,
            Some(value) => {
                self.wrong(&path, &value, "no duration");
                return BTreeMap::new();
            }
        };
        let mut durations = BTreeMap::new();
        for (name, value) in map {
            let seconds = value
                .as_f64()
                .filter(|seconds| seconds.is_finite() && *seconds > 0.0);
            let Some(seconds) = seconds else {
                self.wrong(
                    &["display", "display_durations", &name],
                    &value,
                    "the plugin's own",
                );
                continue;
            };
            let most = limits::SCREEN_DURATION_MAX.as_secs_f64();
            let stay = Duration::from_secs_f64(seconds.min(most));
            durations.insert(name, stay.max(limits::SCREEN_DURATION_MIN));
        }
        durations
    }

    fn rotation_order(&mut self) -> Vec<PluginId> {
        let path = ["display", "plugin_rotation_order"];
        let list = match self.value(&path) {
            None => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(value) => {
                self.wrong(&path, &value, "the order of the sections");
                return Vec::new();
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        let mut order = Vec::new();
        for value in list {
            match value.as_str().map(PluginId::parse) {
                Some(Ok(id)) => {
                    if seen.insert(id.clone()) {
                        order.push(id);
                    }
                }
                Some(Err(error)) => self.problems.push(Problem::warning(format!(
                    "display.plugin_rotation_order names what is no plugin: {error}"
                ))),
                None => self.wrong(&path, &value, "the rest of the order"),
            }
        }
        order
    }

    fn time_zone(&mut self) -> String {
        const UTC: &str = "UTC";
        let name = self.text(&["timezone"], UTC);
        if name == UTC || jiff::tz::TimeZone::get(&name).is_ok() {
            return name;
        }
        self.problems.push(Problem::warning(format!(
            "timezone {name:?} is not known; UTC is used, write one such as \"Europe/Berlin\""
        )));
        UTC.to_owned()
    }
}

//! Values on the command line, read once into their types. Each error says what is right.

use std::time::Duration;

use lumarium_core::frame::Size;
use lumarium_core::id::PluginId;
use lumarium_core::limits;
use lumarium_core::message::ScreenName;
use serde_json::Value;

use crate::window::page::Page;
use crate::window::prefs::Look;

/// `key=value` for `render --set`.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Keys from the top of the plugin's section.
    pub path: Vec<String>,
    /// The value.
    pub value: Value,
}

/// A plugin's id.
pub fn plugin_id(text: &str) -> Result<PluginId, String> {
    PluginId::parse(text).map_err(|error| error.to_string())
}

/// `plugin` or `plugin/screen`.
pub fn screen_name(text: &str) -> Result<ScreenName, String> {
    let (plugin, name) = match text.split_once('/') {
        Some((plugin, name)) => (plugin, Some(name)),
        None => (text, None),
    };
    if name.is_some_and(str::is_empty) {
        return Err("the screen's name is empty; give plugin/screen, or the plugin alone".into());
    }
    Ok(ScreenName {
        plugin: plugin_id(plugin)?,
        name: name.map(ToOwned::to_owned),
    })
}

/// `128x32`.
pub fn size(text: &str) -> Result<Size, String> {
    Size::parse(text).ok_or_else(|| {
        format!(
            "give width and height as in 128x32, each from 1 to {}",
            limits::CANVAS_SIDE_MAX
        )
    })
}

/// A page of the window.
pub fn page(text: &str) -> Result<Page, String> {
    match text {
        "stage" => Ok(Page::Stage),
        "inspector" => Ok(Page::Inspector),
        "store" => Ok(Page::Store),
        "settings" => Ok(Page::Settings),
        _ => Err("give stage, inspector, store or settings".to_owned()),
    }
}

/// Colours of the window.
pub fn look(text: &str) -> Result<Look, String> {
    match text {
        "system" => Ok(Look::System),
        "dark" => Ok(Look::Dark),
        "light" => Ok(Look::Light),
        "contrast" => Ok(Look::HighContrast),
        _ => Err("give system, dark, light or contrast".to_owned()),
    }
}

/// `1280x800`, in points.
pub fn window_size(text: &str) -> Result<[f32; 2], String> {
    const SIDES: std::ops::RangeInclusive<u16> = 320..=7680;
    let side = |text: &str| {
        let side: Option<u16> = text.trim().parse().ok();
        side.filter(|side| SIDES.contains(side)).map(f32::from)
    };
    let sides = text.split_once('x');
    let sides = sides.and_then(|(width, height)| Some([side(width)?, side(height)?]));
    sides.ok_or_else(|| {
        format!(
            "give width and height as in 1280x800, each from {} to {}",
            SIDES.start(),
            SIDES.end()
        )
    })
}

/// `500ms`, `5s`, `2m`, `1h`; a number alone is seconds.
pub fn span(text: &str) -> Result<Duration, String> {
    const WRONG: &str = "give a time as in 500ms, 5s, 2m or 1h";
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number
        .parse()
        .map_err(|error| format!("{WRONG} ({error})"))?;
    let secs = match unit.trim() {
        "ms" => number / 1_000.0,
        "" | "s" => number,
        "m" | "min" => number * 60.0,
        "h" => number * 3_600.0,
        _ => return Err(WRONG.to_owned()),
    };
    let span = Duration::try_from_secs_f64(secs).map_err(|error| format!("{WRONG} ({error})"))?;
    if span > limits::SCREEN_DURATION_MAX {
        return Err("that is too long; a day is the most".to_owned());
    }
    Ok(span)
}

/// A time that something may take: not none, and no longer than the longest errand.
pub fn deadline(text: &str) -> Result<Duration, String> {
    let span = span(text)?;
    if span < Duration::from_millis(100) || span > limits::DRAWING_TIMEOUT {
        let most = limits::DRAWING_TIMEOUT.as_secs() / 60;
        return Err(format!("give 100ms at least and {most}m at most"));
    }
    Ok(span)
}

/// Something that goes wrong with the simulated panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is busy so long with each frame.
    Slow(Duration),
    /// So many of 100 frames are lost.
    Drop(u8),
    /// It is not connected.
    Unplugged,
}

/// `slow:40ms`, `drop:20`, `unplugged`.
pub fn fault(text: &str) -> Result<Fault, String> {
    const WRONG: &str = "give slow:40ms, drop:20 (percent) or unplugged";
    match text.split_once(':') {
        None if text == "unplugged" => Ok(Fault::Unplugged),
        Some(("slow", time)) => Ok(Fault::Slow(span(time)?)),
        Some(("drop", percent)) => match percent.trim_end_matches('%').parse() {
            Ok(percent) if percent <= 100 => Ok(Fault::Drop(percent)),
            Ok(_) | Err(_) => Err(WRONG.to_owned()),
        },
        None | Some(_) => Err(WRONG.to_owned()),
    }
}

/// A value of the configuration: JSON if it is JSON, else text.
pub fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// `a.b.c`; a key that has a dot stands in quotes: `"my.plugin".enabled`.
pub fn path(text: &str) -> Result<Vec<String>, String> {
    let mut keys = Vec::new();
    let mut rest = text;
    loop {
        let (key, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted
                .split_once('"')
                .ok_or("a quote is not closed; write \"my.plugin\".enabled")?
        } else {
            rest.split_at(rest.find('.').unwrap_or(rest.len()))
        };
        if key.is_empty() {
            return Err(
                "a key is empty; write keys with dots between, as in display.brightness".into(),
            );
        }
        keys.push(key.to_owned());
        if after.is_empty() {
            return Ok(keys);
        }
        rest = after
            .strip_prefix('.')
            .ok_or("a dot is missing after a quoted key")?;
    }
}

/// `key=value`, the key as in `path`, the value as in `json_or_text`.
pub fn setting(text: &str) -> Result<Setting, String> {
    let (key, value) = text
        .split_once('=')
        .ok_or("give a setting as in seconds=true")?;
    Ok(Setting {
        path: path(key)?,
        value: json_or_text(value),
    })
}

/// An RFC 3339 time, in milliseconds since 1970.
pub fn wall_time(text: &str) -> Result<lumarium_core::time::Wall, String> {
    let stamp: jiff::Timestamp = text.parse().map_err(|error| {
        format!("give a time with its offset, as in 2026-01-31T18:30:00Z ({error})")
    })?;
    Ok(lumarium_core::time::Wall(stamp.as_millisecond()))
}

/// An IANA time zone.
pub fn time_zone(text: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("give a time zone as in Europe/Berlin ({error})")),
    }
}

//! Reads a plugin's settings. What is missing or `null` has its default; what has the wrong type or an
//! impossible value is told with its name, its value and what is allowed, and nothing is guessed.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::frame::Rgb;

/// Characters of a value that an error repeats.
const SHOWN_MAX: usize = 60;

/// The settings of one plugin.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    section: &'a Value,
}

impl<'a> Settings<'a> {
    /// Wraps a section of the configuration.
    pub(crate) fn new(section: &'a Value) -> Result<Self, String> {
        if section.is_object() || section.is_null() {
            Ok(Self { section })
        } else {
            let shown = shown(section);
            Err(format!(
                "the settings are {shown}, but must be an object: remove the section to get the defaults"
            ))
        }
    }

    /// The value of `key`, if there is one.
    pub(crate) fn raw(self, key: &str) -> Option<&'a Value> {
        self.section.get(key).filter(|value| !value.is_null())
    }

    /// A switch.
    pub(crate) fn flag(self, key: &str, default: bool) -> Result<bool, String> {
        self.raw(key).map_or(Ok(default), |value| {
            value
                .as_bool()
                .ok_or_else(|| wrong(key, value, "true or false"))
        })
    }

    /// A number within a range.
    pub(crate) fn number(
        self,
        key: &str,
        default: f64,
        range: RangeInclusive<f64>,
    ) -> Result<f64, String> {
        self.raw(key).map_or(Ok(default), |value| {
            value
                .as_f64()
                .filter(|number| range.contains(number))
                .ok_or_else(|| {
                    let allowed = format!("a number from {} to {}", range.start(), range.end());
                    wrong(key, value, &allowed)
                })
        })
    }

    /// A whole number within a range; `3.0` is one.
    pub(crate) fn whole(
        self,
        key: &str,
        default: i64,
        range: RangeInclusive<i64>,
    ) -> Result<i64, String> {
        self.raw(key).map_or(Ok(default), |value| {
            let float = || {
                value
                    .as_f64()
                    .filter(|n| n.fract() == 0.0)
                    .map(|n| n as i64)
            };
            value
                .as_i64()
                .or_else(float)
                .filter(|number| range.contains(number))
                .ok_or_else(|| {
                    let allowed =
                        format!("a whole number from {} to {}", range.start(), range.end());
                    wrong(key, value, &allowed)
                })
        })
    }

    /// A text of at most `max` characters.
    pub(crate) fn text(self, key: &str, default: &str, max: usize) -> Result<String, String> {
        self.raw(key).map_or(Ok(default.to_owned()), |value| {
            value
                .as_str()
                .filter(|text| text.chars().count() <= max)
                .map(ToOwned::to_owned)
                .ok_or_else(|| wrong(key, value, &format!("a text of at most {max} characters")))
        })
    }

    /// Up to `count_max` texts of at most `max` characters each.
    pub(crate) fn texts(
        self,
        key: &str,
        count_max: usize,
        max: usize,
    ) -> Result<Vec<String>, String> {
        let Some(value) = self.raw(key) else {
            return Ok(Vec::new());
        };
        let read = |value: &Value| {
            let text = value.as_str()?;
            (text.chars().count() <= max).then(|| text.to_owned())
        };
        value
            .as_array()
            .filter(|list| list.len() <= count_max)
            .and_then(|list| list.iter().map(read).collect())
            .ok_or_else(|| {
                let allowed =
                    format!("a list of at most {count_max} texts of at most {max} characters");
                wrong(key, value, &allowed)
            })
    }

    /// One of some words.
    pub(crate) fn choice<T: Copy>(
        self,
        key: &str,
        default: T,
        choices: &[(&str, T)],
    ) -> Result<T, String> {
        self.raw(key).map_or(Ok(default), |value| {
            let word = value.as_str();
            choices
                .iter()
                .find(|(name, _)| Some(*name) == word)
                .map(|(_, choice)| *choice)
                .ok_or_else(|| {
                    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
                    wrong(key, value, &format!("one of {}", names.join(", ")))
                })
        })
    }

    /// A colour, `[red, green, blue]` with 0 to 255 each.
    pub(crate) fn colour(self, key: &str, default: Rgb) -> Result<Rgb, String> {
        self.raw(key).map_or(Ok(default), |value| {
            let channel = |value: &Value| {
                let float = || {
                    value
                        .as_f64()
                        .filter(|n| n.fract() == 0.0)
                        .map(|n| n as i64)
                };
                u8::try_from(value.as_i64().or_else(float)?).ok()
            };
            let channels = value
                .as_array()
                .and_then(|list| list.iter().map(channel).collect::<Option<Vec<u8>>>());
            match channels.as_deref() {
                Some(&[r, g, b]) => Ok(Rgb::new(r, g, b)),
                _ => Err(wrong(
                    key,
                    value,
                    "a colour [red, green, blue] with whole numbers from 0 to 255",
                )),
            }
        })
    }
}

fn wrong(key: &str, value: &Value, allowed: &str) -> String {
    format!(
        "the setting \"{key}\" is {}, but must be {allowed}",
        shown(value)
    )
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

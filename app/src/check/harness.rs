//! `test/harness.json`: how a plugin wants to be drawn when it is checked. Keys that are not known are left alone.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use jiff::civil;
use jiff::tz::TimeZone;
use lumarium_core::frame::Size;
use lumarium_core::limits;
use lumarium_core::time::Wall;
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

/// The sizes at which a plugin is checked where nobody says others: narrow, wide, square, tall, small, large.
pub const SIZES: [Size; 8] = [
    Size::new(64, 32),
    Size::new(128, 32),
    Size::new(64, 64),
    Size::new(96, 48),
    Size::new(128, 64),
    Size::new(256, 32),
    Size::new(128, 96),
    Size::new(256, 128),
];

/// Where the pictures to compare with are, in the plugin's folder.
const GOLDEN: &str = "test/golden";

/// Whether something that may be meant so is a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// It is told.
    #[default]
    Warns,
    /// It fails.
    Fails,
}

/// Other settings, with pictures of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What it is called; absent: the plugin as it is.
    pub name: Option<String>,
    /// Laid over the others, key by key.
    pub settings: Map<String, Value>,
    /// Its pictures.
    pub golden: PathBuf,
}

/// How a plugin wants to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Harness {
    /// Laid over the schema's defaults, key by key.
    pub settings: Map<String, Value>,
    /// What the cache holds.
    pub mock: Option<Value>,
    /// When it is.
    pub at: Option<Wall>,
    /// `update()` is not called.
    pub skip_update: bool,
    /// Its sizes.
    pub sizes: Option<Vec<Size>>,
    /// A large panel that stays mostly empty.
    pub fill: Strictness,
    /// A screen that draws nothing and does not say so.
    pub empty: Strictness,
    /// Without the plugin as it is.
    pub variants: Vec<Variant>,
}

/// It cannot be used, and the check would mean nothing without it.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{place}: {reason}")]
pub struct HarnessError {
    /// Which file, or which key of it.
    pub place: String,
    /// What is wrong, and how it is right.
    pub reason: String,
}

impl HarnessError {
    fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }
}

/// As it is written.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    config: Map<String, Value>,
    mock_data: Option<Value>,
    freeze_time: Option<String>,
    skip_update: bool,
    sizes: Option<Value>,
    fill_check: Option<String>,
    empty_check: Option<String>,
    variants: Vec<RawVariant>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawVariant {
    name: Option<String>,
    config: Map<String, Value>,
    golden_dir: Option<String>,
}

impl Harness {
    /// That of a plugin; a plugin without one is checked as everybody.
    pub fn of(plugin: &Path) -> Result<Self, HarnessError> {
        match read(&plugin.join("test/harness.json"))? {
            None => Ok(Self::default()),
            Some(value) => {
                if !value.is_object() {
                    return Err(HarnessError::new(
                        "test/harness.json",
                        "it is no JSON object",
                    ));
                }
                let raw = serde_json::from_value(value)
                    .map_err(|error| HarnessError::new("test/harness.json", error.to_string()))?;
                Self::from_raw(raw, plugin)
            }
        }
    }

    fn from_raw(raw: Raw, plugin: &Path) -> Result<Self, HarnessError> {
        let strictness = |said: Option<String>| match said.as_deref() {
            Some("strict") => Strictness::Fails,
            Some(_) | None => Strictness::Warns,
        };
        let variants = raw.variants.into_iter().map(|variant| {
            let name = variant.name.unwrap_or_else(|| "variant".to_owned());
            let golden = variant
                .golden_dir
                .unwrap_or_else(|| format!("{GOLDEN}-{name}"));
            Ok(Variant {
                golden: inside(plugin, &golden, "golden_dir")?,
                settings: variant.config,
                name: Some(name),
            })
        });
        Ok(Self {
            settings: raw.config,
            mock: raw
                .mock_data
                .map(|mock| mock_of(mock, plugin))
                .transpose()?,
            at: raw.freeze_time.map(|text| instant(&text)).transpose()?,
            skip_update: raw.skip_update,
            sizes: raw
                .sizes
                .map(|value| sizes(&value))
                .transpose()?
                .filter(|sizes| !sizes.is_empty()),
            fill: strictness(raw.fill_check),
            empty: strictness(raw.empty_check),
            variants: variants.collect::<Result<_, _>>()?,
        })
    }

    /// The plugin as it is, then its variants; `golden` takes the place of the first one's pictures.
    pub fn runs(&self, plugin: &Path, golden: Option<&Path>) -> Vec<Variant> {
        let first = Variant {
            name: None,
            settings: Map::new(),
            golden: golden.map_or_else(|| plugin.join(GOLDEN), Path::to_owned),
        };
        std::iter::once(first)
            .chain(self.variants.iter().cloned())
            .collect()
    }
}

/// A JSON file; `None` if there is none.
fn read(path: &Path) -> Result<Option<Value>, HarnessError> {
    let wrong = |reason: String| HarnessError::new(path.display().to_string(), reason);
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(error.to_string())),
        Ok(meta) if meta.len() > limits::CONFIG_BYTES_MAX => {
            return Err(wrong("it is too large".to_owned()));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let value = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    Ok(Some(value))
}

/// A path of the plugin's that stays in its folder: pictures are written there.
fn inside(plugin: &Path, path: &str, key: &str) -> Result<PathBuf, HarnessError> {
    let relative = Path::new(path);
    let stays = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if stays && !path.is_empty() {
        Ok(plugin.join(relative))
    } else {
        Err(HarnessError::new(
            key,
            format!("{path:?} is no path within the plugin's folder"),
        ))
    }
}

/// The file that is named, or the object itself.
fn mock_of(mock: Value, plugin: &Path) -> Result<Value, HarnessError> {
    let value = if let Value::String(path) = &mock {
        let file = inside(plugin, path, "mock_data")?;
        // A check without what was declared would look fine and mean nothing.
        read(&file)?.ok_or_else(|| HarnessError::new("mock_data", format!("there is no {path}")))?
    } else {
        mock
    };
    if value.is_object() {
        Ok(value)
    } else {
        Err(HarnessError::new(
            "mock_data",
            "give an object of cache keys and their values",
        ))
    }
}

/// `2025-08-01 15:25:00`, in UTC as LEDMatrix means it, or a time with its offset.
fn instant(text: &str) -> Result<Wall, HarnessError> {
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Ok(Wall(stamp.as_millisecond()));
    }
    let read: Result<civil::DateTime, _> = text.parse();
    read.and_then(|time| time.to_zoned(TimeZone::UTC))
        .map(|zoned| Wall(zoned.timestamp().as_millisecond()))
        .map_err(|error| {
            HarnessError::new(
                "freeze_time",
                format!("write it as 2025-08-01 15:25:00 ({error})"),
            )
        })
}

/// `[[64, 32], [128, 32]]`, or `"64x32,128x32"`.
pub fn sizes(value: &Value) -> Result<Vec<Size>, HarnessError> {
    let wrong = |what: &dyn std::fmt::Display| {
        HarnessError::new(
            "sizes",
            format!("{what} is no size; write [[64, 32]] or \"64x32\""),
        )
    };
    let one = |value: &Value| {
        let text = match value.as_array().map(Vec::as_slice) {
            Some([width, height]) => format!("{width}x{height}"),
            _ => value
                .as_str()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
        };
        Size::parse(&text).ok_or_else(|| wrong(value))
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        Value::String(text) => {
            let parts = text.split(',').filter(|part| !part.trim().is_empty());
            parts.map(|part| one(&Value::from(part))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Err(wrong(value)),
    }
}

#[cfg(test)]
mod tests;

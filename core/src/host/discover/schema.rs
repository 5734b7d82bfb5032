//! A plugin's `config_schema.json`: read when it is needed, because most never are.

use std::fs;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::entry::{open, read_bounded};
use crate::facts::Place;
use crate::limits;
use crate::manifest::Problem;

/// How each problem of a schema begins.
const ABOUT: &str = "its config_schema.json ";

/// The schema; `None` if there is none or it cannot be read.
pub fn read_schema(place: &Place) -> Option<Arc<Value>> {
    schema(place).unwrap_or_default()
}

/// The schema, or what is wrong with it. A single file and a bundled plugin have none on disk.
pub fn schema(place: &Place) -> Result<Option<Arc<Value>>, Problem> {
    let Some(path) = place.path().filter(|path| path.is_dir()) else {
        return Ok(None);
    };
    let path = path.join("config_schema.json");
    let wrong = |text: String| Problem::warning(format!("{ABOUT}{text}"));
    let len = match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => return Err(wrong("is no file".to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(format!("cannot be read: {error}"))),
    };
    let bytes = open(&path)
        .and_then(|file| read_bounded(file, len, limits::SCHEMA_BYTES_MAX))
        .map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let value: Value =
        serde_json::from_slice(&bytes).map_err(|error| wrong(format!("is not JSON: {error}")))?;
    if value.is_object() {
        Ok(Some(Arc::new(value)))
    } else {
        Err(wrong("is no JSON object".to_owned()))
    }
}

/// Whether a problem is one of those that `schema` finds.
pub fn is_of_schema(problem: &Problem) -> bool {
    problem.text.starts_with(ABOUT)
}

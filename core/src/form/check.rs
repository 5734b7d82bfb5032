//! Values against their fields: what control fits, and what is wrong in words.

use serde_json::Value;

use crate::form::{Field, Form, Path};
use crate::manifest::Problem;

/// Whether a field's control can show a value. What does not fit is shown as JSON and kept.
pub fn fits(field: &Field, value: &Value) -> bool { todo!() }

/// Which of the shapes of `FieldKind::Shapes` a value has.
pub fn shape_of(shapes: &[Field], value: &Value) -> Option<usize> { todo!() }

/// The first thing that is wrong with a field's own value (not with what is inside it). A value that is
/// missing is `Value::Null`. An error would be refused by the plugin; a hint is good to know. Never quotes secrets.
pub fn check_field(field: &Field, value: &Value) -> Option<Problem> { todo!() }

/// Everything that is wrong with a section, with its place; at most `SETTINGS_PROBLEMS_MAX`.
pub fn check_form(form: &Form, settings: &Value) -> Vec<(Path, Problem)> { todo!() }

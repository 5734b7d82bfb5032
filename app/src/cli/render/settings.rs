//! The settings a plugin is drawn with: the schema's defaults, under a file, under what was set.

use std::fs;
use std::path::Path;

use lumarium_core::limits;
use lumarium_core::manifest::{Problem, Severity};
use lumarium_core::schema;
use serde_json::{Map, Value, json};

use crate::args::play::RenderArgs;
use crate::args::values::Setting;
use crate::cli::Output;
use crate::error::{CliError, file_failed};

/// For a native plugin, which is never given what its schema refuses.
pub(super) fn native(schema: Option<&Value>, args: &RenderArgs) -> Result<Value, CliError> {
    let (settings, problems) = with_defaults(schema, &given(args)?);
    match problems.iter().find(|p| p.severity == Severity::Error) {
        None => Ok(settings),
        Some(problem) => Err(CliError::wrong_use(
            format!("the settings are refused: {}", problem.text),
            "see the plugin's config_schema.json",
        )),
    }
}

/// For a Python plugin, which LEDMatrix gives whatever is there: what is wrong is only told.
pub(super) fn python(
    schema: Option<&Value>,
    args: &RenderArgs,
    output: Output,
) -> Result<Value, CliError> {
    let given = given(args)?;
    let (settings, problems) = with_defaults(schema, &given);
    let (_, always) = with_defaults(schema, &json!({"enabled": true}));
    // Defaults that are wrong are the author's business, and `check` says so.
    for problem in problems.iter().filter(|problem| !always.contains(problem)) {
        output.note(&problem.text);
    }
    Ok(settings)
}

pub(super) fn with_defaults(schema: Option<&Value>, settings: &Value) -> (Value, Vec<Problem>) {
    let Some(schema) = schema else {
        return (settings.clone(), Vec::new());
    };
    let settings = schema::complete(settings, schema);
    let problems = schema::check(&settings, schema);
    (settings, problems)
}

/// What was given with --settings and --set; switched on, unless it says otherwise.
fn given(args: &RenderArgs) -> Result<Value, CliError> {
    let mut settings = Map::from_iter([("enabled".to_owned(), Value::Bool(true))]);
    if let Some(path) = &args.settings_file {
        settings.extend(object(path, "settings")?);
    }
    laid_over(settings, &args.settings).map(Value::Object)
}

/// A JSON file that holds an object.
pub(in crate::cli) fn object(path: &Path, what: &str) -> Result<Map<String, Value>, CliError> {
    let bytes = fs::metadata(path)
        .and_then(|meta| {
            if meta.len() > limits::CONFIG_BYTES_MAX {
                return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
            }
            fs::read(path)
        })
        .map_err(|error| file_failed(&format!("reading the {what}"), path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        CliError::wrong_use(
            format!("{} holds no JSON object: {error}", path.display()),
            r#"write the plugin's section, as in {"seconds": true}"#,
        )
    })
}

/// Values at the places that their keys name.
pub(in crate::cli) fn laid_over(
    mut settings: Map<String, Value>,
    given: &[Setting],
) -> Result<Map<String, Value>, CliError> {
    for setting in given {
        let Some((last, above)) = setting.path.split_last() else {
            continue;
        };
        let mut section = &mut settings;
        for key in above {
            let place = section
                .entry(key.clone())
                .or_insert_with(|| Value::Object(Map::new()));
            section = place.as_object_mut().ok_or_else(|| {
                CliError::wrong_use(
                    format!(
                        "{} is below a value, not below a section",
                        setting.path.join(".")
                    ),
                    "see the plugin's config_schema.json",
                )
            })?;
        }
        section.insert(last.clone(), setting.value.clone());
    }
    Ok(settings)
}

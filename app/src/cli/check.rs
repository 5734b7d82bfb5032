//! `lumarium check`: the harness of a plugin's author. Needs no root, and writes only where it is told to.

mod source;
mod tell;

use std::path::Path;

use lumarium_core::facts::Found;
use lumarium_core::frame::Size;
use lumarium_core::host::clock::wall_now;
use lumarium_core::host::discover;
use lumarium_core::limits;
use lumarium_core::manifest::Problem;
use lumarium_core::schema;
use lumarium_core::time::Wall;
use serde_json::{Map, Value};

use crate::args::Common;
use crate::args::check::CheckArgs;
use crate::check::harness::{self, Harness, HarnessError, SIZES};
use crate::check::run::{self, Plan};
use crate::check::verdict::Rules;
use crate::cli::Output;
use crate::cli::render::settings::{laid_over, object};
use crate::error::CliError;
use crate::hosting;
use tell::Teller;

/// The panels of whoever builds plugins, for all of them.
const SIZES_VARIABLE: &str = "LEDMATRIX_TEST_SIZES";
/// The panel a plugin was made for, where it does not say.
const DESIGN: Size = Size::new(128, 32);

/// What one plugin is checked with.
struct World {
    /// Below those of a variant.
    settings: Map<String, Value>,
    mock: Option<Value>,
    at: Wall,
    skip_update: bool,
}

pub(super) fn check(common: &Common, args: &CheckArgs, output: Output) -> Result<(), CliError> {
    let found = hosting::find_plugin(&args.plugin)?;
    let folder = found.place.path().cloned().unwrap_or_default();
    let harness = Harness::of(&folder).map_err(|error| wrong(&error))?;
    if args.update_golden && args.golden.is_none() && found.place.path().is_none() {
        return Err(CliError::wrong_use(
            "a bundled plugin has no folder for golden pictures",
            "name one with --golden",
        ));
    }
    let world = World {
        settings: settings(&found, &harness, args)?,
        mock: match &args.mock {
            None => harness.mock.clone(),
            Some(path) => Some(Value::Object(object(path, "mocked cache")?)),
        },
        at: args.at.or(harness.at).unwrap_or_else(wall_now),
        skip_update: args.skip_update || harness.skip_update,
    };
    let plan = Plan {
        variants: harness.runs(&folder, args.golden.as_deref()),
        sizes: sizes(args, &harness)?,
        rules: Rules {
            design: design(&folder),
            fill: harness.fill,
            empty: harness.empty,
        },
        update_golden: args.update_golden,
        output: args.output.clone(),
    };
    let draw = source::of(common, args, &found, &world, &plan.sizes, output)?;
    let mut teller = Teller::new(&found, &plan.variants, problems(&found, &world), output);
    teller.begin()?;
    let mut printed = Ok(());
    let cells = run::run(&plan, &*draw, &mut |cell| {
        if printed.is_ok() {
            printed = teller.row(cell);
        }
    });
    printed?;
    let cells = cells.map_err(|error| CliError::failed(error, "see `lumarium doctor`"))?;
    teller.end(&cells)?;
    if cells.iter().any(crate::check::verdict::Cell::fails) {
        return Err(CliError::Told);
    }
    Ok(())
}

fn wrong(error: &HarnessError) -> CliError {
    CliError::wrong_use(
        error.to_string(),
        "correct test/harness.json, or what was given",
    )
}

/// As LEDMatrix's checker makes them: the defaults of the schema's top level, switched on, under those of the harness,
/// under what was given here. What is installed gets deeper defaults too, see `render`.
fn settings(
    found: &Found,
    harness: &Harness,
    args: &CheckArgs,
) -> Result<Map<String, Value>, CliError> {
    let mut settings = Map::new();
    let properties = found
        .schema
        .as_deref()
        .and_then(|schema| schema.get("properties")?.as_object());
    for (key, field) in properties.into_iter().flatten() {
        if let Some(default) = field.get("default") {
            settings.insert(key.clone(), default.clone());
        }
    }
    settings.insert("enabled".to_owned(), Value::Bool(true));
    settings.extend(harness.settings.clone());
    if let Some(path) = &args.settings_file {
        settings.extend(object(path, "settings")?);
    }
    laid_over(settings, &args.settings)
}

fn sizes(args: &CheckArgs, harness: &Harness) -> Result<Vec<Size>, CliError> {
    if !args.sizes.is_empty() {
        return Ok(args.sizes.clone());
    }
    let everybody = std::env::var(SIZES_VARIABLE).unwrap_or_default();
    let everybody = harness::sizes(&Value::from(everybody)).map_err(|error| {
        CliError::wrong_use(
            format!("{SIZES_VARIABLE}: {}", error.reason),
            "write 64x32,128x32",
        )
    })?;
    let own = harness.sizes.clone().unwrap_or_else(|| SIZES.to_vec());
    Ok(if everybody.is_empty() { own } else { everybody })
}

/// `display.design_size` of the manifest.
fn design(folder: &Path) -> Size {
    let text = std::fs::read(folder.join("manifest.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_slice(&text).unwrap_or_default();
    let side = |key: &str| {
        let side = manifest
            .pointer(&format!("/display/design_size/{key}"))?
            .as_u64()?;
        u32::try_from(side)
            .ok()
            .filter(|side| (1..=limits::CANVAS_SIDE_MAX).contains(side))
    };
    Size::new(
        side("width").unwrap_or(DESIGN.width),
        side("height").unwrap_or(DESIGN.height),
    )
}

/// What is wrong with manifest, schema and the settings that the plugin is drawn with.
fn problems(found: &Found, world: &World) -> Vec<Problem> {
    let mut problems = found.problems.clone();
    if let Err(problem) = discover::schema(&found.place) {
        problems.push(problem);
    }
    if let Some(schema) = found.schema.as_deref() {
        problems.extend(lumarium_core::form::Form::from_schema(schema).problems);
        let settings = schema::complete(&Value::Object(world.settings.clone()), schema);
        // LEDMatrix gives a plugin such settings all the same.
        let wrong = schema::check(&settings, schema).into_iter();
        problems
            .extend(wrong.map(|problem| Problem::warning(format!("settings: {}", problem.text))));
    }
    problems.dedup();
    problems
}

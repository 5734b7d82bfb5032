//! How the screens of a plugin are drawn for a check, by the kind of plugin.

use std::sync::Arc;

use lumarium_core::facts::Found;
use lumarium_core::frame::Size;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::python::drawing::{self, Drawing, Drawn, Screens, Trouble};
use lumarium_core::host::runtime::native::Context;
use lumarium_core::manifest::RuntimeKind;
use serde_json::{Map, Value};

use super::World;
use crate::args::Common;
use crate::args::check::CheckArgs;
use crate::check::harness::Variant;
use crate::check::look;
use crate::check::run::Draw;
use crate::cli::Output;
use crate::cli::python::{Bench, note_fonts};
use crate::cli::render::draw::{Job, Shot};
use crate::cli::render::native;
use crate::error::CliError;
use crate::hosting;

/// Columns and rows beyond the largest panel of a check: there too a little too much is seen.
const MARGIN: u32 = 16;

pub(super) fn of(
    common: &Common,
    args: &CheckArgs,
    found: &Arc<Found>,
    world: &World,
    sizes: &[Size],
    output: Output,
) -> Result<Box<Draw<'static>>, CliError> {
    match found.manifest.runtime {
        RuntimeKind::Python => python(common, args, found, world, sizes, output),
        RuntimeKind::Native => native(common, args, found, world),
        kind @ (RuntimeKind::Pixlet | RuntimeKind::Wasm) => Err(CliError::failed(
            format!(
                "{} needs the runtime {}, which is not supported yet",
                found.manifest.id,
                kind.name()
            ),
            "check a native plugin or one written in Python",
        )),
    }
}

fn python(
    common: &Common,
    args: &CheckArgs,
    found: &Found,
    world: &World,
    sizes: &[Size],
    output: Output,
) -> Result<Box<Draw<'static>>, CliError> {
    let plugin = found.place.path().cloned().unwrap_or_default();
    let bench = Bench::new(common, &args.python, &plugin)?;
    note_fonts(bench.stand_in, output);
    let pattern = Drawing {
        python: bench.python.program,
        package: bench.package,
        plugin,
        size: Size::new(1, 1),
        screens: match args.screens.as_slice() {
            [] => Screens::All,
            names => Screens::Named(names.to_vec()),
        },
        at: world.at,
        tz: args.tz.clone(),
        offline: !args.online,
        skip_update: world.skip_update,
        fonts: Some(bench.fonts),
        extend: bench.ledmatrix,
        settings: Value::Null,
        mock: world.mock.clone(),
        margin: Size::new(0, 0),
        frames: 1,
        deadline: args.python.deadline,
    };
    let widest = sizes.iter().map(|size| size.width).max().unwrap_or(0);
    let highest = sizes.iter().map(|size| size.height).max().unwrap_or(0);
    let settings = world.settings.clone();
    Ok(Box::new(move |variant, size| {
        // A coordinate that was meant for the largest panel is seen on the smallest one.
        let margin = Size::new(
            widest.saturating_sub(size.width) + MARGIN,
            highest.saturating_sub(size.height) + MARGIN,
        );
        drawing::draw(&Drawing {
            size,
            margin,
            settings: of_variant(&settings, variant),
            ..pattern.clone()
        })
    }))
}

fn of_variant(settings: &Map<String, Value>, variant: &Variant) -> Value {
    let mut settings = settings.clone();
    settings.extend(variant.settings.clone());
    Value::Object(settings)
}

fn native(
    common: &Common,
    args: &CheckArgs,
    found: &Arc<Found>,
    world: &World,
) -> Result<Box<Draw<'static>>, CliError> {
    let known = found.manifest.screens.iter().map(ToString::to_string);
    let screens: Vec<String> = if args.screens.is_empty() {
        known.collect()
    } else {
        args.screens.clone()
    };
    let (found, settings) = (Arc::clone(found), world.settings.clone());
    let context = Context {
        size: Size::new(1, 1),
        wall: world.at,
        time_zone: args.tz.clone(),
        folder: found.place.path().cloned(),
        assets: hosting::root(common)?.join("assets"),
    };
    Ok(Box::new(move |variant, size| {
        let draw = |screen: &String| {
            let settings = of_variant(&settings, variant);
            let settings = found.schema.as_deref().map_or(settings.clone(), |schema| {
                lumarium_core::schema::complete(&settings, schema)
            });
            let job = |frames: u32| Job {
                screen: screen.clone(),
                settings: settings.clone(),
                frames: Some(frames),
                context: Context {
                    size,
                    ..context.clone()
                },
            };
            let clock = Monotonic::start();
            let first = native::shots(&found, job(1));
            let millis = clock.now().at.as_nanos() as f64 / 1e6;
            let dark = |shot: &Shot| look::extent(&shot.frame).is_none();
            let shots = match first {
                // What scrolls in begins with a dark panel, and is there a panel's width later.
                Ok(shots) if shots.iter().all(dark) => native::shots(&found, job(size.width + 1)),
                other => other,
            };
            Drawn {
                screen: screen.clone(),
                millis,
                result: native_result(shots),
            }
        };
        Ok(screens.iter().map(draw).collect())
    }))
}

/// What a native plugin has drawn last; drawing beyond the panel is impossible there.
fn native_result(shots: Result<Vec<Shot>, CliError>) -> Result<drawing::Shot, Trouble> {
    match shots {
        Ok(shots) => Ok(drawing::Shot {
            frames: shots
                .into_iter()
                .map(|shot| shot.frame)
                .next_back()
                .into_iter()
                .collect(),
            shown: true,
            overflow: None,
            update: None,
        }),
        Err(error) => Err(Trouble {
            stage: "display".to_owned(),
            kind: "plugin".to_owned(),
            message: error.to_string(),
            traceback: String::new(),
            names: Vec::new(),
        }),
    }
}

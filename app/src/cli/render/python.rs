//! Pictures of plugins written in Python.

use std::time::Duration;

use lumarium_core::facts::Found;
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::clock::wall_now;
use lumarium_core::host::python::drawing::{self, Drawing, Screens};
use serde_json::{Map, Value};

use super::draw::Shot;
use super::{Picture, settings};
use crate::args::Common;
use crate::args::play::RenderArgs;
use crate::cli::Output;
use crate::cli::python::{Bench, not_drawn, note_fonts, refused};
use crate::error::CliError;

/// How long each of several frames stays; our Python package turns its clock on by as much.
const FRAME: Duration = Duration::from_millis(50);

/// Every screen that was asked for, at every size.
pub(super) fn pictures(
    common: &Common,
    args: &RenderArgs,
    found: &Found,
    output: Output,
) -> Result<Vec<Picture>, CliError> {
    let id = found.manifest.id.as_str();
    let Some(plugin) = found.place.path().cloned() else {
        return Err(CliError::failed(
            format!("{id} has no folder"),
            "give the path of a plugin",
        ));
    };
    let bench = Bench::new(common, &args.python, &plugin)?;
    let screens = match args.screens.as_slice() {
        _ if args.all => Screens::All,
        [] => Screens::First,
        names => Screens::Named(names.to_vec()),
    };
    let mut drawing = Drawing {
        python: bench.python.program,
        package: bench.package,
        plugin,
        size: Size::new(1, 1),
        screens,
        at: args.at.unwrap_or_else(wall_now),
        tz: args.tz.clone(),
        offline: args.offline,
        skip_update: false,
        fonts: Some(bench.fonts),
        extend: bench.ledmatrix,
        settings: settings::python(found.schema.as_deref(), args, output)?,
        mock: None,
        margin: Size::new(0, 0),
        frames: args.frames.unwrap_or(1),
        deadline: args.python.deadline,
    };
    let mut all = Vec::new();
    for size in &args.sizes {
        drawing.size = *size;
        let drawn =
            drawing::draw(&drawing).map_err(|error| not_drawn(id, &drawing.plugin, &error))?;
        all.extend(
            drawn
                .into_iter()
                .map(|drawn| picture(found, *size, drawn, output)),
        );
    }
    if all.iter().any(|picture| picture.shots.is_ok()) {
        note_fonts(bench.stand_in, output);
    }
    Ok(all)
}

fn picture(found: &Found, size: Size, drawn: drawing::Drawn, output: Output) -> Picture {
    let id = found.manifest.id.as_str();
    let folder = found.place.path().cloned().unwrap_or_default();
    let mut told = Map::new();
    told.insert("millis".to_owned(), Value::from(drawn.millis));
    let shots = match drawn.result {
        Err(trouble) => Err(refused(id, &folder, &trouble)),
        Ok(shot) => {
            if let Some(trouble) = &shot.update {
                output.note(&format!("{id}: update failed: {}", trouble.message));
                told.insert(
                    "update_error".to_owned(),
                    Value::from(trouble.message.clone()),
                );
            }
            if !shot.shown {
                output.note(&format!(
                    "{id} has nothing to show on screen {}",
                    drawn.screen
                ));
            }
            told.insert("shown".to_owned(), Value::from(shot.shown));
            Ok(shots(shot.frames))
        }
    };
    Picture {
        size,
        screen: drawn.screen,
        shots,
        told,
    }
}

fn shots(frames: Vec<Frame>) -> Vec<Shot> {
    let delay = if frames.len() > 1 {
        FRAME
    } else {
        Duration::ZERO
    };
    let frames = frames.into_iter();
    frames.map(|frame| Shot { frame, delay }).collect()
}

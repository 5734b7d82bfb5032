//! Pictures of native plugins: each drawn on a thread of its own.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;

use lumarium_core::facts::Found;
use lumarium_core::frame::Size;
use lumarium_core::host::clock::wall_now;
use lumarium_core::host::runtime::native::Context;
use lumarium_core::limits;
use serde_json::Map;

use super::draw::{self, Job, Shot};
use super::{Picture, settings};
use crate::args::Common;
use crate::args::play::RenderArgs;
use crate::error::CliError;
use crate::hosting;

/// Every screen that was asked for, at every size; `single` asks for one frame of each.
pub(super) fn pictures(
    common: &Common,
    args: &RenderArgs,
    found: &Arc<Found>,
    single: bool,
) -> Result<Vec<Picture>, CliError> {
    let mut all = Vec::new();
    for size in &args.sizes {
        for screen in screens(args, found)? {
            let job = job(common, args, found, (*size, &screen), single)?;
            all.push(Picture {
                size: *size,
                shots: shots(found, job),
                screen,
                told: Map::new(),
            });
        }
    }
    Ok(all)
}

fn screens(args: &RenderArgs, found: &Found) -> Result<Vec<String>, CliError> {
    let id = &found.manifest.id;
    let mut known = found.manifest.screens.iter().map(ToString::to_string);
    if args.all {
        return Ok(known.collect());
    }
    if args.screens.is_empty() {
        return Ok(vec![known.next().unwrap_or_else(|| id.to_string())]);
    }
    let known: Vec<String> = known.collect();
    match args.screens.iter().find(|name| !known.contains(name)) {
        None => Ok(args.screens.clone()),
        Some(name) => Err(CliError::wrong_use(
            format!("{id} has no screen {name:?}"),
            format!("its screens are {}", known.join(", ")),
        )),
    }
}

fn job(
    common: &Common,
    args: &RenderArgs,
    found: &Found,
    (size, screen): (Size, &str),
    single: bool,
) -> Result<Job, CliError> {
    Ok(Job {
        screen: screen.to_owned(),
        settings: settings::native(found.schema.as_deref(), args)?,
        frames: if single { Some(1) } else { args.frames },
        context: Context {
            size,
            wall: args.at.unwrap_or_else(wall_now),
            time_zone: args.tz.clone(),
            folder: found.place.path().cloned(),
            assets: hosting::root(common)?.join("assets"),
        },
    })
}

/// Draws on a thread of its own: a plugin that hangs or panics costs an error, not the command.
pub(in crate::cli) fn shots(found: &Found, job: Job) -> Result<Vec<Shot>, CliError> {
    let id = found.manifest.id.clone();
    let program = hosting::programs().make(&found.manifest.entry_point);
    let Some(mut program) = program else {
        return Err(CliError::failed(
            format!(
                "{id} asks for the built-in program {:?}, which does not exist",
                found.manifest.entry_point
            ),
            "correct entry_point in its manifest",
        ));
    };
    let (sender, drawn) = sync_channel(1);
    let limit = limits::CONFIGURE_TIMEOUT + limits::UPDATE_TIMEOUT + limits::DRAW_TIMEOUT;
    thread::Builder::new()
        .name("render".to_owned())
        .spawn(move || {
            let shots = draw::shots(program.as_mut(), &job);
            // Nobody waits any more: too late is too late.
            sender.send(shots).unwrap_or_default();
        })
        .map_err(|error| {
            CliError::failed(
                format!("starting a thread failed: {error}"),
                "see `lumarium doctor`",
            )
        })?;
    let hint = "look at its settings (--set), or report it to its author";
    match drawn.recv_timeout(limit) {
        Ok(Ok(shots)) => Ok(shots),
        Ok(Err(reason)) => Err(CliError::failed(format!("{id}: {reason}"), hint)),
        Err(RecvTimeoutError::Timeout) => {
            let secs = limit.as_secs();
            Err(CliError::failed(
                format!("{id} gave no picture within {secs} s"),
                hint,
            ))
        }
        Err(RecvTimeoutError::Disconnected) => Err(CliError::failed(
            format!("{id} panicked while drawing"),
            hint,
        )),
    }
}

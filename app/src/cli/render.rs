//! `lumarium render`: one plugin into a file, at a time and a place of one's choice. Needs no root.

mod draw;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;

use lumarium_core::facts::Found;
use lumarium_core::host::clock::wall_now;
use lumarium_core::host::runtime::native::Context;
use lumarium_core::limits;
use lumarium_core::manifest::{RuntimeKind, Severity};
use lumarium_core::schema;
use lumarium_sim::recorder::{Format, Reel};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::args::Common;
use crate::args::play::RenderArgs;
use crate::args::values::Setting;
use crate::cli::Output;
use crate::cli::pictures;
use crate::error::CliError;
use crate::hosting;
use draw::{Job, Shot};

pub(super) fn render(common: &Common, args: &RenderArgs, output: Output) -> Result<(), CliError> {
    let format = args
        .output
        .as_deref()
        .map(pictures::format_of)
        .transpose()?;
    if format.is_none() && !output.is_json() {
        return Err(CliError::wrong_use(
            "nothing says where the picture goes",
            "add -o out.png, or --json to only get its numbers",
        ));
    }
    if format == Some(Format::Png) && args.frames.is_some_and(|frames| frames > 1) {
        return Err(CliError::wrong_use(
            "a .png file holds one frame",
            "use .gif, .webp, .apng or .strip.png, or --frames 1",
        ));
    }
    let found = hosting::find_plugin(&args.plugin)?;
    let job = job(common, args, &found, format == Some(Format::Png))?;
    let shots = draw_in_thread(&found, job)?;
    if let Some(path) = &args.output {
        pictures::save(path, &reel(&shots)?, args.look)?;
    }
    tell(args, output, &shots)
}

fn job(common: &Common, args: &RenderArgs, found: &Found, single: bool) -> Result<Job, CliError> {
    let names = &found.manifest.screens;
    let screen = match &args.screen {
        None => names.first().map(ToString::to_string),
        Some(name) if names.iter().any(|known| **known == **name) => Some(name.clone()),
        Some(name) => {
            let known: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            return Err(CliError::wrong_use(
                format!("{} has no screen {name:?}", found.manifest.id),
                format!("its screens are {}", known.join(", ")),
            ));
        }
    };
    Ok(Job {
        screen: screen.unwrap_or_else(|| found.manifest.id.to_string()),
        settings: settings(found.schema.as_deref(), &args.settings)?,
        frames: if single { Some(1) } else { args.frames },
        context: Context {
            size: args.size,
            wall: args.at.unwrap_or_else(wall_now),
            time_zone: args.tz.clone(),
            folder: found.place.path().cloned(),
            assets: hosting::root(common)?.join("assets"),
        },
    })
}

/// The schema's defaults under the settings that were given.
fn settings(schema: Option<&Value>, given: &[Setting]) -> Result<Value, CliError> {
    let mut settings = json!({"enabled": true});
    for setting in given {
        let mut place = &mut settings;
        for key in &setting.path {
            let Value::Object(object) = place else {
                return Err(CliError::wrong_use(
                    format!(
                        "{} is below a value, not below a section",
                        setting.path.join(".")
                    ),
                    "see the plugin's config_schema.json",
                ));
            };
            place = object
                .entry(key.clone())
                .or_insert_with(|| Value::Object(Map::new()));
        }
        *place = setting.value.clone();
    }
    let Some(schema) = schema else {
        return Ok(settings);
    };
    let settings = schema::complete(&settings, schema);
    let problems = schema::check(&settings, schema);
    match problems.iter().find(|p| p.severity == Severity::Error) {
        None => Ok(settings),
        Some(problem) => Err(CliError::wrong_use(
            format!("the settings are refused: {}", problem.text),
            "see the plugin's config_schema.json",
        )),
    }
}

/// Draws on a thread of its own: a plugin that hangs or panics costs an error, not the command.
fn draw_in_thread(found: &Found, job: Job) -> Result<Vec<Shot>, CliError> {
    let id = found.manifest.id.clone();
    let kind = found.manifest.runtime;
    if kind != RuntimeKind::Native {
        return Err(CliError::failed(
            format!(
                "{id} needs the runtime {}, which is not supported yet",
                kind.name()
            ),
            "render a native plugin; see `lumarium plugin list`",
        ));
    }
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

fn reel(shots: &[Shot]) -> Result<Reel, CliError> {
    let frame = |shot: &Shot| (Arc::new(shot.frame.clone()), shot.delay);
    Reel::new(shots.iter().map(frame).collect()).map_err(pictures::not_made)
}

fn tell(args: &RenderArgs, output: Output, shots: &[Shot]) -> Result<(), CliError> {
    let delays: Vec<u64> = shots
        .iter()
        .map(|shot| shot.delay.as_millis() as u64)
        .collect();
    if output.is_json() {
        return output.document(&json!({
            "file": args.output,
            "size": {"width": args.size.width, "height": args.size.height},
            "frames": shots.len(),
            "delay_ms": delays.first(),
            "delays_ms": delays,
            "rgba_sha256_16": digest(shots),
        }));
    }
    let path = args.output.as_deref().unwrap_or(Path::new("-"));
    let frames = if shots.len() == 1 { "frame" } else { "frames" };
    output.line(format!(
        "{}: {} {frames} of {}",
        path.display(),
        shots.len(),
        args.size
    ))
}

/// The first 16 hex digits of SHA-256 over all frames' RGBA bytes.
fn digest(shots: &[Shot]) -> String {
    let mut hash = Sha256::new();
    for shot in shots {
        hash.update(shot.frame.rgba_bytes());
    }
    let bytes = hash.finalize();
    let start = bytes.first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(start))
}

#[cfg(test)]
mod tests;

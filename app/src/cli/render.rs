//! `lumarium render`: one plugin into files, at a time and a place of one's choice. Needs no root.

pub(super) mod draw;
pub(super) mod native;
mod python;
pub(super) mod settings;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lumarium_core::frame::Size;
use lumarium_core::manifest::RuntimeKind;
use lumarium_sim::recorder::{Format, Reel};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::args::Common;
use crate::args::play::RenderArgs;
use crate::check::run::file_name;
use crate::cli::Output;
use crate::cli::pictures;
use crate::error::{CliError, file_failed};
use crate::hosting;
use draw::Shot;

/// One screen at one size, and what is told of it besides.
struct Picture {
    size: Size,
    screen: String,
    shots: Result<Vec<Shot>, CliError>,
    told: Map<String, Value>,
}

/// Where pictures go.
enum Target<'a> {
    Nowhere,
    File(&'a Path),
    Folder(&'a Path),
}

pub(super) fn render(common: &Common, args: &RenderArgs, output: Output) -> Result<(), CliError> {
    let target = target(args, output)?;
    let single = match target {
        Target::Nowhere => false,
        Target::Folder(_) => true,
        Target::File(path) => pictures::format_of(path)? == Format::Png,
    };
    if single && args.frames.is_some_and(|frames| frames > 1) {
        return Err(CliError::wrong_use(
            "a .png file holds one frame",
            "use .gif, .webp, .apng or .strip.png, or --frames 1",
        ));
    }
    let found = hosting::find_plugin(&args.plugin)?;
    let drawn = match found.manifest.runtime {
        RuntimeKind::Native => native::pictures(common, args, &found, single)?,
        RuntimeKind::Python => python::pictures(common, args, &found, output)?,
        kind @ (RuntimeKind::Pixlet | RuntimeKind::Wasm) => {
            let id = &found.manifest.id;
            return Err(CliError::failed(
                format!(
                    "{id} needs the runtime {}, which is not supported yet",
                    kind.name()
                ),
                "render a native plugin or one written in Python; see `lumarium plugin list`",
            ));
        }
    };
    finish(args, output, &target, drawn)
}

/// One file for one picture, a folder for several.
fn target(args: &RenderArgs, output: Output) -> Result<Target<'_>, CliError> {
    let several = args.all || args.sizes.len() > 1 || args.screens.len() > 1;
    let Some(path) = args.output.as_deref() else {
        return if output.is_json() {
            Ok(Target::Nowhere)
        } else {
            Err(CliError::wrong_use(
                "nothing says where the picture goes",
                "add -o out.png, or --json to only get its numbers",
            ))
        };
    };
    if !several {
        pictures::format_of(path)?;
        return Ok(Target::File(path));
    }
    if pictures::format_of(path).is_ok() && !path.is_dir() {
        return Err(CliError::wrong_use(
            "several pictures do not go into one file",
            "name a folder, as in -o pictures",
        ));
    }
    Ok(Target::Folder(path))
}

/// Writes and tells what was drawn; what was not is told too, and fails in the end.
fn finish(
    args: &RenderArgs,
    output: Output,
    target: &Target<'_>,
    drawn: Vec<Picture>,
) -> Result<(), CliError> {
    let mut documents = Vec::new();
    let mut failed = false;
    for picture in drawn {
        let shots = match picture.shots {
            Ok(shots) => shots,
            // The only one: it is the command that failed.
            Err(error) if !matches!(target, Target::Folder(_)) => return Err(error),
            Err(error) => {
                failed = true;
                output.fail(&error);
                continue;
            }
        };
        let path = path_of(target, picture.size, &picture.screen)?;
        if let Some(path) = &path {
            pictures::save(path, &reel(&shots)?, args.look)?;
        }
        let document = document(path.as_deref(), picture.size, &picture.screen, &shots);
        let document = merged(document, picture.told);
        if output.is_json() {
            documents.push(document);
        } else if let Some(path) = path {
            let frames = if shots.len() == 1 { "frame" } else { "frames" };
            let (count, size) = (shots.len(), picture.size);
            output.line(format!("{}: {count} {frames} of {size}", path.display()))?;
        }
    }
    match documents.as_slice() {
        [] if output.is_json() && !failed => output.document(&json!({"pictures": []}))?,
        [] => {}
        [one] if !matches!(target, Target::Folder(_)) => output.document(one)?,
        _ => output.document(&json!({"pictures": documents}))?,
    }
    if failed { Err(CliError::Told) } else { Ok(()) }
}

fn path_of(target: &Target<'_>, size: Size, screen: &str) -> Result<Option<PathBuf>, CliError> {
    match target {
        Target::Nowhere => Ok(None),
        Target::File(path) => Ok(Some(path.to_path_buf())),
        Target::Folder(folder) => {
            let folder = folder.join(size.to_string());
            std::fs::create_dir_all(&folder)
                .map_err(|error| file_failed("making the folder", &folder, &error))?;
            Ok(Some(folder.join(format!("{}.png", file_name(screen)))))
        }
    }
}

fn reel(shots: &[Shot]) -> Result<Reel, CliError> {
    let frame = |shot: &Shot| (Arc::new(shot.frame.clone()), shot.delay);
    Reel::new(shots.iter().map(frame).collect()).map_err(pictures::not_made)
}

fn document(path: Option<&Path>, size: Size, screen: &str, shots: &[Shot]) -> Value {
    let delays: Vec<u64> = shots
        .iter()
        .map(|shot| shot.delay.as_millis() as u64)
        .collect();
    json!({
        "file": path,
        "screen": screen,
        "size": {"width": size.width, "height": size.height},
        "frames": shots.len(),
        "delay_ms": delays.first(),
        "delays_ms": delays,
        "rgba_sha256_16": digest(shots),
    })
}

fn merged(mut document: Value, told: Map<String, Value>) -> Value {
    if let Value::Object(document) = &mut document {
        document.extend(told);
    }
    document
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

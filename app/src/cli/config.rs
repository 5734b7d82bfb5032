//! `lumarium config …`: reading goes straight to the files, which are `LEDMatrix`'s and may be broken;
//! every change goes through the engine.

use std::path::Path;

use lumarium_core::message::Command;
use serde_json::{Value, json};

use crate::args::Common;
use crate::args::config::{ConfigCommand, ImportArgs, Keys};
use crate::args::values;
use crate::cli::Output;
use crate::cli::owner::{Access, with_owner};
use crate::config_files::{self, MAIN, Whose, read};
use crate::error::CliError;
use crate::hosting;
use crate::table::table;

pub(super) fn run(common: &Common, command: ConfigCommand, output: Output) -> Result<(), CliError> {
    let command = match command {
        ConfigCommand::Get { path } => return get(common, path.as_ref(), output),
        ConfigCommand::Check => return check(common, output),
        ConfigCommand::History => return history(common, output),
        ConfigCommand::Set { path, value } => Command::SetConfig {
            path: path.0,
            value: values::json_or_text(&value),
        },
        ConfigCommand::Unset { path } => Command::UnsetConfig { path: path.0 },
        ConfigCommand::Restore { revision } => Command::RestoreConfig { revision },
        ConfigCommand::Import(args) => import(&args)?,
    };
    let set = if let Command::SetConfig { path, .. } = &command {
        path.clone()
    } else {
        Vec::new()
    };
    let told = with_owner(common, Access::Write, |owner| owner.command(command))?;
    output.done(&told)?;
    if !set.is_empty() {
        // Saved all the same: a plugin may take more than its schema says.
        for problem in config_files::check_at(&hosting::root(common)?, &set) {
            output.note(&problem);
        }
    }
    Ok(())
}

fn get(common: &Common, path: Option<&Keys>, output: Output) -> Result<(), CliError> {
    let file = hosting::root(common)?.join(MAIN);
    let main = Value::Object(read(&file, Whose::Ours)?.unwrap_or_default());
    let keys = path.map_or(&[][..], |keys| &keys.0);
    let found = keys.iter().try_fold(&main, |value, key| value.get(key));
    let Some(value) = found else {
        return Err(CliError::failed(
            format!("the configuration has no {}", keys.join(".")),
            "see `lumarium config get` for all of it",
        ));
    };
    if let (Some(text), false) = (value.as_str(), output.is_json()) {
        return output.line(text);
    }
    output.document(value)
}

fn import(args: &ImportArgs) -> Result<Command, CliError> {
    let needed = |path: &Path| {
        read(path, Whose::Theirs)?.ok_or_else(|| {
            let shown = path.display();
            CliError::failed(
                format!("there is no file to import: {shown}"),
                "check the path",
            )
        })
    };
    let secrets = args.secrets.as_deref().map(needed).transpose()?;
    Ok(Command::ImportConfig {
        main: needed(&args.file)?,
        secrets: secrets.unwrap_or_default(),
    })
}

/// Reads both files and says everything that is wrong; fails if one of them is broken.
fn check(common: &Common, output: Output) -> Result<(), CliError> {
    let files = config_files::check(&hosting::root(common)?);
    let sound = files.iter().all(|file| file.state != "broken");
    if output.is_json() {
        output.document(&json!({"ok": sound, "files": files}))?;
    } else {
        for checked in &files {
            output.line(format!("{:<6}  {}", checked.state, checked.file.display()))?;
            for problem in &checked.problems {
                output.line(format!("        {problem}"))?;
            }
        }
        if !sound {
            output.line(
                "go back to a kept copy: `lumarium config history`, `lumarium config restore`",
            )?;
        }
    }
    if sound { Ok(()) } else { Err(CliError::Told) }
}

fn history(common: &Common, output: Output) -> Result<(), CliError> {
    let kept = config_files::history(&hosting::root(common)?);
    if output.is_json() {
        return output.document(&kept);
    }
    if kept.is_empty() {
        return output.line("no copies are kept yet");
    }
    let rows: Vec<[String; 3]> = kept
        .iter()
        .map(|copy| {
            [
                copy.number.to_string(),
                copy.wall.to_string(),
                copy.bytes.to_string(),
            ]
        })
        .collect();
    output.line(table(["NUMBER", "WHEN", "BYTES"], &rows))
}

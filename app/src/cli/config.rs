//! `lumarium config …`: reading goes straight to the files, which are `LEDMatrix`'s and may be broken;
//! every change goes through the engine.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use lumarium_core::id::{self, PluginId};
use lumarium_core::limits;
use lumarium_core::message::Command;
use serde_json::{Map, Value, json};

use crate::args::Common;
use crate::args::config::{ConfigCommand, ImportArgs, Keys};
use crate::args::values;
use crate::cli::error::file_failed;
use crate::cli::owner::{Access, with_owner};
use crate::cli::table::table;
use crate::cli::{CliError, Output};
use crate::hosting;

const MAIN: &str = "config/config.json";
const SECRETS: &str = "config/config_secrets.json";

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
    let told = with_owner(common, Access::Write, |owner| owner.command(command))?;
    output.done(&told)
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

/// Whose file is read.
#[derive(Clone, Copy)]
enum Whose {
    /// The root's.
    Ours,
    /// One to be imported.
    Theirs,
}

impl Whose {
    const fn hint(self) -> &'static str {
        match self {
            Self::Ours => {
                "go back to a kept copy with `lumarium config history` and `lumarium config restore`, or repair the file"
            }
            Self::Theirs => "name a JSON file as LEDMatrix writes it",
        }
    }
}

/// A file of the configuration; absent is not broken.
fn read(path: &Path, whose: Whose) -> Result<Option<Map<String, Value>>, CliError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_failed("opening the configuration", path, &error)),
    };
    let mut bytes = Vec::new();
    file.take(limits::CONFIG_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| file_failed("reading the configuration", path, &error))?;
    let broken = |why: String| {
        let shown = path.display();
        CliError::failed(
            format!("the configuration cannot be read: {why}: {shown}"),
            whose.hint(),
        )
    };
    if bytes.len() as u64 > limits::CONFIG_BYTES_MAX {
        let most = limits::CONFIG_BYTES_MAX / 1024 / 1024;
        return Err(broken(format!("it is larger than {most} MiB")));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(Some(object)),
        Ok(_) => Err(broken("it is not a JSON object".to_owned())),
        Err(error) => Err(broken(error.to_string())),
    }
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
    let root = hosting::root(common)?;
    let mut files = Vec::new();
    let mut sound = true;
    for name in [MAIN, SECRETS] {
        let path = root.join(name);
        let (state, problems) = match read(&path, Whose::Ours) {
            Ok(None) => ("absent", Vec::new()),
            Ok(Some(document)) => ("ok", section_problems(&document)),
            Err(error) => {
                sound = false;
                ("broken", vec![error.to_string()])
            }
        };
        files.push((path, state, problems));
    }
    if output.is_json() {
        let rows: Vec<Value> = files
            .iter()
            .map(|(path, state, problems)| json!({"file": path, "state": state, "problems": problems}))
            .collect();
        output.document(&json!({"ok": sound, "files": rows}))?;
    } else {
        for (path, state, problems) in &files {
            output.line(format!("{state:<6}  {}", path.display()))?;
            for problem in problems {
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

/// Sections that are neither the system's nor usable as a plugin's.
fn section_problems(document: &Map<String, Value>) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, value) in document.iter().filter(|(key, _)| !id::is_system_key(key)) {
        if let Err(error) = PluginId::parse(key) {
            problems.push(format!(
                "{key:?} is left alone, it cannot be a plugin: {error}"
            ));
        } else if !value.is_object() {
            problems.push(format!(
                "{key:?} is left alone, a plugin's section is an object"
            ));
        } else if value
            .get("enabled")
            .is_some_and(|enabled| !enabled.is_boolean())
        {
            problems.push(format!(
                "{key}.enabled counts as off, it is neither true nor false"
            ));
        }
    }
    problems
}

fn history(common: &Common, output: Output) -> Result<(), CliError> {
    let kept = hosting::config_history(&hosting::root(common)?);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_that_cannot_be_plugins_are_named() {
        let document = json!({"display": 3, "clock": {"enabled": true}, "a b": {}, "text": [], "sun": {"enabled": "yes"}});
        let Value::Object(document) = document else {
            unreachable!("written above as an object");
        };
        let problems = section_problems(&document);
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems.iter().any(|text| text.contains("a b")));
        assert!(problems.iter().any(|text| text.contains("sun.enabled")));
    }

    #[test]
    fn broken_files_are_named_with_advice_and_absent_ones_are_not_broken() {
        let folder = std::env::temp_dir().join(format!("lumarium-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("config.json");
        assert!(read(&path, Whose::Ours).unwrap().is_none());
        for bytes in [&b"{\"a\":"[..], b"[]", b"\xff\x00", b""] {
            std::fs::write(&path, bytes).unwrap();
            let error = read(&path, Whose::Ours).unwrap_err();
            assert!(error.to_string().contains("config.json"));
            assert!(error.hint().unwrap().contains("restore"));
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}

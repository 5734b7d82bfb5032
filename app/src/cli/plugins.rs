//! `lumarium plugin …` and `lumarium state`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{PluginView, Snapshot};
use lumarium_core::why::{self, Host};
use serde_json::{Value, json};

use crate::args::Common;
use crate::args::plugin::PluginCommand;
use crate::cli::owner::{Access, Owner, with_owner};
use crate::cli::{Output, report};
use crate::error::CliError;
use crate::error::file_failed;
use crate::table::table;

pub(super) fn run(common: &Common, command: PluginCommand, output: Output) -> Result<(), CliError> {
    let command = match command {
        PluginCommand::List => return list(common, output),
        PluginCommand::Info { plugin } => return info(common, &plugin, output),
        PluginCommand::Why { plugin } => return why(common, &plugin, output),
        PluginCommand::Enable { plugin } => Command::Enable { plugin },
        PluginCommand::Disable { plugin, force } => Command::Disable { plugin, force },
        PluginCommand::Reload { plugin } => Command::Reload { plugin },
        PluginCommand::Retry { plugin } => Command::Retry { plugin },
        PluginCommand::Clear { plugin } => Command::ClearHistory { plugin },
        PluginCommand::Action {
            plugin,
            action: None,
            ..
        } => return actions(common, &plugin, output),
        PluginCommand::Action {
            plugin,
            action: Some(action),
            input,
        } => {
            let command = Command::RunAction {
                plugin,
                action,
                input: input.map(given),
            };
            let said = Owner::running(common)?.command(&command)??;
            return output.done(&said);
        }
        PluginCommand::Link { path } => Command::Link {
            path: absolute(&path)?,
        },
        PluginCommand::Unlink { plugin } => Command::Unlink { plugin },
        PluginCommand::Uninstall {
            plugin,
            keep_settings,
        } => Command::Uninstall {
            plugin,
            keep_settings,
        },
        PluginCommand::Decide { plugin, decision } => Command::Decide {
            plugin,
            decision: decision.into(),
        },
    };
    let told = with_owner(common, Access::Write, |owner| owner.command(command))?;
    output.done(&told)
}

/// An object as JSON is handed over as one; everything else is a text.
fn given(input: String) -> Value {
    let parsed = serde_json::from_str(&input);
    let object = parsed.ok().filter(Value::is_object);
    object.unwrap_or(Value::String(input))
}

fn actions(common: &Common, id: &PluginId, output: Output) -> Result<(), CliError> {
    let (snapshot, _) = look(common)?;
    let plugin = find(&snapshot, id)?;
    if output.is_json() {
        return output.document(&plugin.actions);
    }
    if plugin.actions.is_empty() {
        return output.done(&format!("{id} has no actions"));
    }
    let rows = plugin.actions.iter().map(|action| {
        let texts = [&action.id, &action.title, &action.description];
        texts.map(String::clone)
    });
    let heading = ["action", "title", "description"];
    output.line(table(heading, &rows.collect::<Vec<_>>()))
}

/// The owner has another working folder than we have.
fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    std::fs::canonicalize(path).map_err(|error| file_failed("finding the plugin", path, &error))
}

/// Said beside what was printed, where nobody owns the root.
const NOTHING_RUNS: &str = "nothing runs on this root now; `lumarium run` starts it";

fn list(common: &Common, output: Output) -> Result<(), CliError> {
    let (snapshot, alone) = look(common)?;
    if output.is_json() {
        let rows: Vec<Value> = snapshot.plugins.iter().map(|view| row_json(view)).collect();
        return output.document(&rows);
    }
    output.line(list_text(&snapshot))?;
    tell_beside(&snapshot, alone, output);
    Ok(())
}

/// The newest snapshot, and whether nobody else owns the root.
fn look(common: &Common) -> Result<(Arc<Snapshot>, bool), CliError> {
    with_owner(common, Access::Read, |owner| {
        Ok((owner.snapshot()?, owner.is_local()))
    })
}

/// What a list of plugins does not say by itself.
fn tell_beside(snapshot: &Snapshot, alone: bool, output: Output) {
    if alone {
        for notice in &snapshot.notices {
            output.note(&notice.text);
        }
        output.note(NOTHING_RUNS);
    }
}

fn row_json(view: &PluginView) -> Value {
    let screens: Vec<_> = view.screens.iter().map(|screen| &screen.name).collect();
    json!({
        "id": view.id,
        "name": view.name,
        "version": view.version,
        "runtime": view.runtime,
        "wanted": view.wanted,
        "state": view.state.name,
        "failing": view.state.failing,
        "reason": report::why(view),
        "screens": screens,
        "place": view.place,
    })
}

fn list_text(snapshot: &Snapshot) -> String {
    if snapshot.plugins.is_empty() && snapshot.misfits.is_empty() {
        return "no plugins".to_owned();
    }
    let rows: Vec<[String; 6]> = snapshot
        .plugins
        .iter()
        .map(|view| {
            [
                view.id.to_string(),
                if view.wanted { "on" } else { "off" }.to_owned(),
                report::state_word(&view.state),
                report::runtime_word(view).to_owned(),
                view.version.clone().unwrap_or_default(),
                report::why(view).unwrap_or_default(),
            ]
        })
        .collect();
    let heading = ["ID", "WANTED", "STATE", "RUNTIME", "VERSION", "WHY"];
    let mut text = table(heading, &rows);
    for misfit in &snapshot.misfits {
        let problems: Vec<&str> = misfit.problems.iter().map(|p| p.text.as_str()).collect();
        let place = misfit.path.display();
        write!(
            text,
            "
not a plugin: {place}: {}",
            problems.join("; ")
        )
        .unwrap_or_default();
    }
    text
}

fn info(common: &Common, plugin: &PluginId, output: Output) -> Result<(), CliError> {
    let snapshot = with_owner(common, Access::Read, Owner::snapshot)?;
    let view = find(&snapshot, plugin)?;
    if output.is_json() {
        return output.document(&report::plugin_json(view));
    }
    output.line(report::info_text(view))
}

/// `lumarium plugin why ID`.
fn why(common: &Common, plugin: &PluginId, output: Output) -> Result<(), CliError> {
    let (snapshot, alone) = look(common)?;
    let host = if alone { Host::Rests } else { Host::Plays };
    find(&snapshot, plugin)?;
    let Some(said) = why::why(&snapshot, plugin, snapshot.at, host) else {
        return Ok(());
    };
    if output.is_json() {
        return output.document(&json!({
            "showing": said.showing,
            "answer": said.answer(),
            "text": said.to_string(),
            "steps": said.steps,
        }));
    }
    output.line(&said)
}

/// `lumarium state [ID]`.
pub(super) fn state(
    common: &Common,
    plugin: Option<&PluginId>,
    output: Output,
) -> Result<(), CliError> {
    let (snapshot, alone) = look(common)?;
    let Some(plugin) = plugin else {
        return if output.is_json() {
            output.document(&report::all_json(&snapshot))
        } else {
            output.line(report::all_text(&snapshot, &list_text(&snapshot)))?;
            if alone {
                output.note(NOTHING_RUNS);
            }
            Ok(())
        };
    };
    let view = find(&snapshot, plugin)?;
    if output.is_json() {
        return output.document(&report::plugin_json(view));
    }
    output.line(report::plugin_text(view, snapshot.at))
}

fn find<'a>(snapshot: &'a Snapshot, plugin: &PluginId) -> Result<&'a PluginView, CliError> {
    snapshot.plugin(plugin).ok_or_else(|| {
        CliError::failed(
            format!("there is no plugin {plugin}"),
            "see `lumarium plugin list`",
        )
    })
}

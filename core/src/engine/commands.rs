//! What people ask for. Every command gets exactly one answer; what it changes on disk is durable by then.

use serde_json::Value;

use super::Engine;
use crate::id::PluginId;
use crate::journal::Topic;
use crate::limits;
use crate::message::{Answer, By, Command, CommandId, Edit, Effect, Refusal, SettingEdit};
use crate::time::Now;

mod keeping;
mod settings;
mod showing;
mod switching;

impl Engine {
    pub(super) fn command(&mut self, now: Now, id: CommandId, by: By, command: Command) {
        // Looking is no news: the journal is for what was done.
        if !matches!(command, Command::ReadSchema { .. }) {
            let words = describe(by, &command);
            self.note(now, Topic::Command, plugin_of(&command), words);
        }
        if self.stopping.is_some() && command != Command::Shutdown {
            let refusal = Refusal::new("Lumarium is being stopped", "start it again");
            self.answer(now, id, Err(refusal));
            return;
        }
        if let Err(refusal) = self.obey(now, id, command) {
            self.answer(now, id, Err(refusal));
        }
    }

    /// An `Err` is answered by the caller; an `Ok` has been answered or will be.
    fn obey(&mut self, now: Now, id: CommandId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::Enable { plugin } => self.enable(now, id, &plugin)?,
            Command::Disable { plugin, force } => self.disable(now, id, &plugin, force)?,
            Command::Reload { plugin } => self.reload(now, id, &plugin)?,
            Command::Retry { plugin } => self.retry(now, id, &plugin)?,
            Command::ClearHistory { plugin } => self.clear_history(now, id, &plugin)?,
            Command::RunAction {
                plugin,
                action,
                input,
            } => self.run_action(id, &plugin, &action, input)?,
            Command::ReadSchema { plugin } => {
                self.known(&plugin)?;
                let text = format!("{plugin}: reading what can be set");
                self.out.push(Effect::ReadSchema { plugin });
                self.answer(now, id, Ok(text));
            }
            Command::Configure { plugin, settings } => {
                self.configure(now, id, &plugin, settings)?;
            }
            Command::EditSettings { plugin, edits } => {
                self.edit_settings(now, id, &plugin, edits)?;
            }
            Command::SetConfig { path, value } => self.set_config(now, id, &path, &value)?,
            Command::UnsetConfig { path } => {
                self.readable()?;
                let known = self.config.get().and_then(|config| config.get(&path));
                if known.is_none() {
                    let what = format!("the configuration has no {}", path.join("."));
                    return Err(Refusal::new(what, "see `lumarium config get`"));
                }
                let text = format!("{} removed", path.join("."));
                self.write_for(now, id, vec![Edit::Remove { path }], text);
            }
            Command::ImportConfig { main, secrets } => self.import(now, id, &main, &secrets)?,
            Command::RestoreConfig { revision } => {
                let text = format!("configuration {revision} restored");
                self.write_for(now, id, vec![Edit::Restore { revision }], text);
            }
            Command::Reorder { order } => self.reorder(now, id, &order)?,
            Command::Link { path } => self.out.push(Effect::Inspect { command: id, path }),
            Command::Unlink { plugin } => self.unlink(now, id, plugin)?,
            Command::Uninstall {
                plugin,
                keep_settings,
            } => {
                self.uninstall(now, id, plugin, keep_settings)?;
            }
            Command::Decide { plugin, decision } => self.decide(now, id, plugin, decision)?,
            Command::Reconcile { force } => self.reconcile_now(now, id, force),
            Command::Rescan => {
                self.out.push(Effect::Rescan);
                self.answer(now, id, Ok("looking at the disk again".to_owned()));
            }
            Command::Brightness { percent } if percent > 100 => {
                return Err(Refusal::new(
                    format!("{percent} % is not a brightness"),
                    "give a number from 0 to 100",
                ));
            }
            Command::Brightness { percent } => self.set_brightness(now, id, percent),
            Command::Shutdown => self.begin_stopping(now, id),
            show @ (Command::Next
            | Command::Previous
            | Command::Pause { .. }
            | Command::Pin { .. }
            | Command::Unpin
            | Command::Show { .. }) => self.show_command(now, id, show)?,
        }
        Ok(())
    }

    fn clear_history(&mut self, now: Now, id: CommandId, plugin: &PluginId) -> Result<(), Refusal> {
        self.known(plugin)?;
        if let Some(plugin) = self.plugins.get_mut(plugin) {
            plugin.clear_history();
        }
        self.notices
            .retain(|notice| notice.plugin.as_ref() != Some(plugin));
        self.touch(plugin);
        self.answer(now, id, Ok(format!("{plugin}: history cleared")));
        Ok(())
    }

    pub(super) fn answer(&mut self, now: Now, id: CommandId, answer: Answer) {
        if let Err(refusal) = &answer {
            self.note(now, Topic::Command, None, format!("refused: {refusal}"));
        }
        self.out.push(Effect::Answer { id, answer });
    }

    pub(super) fn known(&self, id: &PluginId) -> Result<(), Refusal> {
        if self.plugins.contains_key(id) {
            return Ok(());
        }
        Err(Refusal::new(
            format!("there is no plugin {id}"),
            "`lumarium plugin list` shows those there are",
        ))
    }

    /// The configuration can be changed only on the ground of what it is.
    fn readable(&self) -> Result<(), Refusal> {
        match &self.config {
            crate::facts::Known::Known(_) => Ok(()),
            crate::facts::Known::Unknown(why) => Err(Refusal::new(
                format!("the configuration cannot be read: {why}"),
                "mend config/config.json, or use `lumarium config restore`",
            )),
        }
    }
}

fn list(ids: &[PluginId]) -> String {
    ids.iter()
        .map(PluginId::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn and_also(ids: &[PluginId]) -> String {
    if ids.is_empty() {
        String::new()
    } else {
        format!(", and so is {}", list(ids))
    }
}

fn plugin_of(command: &Command) -> Option<&PluginId> {
    match command {
        Command::Enable { plugin }
        | Command::Disable { plugin, .. }
        | Command::Reload { plugin }
        | Command::Retry { plugin }
        | Command::ClearHistory { plugin }
        | Command::RunAction { plugin, .. }
        | Command::ReadSchema { plugin }
        | Command::Configure { plugin, .. }
        | Command::EditSettings { plugin, .. }
        | Command::Unlink { plugin }
        | Command::Uninstall { plugin, .. }
        | Command::Decide { plugin, .. } => Some(plugin),
        Command::Show { screen, .. }
        | Command::Pin {
            screen: Some(screen),
        } => Some(&screen.plugin),
        Command::SetConfig { .. }
        | Command::UnsetConfig { .. }
        | Command::ImportConfig { .. }
        | Command::RestoreConfig { .. }
        | Command::Reorder { .. }
        | Command::Link { .. }
        | Command::Reconcile { .. }
        | Command::Rescan
        | Command::Next
        | Command::Previous
        | Command::Pause { .. }
        | Command::Pin { screen: None }
        | Command::Unpin
        | Command::Brightness { .. }
        | Command::Shutdown => None,
    }
}

/// For the journal. Values are left out: they may be secrets.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other commands are described by their own name"
)]
fn describe(by: By, command: &Command) -> String {
    let who = match by {
        By::Window => "window",
        By::Terminal => "terminal",
        By::Cli => "command line",
        By::Host => "host",
    };
    let what = match command {
        Command::Configure { settings, .. } => {
            format!(
                "configure {}",
                settings.keys().cloned().collect::<Vec<_>>().join(", ")
            )
        }
        Command::EditSettings { edits, .. } => {
            let edit = |edit: &SettingEdit| match edit {
                SettingEdit::Set { path, .. } => format!("set {}", path.join(".")),
                SettingEdit::Remove { path } => format!("reset {}", path.join(".")),
            };
            // The journal is bounded in its lines: one must not hold thousands of names.
            let named = edits.iter().take(limits::EDITS_NAMED_MAX).map(edit);
            let mut words: Vec<String> = named.collect();
            if let Some(more) = edits
                .len()
                .checked_sub(words.len())
                .filter(|more| *more > 0)
            {
                words.push(format!("{more} more"));
            }
            words.join(", ")
        }
        Command::SetConfig { path, .. } => format!("set {}", path.join(".")),
        Command::ImportConfig { main, .. } => format!("import {} sections", main.len()),
        other => {
            let value = serde_json::to_value(other).unwrap_or(Value::Null);
            value
                .get("command")
                .and_then(Value::as_str)
                .unwrap_or("command")
                .replace('_', " ")
        }
    };
    format!("{who}: {what}")
}

//! What people ask for. Every command gets exactly one answer; what it changes on disk is durable by then.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Engine;
use super::sources::Needs;
use crate::director::Way;
use crate::facts::Place;
use crate::id::{PluginId, Screen, is_system_key};
use crate::journal::Topic;
use crate::lifecycle::{Event, State};
use crate::limits;
use crate::message::{
    Answer, By, Command, CommandId, Decision, Edit, Effect, Refusal, ScreenName,
};
use crate::schema;
use crate::time::Now;

impl Engine {
    pub(super) fn command(&mut self, now: Now, id: CommandId, by: By, command: Command) {
        self.note(now, Topic::Command, plugin_of(&command), describe(by, &command));
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
            Command::ClearHistory { plugin } => {
                self.known(&plugin)?;
                if let Some(plugin) = self.plugins.get_mut(&plugin) {
                    plugin.clear_history();
                }
                self.notices.retain(|notice| notice.plugin.as_ref() != Some(&plugin));
                self.touch(&plugin);
                self.answer(now, id, Ok(format!("{plugin}: history cleared")));
            }
            Command::Configure { plugin, settings } => self.configure(now, id, &plugin, settings)?,
            Command::SetConfig { path, value } => self.set_config(now, id, path, value)?,
            Command::UnsetConfig { path } => {
                self.readable()?;
                let text = format!("{} removed", path.join("."));
                self.write_for(now, id, vec![Edit::Remove { path }], text);
            }
            Command::ImportConfig { main, secrets } => self.import(now, id, main, secrets)?,
            Command::RestoreConfig { revision } => {
                let text = format!("configuration {revision} restored");
                self.write_for(now, id, vec![Edit::Restore { revision }], text);
            }
            Command::Reorder { order } => self.reorder(now, id, &order)?,
            Command::Link { path } => self.out.push(Effect::Inspect { command: id, path }),
            Command::Unlink { plugin } => self.unlink(now, id, plugin)?,
            Command::Uninstall { plugin, keep_settings } => {
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
            show => self.show_command(now, id, show)?,
        }
        Ok(())
    }

    fn show_command(&mut self, now: Now, id: CommandId, command: Command) -> Result<(), Refusal> {
        let text = match command {
            Command::Next => {
                self.director.go(Way::Forward, now.at);
                "next".to_owned()
            }
            Command::Previous => {
                self.director.go(Way::Back, now.at);
                "previous".to_owned()
            }
            Command::Pause { on } => {
                self.director.pause(on, now.at);
                self.out.push(Effect::Player(self.player_settings()));
                if !on && let Some(on) = self.director.on().map(|on| on.screen.plugin.clone()) {
                    self.redraw(now, &on);
                }
                if on { "paused" } else { "goes on" }.to_owned()
            }
            Command::Pin { screen } => {
                let screen = match screen {
                    Some(name) => self.showable(&name)?,
                    None => self.director.on().map(|on| on.screen.clone()).ok_or_else(|| {
                        Refusal::new("nothing is on", "switch a plugin on, or name a screen")
                    })?,
                };
                let text = format!("stays on {screen}");
                self.director.pin(screen, now.at);
                text
            }
            Command::Unpin => {
                let on = self.director.on().map(|on| on.screen.clone());
                let stay = on.map_or(limits::SCREEN_DURATION_DEFAULT, |screen| self.stay(&screen));
                self.director.unpin(now.at, stay);
                "rotates again".to_owned()
            }
            Command::Show { screen, millis } => {
                let screen = self.showable(&screen)?;
                let stay = Duration::from_millis(millis)
                    .clamp(limits::SCREEN_DURATION_MIN, limits::SCREEN_DURATION_MAX);
                let text = format!("shows {screen}");
                self.director.show(screen, Some(stay), now.at);
                text
            }
            other => format!("{other:?}"),
        };
        self.revision += 1;
        self.answer(now, id, Ok(text));
        Ok(())
    }

    pub(super) fn answer(&mut self, now: Now, id: CommandId, answer: Answer) {
        if let Err(refusal) = &answer {
            self.note(now, Topic::Command, None, format!("refused: {refusal}"));
        }
        self.out.push(Effect::Answer { id, answer });
    }

    fn known(&self, id: &PluginId) -> Result<(), Refusal> {
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

    fn enable(&mut self, now: Now, id: CommandId, plugin: &PluginId) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.readable()?;
        if self.plugins.get(plugin).is_some_and(|plugin| plugin.found.is_none()) {
            let what = format!("{plugin} has a section in the configuration, but no files");
            return Err(Refusal::new(what, "install it, or remove the section"));
        }
        let needs = Needs::closure(plugin, |id| self.needs.required(id));
        let off = |id: &&PluginId| self.plugins.get(*id).is_some_and(|plugin| !plugin.wanted);
        let also: Vec<PluginId> = needs.iter().filter(off).cloned().collect();
        let mut edits = Vec::new();
        for each in also.iter().rev().chain([plugin]) {
            edits.extend(self.edits_enabled(each, true));
            self.because.remove(each);
        }
        edits.push(Edit::Forgive { plugin: plugin.clone() });
        let text = format!("{plugin} is on{}", and_also(&also));
        self.write_for(now, id, edits, text);
        Ok(())
    }

    fn disable(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
        force: bool,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.readable()?;
        let all = Needs::closure(plugin, |id| self.needs.dependents(id));
        let on = |id: &&PluginId| self.plugins.get(*id).is_some_and(|plugin| plugin.wanted);
        let dependents: Vec<PluginId> = all.iter().filter(on).cloned().collect();
        if !dependents.is_empty() && !force {
            let what = format!("{plugin} is needed by {}", list(&dependents));
            return Err(Refusal::new(what, "switch those off first, or use --force for all"));
        }
        let mut edits = Vec::new();
        for each in dependents.iter().rev() {
            edits.extend(self.edits_enabled(each, false));
            self.because.insert(each.clone(), plugin.clone());
        }
        self.because.remove(plugin);
        edits.extend(self.edits_enabled(plugin, false));
        let text = format!("{plugin} is off{}", and_also(&dependents));
        self.write_for(now, id, edits, text);
        Ok(())
    }

    fn reload(&mut self, now: Now, id: CommandId, plugin: &PluginId) -> Result<(), Refusal> {
        self.known(plugin)?;
        let loaded = self.plugins.get(plugin).is_some_and(super::plugin::Plugin::is_loaded);
        if loaded {
            self.life(now, plugin, Event::Reload);
        } else {
            self.reset_error(now, plugin);
            if let Some(plugin) = self.plugins.get_mut(plugin) {
                plugin.held = None;
            }
        }
        self.unplanned = true;
        self.answer(now, id, Ok(format!("{plugin} is reloaded")));
        Ok(())
    }

    fn retry(&mut self, now: Now, id: CommandId, plugin: &PluginId) -> Result<(), Refusal> {
        self.known(plugin)?;
        if let Some(known) = self.plugins.get_mut(plugin) {
            known.held = None;
            if let State::Enabled { failing } | State::Running { failing, .. } = &mut known.state {
                for setback in [failing.draw.as_mut(), failing.update.as_mut()].into_iter().flatten()
                {
                    setback.retry_at = now.at;
                }
            }
            let failed_update = known.state.failing().is_some_and(|failing| failing.update.is_some());
            if failed_update {
                known.next_update = Some(now.at);
            }
        }
        self.reset_error(now, plugin);
        self.touch(plugin);
        self.director.nudge();
        self.redraw(now, plugin);
        self.unplanned = true;
        self.answer(now, id, Ok(format!("{plugin} is tried again")));
        Ok(())
    }

    fn configure(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
        settings: Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.readable()?;
        let key = self.config_key(plugin);
        let secrets = self.secret_paths(plugin);
        let mut edits = Vec::new();
        for (name, value) in settings {
            if name == "enabled" {
                return Err(Refusal::new(
                    "`enabled` is not a setting",
                    "use `lumarium plugin enable` or `disable`",
                ));
            }
            let path = vec![key.clone(), name];
            edits.extend(setting_edits(path, value, &secrets));
        }
        self.write_for(now, id, edits, format!("{plugin}: settings saved"));
        Ok(())
    }

    /// Paths of `x-secret` settings, with the section's key in front.
    fn secret_paths(&self, plugin: &PluginId) -> Vec<Vec<String>> {
        let found = self.plugins.get(plugin).and_then(|plugin| plugin.found.as_ref());
        let Some(schema) = found.and_then(|found| found.schema.as_ref()) else { return Vec::new() };
        let key = self.config_key(plugin);
        let with_key = |path: Vec<String>| std::iter::once(key.clone()).chain(path).collect();
        schema::secret_paths(schema).into_iter().map(with_key).collect()
    }

    fn set_config(
        &mut self,
        now: Now,
        id: CommandId,
        path: Vec<String>,
        value: Value,
    ) -> Result<(), Refusal> {
        self.readable()?;
        let Some(top) = path.first().cloned() else {
            return Err(Refusal::new("no key was given", "name one, like display.hardware.rows"));
        };
        let plugin = PluginId::parse(&top).ok().filter(|_| !is_system_key(&top));
        let secrets = plugin.as_ref().map(|id| self.secret_paths(id)).unwrap_or_default();
        let text = format!("{} saved", path.join("."));
        let mut edits = setting_edits(path.clone(), value.clone(), &secrets);
        if let (Some(plugin), [_, key], Value::Bool(enabled)) = (plugin, path.as_slice(), &value)
            && key == "enabled"
        {
            edits.push(Edit::Agree { plugin, enabled: *enabled });
        }
        self.write_for(now, id, edits, text);
        Ok(())
    }

    fn import(
        &mut self,
        now: Now,
        id: CommandId,
        main: Map<String, Value>,
        secrets: Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.readable()?;
        let Some(config) = self.config.get() else { return Ok(()) };
        let document = config.imported(&main, &secrets);
        let mut edits = vec![Edit::Replace { document: std::sync::Arc::new(document.clone()) }];
        let agree = |plugin: PluginId| Edit::Agree { enabled: document.enabled(&plugin), plugin };
        edits.extend(document.section_ids().into_iter().map(agree));
        let text = format!("configuration imported: {} sections", main.len());
        self.write_for(now, id, edits, text);
        Ok(())
    }

    fn reorder(&mut self, now: Now, id: CommandId, order: &[PluginId]) -> Result<(), Refusal> {
        self.readable()?;
        for plugin in order {
            self.known(plugin)?;
        }
        let rest = self.ordered_ids().into_iter().filter(|id| !order.contains(id));
        let rest = rest.filter(|id| self.plugins.get(id).is_some_and(|plugin| plugin.wanted));
        let mut ids: Vec<Value> = Vec::new();
        for id in order.iter().cloned().chain(rest) {
            let id = Value::from(id.as_str());
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let path = ["display", "plugin_rotation_order"].map(str::to_owned).to_vec();
        let edit = Edit::Set { path, value: Value::Array(ids), secret: false };
        self.write_for(now, id, vec![edit], "order saved".to_owned());
        Ok(())
    }

    fn unlink(&mut self, now: Now, id: CommandId, plugin: PluginId) -> Result<(), Refusal> {
        let linked = self.record.get().is_some_and(|record| record.links.contains_key(&plugin));
        if !linked {
            let what = format!("{plugin} is not linked");
            return Err(Refusal::new(what, "`lumarium plugin list` shows where plugins are"));
        }
        let path = vec![self.config_key(&plugin)];
        let text = format!("{plugin} is no longer linked; its files stay where they are");
        let edits = vec![Edit::Unlink { plugin }, Edit::Remove { path }];
        self.write_for(now, id, edits, text);
        Ok(())
    }

    fn uninstall(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: PluginId,
        keep_settings: bool,
    ) -> Result<(), Refusal> {
        self.known(&plugin)?;
        self.readable()?;
        let place = self.plugins.get(&plugin).and_then(|p| p.found.as_ref()).map(|f| f.place.clone());
        if place == Some(Place::Bundled) {
            let what = format!("{plugin} is part of Lumarium");
            return Err(Refusal::new(what, format!("use `lumarium plugin disable {plugin}`")));
        }
        if let Some(Place::Linked(_)) = place {
            return self.unlink(now, id, plugin);
        }
        let path = place.and_then(|place| place.path().cloned());
        let text = format!("{plugin} is uninstalled; its files are in the trash");
        let edit = Edit::Uninstall { plugin, path, keep_settings };
        self.write_for(now, id, vec![edit], text);
        Ok(())
    }

    fn decide(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: PluginId,
        decision: Decision,
    ) -> Result<(), Refusal> {
        let found = self.plugins.get(&plugin).and_then(|plugin| plugin.found.clone());
        match decision {
            Decision::KeepAsMine => {
                self.known(&plugin)?;
                let adopt = Edit::Adopt {
                    plugin: plugin.clone(),
                    content_hash: found.as_ref().and_then(|f| f.content_hash.as_deref()).map(str::to_owned),
                    version: found.and_then(|found| found.manifest.version.clone()),
                };
                self.write_for(now, id, vec![adopt], format!("{plugin} is kept as it is"));
            }
            Decision::Keep => {
                let edits = vec![Edit::Forgive { plugin: plugin.clone() }];
                self.write_for(now, id, edits, format!("{plugin} is used again"));
            }
            Decision::Delete if found.is_some() || self.plugins.contains_key(&plugin) => {
                return self.uninstall(now, id, plugin, false);
            }
            Decision::Delete => {
                let path = vec![self.config_key(&plugin)];
                self.write_for(now, id, vec![Edit::Remove { path }], format!("{plugin} is forgotten"));
            }
            Decision::Restore => {
                self.unrecoverable.remove(&plugin);
                let candidates = vec![plugin.clone()];
                self.out.push(Effect::Reinstall { plugin: plugin.clone(), candidates });
                self.answer(now, id, Ok(format!("{plugin} is installed again")));
            }
        }
        Ok(())
    }

    /// A screen that people may ask for: of a plugin that is on.
    fn showable(&self, name: &ScreenName) -> Result<Screen, Refusal> {
        self.known(&name.plugin)?;
        let Some(plugin) = self.plugins.get(&name.plugin).filter(|plugin| plugin.wanted) else {
            let what = format!("{} is off", name.plugin);
            return Err(Refusal::new(what, format!("`lumarium plugin enable {}`", name.plugin)));
        };
        let wished = |screen: &&std::sync::Arc<str>| {
            name.name.as_deref().is_none_or(|name| name == &***screen)
        };
        let Some(screen) = plugin.screens().iter().find(wished) else {
            let screens = plugin.screens().join(", ");
            let what = format!("{} has no such screen", name.plugin);
            return Err(Refusal::new(what, format!("it has {screens}")));
        };
        Ok(Screen { plugin: plugin.id.clone(), name: screen.clone() })
    }
}

/// Edits for one setting: `null` removes it, and secrets go where they belong, also inside objects.
fn setting_edits(path: Vec<String>, value: Value, secrets: &[Vec<String>]) -> Vec<Edit> {
    if value.is_null() {
        return vec![Edit::Remove { path }];
    }
    if secrets.contains(&path) {
        return vec![Edit::Set { path, value, secret: true }];
    }
    let holds_secret = secrets.iter().any(|secret| secret.starts_with(&path));
    match value {
        Value::Object(map) if holds_secret => map
            .into_iter()
            .flat_map(|(key, value)| {
                let path = path.iter().cloned().chain([key]).collect();
                setting_edits(path, value, secrets)
            })
            .collect(),
        value => vec![Edit::Set { path, value, secret: false }],
    }
}

fn list(ids: &[PluginId]) -> String {
    ids.iter().map(PluginId::as_str).collect::<Vec<_>>().join(", ")
}

fn and_also(ids: &[PluginId]) -> String {
    if ids.is_empty() { String::new() } else { format!(", and so is {}", list(ids)) }
}

fn plugin_of(command: &Command) -> Option<&PluginId> {
    match command {
        Command::Enable { plugin }
        | Command::Disable { plugin, .. }
        | Command::Reload { plugin }
        | Command::Retry { plugin }
        | Command::ClearHistory { plugin }
        | Command::Configure { plugin, .. }
        | Command::Unlink { plugin }
        | Command::Uninstall { plugin, .. }
        | Command::Decide { plugin, .. } => Some(plugin),
        Command::Show { screen, .. } | Command::Pin { screen: Some(screen) } => Some(&screen.plugin),
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
fn describe(by: By, command: &Command) -> String {
    let who = match by {
        By::Window => "window",
        By::Terminal => "terminal",
        By::Cli => "command line",
        By::Host => "host",
    };
    let what = match command {
        Command::Configure { settings, .. } => {
            format!("configure {}", settings.keys().cloned().collect::<Vec<_>>().join(", "))
        }
        Command::SetConfig { path, .. } => format!("set {}", path.join(".")),
        Command::ImportConfig { main, .. } => format!("import {} sections", main.len()),
        other => {
            let value = serde_json::to_value(other).unwrap_or(Value::Null);
            value.get("command").and_then(Value::as_str).unwrap_or("command").replace('_', " ")
        }
    };
    format!("{who}: {what}")
}

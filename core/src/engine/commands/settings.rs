//! Commands that change a plugin's settings, and where secrets go.

use serde_json::{Map, Value};

use super::super::Engine;
use super::super::edits::Why;
use crate::id::PluginId;
use crate::journal::Topic;
use crate::limits;
use crate::message::{CommandId, Edit, Refusal, SettingEdit};
use crate::schema;
use crate::time::Now;

impl Engine {
    pub(super) fn configure(
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
                return Err(not_a_setting());
            }
            let path = vec![key.clone(), name];
            edits.extend(setting_edits(path, value, &secrets));
        }
        self.write_for(now, id, edits, format!("{plugin}: settings saved"));
        Ok(())
    }

    /// Paths of `x-secret` settings, with the section's key in front.
    pub(in crate::engine) fn secret_paths(&self, plugin: &PluginId) -> Vec<Vec<String>> {
        let found = self
            .plugins
            .get(plugin)
            .and_then(|plugin| plugin.found.as_ref());
        let Some(schema) = found.and_then(|found| found.schema.as_ref()) else {
            return Vec::new();
        };
        let key = self.config_key(plugin);
        let with_key = |path: Vec<String>| std::iter::once(key.clone()).chain(path).collect();
        schema::secret_paths(schema)
            .into_iter()
            .map(with_key)
            .collect()
    }

    pub(super) fn edit_settings(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
        changes: Vec<SettingEdit>,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.readable()?;
        if changes.len() > limits::EDITS_MAX {
            let what = format!("{} changes at once are too many", changes.len());
            let hint = format!("{} is the most; save in parts", limits::EDITS_MAX);
            return Err(Refusal::new(what, hint));
        }
        let key = self.config_key(plugin);
        let secrets = self.secret_paths(plugin);
        let mut edits = Vec::new();
        for change in changes {
            match change.path().first().map(String::as_str) {
                None => {
                    let hint = "name the keys that lead to it";
                    return Err(Refusal::new("a change names no setting", hint));
                }
                Some("enabled") => return Err(not_a_setting()),
                Some(_) => {}
            }
            let path = std::iter::once(key.clone()).chain(change.path().iter().cloned());
            let path: Vec<String> = path.collect();
            match change {
                // A person chose `null`; but a secret of `null` is none.
                SettingEdit::Set {
                    value: Value::Null, ..
                } if !is_secret(&path, &secrets) => edits.push(Edit::Set {
                    path,
                    value: Value::Null.into(),
                    secret: false,
                }),
                SettingEdit::Set { value, .. } => {
                    edits.extend(setting_edits(path, value, &secrets));
                }
                SettingEdit::Remove { .. } => {
                    let there = self.config.get().and_then(|config| config.get(&path));
                    removals(path, there.as_ref(), &secrets, &mut edits);
                }
            }
        }
        self.write_for(now, id, edits, format!("{plugin}: settings saved"));
        Ok(())
    }
}

impl Engine {
    /// Writes what a plugin changed in its own settings, and nothing that is as it was.
    pub(in crate::engine) fn keep_section(&mut self, now: Now, id: &PluginId) {
        let secrets = self.secret_paths(id);
        let key = self.config_key(id);
        let Some(plugin) = self.plugins.get_mut(id) else {
            return;
        };
        let Some(wish) = plugin.keep.take() else {
            return;
        };
        plugin.kept = Some(now.at);
        let Value::Object(section) = &**wish else {
            return;
        };
        let changed = |(name, value): &(&String, &Value)| {
            name.as_str() != "enabled" && plugin.settings.get(name.as_str()) != Some(*value)
        };
        let changes: Vec<(&String, &Value)> = section.iter().filter(changed).collect();
        let names: Vec<&str> = changes.iter().map(|(name, _)| name.as_str()).collect();
        let text = format!("its plugin changed its settings: {}", names.join(", "));
        let edits: Vec<Edit> = changes
            .iter()
            .take(limits::EDITS_MAX)
            .flat_map(|(name, value)| {
                setting_edits(
                    vec![key.clone(), (*name).clone()],
                    (*value).clone(),
                    &secrets,
                )
            })
            .collect();
        if !edits.is_empty() && self.readable().is_ok() {
            self.note(now, Topic::Store, Some(id), crate::failure::cut(text));
            self.write(now, edits, Why::Plugin);
        }
    }
}

fn not_a_setting() -> Refusal {
    Refusal::new(
        "`enabled` is not a setting",
        "use `lumarium plugin enable` or `disable`",
    )
}

/// Whether a path is secret, or inside of something secret.
fn is_secret(path: &[String], secrets: &[Vec<String>]) -> bool {
    secrets.iter().any(|secret| path.starts_with(secret))
}

/// Edits that remove a setting. The secrets in a group stay: a group is reset without being asked for its keys.
fn removals(
    path: Vec<String>,
    there: Option<&Value>,
    secrets: &[Vec<String>],
    edits: &mut Vec<Edit>,
) {
    let holds_secret = !is_secret(&path, secrets) && secrets.iter().any(|s| s.starts_with(&path));
    match there {
        Some(Value::Object(map)) if holds_secret => {
            for (key, value) in map {
                let below: Vec<String> = path.iter().chain([key]).cloned().collect();
                if !is_secret(&below, secrets) {
                    removals(below, Some(value), secrets, edits);
                }
            }
        }
        Some(_) | None => edits.push(Edit::Remove { path }),
    }
}

/// Edits for one setting: `null` removes it, and secrets go where they belong, also inside objects.
pub(super) fn setting_edits(path: Vec<String>, value: Value, secrets: &[Vec<String>]) -> Vec<Edit> {
    if value.is_null() {
        return vec![Edit::Remove { path }];
    }
    if is_secret(&path, secrets) {
        return vec![Edit::Set {
            path,
            value: value.into(),
            secret: true,
        }];
    }
    let holds_secret = secrets.iter().any(|secret| secret.starts_with(&path));
    if let (true, Value::Object(map)) = (holds_secret, &value) {
        let below = |(key, value): (&String, &Value)| {
            let path = path.iter().chain([key]).cloned().collect();
            setting_edits(path, value.clone(), secrets)
        };
        return map.iter().flat_map(below).collect();
    }
    vec![Edit::Set {
        path,
        value: value.into(),
        secret: false,
    }]
}

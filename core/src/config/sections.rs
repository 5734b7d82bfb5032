//! The sections of plugins: top-level objects of config.json whose name is a legal id. What stands only
//! in the secrets file is a leftover and never makes a plugin (LEDMatrix brings such plugins back).

use serde_json::{Map, Value};

use crate::config::Document;
use crate::config::keys::{take, walk};
use crate::config::merge::deep_merge;
use crate::id::{PluginId, is_system_key};
use crate::manifest::Problem;

/// A plugin's id and its section of config.json.
pub type Section<'a> = (PluginId, &'a Map<String, Value>);

impl Document {
    /// All plugins' sections in their order, and what looks like one and cannot be (left alone).
    pub fn plugin_sections(&self) -> (Vec<Section<'_>>, Vec<Problem>) {
        let mut sections: Vec<Section<'_>> = Vec::new();
        let mut seen = std::collections::BTreeMap::new();
        let mut problems = Vec::new();
        for (key, value) in &self.main {
            let Value::Object(section) = value else {
                continue;
            };
            if is_system_key(key) {
                continue;
            }
            let id = match PluginId::parse(key) {
                Ok(id) => id,
                Err(error) => {
                    problems.push(Problem::warning(format!(
                        "config.json has a section {key:?} that is no plugin and was left alone: {error}"
                    )));
                    continue;
                }
            };
            if let Some(first) = seen.get(&id) {
                problems.push(Problem::warning(format!(
                    "config.json has sections {first:?} and {key:?} for one plugin; the first is used, join them"
                )));
                continue;
            }
            seen.insert(id.clone(), key.clone());
            sections.push((id, section));
        }
        (sections, problems)
    }

    /// A plugin's section of config.json; its id is compared without case.
    pub fn section(&self, id: &PluginId) -> Option<&Map<String, Value>> {
        let exact = self.main.get(id.as_str()).and_then(Value::as_object);
        exact.or_else(|| {
            self.main
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(id.as_str()))
                .find_map(|(_, value)| value.as_object())
        })
    }

    /// Whether a plugin is wanted: only `true` means on; missing or anything else means off.
    pub fn enabled(&self, id: &PluginId) -> bool {
        self.section(id)
            .and_then(|section| section.get("enabled"))
            .is_some_and(|value| *value == Value::Bool(true))
    }

    /// A plugin's whole section with its secrets, for the plugin itself; an empty object if it has none.
    pub fn settings(&self, id: &PluginId) -> Value {
        let mut settings = Value::Object(self.section(id).cloned().unwrap_or_default());
        if let Some(secrets) = self.secret_section(id) {
            deep_merge(&mut settings, secrets);
        }
        settings
    }

    /// A plugin's section without anything that the secrets file names or that is at one of `secret_paths`, for
    /// windows and logs. Where no schema says what is secret (`None`), names that sound so are left out too.
    pub fn public_settings(&self, id: &PluginId, secret_paths: Option<&[Vec<String>]>) -> Value {
        let mut settings = self.section(id).cloned().unwrap_or_default();
        if let Some(Value::Object(secrets)) = self.secret_section(id) {
            strip(&mut settings, secrets);
        }
        match secret_paths {
            Some(paths) => {
                for path in paths {
                    take(&mut settings, path, false);
                }
            }
            None => strip_suspects(&mut settings),
        }
        Value::Object(settings)
    }

    /// Which of a plugin's secrets are set: all that the secrets file names, and those of `secret_paths` that
    /// somebody wrote into config.json. Empty texts are not set.
    pub fn secrets_set(&self, id: &PluginId, secret_paths: &[Vec<String>]) -> Vec<Vec<String>> {
        let mut set = Vec::new();
        let whole = self.section(id);
        for path in secret_paths {
            if whole
                .and_then(|section| walk(section, path))
                .is_some_and(is_something)
            {
                set.push(path.clone());
            }
        }
        if let Some(secrets) = self.secret_section(id) {
            let mut kept = Vec::new();
            leaves(secrets, &mut Vec::new(), &mut kept);
            for leaf in kept {
                // A whole list or object may be one secret.
                let of = secret_paths.iter().find(|path| leaf.starts_with(path));
                let path = of.cloned().unwrap_or(leaf);
                if !set.contains(&path) {
                    set.push(path);
                }
            }
        }
        set
    }

    /// config.json without the sections of plugins and without anything that the secrets file names, for
    /// windows. What looks like a section and cannot be one is there.
    pub fn public_main(&self) -> Value {
        let is_section = |key: &str, value: &Value| {
            value.is_object() && !is_system_key(key) && PluginId::parse(key).is_ok()
        };
        let mut main = self.public();
        main.retain(|key, value| !is_section(key, value));
        Value::Object(main)
    }

    /// config.json without anything that the secrets file names or that sounds secret.
    pub fn public(&self) -> Map<String, Value> {
        let mut main = self.main.clone();
        for (key, secret) in &self.secrets {
            // The two files may spell a plugin's id differently.
            let spelled = main.keys().filter(|name| name.eq_ignore_ascii_case(key));
            for name in spelled.cloned().collect::<Vec<_>>() {
                strip(&mut main, &Map::from_iter([(name, secret.clone())]));
            }
        }
        strip_suspects(&mut main);
        main
    }

    fn secret_section(&self, id: &PluginId) -> Option<&Value> {
        let exact = self.secrets.get(id.as_str());
        exact.or_else(|| {
            self.secrets
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(id.as_str()))
                .map(|(_, value)| value)
        })
    }
}

const SECRET_DEPTH_MAX: usize = crate::limits::SCHEMA_DEPTH_MAX;

/// Values that are something, with their paths.
fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    if let Value::Object(map) = value
        && path.len() < SECRET_DEPTH_MAX
    {
        for (key, value) in map {
            path.push(key.clone());
            leaves(value, path, found);
            path.pop();
        }
    } else if is_something(value) && !path.is_empty() {
        found.push(path.clone());
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// What sounds secret, at any depth.
fn strip_suspects(settings: &mut Map<String, Value>) {
    const SUSPECTS: [&str; 6] = ["secret", "password", "passwd", "token", "api_key", "apikey"];
    let sounds = |key: &String| {
        let key = key.to_ascii_lowercase();
        SUSPECTS.iter().any(|word| key.contains(word))
    };
    settings.retain(|key, value| !sounds(key) || value.is_boolean());
    for value in settings.values_mut() {
        match value {
            Value::Object(inner) => strip_suspects(inner),
            Value::Array(entries) => {
                let objects = entries.iter_mut().filter_map(Value::as_object_mut);
                objects.for_each(strip_suspects);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn strip(settings: &mut Map<String, Value>, secrets: &Map<String, Value>) {
    for (key, secret) in secrets {
        if let (Some(Value::Object(inner)), Value::Object(secret)) = (settings.get_mut(key), secret)
        {
            strip(inner, secret);
        } else {
            settings.shift_remove(key);
        }
    }
}

//! The fields of a manifest, one by one: each gives a value or a problem, and the next one is read
//! all the same.

use std::sync::Arc;
use std::time::Duration;

use serde_json_borrow::Value;

use super::{Manifest, Problem, RuntimeKind, Severity, action, requirement, tolerant};
use crate::failure::cut;
use crate::id::PluginId;
use crate::limits;

/// Reads a manifest. The value is absent exactly if a problem is an error; every problem is told.
pub fn parse(text: &str) -> (Option<Manifest>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut repaired = String::new();
    let Some(map) = tolerant::object(text, &mut repaired, &mut problems) else {
        return (None, problems);
    };
    let mut reader = Reader {
        map: &map,
        problems,
    };
    let manifest = reader.manifest();
    let problems = reader.problems;
    let broken = problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    let manifest = manifest.filter(|_| !broken);
    (manifest, problems)
}

pub(super) struct Reader<'a> {
    pub(super) map: &'a tolerant::Entries<'a>,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Reads all fields even when the id is bad, so that all problems are told.
    fn manifest(&mut self) -> Option<Manifest> {
        let id = self.id();
        let fallback = id.as_ref().map_or("", PluginId::as_str).to_owned();
        let name = self.text("name").unwrap_or_else(|| {
            self.hint("it has no \"name\"; its id is shown instead");
            fallback.clone()
        });
        let version = self.version();
        let (runtime, entry_point) = self.runtime(&fallback);
        let screens = self.screens(&fallback);
        let update_interval = self.seconds(
            "update_interval",
            limits::UPDATE_INTERVAL_MIN,
            limits::UPDATE_INTERVAL_MAX,
        );
        let default_duration = self.seconds(
            "default_duration",
            limits::SCREEN_DURATION_MIN,
            limits::SCREEN_DURATION_MAX,
        );
        if matches!(self.map.get("dependencies"), Some(value) if !value.is_array()) {
            self.hint("\"dependencies\" is not a list; it is only information and was left alone");
        }
        let description = self.text("description").unwrap_or_default();
        let author = self.author();
        let class_name = self.text("class_name");
        let capabilities = self.capabilities();
        let requires = requirement::read(self);
        let actions = action::read(self);
        Some(Manifest {
            id: id?,
            name,
            version,
            description,
            author,
            runtime,
            entry_point,
            class_name,
            screens,
            update_interval,
            default_duration,
            capabilities,
            requires,
            actions,
        })
    }

    fn id(&mut self) -> Option<PluginId> {
        let Some(Value::Str(text)) = self.map.get("id") else {
            self.tell(Problem::error(
                "it has no \"id\"; add one of letters, digits, '.', '_' and '-'",
            ));
            return None;
        };
        match PluginId::parse(text) {
            Ok(id) => Some(id),
            Err(error) => {
                self.tell(Problem::error(error.to_string()));
                None
            }
        }
    }

    fn version(&mut self) -> Option<String> {
        let version = match self.map.get("version") {
            Some(Value::Number(number)) => {
                self.hint("\"version\" is a number; write it as text");
                Some(number.to_string())
            }
            None | Some(_) => self.text("version"),
        };
        match &version {
            None => self.hint("it has no \"version\"; requirements of other plugins cannot be checked"),
            Some(text) if super::parse_version(text).is_none() => self.warn(&format!(
                "the version {text:?} is not of the form 1.2.3; requirements of other plugins cannot be checked"
            )),
            Some(_) => {}
        }
        version
    }

    /// `runtime`, else by the suffix of the entry point, else Python; and the entry point.
    fn runtime(&mut self, id: &str) -> (RuntimeKind, String) {
        let entry_point = self.text("entry_point");
        let named = self.text("runtime");
        let runtime = match named.as_deref().map(RuntimeKind::from_name) {
            Some(Some(runtime)) => runtime,
            Some(None) => {
                self.tell(Problem::error(format!(
                    "the runtime {:?} is not known; native, python, pixlet and wasm are",
                    named.unwrap_or_default()
                )));
                RuntimeKind::Python
            }
            None => entry_point
                .as_deref()
                .and_then(|entry| RuntimeKind::from_suffix(entry.rsplit_once('.')?.1))
                .unwrap_or(RuntimeKind::Python),
        };
        let entry_point = entry_point.unwrap_or_else(|| {
            let entry = match runtime {
                RuntimeKind::Native => id.to_owned(),
                RuntimeKind::Python => "manager.py".to_owned(),
                RuntimeKind::Pixlet => format!("{id}.star"),
                RuntimeKind::Wasm => format!("{id}.wasm"),
            };
            self.hint(&format!("it has no \"entry_point\"; {entry} is taken"));
            entry
        });
        if climbs(&entry_point) {
            self.tell(Problem::error(format!(
                "the entry point {entry_point:?} leaves the plugin's folder; name a file inside it"
            )));
        }
        (runtime, entry_point)
    }

    /// `display_modes`; never empty.
    fn screens(&mut self, id: &str) -> Vec<Arc<str>> {
        let listed: &[Value<'_>] = match self.map.get("display_modes") {
            None | Some(Value::Null) => &[],
            Some(Value::Array(list)) => {
                if list.is_empty() {
                    self.hint("\"display_modes\" is empty; its only screen is called like itself");
                }
                list
            }
            Some(one @ Value::Str(_)) => {
                self.warn("\"display_modes\" is a text; it was taken as the only screen");
                std::slice::from_ref(one)
            }
            Some(_) => {
                self.warn("\"display_modes\" is not a list; its only screen is called like itself");
                &[]
            }
        };
        let mut screens: Vec<Arc<str>> = Vec::new();
        for item in listed {
            let name = item.as_str().map(str::trim).filter(|name| is_name(name));
            match name {
                None => self.warn(&format!(
                    "the screen {} was left out: its name is no text, empty, too long or not printable",
                    cut(item.to_string())
                )),
                Some(name) if screens.iter().any(|screen| **screen == *name) => {
                    self.warn(&format!("the screen {name:?} stands twice in \"display_modes\""));
                }
                Some(_) if screens.len() >= limits::SCREENS_MAX => {
                    self.warn(&format!(
                        "it has {} screens; only the first {} count",
                        listed.len(),
                        limits::SCREENS_MAX
                    ));
                    break;
                }
                Some(name) => screens.push(Arc::from(name)),
            }
        }
        if screens.is_empty() {
            screens.push(Arc::from(id));
        }
        screens
    }

    fn author(&mut self) -> String {
        let nested = self
            .map
            .get("author")
            .and_then(|author| member(author, "name"));
        if let Some(name) = nested.and_then(Value::as_str) {
            return cut(name.to_owned());
        }
        self.text("author").unwrap_or_default()
    }

    /// A list of texts, one text, or the keys of an object that are not switched off.
    fn capabilities(&mut self) -> Vec<String> {
        let mut words: Vec<String> = match self.map.get("capabilities") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Str(word)) => vec![word.to_string()],
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect(),
            Some(Value::Object(map)) => map
                .iter()
                .filter(|(_, on)| **on != Value::Bool(false) && !on.is_null())
                .map(|(word, _)| word.to_owned())
                .collect(),
            Some(_) => {
                self.warn("\"capabilities\" is not a list; it was ignored");
                Vec::new()
            }
        };
        words.retain(|word| is_name(word));
        words.sort_unstable();
        words.dedup();
        if words.len() > limits::CAPABILITIES_MAX {
            self.warn(&format!(
                "it has {} capabilities; only {} count",
                words.len(),
                limits::CAPABILITIES_MAX
            ));
            words.truncate(limits::CAPABILITIES_MAX);
        }
        words
    }

    /// A positive number of seconds, brought into the limits.
    fn seconds(&mut self, key: &str, least: Duration, most: Duration) -> Option<Duration> {
        let value = self.map.get(key).filter(|value| !value.is_null())?;
        let number = value
            .as_str()
            .map_or_else(|| value.as_f64(), |text| text.trim().parse::<f64>().ok());
        let length = number
            .filter(|number| *number > 0.0)
            .and_then(|number| Duration::try_from_secs_f64(number).ok());
        match length {
            None => self.warn(&format!(
                "{key:?} is {}, not a positive number of seconds; it was ignored",
                cut(value.to_string())
            )),
            Some(_) if value.is_string() => {
                self.hint(&format!(
                    "{key:?} is a text; write it as a number of seconds"
                ));
            }
            Some(length) if length < least || length > most => self.hint(&format!(
                "{key:?} was brought between {} and {} seconds",
                least.as_secs(),
                most.as_secs()
            )),
            Some(_) => {}
        }
        length.map(|length| length.clamp(least, most))
    }

    /// A text that is not empty, cut to a bounded length.
    fn text(&mut self, key: &str) -> Option<String> {
        match self.map.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::Str(text)) => {
                let text = text.trim();
                (!text.is_empty()).then(|| cut(text.to_owned()))
            }
            Some(_) => {
                self.warn(&format!("{key:?} is not a text; it was ignored"));
                None
            }
        }
    }

    pub(super) fn hint(&mut self, text: &str) {
        self.tell(Problem::hint(text));
    }

    /// Errors are always told; of the rest, as many as anybody reads.
    pub(super) fn tell(&mut self, problem: Problem) {
        if problem.severity == Severity::Error || self.problems.len() < limits::PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }
}

/// What stands under a key of an object; of a key that stands twice, the last counts.
pub(super) fn member<'a>(value: &'a Value<'a>, key: &str) -> Option<&'a Value<'a>> {
    let entries = value.as_object()?.as_vec().iter();
    let found = entries.rev().find(|(known, _)| **known == *key);
    found.map(|(_, value)| value)
}

/// A name that can stand in a list.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= limits::SCREEN_NAME_LEN_MAX
        && !name.chars().any(char::is_control)
}

/// Whether a path from a manifest could name something outside the plugin's folder.
pub(super) fn climbs(path: &str) -> bool {
    path.contains(['\\', ':'])
        || path.chars().any(char::is_control)
        || path.starts_with('/')
        || path.split('/').any(|part| part == "..")
}

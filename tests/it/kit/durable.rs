//! What survives in the world of the simulation: configuration, record and plugin folders, in memory.
//! A write happens as a whole or not at all, as the real store promises.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use lumarium_core::config::Document;
use lumarium_core::facts::{Disk, Found, RecordFacts, Recorded};
use lumarium_core::id::PluginId;
use lumarium_core::message::{Edit, Written};
use serde_json::{Map, Value};

/// Everything on disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Durable {
    pub(crate) config: Document,
    pub(crate) record: RecordFacts,
    pub(crate) disk: Disk,
    /// Copies of the configuration, by number.
    pub(crate) history: Vec<Document>,
    /// Folders outside the root that can be linked.
    pub(crate) elsewhere: BTreeMap<PathBuf, Arc<Found>>,
}

impl Durable {
    /// Does all of it, or nothing and says why. Gives the parts that have changed.
    pub(crate) fn write(&mut self, edits: &[Edit]) -> Result<Written, String> {
        let mut after = self.clone();
        for edit in edits {
            after.edit(edit)?;
        }
        let written = Written {
            config: (after.config != self.config).then(|| Arc::new(after.config.clone())),
            record: (after.record != self.record).then(|| after.record.clone()),
            disk: (after.disk != self.disk).then(|| std::sync::Arc::new(after.disk.clone())),
        };
        if written.config.is_some() {
            after.history.push(self.config.clone());
        }
        *self = after;
        Ok(written)
    }

    fn edit(&mut self, edit: &Edit) -> Result<(), String> {
        match edit {
            Edit::Set {
                path,
                value,
                secret: false,
            } => set(&mut self.config.main, path, value)?,
            Edit::Set {
                path,
                value,
                secret: true,
            } => set(&mut self.config.secrets, path, value)?,
            Edit::Remove { path } => {
                remove(&mut self.config.main, path);
                remove(&mut self.config.secrets, path);
            }
            Edit::Replace { document } => self.config = Document::clone(document),
            Edit::Restore { revision } => {
                let kept = usize::try_from(*revision)
                    .ok()
                    .and_then(|at| self.history.get(at));
                let kept = kept.ok_or_else(|| format!("there is no copy {revision}"))?;
                self.config = kept.clone();
            }
            Edit::Agree { plugin, enabled } => {
                let recorded = self.recorded(plugin);
                recorded.agreed = Some(*enabled);
                recorded.enabled = None;
            }
            Edit::Adopt {
                plugin,
                content_hash,
                version,
            } => {
                let recorded = self.recorded(plugin);
                recorded.content_hash.clone_from(content_hash);
                recorded.version.clone_from(version);
            }
            Edit::Link { plugin, path } => {
                let found = self.elsewhere.get(path).ok_or("there is nothing to link")?;
                self.disk.found.insert(plugin.clone(), Arc::clone(found));
                self.record.links.insert(plugin.clone(), path.clone());
            }
            Edit::Unlink { plugin } => {
                self.record.links.remove(plugin);
                self.disk.found.remove(plugin);
            }
            Edit::Uninstall {
                plugin,
                keep_settings,
                path: _,
            } => self.uninstall(plugin, *keep_settings),
            Edit::Forgive { plugin } => {
                self.record.tombstones.remove(plugin);
            }
            Edit::AddSection { plugin } => {
                if self.config.section(plugin).is_none() {
                    let off = serde_json::json!({ "enabled": false });
                    self.config.main.insert(plugin.to_string(), off);
                    let recorded = self.record.plugins.entry(plugin.clone()).or_default();
                    recorded.agreed = Some(false);
                }
            }
            Edit::Rebuilt => self.record.repaired.clear(),
            Edit::Position { screen } => self.record.position = Some(screen.clone()),
        }
        Ok(())
    }

    fn uninstall(&mut self, plugin: &PluginId, keep_settings: bool) {
        self.disk.found.remove(plugin);
        self.record.plugins.remove(plugin);
        self.record.links.remove(plugin);
        self.record
            .tombstones
            .insert(plugin.clone(), "removed by a person".to_owned());
        if !keep_settings {
            self.config.main.shift_remove(plugin.as_str());
            self.config.secrets.shift_remove(plugin.as_str());
        }
    }

    fn recorded(&mut self, plugin: &PluginId) -> &mut Recorded {
        self.record.plugins.entry(plugin.clone()).or_default()
    }

    /// The wish: `enabled` of the main file.
    pub(crate) fn enabled(&self, plugin: &PluginId) -> bool {
        enabled(&self.config, plugin)
    }

    /// A value of either file; a secret hides nothing else.
    pub(crate) fn value(&self, path: &[String]) -> Option<&Value> {
        get(&self.config.secrets, path).or_else(|| get(&self.config.main, path))
    }
}

/// Whether a document switches a plugin on.
pub(crate) fn enabled(config: &Document, plugin: &PluginId) -> bool {
    let section = config.main.get(plugin.as_str());
    section.and_then(|section| section.get("enabled")) == Some(&Value::Bool(true))
}

fn get<'a>(map: &'a Map<String, Value>, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let value = map.get(first)?;
    if rest.is_empty() {
        Some(value)
    } else {
        get(value.as_object()?, rest)
    }
}

fn set(map: &mut Map<String, Value>, path: &[String], value: &Value) -> Result<(), String> {
    let Some((first, rest)) = path.split_first() else {
        return Err("no key".to_owned());
    };
    if rest.is_empty() {
        map.insert(first.clone(), value.clone());
        return Ok(());
    }
    let inner = map
        .entry(first.clone())
        .or_insert_with(|| Value::Object(Map::new()));
    let inner = inner
        .as_object_mut()
        .ok_or_else(|| format!("{first} holds no keys"))?;
    set(inner, rest, value)
}

fn remove(map: &mut Map<String, Value>, path: &[String]) {
    match path {
        [] => {}
        [last] => {
            map.shift_remove(last);
        }
        [first, rest @ ..] => {
            if let Some(inner) = map.get_mut(first).and_then(Value::as_object_mut) {
                remove(inner, rest);
            }
        }
    }
}

#[test]
fn a_write_happens_as_a_whole_or_not_at_all() {
    let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    let edit = |at: &str| Edit::Set {
        path: path(at),
        value: serde_json::Value::from(true).into(),
        secret: false,
    };
    let mut durable = Durable::default();
    let written = durable.write(&[edit("a.b"), edit("c")]).unwrap();
    assert_eq!(*written.config.unwrap(), durable.config);
    assert!(written.record.is_none());
    let before = durable.clone();
    assert!(durable.write(&[edit("d"), edit("c.e")]).is_err());
    assert_eq!(durable.config, before.config);
    assert!(durable.write(&[edit("c")]).unwrap().config.is_none());
}

//! Commands that change what is kept: single values, order, links, installed plugins.

use serde_json::{Map, Value};

use super::super::Engine;
use super::settings::setting_edits;
use crate::facts::Place;
use crate::id::{PluginId, is_system_key};
use crate::message::{CommandId, Decision, Edit, Effect, Refusal};
use crate::reconcile::{Finding, Remedy};
use crate::time::Now;

impl Engine {
    pub(super) fn set_config(
        &mut self,
        now: Now,
        id: CommandId,
        path: &[String],
        value: &Value,
    ) -> Result<(), Refusal> {
        self.readable()?;
        let Some(top) = path.first().cloned() else {
            return Err(Refusal::new(
                "no key was given",
                "name one, like display.hardware.rows",
            ));
        };
        let plugin = PluginId::parse(&top).ok().filter(|_| !is_system_key(&top));
        let secrets = plugin
            .as_ref()
            .map(|id| self.secret_paths(id))
            .unwrap_or_default();
        let text = format!("{} saved", path.join("."));
        let mut edits = setting_edits(path.to_vec(), value.clone(), &secrets);
        if let (Some(plugin), [_, key], Value::Bool(enabled)) = (plugin, path, value)
            && key == "enabled"
        {
            edits.push(Edit::Agree {
                plugin,
                enabled: *enabled,
            });
        }
        self.write_for(now, id, edits, text);
        Ok(())
    }

    pub(super) fn import(
        &mut self,
        now: Now,
        id: CommandId,
        main: &Map<String, Value>,
        secrets: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.readable()?;
        let Some(config) = self.config.get() else {
            return Ok(());
        };
        let document = config.imported(main, secrets);
        let mut edits = vec![Edit::Replace {
            document: std::sync::Arc::new(document.clone()),
        }];
        let agree = |plugin: PluginId| Edit::Agree {
            enabled: document.enabled(&plugin),
            plugin,
        };
        edits.extend(document.section_ids().into_iter().map(agree));
        let text = format!("configuration imported: {} sections", main.len());
        self.write_for(now, id, edits, text);
        Ok(())
    }

    pub(super) fn reorder(
        &mut self,
        now: Now,
        id: CommandId,
        order: &[PluginId],
    ) -> Result<(), Refusal> {
        self.readable()?;
        for plugin in order {
            self.known(plugin)?;
        }
        let rest = self
            .ordered_ids()
            .into_iter()
            .filter(|id| !order.contains(id));
        let rest = rest.filter(|id| self.plugins.get(id).is_some_and(|plugin| plugin.wanted));
        let mut ids: Vec<Value> = Vec::new();
        for id in order.iter().cloned().chain(rest) {
            let id = Value::from(id.as_str());
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let path = ["display", "plugin_rotation_order"]
            .map(str::to_owned)
            .to_vec();
        let edit = Edit::Set {
            path,
            value: Value::Array(ids).into(),
            secret: false,
        };
        self.write_for(now, id, vec![edit], "order saved".to_owned());
        Ok(())
    }

    pub(super) fn unlink(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: PluginId,
    ) -> Result<(), Refusal> {
        let linked = self
            .record
            .get()
            .is_some_and(|record| record.links.contains_key(&plugin));
        if !linked {
            let what = format!("{plugin} is not linked");
            return Err(Refusal::new(
                what,
                "`lumarium plugin list` shows where plugins are",
            ));
        }
        let path = vec![self.config_key(&plugin)];
        let text = format!("{plugin} is no longer linked; its files stay where they are");
        let edits = vec![Edit::Unlink { plugin }, Edit::Remove { path }];
        self.write_for(now, id, edits, text);
        Ok(())
    }

    pub(super) fn uninstall(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: PluginId,
        keep_settings: bool,
    ) -> Result<(), Refusal> {
        self.known(&plugin)?;
        self.readable()?;
        let place = self
            .plugins
            .get(&plugin)
            .and_then(|p| p.found.as_ref())
            .map(|f| f.place.clone());
        if place == Some(Place::Bundled) {
            let what = format!("{plugin} is part of Lumarium");
            return Err(Refusal::new(
                what,
                format!("use `lumarium plugin disable {plugin}`"),
            ));
        }
        if let Some(Place::Linked(_)) = place {
            return self.unlink(now, id, plugin);
        }
        let path = place.and_then(|place| place.path().cloned());
        let text = match &path {
            Some(_) => format!("{plugin} is uninstalled; its files are in the trash"),
            None => format!("{plugin} is uninstalled; there were no files"),
        };
        let edit = Edit::Uninstall {
            plugin,
            path,
            keep_settings,
        };
        self.write_for(now, id, vec![edit], text);
        Ok(())
    }

    pub(super) fn decide(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: PluginId,
        decision: Decision,
    ) -> Result<(), Refusal> {
        let asks = |finding: &Finding| {
            finding.plugin.as_ref() == Some(&plugin) && matches!(finding.remedy, Remedy::Ask { .. })
        };
        if !self.findings.iter().any(asks) {
            let what = format!("there is nothing to decide about {plugin}");
            return Err(Refusal::new(
                what,
                "`lumarium reconcile --dry-run` lists what asks",
            ));
        }
        let found = self
            .plugins
            .get(&plugin)
            .and_then(|plugin| plugin.found.clone());
        match decision {
            Decision::KeepAsMine => {
                self.known(&plugin)?;
                let adopt = Edit::Adopt {
                    plugin: plugin.clone(),
                    content_hash: found
                        .as_ref()
                        .and_then(|f| f.content_hash.as_deref())
                        .map(str::to_owned),
                    version: found.and_then(|found| found.manifest.version.clone()),
                };
                self.write_for(now, id, vec![adopt], format!("{plugin} is kept as it is"));
            }
            Decision::Keep => {
                let edits = vec![Edit::Forgive {
                    plugin: plugin.clone(),
                }];
                self.write_for(now, id, edits, format!("{plugin} is used again"));
            }
            Decision::Delete if found.is_some() || self.plugins.contains_key(&plugin) => {
                return self.uninstall(now, id, plugin, false);
            }
            Decision::Delete => {
                let path = vec![self.config_key(&plugin)];
                self.write_for(
                    now,
                    id,
                    vec![Edit::Remove { path }],
                    format!("{plugin} is forgotten"),
                );
            }
            Decision::Restore if self.buried.contains_key(&plugin) => {
                let what = format!("{plugin} was uninstalled");
                return Err(Refusal::new(what, "install it again if you want it back"));
            }
            Decision::Restore => {
                self.unrecoverable.remove(&plugin);
                let candidates = vec![plugin.clone()];
                self.out.push(Effect::Reinstall {
                    plugin: plugin.clone(),
                    candidates,
                });
                self.answer(now, id, Ok(format!("{plugin} is installed again")));
            }
        }
        Ok(())
    }
}

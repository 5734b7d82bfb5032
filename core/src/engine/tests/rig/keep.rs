//! The store of the world: all edits happen, or none.

use std::sync::Arc;

use serde_json::json;

use super::Rig;
use crate::message::{Edit, Written};

impl Rig {
    pub(super) fn keep(&mut self, edits: &[Edit]) -> Result<Written, String> {
        if self.writes_fail {
            return Err("no space left".to_owned());
        }
        for edit in edits {
            match edit {
                Edit::Set {
                    path,
                    value,
                    secret,
                } => {
                    self.config.set(path, value.0.clone(), *secret).unwrap();
                }
                Edit::Remove { path } => {
                    self.config.remove(path);
                }
                Edit::Replace { document } => self.config = (**document).clone(),
                Edit::Agree { plugin, enabled } => {
                    self.record
                        .plugins
                        .entry(plugin.clone())
                        .or_default()
                        .agreed = Some(*enabled);
                }
                Edit::Uninstall { plugin, .. } => {
                    self.record
                        .tombstones
                        .insert(plugin.clone(), "uninstalled".to_owned());
                    self.config.remove(&[plugin.as_str()]);
                    self.disk.found.remove(plugin);
                }
                Edit::Forgive { plugin } => {
                    self.record.tombstones.remove(plugin);
                }
                Edit::Position { screen } => self.record.position = Some(screen.clone()),
                Edit::Link { plugin, path } => {
                    self.record.links.insert(plugin.clone(), path.clone());
                }
                Edit::Unlink { plugin } => {
                    self.record.links.remove(plugin);
                }
                Edit::AddSection { plugin } => {
                    let section = json!({ "enabled": false });
                    self.config.main.entry(plugin.as_str()).or_insert(section);
                    self.record
                        .plugins
                        .entry(plugin.clone())
                        .or_default()
                        .agreed = Some(false);
                }
                Edit::Rebuilt => self.record.repaired.clear(),
                Edit::Restore { .. } | Edit::Adopt { .. } => {}
            }
        }
        Ok(Written {
            config: Some(Arc::new(self.config.clone())),
            record: Some(self.record.clone()),
            disk: Some(Arc::new(self.disk.clone())),
        })
    }
}

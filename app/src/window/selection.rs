//! What is selected.

use std::path::PathBuf;
use std::slice;

use lumarium_core::id::PluginId;

/// What the details show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing: the details show the engine.
    #[default]
    Nothing,
    /// A plugin.
    Plugin(PluginId),
    /// Two or more plugins, in the order in which they were chosen.
    Several(Vec<PluginId>),
    /// A folder or file that is no plugin.
    Misfit(PathBuf),
}

impl Selection {
    /// These plugins.
    pub fn of(mut ids: Vec<PluginId>) -> Self {
        match ids.len() {
            0 => Self::Nothing,
            1 => ids.pop().map_or(Self::Nothing, Self::Plugin),
            _ => Self::Several(ids),
        }
    }

    /// Whether this plugin is selected.
    pub fn is(&self, id: &PluginId) -> bool {
        self.ids().contains(id)
    }

    /// All selected plugins.
    pub fn ids(&self) -> &[PluginId] {
        match self {
            Self::Plugin(id) => slice::from_ref(id),
            Self::Several(ids) => ids,
            Self::Misfit(_) | Self::Nothing => &[],
        }
    }

    /// Adds a plugin, or takes it away if it is in.
    pub fn toggle(&mut self, id: &PluginId) {
        let mut ids = self.ids().to_vec();
        match ids.iter().position(|one| one == id) {
            Some(at) => {
                ids.remove(at);
            }
            None => ids.push(id.clone()),
        }
        *self = Self::of(ids);
    }
}

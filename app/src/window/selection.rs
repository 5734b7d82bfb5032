//! What is selected.

use std::path::PathBuf;

use lumarium_core::id::PluginId;

/// What the details show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing: the details show the engine.
    #[default]
    Nothing,
    /// A plugin.
    Plugin(PluginId),
    /// A folder or file that is no plugin.
    Misfit(PathBuf),
}

impl Selection {
    /// Whether this plugin is selected.
    pub fn is(&self, id: &PluginId) -> bool {
        match self {
            Self::Plugin(selected) => selected == id,
            Self::Misfit(_) | Self::Nothing => false,
        }
    }
}

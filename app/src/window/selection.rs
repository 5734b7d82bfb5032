//! What is selected.

use lumarium_core::id::PluginId;

/// What the details show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing: the details show the engine.
    #[default]
    Nothing,
    /// A plugin.
    Plugin(PluginId),
}

impl Selection {
    /// Whether this plugin is selected.
    pub fn is(&self, id: &PluginId) -> bool {
        match self {
            Self::Plugin(selected) => selected == id,
            Self::Nothing => false,
        }
    }
}

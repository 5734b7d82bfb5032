//! The port to the plugin store: where a missing plugin is installed again from.

use crate::facts::Registry;
use crate::id::PluginId;
use crate::message::ReinstallResult;

/// Brings plugins back. Called on the store thread.
pub trait Installer: Send {
    /// Installs the first candidate that is known for `plugin`; returns once its files are durable.
    fn install(&self, plugin: &PluginId, candidates: &[PluginId]) -> ReinstallResult;
    /// What is known about the registry now.
    fn registry(&self) -> Registry;
}

/// There is no store of plugins.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoStore;

impl Installer for NoStore {
    fn install(&self, plugin: &PluginId, _candidates: &[PluginId]) -> ReinstallResult {
        ReinstallResult::Failed(format!(
            "there is no plugin store to install {plugin} from; put its folder into the folder of plugins"
        ))
    }

    fn registry(&self) -> Registry {
        Registry::Absent
    }
}

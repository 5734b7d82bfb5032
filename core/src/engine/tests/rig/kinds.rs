//! Plugins that differ from the usual one.

use std::sync::Arc;

use super::{Rig, id};
use crate::facts::Found;
use crate::manifest::{Manifest, RuntimeKind};

impl Rig {
    /// Lets a plugin be of another kind.
    pub(in crate::engine::tests) fn kind(&mut self, name: &str, kind: RuntimeKind) {
        let mut found = Found::clone(&self.disk.found[&id(name)]);
        let mut manifest = Manifest::clone(&found.manifest);
        manifest.runtime = kind;
        found.manifest = Arc::new(manifest);
        self.disk.found.insert(id(name), Arc::new(found));
    }

    /// Gives these plugins a capability in common.
    pub(in crate::engine::tests) fn share_capability(&mut self, names: &[&str], capability: &str) {
        for name in names {
            let mut found = Found::clone(&self.disk.found[&id(name)]);
            let mut manifest = Manifest::clone(&found.manifest);
            manifest.capabilities.push(capability.to_owned());
            found.manifest = Arc::new(manifest);
            self.disk.found.insert(id(name), Arc::new(found));
        }
    }
}

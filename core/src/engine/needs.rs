//! Who needs whom among the plugins that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::dependency::Graph;
use crate::facts::Found;
use crate::id::PluginId;

/// Who needs whom, worked out once per discovery.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    required: BTreeMap<PluginId, Vec<PluginId>>,
    unmet: BTreeMap<PluginId, String>,
    warnings: BTreeMap<PluginId, String>,
    dependents: BTreeMap<PluginId, Vec<PluginId>>,
}

impl Needs {
    pub(super) fn of(found: &BTreeMap<PluginId, Arc<Found>>) -> Self {
        let graph = Graph::new(found.iter().map(|(id, found)| {
            let manifest = &found.manifest;
            (id, manifest.semver(), manifest.requires.as_slice())
        }));
        let mut needs = Self::default();
        for (id, found) in found
            .iter()
            .filter(|(_, found)| !found.manifest.requires.is_empty())
        {
            let (optional, hard): (Vec<_>, Vec<_>) = graph
                .unmet(id)
                .into_iter()
                .partition(|unmet| unmet.optional);
            let words = |list: Vec<crate::dependency::Unmet>| {
                list.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; ")
            };
            if !hard.is_empty() {
                needs.unmet.insert(id.clone(), words(hard));
            }
            if !optional.is_empty() {
                needs.warnings.insert(id.clone(), words(optional));
            }
            let hard = found.manifest.requires.iter().filter(|need| !need.optional);
            let list: Vec<PluginId> = hard.map(|need| need.plugin.clone()).collect();
            for need in &list {
                needs
                    .dependents
                    .entry(need.clone())
                    .or_default()
                    .push(id.clone());
            }
            needs.required.insert(id.clone(), list);
        }
        needs
    }

    /// What stands against loading it, in words.
    pub(super) fn unmet(&self, id: &PluginId) -> Option<String> {
        self.unmet.get(id).cloned()
    }

    /// Optional needs that are not met.
    pub(super) fn warning(&self, id: &PluginId) -> Option<&String> {
        self.warnings.get(id)
    }

    /// What must be enabled before it.
    pub(super) fn required(&self, id: &PluginId) -> &[PluginId] {
        self.required.get(id).map_or(&[], Vec::as_slice)
    }

    /// What needs it directly.
    pub(super) fn dependents(&self, id: &PluginId) -> &[PluginId] {
        self.dependents.get(id).map_or(&[], Vec::as_slice)
    }

    /// All that follow from `id` along `edges`, nearest first, without `id`. Cycles end.
    pub(super) fn closure<'a>(
        id: &PluginId,
        edges: impl Fn(&PluginId) -> &'a [PluginId],
    ) -> Vec<PluginId> {
        let mut seen = BTreeSet::from([id.clone()]);
        let mut all = vec![id.clone()];
        let mut next = 0;
        while let Some(id) = all.get(next).cloned() {
            next += 1;
            for other in edges(&id) {
                if seen.insert(other.clone()) {
                    all.push(other.clone());
                }
            }
        }
        all.remove(0);
        all
    }
}

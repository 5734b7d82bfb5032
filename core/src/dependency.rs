//! Who needs whom: load order, cycles by name, what is missing, who would be left without.
//! Known before anything is loaded. Nothing here recurses: ten thousand plugins in a chain are legal.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use semver::Version;

use crate::id::PluginId;
use crate::manifest::Requirement;

mod cycle;
mod order;
mod views;

/// A plugin's place in the graph: plugins are numbered in the order of their ids.
type Index = usize;

/// The graph of all plugins that were found. Built in time proportional to plugins and requirements.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    by_id: HashMap<PluginId, Index>,
    /// For each plugin, those that need it (not only optionally).
    needed_by: Vec<Vec<Index>>,
    /// One text per knot of plugins that need each other, smallest id first.
    cycles: Vec<Arc<str>>,
    /// For each plugin in such a knot, which.
    cycle_of: Vec<Option<usize>>,
    /// What each plugin needs comes before it; plugins in cycles are not here.
    order: Vec<PluginId>,
    /// Where each plugin stands in `order`; those in cycles stand at the end.
    position: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Node {
    id: PluginId,
    version: Option<Version>,
    needs: Vec<Need>,
}

#[derive(Clone, Debug)]
struct Need {
    /// Where the needed plugin stands, if it was found.
    to: Option<Index>,
    requirement: Requirement,
}

/// Why a requirement is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The plugin was not found.
    Missing,
    /// It was found in another version; absent: it names none.
    WrongVersion {
        /// The version that is there.
        found: Option<Version>,
    },
    /// It is part of a cycle, named in full: `a → b → a`.
    Cycle(Arc<str>),
}

/// A requirement that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The plugin that is needed.
    pub plugin: PluginId,
    /// In which versions.
    pub requirement: semver::VersionReq,
    /// Why not.
    pub why: Why,
    /// Only to be warned of.
    pub optional: bool,
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            plugin,
            requirement,
            why,
            optional,
        } = self;
        let verb = if *optional { "can use" } else { "needs" };
        match why {
            Why::Missing => write!(f, "{verb} {plugin} {requirement}, which is not installed"),
            Why::WrongVersion { found: Some(found) } => {
                write!(f, "{verb} {plugin} {requirement}, but {found} is installed")
            }
            Why::WrongVersion { found: None } => write!(
                f,
                "{verb} {plugin} {requirement}, but the installed one names no version"
            ),
            Why::Cycle(text) => write!(
                f,
                "{verb} {plugin}, which is part of a cycle: {text}; one of them must need less"
            ),
        }
    }
}

impl Graph {
    /// The graph of these plugins: id, version, requirements. Of two with one id the first counts.
    pub fn new<'a>(
        plugins: impl IntoIterator<Item = (&'a PluginId, Option<Version>, &'a [Requirement])>,
    ) -> Self {
        let mut plugins: Vec<_> = plugins.into_iter().collect();
        plugins.sort_by_key(|(id, ..)| *id);
        plugins.dedup_by(|(later, ..), (first, ..)| later == first);
        let by_id: HashMap<PluginId, Index> = plugins
            .iter()
            .enumerate()
            .map(|(index, (id, ..))| ((*id).clone(), index))
            .collect();
        let nodes: Vec<Node> = plugins
            .into_iter()
            .map(|(id, version, requires)| Node {
                id: id.clone(),
                version,
                needs: requires
                    .iter()
                    .map(|requirement| Need {
                        to: by_id.get(&requirement.plugin).copied(),
                        requirement: requirement.clone(),
                    })
                    .collect(),
            })
            .collect();
        let mut graph = Self {
            needed_by: vec![Vec::new(); nodes.len()],
            nodes,
            by_id,
            ..Self::default()
        };
        for (from, node) in graph.nodes.iter().enumerate() {
            for to in needed(node) {
                if let Some(list) = graph.needed_by.get_mut(to) {
                    list.push(from);
                }
            }
        }
        graph.find_cycles();
        graph.find_order();
        graph
    }

    /// All plugins that can be loaded as far as cycles go, each after what it needs (and, where that
    /// makes no cycle, after what it can use); otherwise by id.
    pub fn order(&self) -> &[PluginId] {
        &self.order
    }

    /// Each knot of plugins that need each other, by one cycle in full: `a → b → a`.
    pub fn cycles(&self) -> &[Arc<str>] {
        &self.cycles
    }

    /// The cycle that a plugin is part of.
    pub fn cycle_of(&self, id: &PluginId) -> Option<&Arc<str>> {
        self.cycle_at(*self.by_id.get(id)?)
    }

    /// What the plugin needs and does not have, in the order of its manifest; empty for a stranger.
    pub fn unmet(&self, id: &PluginId) -> Vec<Unmet> {
        let node = self.by_id.get(id).and_then(|&index| self.nodes.get(index));
        node.map_or(&[][..], |node| &node.needs)
            .iter()
            .filter_map(|need| {
                Some(Unmet {
                    plugin: need.requirement.plugin.clone(),
                    requirement: need.requirement.version.clone(),
                    why: self.why_unmet(need)?,
                    optional: need.requirement.optional,
                })
            })
            .collect()
    }

    /// The plugins that it needs and that are here, not only optionally, in the order of its manifest.
    pub fn needs(&self, id: &PluginId) -> Vec<PluginId> {
        let node = self.by_id.get(id).and_then(|&index| self.nodes.get(index));
        node.map_or_else(Vec::new, |node| {
            needed(node)
                .filter_map(|to| self.nodes.get(to))
                .map(|node| node.id.clone())
                .collect()
        })
    }

    /// The plugins that need it themselves, by id.
    pub fn direct_dependents(&self, id: &PluginId) -> Vec<PluginId> {
        let direct = self.by_id.get(id).and_then(|&at| self.needed_by.get(at));
        let mut direct = direct.cloned().unwrap_or_default();
        direct.sort_unstable();
        direct.dedup();
        self.named(&direct)
    }

    /// All plugins that need it, directly or through others, in the order in which they must be
    /// switched off: who needs most comes first.
    pub fn dependents(&self, id: &PluginId) -> Vec<PluginId> {
        let Some(&start) = self.by_id.get(id) else {
            return Vec::new();
        };
        let mut seen = vec![false; self.nodes.len()];
        let mut waiting = vec![start];
        let mut found = Vec::new();
        while let Some(at) = waiting.pop() {
            for &next in self.needed_by.get(at).into_iter().flatten() {
                let Some(known) = seen.get_mut(next) else {
                    continue;
                };
                if !*known && next != start {
                    *known = true;
                    found.push(next);
                    waiting.push(next);
                }
            }
        }
        found.sort_unstable_by_key(|&index| {
            let position = self.position.get(index).copied().unwrap_or(usize::MAX);
            (std::cmp::Reverse(position), index)
        });
        self.named(&found)
    }

    fn why_unmet(&self, need: &Need) -> Option<Why> {
        let Some((to, node)) = need.to.and_then(|to| Some((to, self.nodes.get(to)?))) else {
            return Some(Why::Missing);
        };
        if let Some(text) = self.cycle_at(to) {
            return Some(Why::Cycle(Arc::clone(text)));
        }
        let fits = fits(&need.requirement.version, node.version.as_ref());
        (!fits).then(|| Why::WrongVersion {
            found: node.version.clone(),
        })
    }

    fn cycle_at(&self, index: Index) -> Option<&Arc<str>> {
        self.cycles.get((*self.cycle_of.get(index)?)?)
    }

    fn named(&self, indices: &[Index]) -> Vec<PluginId> {
        indices
            .iter()
            .filter_map(|&index| self.nodes.get(index))
            .map(|node| node.id.clone())
            .collect()
    }
}

/// The plugins a node needs, not only optionally, as far as they are here.
fn needed(node: &Node) -> impl Iterator<Item = Index> + '_ {
    node.needs
        .iter()
        .filter(|need| !need.requirement.optional)
        .filter_map(|need| need.to)
}

/// Whether a version will do. `*` takes anything, also what names no version; a pre-release counts
/// like the release it comes before, because people who run one want it to.
fn fits(requirement: &semver::VersionReq, version: Option<&Version>) -> bool {
    if requirement.comparators.is_empty() {
        return true;
    }
    version.is_some_and(|version| {
        requirement.matches(version)
            || requirement.matches(&Version::new(version.major, version.minor, version.patch))
    })
}

#[cfg(test)]
mod tests;

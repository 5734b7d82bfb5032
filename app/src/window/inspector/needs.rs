//! Who needs whom, in which versions: as trees, with what is not met and with cycles by name.

use std::collections::BTreeSet;

use lumarium_core::dependency::Graph;
use lumarium_core::id::PluginId;
use lumarium_core::snapshot::{PluginView, Snapshot};

use crate::window::text::{fill, t};

/// Lines of one tree: more nobody reads.
const LINES_MAX: usize = 2_000;

/// The trees of one plugin, or of all that need or are needed.
pub(super) fn text(snapshot: &Snapshot, selected: Option<&PluginId>) -> String {
    let graph = Graph::of_views(&snapshot.plugins);
    let mut tree = Tree {
        snapshot,
        graph: &graph,
        words: String::new(),
        lines: 0,
    };
    match selected.and_then(|id| snapshot.plugin(id)) {
        Some(plugin) => tree.one(plugin),
        None => tree.all(),
    }
    tree.words
}

struct Tree<'a> {
    snapshot: &'a Snapshot,
    graph: &'a Graph,
    words: String,
    lines: usize,
}

impl Tree<'_> {
    fn line(&mut self, depth: usize, row: &str) {
        self.lines += 1;
        if self.lines <= LINES_MAX {
            self.words.extend(std::iter::repeat_n("  ", depth));
            self.words.extend([row, "\n"]);
        }
    }

    fn one(&mut self, plugin: &PluginView) {
        self.line(0, t("needs.needs"));
        if plugin.requires.is_empty() {
            self.line(1, t("needs.nothing"));
        }
        self.below(&plugin.id, 1, &mut BTreeSet::new());
        self.line(0, t("needs.needed_by"));
        let dependents = self.graph.dependents(&plugin.id);
        if dependents.is_empty() {
            self.line(1, t("needs.nobody"));
        }
        for id in dependents {
            let row = self.name(&id);
            self.line(1, &row);
        }
        self.cycles();
    }

    fn all(&mut self) {
        self.line(0, t("needs.all"));
        let plugins = self.snapshot.plugins.iter();
        let tops: Vec<_> = plugins
            .filter(|plugin| !plugin.requires.is_empty())
            .map(|plugin| plugin.id.clone())
            .collect();
        if tops.is_empty() {
            self.line(1, t("needs.none_at_all"));
        }
        for id in tops {
            let row = self.name(&id);
            self.line(1, &row);
            self.below(&id, 2, &mut BTreeSet::new());
        }
        self.cycles();
    }

    fn cycles(&mut self) {
        if self.graph.cycles().is_empty() {
            return;
        }
        self.line(0, t("needs.cycles"));
        for cycle in self.graph.cycles().to_vec() {
            self.line(1, &cycle);
        }
    }

    /// What `id` needs, and what that needs; who is on the way already is not followed again.
    fn below(&mut self, id: &PluginId, depth: usize, way: &mut BTreeSet<PluginId>) {
        let Some(plugin) = self.snapshot.plugin(id) else {
            return;
        };
        if self.lines > LINES_MAX || !way.insert(id.clone()) {
            return;
        }
        let unmet = self.graph.unmet(id);
        for need in &plugin.requires {
            let name = need.split(' ').next().unwrap_or(need);
            let version = need.get(name.len()..).unwrap_or_default().trim();
            let Ok(other) = PluginId::parse(name) else {
                continue;
            };
            let mut row = format!("{} · {version}", self.name(&other));
            if let Some(missing) = unmet.iter().find(|missing| missing.plugin == other) {
                row = format!("{row} · × {missing}");
            }
            self.line(depth, &row);
            self.below(&other, depth + 1, way);
        }
        way.remove(id);
    }

    /// Id, version and state.
    fn name(&self, id: &PluginId) -> String {
        match self.snapshot.plugin(id) {
            None => fill("needs.not_here", &[("id", id)]),
            Some(plugin) => {
                let version = plugin.version.as_deref().unwrap_or("?");
                let state = &plugin.state.name;
                fill(
                    "needs.plugin",
                    &[("id", id), ("version", &version), ("state", state)],
                )
            }
        }
    }
}

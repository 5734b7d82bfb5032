//! The load order, after Kahn: whoever waits for nobody comes next, the smallest id first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Graph, Index, Node, cycle};

impl Graph {
    /// Fills `order` and `position`. Plugins in cycles are left out; an optional wish counts only where
    /// it makes no cycle, so that it can never keep a plugin from loading.
    pub(super) fn find_order(&mut self) {
        let count = self.nodes.len();
        let part_of = cycle::parts(count, |at| all(&self.nodes[at]).collect());
        let in_cycle = |at: Index| self.cycle_of[at].is_some();
        let mut waits_for = vec![0_usize; count];
        let mut before: Vec<Vec<Index>> = vec![Vec::new(); count];
        for (at, node) in self.nodes.iter().enumerate() {
            for need in &node.needs {
                let Some(to) = need.to else { continue };
                let loops = need.requirement.optional && part_of[to] == part_of[at];
                if !loops && !in_cycle(to) && !in_cycle(at) {
                    waits_for[at] += 1;
                    before[to].push(at);
                }
            }
        }
        let mut ready: BinaryHeap<Reverse<Index>> = (0..count)
            .filter(|&at| waits_for[at] == 0 && !in_cycle(at))
            .map(Reverse)
            .collect();
        let mut order = Vec::with_capacity(count);
        let mut position = vec![usize::MAX; count];
        while let Some(Reverse(at)) = ready.pop() {
            position[at] = order.len();
            order.push(self.nodes[at].id.clone());
            for &next in &before[at] {
                waits_for[next] -= 1;
                if waits_for[next] == 0 {
                    ready.push(Reverse(next));
                }
            }
        }
        self.order = order;
        self.position = position;
    }
}

/// What a node needs or can use, as far as it is here.
fn all(node: &Node) -> impl Iterator<Item = Index> + '_ {
    node.needs.iter().filter_map(|need| need.to)
}

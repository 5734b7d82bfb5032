//! Cycles: strongly connected parts by Tarjan's method, with a stack of its own instead of calls.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Graph, Index, needed};

const UNSEEN: usize = usize::MAX;

/// For each plugin the number of its part. `edges(i)` are the plugins that `i` points to.
pub(super) fn parts(count: usize, edges: impl Fn(Index) -> Vec<Index>) -> Vec<usize> {
    let mut seen_as = vec![UNSEEN; count];
    let mut lowest = vec![UNSEEN; count];
    let mut part_of = vec![UNSEEN; count];
    let mut open: Vec<Index> = Vec::new();
    let mut calls: Vec<(Index, std::vec::IntoIter<Index>)> = Vec::new();
    let (mut clock, mut parts) = (0, 0);
    for root in 0..count {
        if seen_as[root] != UNSEEN {
            continue;
        }
        let mut enter = Some(root);
        loop {
            if let Some(at) = enter.take() {
                seen_as[at] = clock;
                lowest[at] = clock;
                clock += 1;
                open.push(at);
                calls.push((at, edges(at).into_iter()));
            }
            let Some((at, rest)) = calls.last_mut() else {
                break;
            };
            let at = *at;
            if let Some(to) = rest.next() {
                if seen_as[to] == UNSEEN {
                    enter = Some(to);
                } else if part_of[to] == UNSEEN {
                    lowest[at] = lowest[at].min(seen_as[to]);
                }
                continue;
            }
            calls.pop();
            if let Some((caller, _)) = calls.last() {
                lowest[*caller] = lowest[*caller].min(lowest[at]);
            }
            if lowest[at] == seen_as[at] {
                while let Some(member) = open.pop() {
                    part_of[member] = parts;
                    if member == at {
                        break;
                    }
                }
                parts += 1;
            }
        }
    }
    part_of
}

impl Graph {
    /// Fills `cycles` and `cycle_of`: parts with more than one plugin, and plugins that need themselves.
    pub(super) fn find_cycles(&mut self) {
        let count = self.nodes.len();
        let part_of = parts(count, |at| needed(&self.nodes[at]).collect());
        let mut sizes = vec![0_usize; count];
        for &part in &part_of {
            sizes[part] += 1;
        }
        let mut cycle_of_part: Vec<Option<usize>> = vec![None; count];
        let mut cycle_of = vec![None; count];
        // Parts do not overlap, so one list serves all searches.
        let mut came_from = vec![UNSEEN; count];
        for at in 0..count {
            let part = part_of[at];
            let knotted = sizes[part] > 1 || needed(&self.nodes[at]).any(|to| to == at);
            if !knotted {
                continue;
            }
            let number = cycle_of_part[part].unwrap_or_else(|| {
                self.cycles
                    .push(self.cycle_text(at, &part_of, &mut came_from));
                self.cycles.len() - 1
            });
            cycle_of_part[part] = Some(number);
            cycle_of[at] = Some(number);
        }
        self.cycle_of = cycle_of;
    }

    /// The shortest way from `start` back to itself inside its part, in full.
    fn cycle_text(&self, start: Index, part_of: &[usize], came_from: &mut [usize]) -> Arc<str> {
        let mut waiting = VecDeque::from([start]);
        let mut last = start;
        'search: while let Some(at) = waiting.pop_front() {
            for to in needed(&self.nodes[at]) {
                if to == start {
                    last = at;
                    break 'search;
                }
                if part_of[to] == part_of[start] && came_from[to] == UNSEEN {
                    came_from[to] = at;
                    waiting.push_back(to);
                }
            }
        }
        let mut way = vec![start];
        while last != start {
            way.push(last);
            last = came_from[last];
        }
        way.push(start);
        let names: Vec<&str> = way
            .iter()
            .rev()
            .map(|&at| self.nodes[at].id.as_str())
            .collect();
        Arc::from(names.join(" → "))
    }
}

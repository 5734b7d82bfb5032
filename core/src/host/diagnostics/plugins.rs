//! What the processes of plugins take: memory, processor time, threads; and what we started besides.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::host::processes::{self, Tree};
use crate::id::PluginId;
use crate::isolation::mebibytes;
use crate::lifecycle::Run;
use crate::limits;
use crate::snapshot::Snapshot;

/// In so many measurements what is shared is divided once: that takes a while.
const DIVIDE_EVERY: u32 = 10;

/// A process with all it has started.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProcessView {
    /// Whose.
    pub whose: Whose,
    /// Its number.
    pub pid: u32,
    /// What it takes.
    pub load: Load,
}

/// Whose process it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The warm template, from which those of plugins are made.
    Template,
    /// A run of a plugin.
    Run(PluginId, Run),
    /// Something else that we have started, by its name.
    Other(String),
}

/// What a process and all it has started take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Load {
    /// How many processes.
    pub processes: usize,
    /// Threads of all of them.
    pub threads: u64,
    /// Memory in bytes; what several share is counted for each.
    pub resident_bytes: u64,
    /// Memory in bytes, with what is shared divided among those who share it; absent: one may not look.
    pub proportional_bytes: Option<u64>,
    /// Percent of one processor since the measurement before; absent in the first one.
    pub cpu_percent: Option<f64>,
    /// Processor time since its start, in milliseconds.
    pub cpu_millis: u64,
}

impl Load {
    fn of(tree: &Tree) -> Self {
        Self {
            processes: tree.pids.len(),
            threads: tree.threads,
            resident_bytes: tree.resident_bytes,
            proportional_bytes: None,
            cpu_percent: None,
            cpu_millis: tree.cpu_millis,
        }
    }

    /// Measures once, now; absent: it has gone, or nobody tells. Takes some milliseconds.
    pub fn measure(pid: u32) -> Option<Self> {
        let tree = processes::tree(pid, &[])?;
        Some(Self {
            proportional_bytes: processes::proportional_bytes(&tree.pids),
            ..Self::of(&tree)
        })
    }

    /// Its memory in words.
    pub fn memory(&self) -> String {
        match self.proportional_bytes {
            Some(own) => format!(
                "{} ({} with all it shares)",
                tenths(own),
                tenths(self.resident_bytes)
            ),
            None => format!(
                "{}, with what it shares with others",
                tenths(self.resident_bytes)
            ),
        }
    }

    /// Its processor time in words.
    pub fn processor(&self) -> String {
        let since = self.cpu_millis as f64 / 1e3;
        match self.cpu_percent {
            Some(percent) => format!("{percent:.1} % of one, {since:.2} s since its start"),
            None => format!("{since:.2} s since its start"),
        }
    }

    /// Its processes and threads in words.
    pub fn count(&self) -> String {
        let plural = |count: u64, one: &str, more: &str| {
            let word = if count == 1 { one } else { more };
            format!("{count} {word}")
        };
        let processes = plural(self.processes as u64, "process", "processes");
        format!("{processes}, {}", plural(self.threads, "thread", "threads"))
    }
}

/// `31.0 MiB`: in lists that change all have a fraction.
fn tenths(bytes: u64) -> String {
    let size = bytes as f64 / (1024.0 * 1024.0);
    format!("{size:.1} MiB")
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template => f.write_str("template"),
            Self::Run(plugin, run) => write!(f, "{plugin}, run {run}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// The runs with a process of their own, as a snapshot names them.
pub(in crate::host) fn runs(snapshot: &Snapshot) -> Vec<(PluginId, Run, u32)> {
    let loaded = snapshot.plugins.iter().filter(|plugin| plugin.state.loaded);
    let with = loaded.filter_map(|plugin| {
        let process = plugin.process.as_ref()?;
        Some((plugin.id.clone(), plugin.run, process.pid))
    });
    with.take(limits::RUNS_MAX).collect()
}

/// What the measurements before found.
#[derive(Default)]
pub(super) struct Processes {
    count: u32,
    before: BTreeMap<u32, Before>,
}

#[derive(Clone, Copy)]
struct Before {
    cpu_millis: u64,
    /// Its memory when it was divided last, and what it came to.
    resident: u64,
    divided: Option<u64>,
}

impl Before {
    /// Whether what was divided then is still about right.
    const fn holds(&self, resident: u64) -> bool {
        resident.abs_diff(self.resident) < self.resident / 16
    }
}

impl Processes {
    /// Measures these runs and what this process has started besides; `span` milliseconds after the last time.
    pub(super) fn measure(&mut self, runs: &[(PluginId, Run, u32)], span: f64) -> Vec<ProcessView> {
        let pids: Vec<u32> = runs.iter().map(|(_, _, pid)| *pid).collect();
        let mut trees: Vec<(Whose, u32, Tree)> = Vec::new();
        for pid in processes::children(std::process::id()) {
            if !pids.contains(&pid)
                && let Some(tree) = processes::tree(pid, &pids)
            {
                trees.push((whose(&processes::command_line(pid)), pid, tree));
            }
        }
        for (plugin, run, pid) in runs {
            if let Some(tree) = processes::tree(*pid, &[]) {
                trees.push((Whose::Run(plugin.clone(), *run), *pid, tree));
            }
        }
        self.views(trees, span, processes::proportional_bytes)
    }

    fn views(
        &mut self,
        trees: Vec<(Whose, u32, Tree)>,
        span: f64,
        divide: impl Fn(&[u32]) -> Option<u64>,
    ) -> Vec<ProcessView> {
        let all = self.count.is_multiple_of(DIVIDE_EVERY);
        self.count = self.count.wrapping_add(1);
        let mut after = BTreeMap::new();
        let mut views = Vec::new();
        for (whose, pid, tree) in trees {
            let before = self.before.get(&pid);
            let mut load = Load::of(&tree);
            load.cpu_percent = before.filter(|_| span > 0.0).map(|before| {
                tree.cpu_millis.saturating_sub(before.cpu_millis) as f64 / span * 100.0
            });
            let resident = tree.resident_bytes;
            let kept = before.filter(|before| !all && before.holds(resident));
            let now = Before {
                cpu_millis: tree.cpu_millis,
                resident: kept.map_or(resident, |kept| kept.resident),
                divided: kept.map_or_else(|| divide(&tree.pids), |kept| kept.divided),
            };
            load.proportional_bytes = now.divided;
            after.insert(pid, now);
            views.push(ProcessView { whose, pid, load });
        }
        self.before = after;
        views.sort_by(|one, other| one.whose.cmp(&other.whose));
        views
    }
}

/// What a process of ours is, by how it was started.
fn whose(command: &str) -> Whose {
    if command.contains("lumarium_worker --template") {
        return Whose::Template;
    }
    let program = command.split(' ').next().unwrap_or_default();
    let name = program.rsplit('/').next().unwrap_or_default();
    Whose::Other(name.to_owned())
}

/// The memory of all of them, as far as it is known, in words.
pub fn sum(views: &[ProcessView]) -> String {
    let bytes = views.iter().map(|view| {
        let load = &view.load;
        load.proportional_bytes.unwrap_or(load.resident_bytes)
    });
    mebibytes(bytes.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(pid: u32, cpu_millis: u64) -> Tree {
        Tree {
            pids: vec![pid],
            threads: 2,
            resident_bytes: 48 << 20,
            cpu_millis,
            searched: false,
        }
    }

    fn run(number: u64) -> Whose {
        Whose::Run(PluginId::parse("news").unwrap(), Run(number))
    }

    #[test]
    fn loads_are_of_the_time_between_two_measurements() {
        let mut known = Processes::default();
        let divide = |_: &[u32]| Some(31 << 20);
        let first = known.views(vec![(run(1), 7, tree(7, 900))], 500.0, divide);
        assert_eq!(first[0].load.cpu_percent, None);
        let second = known.views(vec![(run(1), 7, tree(7, 950))], 500.0, divide);
        assert_eq!(second[0].load.cpu_percent, Some(10.0));
        assert_eq!(
            second[0].load.memory(),
            "31.0 MiB (48.0 MiB with all it shares)"
        );
        assert_eq!(
            second[0].load.processor(),
            "10.0 % of one, 0.95 s since its start"
        );
        assert_eq!(second[0].load.count(), "1 process, 2 threads");
    }

    #[test]
    fn what_is_shared_is_divided_seldom_and_at_once_for_who_is_new() {
        let mut known = Processes::default();
        let asked = std::cell::Cell::new(0);
        let divide = |_: &[u32]| {
            asked.set(asked.get() + 1);
            None
        };
        for round in 0..20 {
            let mut trees = vec![(run(1), 7, tree(7, 0))];
            if round >= 5 {
                trees.push((run(2), 8, tree(8, 0)));
            }
            known.views(trees, 500.0, divide);
        }
        // The old one twice, the new one when it came and once more.
        assert_eq!(asked.get(), 2 + 2);
        let mut grown = tree(7, 0);
        known.views(vec![(run(1), 7, grown.clone())], 500.0, divide);
        asked.set(0);
        known.views(vec![(run(1), 7, grown.clone())], 500.0, divide);
        assert_eq!(asked.get(), 0);
        grown.resident_bytes *= 2;
        known.views(vec![(run(1), 7, grown)], 500.0, divide);
        assert_eq!(asked.get(), 1, "what has grown is looked at again");
    }

    #[test]
    fn the_template_is_told_from_others() {
        let template = "/usr/bin/python3 -m lumarium_worker --template";
        assert_eq!(whose(template), Whose::Template);
        assert_eq!(whose("/usr/bin/uv pip"), Whose::Other("uv".to_owned()));
        let load = Load::default();
        let memory = load.memory();
        assert_eq!(memory, "0.0 MiB, with what it shares with others");
    }
}

//! What Linux tells under `/proc` about a process and all it has started; elsewhere nobody tells.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;

use crate::limits;

/// Linux counts processor time in hundredths of a second.
const TICK_MILLIS: u64 = 10;

/// A process and all it has started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Their numbers, the process itself first.
    pub pids: Vec<u32>,
    /// Threads of all of them.
    pub threads: u64,
    /// Memory they have in use, in bytes; what several share is counted for each.
    pub resident_bytes: u64,
    /// Processor time since their start, in milliseconds.
    pub cpu_millis: u64,
    /// The system does not list children, so that all processes had to be looked through.
    pub searched: bool,
}

/// Looks at a process and all it has started, except for what belongs to one of `others`; absent: it has
/// gone, or nobody tells.
pub fn tree(pid: u32, others: &[u32]) -> Option<Tree> {
    let (pids, searched) = members(pid, others);
    let mut tree = Tree {
        searched,
        ..Tree::default()
    };
    for pid in pids {
        // A process that has just ended has no files any more.
        let Some((status, stat)) = read(pid, "status").zip(read(pid, "stat")) else {
            continue;
        };
        tree.pids.push(pid);
        tree.threads += field(&status, "Threads:").unwrap_or(1);
        tree.resident_bytes += field(&status, "VmRSS:").unwrap_or(0) * 1_024;
        tree.cpu_millis += cpu_millis(&stat).unwrap_or(0);
    }
    (!tree.pids.is_empty()).then_some(tree)
}

/// The memory of these processes in bytes, where what is shared is divided among all who share it: what
/// they really cost. Takes a millisecond for each; absent where one may not look.
pub fn proportional_bytes(pids: &[u32]) -> Option<u64> {
    let mut all: Option<u64> = None;
    for pid in pids {
        let Some(text) = read(*pid, "smaps_rollup").filter(|text| !text.is_empty()) else {
            // One that has ended takes nothing any more; one that hides would be left out.
            if command_line(*pid).is_empty() {
                continue;
            }
            return None;
        };
        let swapped = field(&text, "SwapPss:").unwrap_or(0);
        let bytes = (field(&text, "Pss:")? + swapped) * 1_024;
        all = Some(all.unwrap_or(0).saturating_add(bytes));
    }
    all
}

/// What a process has started itself, in the order of its threads.
pub fn children(pid: u32) -> Vec<u32> {
    listed(pid).unwrap_or_else(|| {
        let parents = parents();
        let mine = parents.iter().filter(|(_, parent)| **parent == pid);
        mine.map(|(pid, _)| *pid).collect()
    })
}

/// How a process was started; empty if it has gone.
pub fn command_line(pid: u32) -> String {
    let line = read(pid, "cmdline").unwrap_or_default();
    line.replace('\0', " ").trim_end().to_owned()
}

/// The process and all below it, and whether they had to be searched for.
fn members(pid: u32, others: &[u32]) -> (Vec<u32>, bool) {
    if let Some(first) = listed(pid) {
        let below = |one: u32| {
            if one == pid {
                first.clone()
            } else {
                listed(one).unwrap_or_default()
            }
        };
        return (family(pid, others, below), false);
    }
    let parents = parents();
    let below = |one: u32| {
        let mine = parents.iter().filter(|(_, parent)| **parent == one);
        mine.map(|(pid, _)| *pid).collect()
    };
    (family(pid, others, below), true)
}

/// All that descend from `pid`, itself first; each once, whatever the system says.
fn family(pid: u32, others: &[u32], below: impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let mut pids = vec![pid];
    let mut next = 0;
    while let Some(&one) = pids.get(next) {
        next += 1;
        for child in below(one) {
            let known = pids.contains(&child) || others.contains(&child);
            if !known && pids.len() < limits::WORKER_PROCESSES_SEEN {
                pids.push(child);
            }
        }
    }
    pids
}

/// The children as the system lists them; absent: it does not, or the process has gone.
fn listed(pid: u32) -> Option<Vec<u32>> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let mut found = Vec::new();
    for task in tasks.flatten().take(limits::WORKER_PROCESSES_SEEN) {
        match bounded(File::open(task.path().join("children"))) {
            Some(text) => found.extend(numbers(&text)),
            // Of a thread that has just ended nothing is listed; of the first one something always is.
            None if task.file_name().to_str() == Some(&pid.to_string()) => return None,
            None => {}
        }
    }
    Some(found)
}

/// The parent of each process there is.
fn parents() -> BTreeMap<u32, u32> {
    let Ok(all) = fs::read_dir("/proc") else {
        return BTreeMap::new();
    };
    let pids = all
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| {
        let parent = field(&read(pid, "status")?, "PPid:")?;
        Some((pid, u32::try_from(parent).ok()?))
    })
    .collect()
}

fn read(pid: u32, name: &str) -> Option<String> {
    bounded(File::open(format!("/proc/{pid}/{name}")))
}

fn bounded(file: std::io::Result<File>) -> Option<String> {
    let mut bytes = Vec::new();
    let mut read = file.ok()?.take(limits::PROC_FILE_MAX);
    read.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split_ascii_whitespace()
        .filter_map(|word| word.parse().ok())
}

/// The number after a name at the beginning of a line.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Processor time of a line of `stat`, with that of children that have ended. The name in brackets may hold
/// anything.
fn cpu_millis(stat: &str) -> Option<u64> {
    let rest = stat.get(stat.rfind(')')? + 1..)?;
    let fields = rest.split_whitespace().skip(11).take(4);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(ticks.saturating_mul(TICK_MILLIS))
}

#[cfg(test)]
mod tests;

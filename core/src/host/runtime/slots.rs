//! How many runs of a kind there are, and which of them were killed and did not end: a thread cannot
//! be ended from outside, so those are counted until they end by themselves.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::failure::Failure;
use crate::host::handle::lock;
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;

/// What has become of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// It runs.
    Running,
    /// It was killed between two calls: it ends as soon as it is given a turn.
    Leaving,
    /// It was killed during a call that has not returned yet.
    Zombie,
}

/// All runs that have not ended. One lock, held for a few steps.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    runs: Mutex<BTreeMap<(PluginId, Run), Life>>,
}

impl Slots {
    /// Takes a place for a new run, or says why there is none.
    pub(crate) fn admit(&self, plugin: &PluginId, run: Run) -> Result<(), Failure> {
        let mut runs = lock(&self.runs);
        let zombies: Vec<&(PluginId, Run)> = runs
            .iter()
            .filter(|(_, life)| **life == Life::Zombie)
            .map(|(key, _)| key)
            .collect();
        let own: Vec<String> = zombies
            .iter()
            .filter(|(owner, _)| owner == plugin)
            .map(|(_, run)| run.to_string())
            .collect();
        let busy = if own.len() >= limits::ZOMBIES_PER_PLUGIN_MAX {
            let own = own.join(", ");
            Some(format!(
                "its runs {own} did not end when told to; restart Lumarium to be rid of them"
            ))
        } else if zombies.len() >= limits::ZOMBIES_MAX {
            Some(format!(
                "{} runs of {} did not end when told to; restart Lumarium to be rid of them",
                zombies.len(),
                owners(&zombies)
            ))
        } else if runs.len() - zombies.len() >= limits::RUNS_MAX {
            Some(format!(
                "{} plugins run already; switch some off",
                limits::RUNS_MAX
            ))
        } else if runs.contains_key(&(plugin.clone(), run)) {
            Some(format!("its run {run} is still there"))
        } else {
            None
        };
        if let Some(text) = busy {
            return Err(Failure::Busy { text });
        }
        runs.insert((plugin.clone(), run), Life::Running);
        Ok(())
    }

    /// A running run was killed: it is `now` leaving or a zombie, until it ends. False if there is no
    /// such run any more.
    pub(crate) fn abandon(&self, plugin: &PluginId, run: Run, now: Life) -> bool {
        let mut runs = lock(&self.runs);
        match runs.get_mut(&(plugin.clone(), run)) {
            Some(life @ Life::Running) => {
                *life = now;
                true
            }
            Some(Life::Leaving | Life::Zombie) | None => false,
        }
    }

    /// A run has ended; what it was until now.
    pub(crate) fn end(&self, plugin: &PluginId, run: Run) -> Option<Life> {
        lock(&self.runs).remove(&(plugin.clone(), run))
    }

    /// Whether a run has ended.
    pub(crate) fn ended(&self, plugin: &PluginId, run: Run) -> bool {
        !lock(&self.runs).contains_key(&(plugin.clone(), run))
    }

    /// How many were killed during a call that has not returned.
    pub(crate) fn zombies(&self) -> usize {
        let runs = lock(&self.runs);
        runs.values().filter(|life| **life == Life::Zombie).count()
    }
}

fn owners(zombies: &[&(PluginId, Run)]) -> String {
    let mut names: Vec<&str> = zombies.iter().map(|(owner, _)| owner.as_str()).collect();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests;

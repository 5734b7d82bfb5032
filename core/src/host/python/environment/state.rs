//! What is known about environments: who asks for what, what Python has, and how far each set of wishes is.
//! No files, no processes: those are the thread's.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::build::Built;
use super::probe::Told;
use super::requirement::Requirement;
use super::why::Why;
use super::{Answer, Wishes};
use crate::id::PluginId;
use crate::limits;
use crate::time::Moment;

mod set;

use set::{Failure, Progress, Set, failure, key};

/// The name of an environment: the same for the same wishes of the same Python.
pub(super) type Key = String;

/// What there is to do.
#[derive(Debug)]
pub(super) enum Job {
    /// Ask Python.
    Probe,
    /// Find or build one.
    Build(Key, Vec<Requirement>, Arc<Told>),
    /// Remove what nobody uses.
    Sweep(BTreeSet<PluginId>, BTreeSet<Key>),
}

/// Everything.
pub(super) struct State {
    python: Python,
    plugins: BTreeMap<PluginId, Asked>,
    sets: BTreeMap<Key, Set>,
    sweep: Option<BTreeSet<PluginId>>,
    /// Counts sets, so that the first is built first.
    next: u64,
}

enum Python {
    /// Not asked yet; since when.
    Unasked(Moment),
    Told(Arc<Told>),
    Failed(Failure),
}

struct Asked {
    wishes: Wishes,
    /// With what Python had then.
    need: Option<Need>,
}

/// What one plugin needs beside the system.
#[derive(Clone, Debug)]
struct Need {
    /// Absent: the system has everything.
    key: Option<Key>,
    names: Vec<String>,
    /// From addresses, and not there.
    addresses: Vec<String>,
}

impl State {
    pub(super) const fn new(now: Moment) -> Self {
        Self {
            python: Python::Unasked(now),
            plugins: BTreeMap::new(),
            sets: BTreeMap::new(),
            sweep: None,
            next: 0,
        }
    }

    /// The answer, and whether there is work.
    pub(super) fn ask(
        &mut self,
        plugin: &PluginId,
        wishes: &Wishes,
        now: Moment,
    ) -> (Answer, bool) {
        if wishes.is_empty() {
            self.plugins.remove(plugin);
            return (ready(Vec::new(), wishes.left_out.clone()), false);
        }
        let known = self.plugins.get(plugin);
        if known.is_none() && self.plugins.len() >= limits::ENVIRONMENT_PLUGINS_MAX {
            let why = Why::Failed("too many plugins ask for packages at once".to_owned());
            let names = wishes.packages.iter().map(Requirement::text).collect();
            let retry_at = now.plus(limits::ENVIRONMENT_RETRY_MAX);
            return (
                Answer::Lacking {
                    names,
                    why,
                    retry_at,
                },
                false,
            );
        }
        if known.is_none_or(|asked| asked.wishes != *wishes) {
            let asked = Asked {
                wishes: wishes.clone(),
                need: None,
            };
            self.plugins.insert(plugin.clone(), asked);
        }
        let mut work = self.settle(plugin, now);
        work |= self.is_due(now);
        (self.answer(plugin, now), work)
    }

    /// Works out what a plugin needs, if that is not known; whether a new set waits.
    fn settle(&mut self, plugin: &PluginId, now: Moment) -> bool {
        let Python::Told(told) = &self.python else {
            return true;
        };
        let Some(asked) = self.plugins.get_mut(plugin) else {
            return false;
        };
        if asked.need.is_some() {
            return false;
        }
        let lacking =
            asked.wishes.packages.iter().filter(|wish| {
                wish.counts(&told.installed.machine) && !wish.is_met(&told.installed)
            });
        let (addresses, wanted): (Vec<_>, Vec<_>) =
            lacking.partition(|wish| wish.address.is_some());
        let names: BTreeSet<String> = wanted.iter().map(|wish| wish.text()).collect();
        let key = (!names.is_empty()).then(|| key(told, &names));
        let need = Need {
            key: key.clone(),
            names: names.into_iter().collect(),
            addresses: addresses.iter().map(|wish| wish.text()).collect(),
        };
        let wanted: Vec<Requirement> = wanted.into_iter().cloned().collect();
        asked.need = Some(need);
        let Some(key) = key.filter(|key| !self.sets.contains_key(key)) else {
            return false;
        };
        let set = Set {
            wanted,
            number: self.next,
            progress: Progress::Waiting(now),
            log: VecDeque::new(),
            tries: 0,
        };
        self.next += 1;
        self.sets.insert(key, set);
        true
    }

    fn answer(&self, plugin: &PluginId, now: Moment) -> Answer {
        let told = match &self.python {
            Python::Unasked(since) => return building(*since, "asking Python what it has"),
            Python::Failed(failure) => {
                return Answer::Lacking {
                    names: vec!["Python".to_owned()],
                    why: failure.why.clone(),
                    retry_at: failure.retry_at,
                };
            }
            Python::Told(_) => self.plugins.get(plugin),
        };
        let Some((asked, need)) = told.and_then(|asked| Some((asked, asked.need.as_ref()?))) else {
            return building(now, "asking Python what it has");
        };
        if !need.addresses.is_empty() {
            return Answer::Lacking {
                names: need.addresses.clone(),
                why: Why::Address,
                retry_at: now.plus(limits::ENVIRONMENT_RETRY_MAX),
            };
        }
        let left_out = asked.wishes.left_out.clone();
        let Some(set) = need.key.as_ref().and_then(|key| self.sets.get(key)) else {
            return ready(Vec::new(), left_out);
        };
        match &set.progress {
            Progress::Waiting(since) => building(*since, "other packages are installed first"),
            Progress::Building(since) => {
                building(*since, set.log.back().map_or("looking", String::as_str))
            }
            Progress::Ready(built, place) => {
                let paths = built.paths.iter().map(|path| place.join(path)).collect();
                let notes = built.notes.iter().cloned().chain(left_out);
                ready(paths, notes.collect())
            }
            Progress::Failed(failure) => Answer::Lacking {
                names: need.names.clone(),
                why: failure.why.clone(),
                retry_at: failure.retry_at,
            },
        }
    }

    pub(super) fn log(&self, plugin: &PluginId) -> Vec<String> {
        let need = self
            .plugins
            .get(plugin)
            .and_then(|asked| asked.need.as_ref());
        let set = need.and_then(|need| self.sets.get(need.key.as_ref()?));
        set.map(|set| set.log.iter().cloned().collect())
            .unwrap_or_default()
    }

    /// Whether something that has failed is to be tried again.
    fn is_due(&self, now: Moment) -> bool {
        self.retry_at().is_some_and(|at| at <= now)
    }

    /// When the next thing that has failed is to be tried again.
    pub(super) fn retry_at(&self) -> Option<Moment> {
        let python = match &self.python {
            Python::Failed(failure) => Some(failure.retry_at),
            Python::Unasked(_) | Python::Told(_) => None,
        };
        let wanted = self.wanted();
        let sets = self.sets.iter().filter(|(key, _)| wanted.contains(*key));
        let sets = sets.filter_map(|(_, set)| match &set.progress {
            Progress::Failed(failure) => Some(failure.retry_at),
            Progress::Waiting(_) | Progress::Building(_) | Progress::Ready(..) => None,
        });
        sets.chain(python).min()
    }

    fn wanted(&self) -> BTreeSet<Key> {
        let needs = self
            .plugins
            .values()
            .filter_map(|asked| asked.need.as_ref());
        needs.filter_map(|need| need.key.clone()).collect()
    }

    /// Who asks for a set.
    pub(super) fn asking(&self, key: &str) -> Vec<PluginId> {
        let asks = |asked: &Asked| {
            let need = asked.need.as_ref();
            need.is_some_and(|need| need.key.as_deref() == Some(key))
        };
        let plugins = self.plugins.iter().filter(|(_, asked)| asks(asked));
        plugins.map(|(plugin, _)| plugin.clone()).collect()
    }

    /// Python is asked again, and what has failed is tried again.
    pub(super) fn look_again(&mut self) {
        for set in self.sets.values_mut() {
            if let Progress::Failed(failure) = &mut set.progress {
                failure.retry_at = Moment::ZERO;
            }
        }
        if let Python::Failed(failure) = &mut self.python {
            failure.retry_at = Moment::ZERO;
        }
    }

    pub(super) fn sweep(&mut self, installed: BTreeSet<PluginId>) {
        self.plugins.retain(|plugin, _| installed.contains(plugin));
        let wanted = self.wanted();
        self.sets.retain(|key, set| {
            wanted.contains(key) || matches!(set.progress, Progress::Building(_))
        });
        self.sweep = Some(installed);
    }

    /// What to do next, if anything.
    pub(super) fn job(&mut self, now: Moment) -> Option<Job> {
        let due = self.is_due(now);
        let told = match &self.python {
            // The system may have learned in between what was lacking.
            Python::Told(told) if !due => Arc::clone(told),
            Python::Failed(_) if !due => return None,
            Python::Told(_) | Python::Failed(_) | Python::Unasked(_) => return Some(Job::Probe),
        };
        let wanted = self.wanted();
        let waiting = self.sets.iter_mut().filter(|(key, set)| {
            matches!(set.progress, Progress::Waiting(_)) && wanted.contains(*key)
        });
        if let Some((key, set)) = waiting.min_by_key(|(_, set)| set.number) {
            set.progress = Progress::Building(now);
            set.log.clear();
            return Some(Job::Build(key.clone(), set.wanted.clone(), told));
        }
        self.sweep
            .take()
            .map(|installed| Job::Sweep(installed, wanted))
    }

    /// Python has answered; the plugins whose answer may be another one now.
    pub(super) fn probed(&mut self, told: Result<Told, String>, now: Moment) -> Vec<PluginId> {
        match told {
            Ok(told) => self.python = Python::Told(Arc::new(told)),
            Err(why) => {
                let tries = match &self.python {
                    Python::Failed(failure) => failure.tries + 1,
                    Python::Unasked(_) | Python::Told(_) => 1,
                };
                self.python = Python::Failed(failure(Why::Failed(why), tries, now));
            }
        }
        for set in self.sets.values_mut() {
            if matches!(&set.progress, Progress::Failed(failure) if failure.retry_at <= now) {
                set.progress = Progress::Waiting(now);
            }
        }
        let plugins: Vec<PluginId> = self.plugins.keys().cloned().collect();
        for plugin in &plugins {
            if let Some(asked) = self.plugins.get_mut(plugin) {
                asked.need = None;
            }
            self.settle(plugin, now);
        }
        let wanted = self.wanted();
        self.sets.retain(|key, set| {
            wanted.contains(key) || matches!(set.progress, Progress::Building(_))
        });
        plugins
    }

    /// A line of a build.
    pub(super) fn line(&mut self, key: &str, line: &str) {
        if let Some(set) = self.sets.get_mut(key) {
            if set.log.len() >= limits::ENVIRONMENT_LOG_LINES_MAX {
                set.log.pop_front();
            }
            set.log.push_back(line.to_owned());
        }
    }

    /// A build has ended.
    pub(super) fn built(
        &mut self,
        key: &str,
        result: Result<(Built, std::path::PathBuf), Why>,
        now: Moment,
    ) {
        let Some(set) = self.sets.get_mut(key) else {
            return;
        };
        set.progress = match result {
            Ok((built, place)) => Progress::Ready(Arc::new(built), place),
            Err(why) => {
                set.tries += 1;
                Progress::Failed(failure(why, set.tries, now))
            }
        };
    }
}

const fn ready(paths: Vec<std::path::PathBuf>, notes: Vec<String>) -> Answer {
    Answer::Ready { paths, notes }
}

fn building(since: Moment, progress: &str) -> Answer {
    Answer::Building {
        since,
        progress: progress.to_owned(),
    }
}

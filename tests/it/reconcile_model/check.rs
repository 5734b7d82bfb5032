//! Every interleaving of passes, the steps of writes, crashes and people, for a few plugins.
//!
//! A write is a row of durable steps, and a crash may come between any two of them. People act through
//! the program (their steps queue behind what is under way) and beside it (an editor, a file manager).

use lumarium_core::reconcile::{Finding, Remedy};
use stateright::{Checker as _, Model, Property};

mod executor;

use super::world::{Files, Plugin, Store, Unread, World, index};

/// One durable step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// The record commits to what a person wants before the configuration is written.
    Wish(usize, bool),
    /// The configuration is written, unless somebody changed it meanwhile.
    Section {
        of: usize,
        from: Option<bool>,
        to: Option<bool>,
    },
    Agree(usize, bool),
    Bury(usize),
    RemoveFiles(usize),
    Forgive(usize),
    Install(usize),
    Adopt(usize),
    Load(usize),
    Stop(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Act {
    /// The engine plans.
    Pass,
    /// The first step of the queue happens; an installation may fail.
    Do {
        well: bool,
    },
    Crash,
    Switch(usize, bool),
    Uninstall(usize),
    /// A person answers "found again" with *Keep*.
    Keep(usize),
    /// Something else puts files there, or takes them away.
    PutBack(usize),
    TakeAway(usize),
    /// Somebody edits the configuration beside us.
    Edit(usize),
}

/// What a person asked for last, as far as it was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Intent {
    /// Nothing, or two contradicting things at the same time.
    Any,
    Enabled(bool),
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    world: World,
    queue: Vec<Step>,
    intents: Vec<Intent>,
    /// How often people and bad luck may still act.
    acts_left: u8,
    crashes_left: u8,
    /// A step installed what a person had removed.
    resurrected: bool,
    reinstalled: bool,
}

struct Root {
    plugins: Vec<Plugin>,
    acts: u8,
    crashes: u8,
}

impl Model for Root {
    type State = State;
    type Action = Act;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            intents: vec![Intent::Any; self.plugins.len()],
            world: World {
                plugins: self.plugins.clone(),
                unread: Unread::Nothing,
                repaired: false,
                store: Store::KnowsAll,
            },
            queue: Vec::new(),
            acts_left: self.acts,
            crashes_left: self.crashes,
            resurrected: false,
            reinstalled: false,
        }]
    }

    fn actions(&self, state: &State, acts: &mut Vec<Act>) {
        match state.queue.first() {
            None => acts.push(Act::Pass),
            Some(Step::Install(_)) => {
                acts.extend([Act::Do { well: true }, Act::Do { well: false }]);
            }
            Some(_) => acts.push(Act::Do { well: true }),
        }
        if state.crashes_left > 0 {
            acts.push(Act::Crash);
        }
        if state.acts_left == 0 {
            return;
        }
        for (at, plugin) in state.world.plugins.iter().enumerate() {
            let busy = state
                .queue
                .iter()
                .any(|step| step.by_a_person() == Some(at));
            if !busy && plugin.tombstone && plugin.usable() {
                acts.push(Act::Keep(at));
            }
            if !busy && !plugin.tombstone {
                acts.push(Act::Uninstall(at));
                if plugin.usable() {
                    acts.extend([Act::Switch(at, true), Act::Switch(at, false)]);
                }
            }
            if plugin.section.is_some() {
                acts.push(Act::Edit(at));
            }
            acts.push(match plugin.files {
                Files::None => Act::PutBack(at),
                Files::Folder(_) | Files::WorkingCopy(_) | Files::Misfit | Files::Bundled => {
                    Act::TakeAway(at)
                }
            });
        }
    }

    fn next_state(&self, last: &State, act: Act) -> Option<State> {
        let mut next = last.clone();
        match act {
            Act::Pass => {
                next.queue = next
                    .world
                    .automatic()
                    .iter()
                    .flat_map(|f| steps(&next.world, f))
                    .collect();
            }
            Act::Do { well } => next.perform(well),
            Act::Crash => {
                next.crashes_left -= 1;
                next.queue.clear();
                for plugin in &mut next.world.plugins {
                    plugin.loaded = false;
                    plugin.unrecoverable = false;
                }
            }
            Act::Switch(..)
            | Act::Uninstall(_)
            | Act::Keep(_)
            | Act::PutBack(_)
            | Act::TakeAway(_)
            | Act::Edit(_) => {
                next.acts_left -= 1;
                next.person(act);
            }
        }
        (next != *last).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "what a person removed is never installed",
                |_, state: &State| !state.resurrected,
            ),
            Property::always(
                "one pass after the last act nothing is left to do",
                |_, state: &State| {
                    !state.queue.is_empty() || state.settled().automatic().is_empty()
                },
            ),
            Property::always("no acknowledged wish is lost", |_, state: &State| {
                !state.queue.is_empty() || state.keeps_intents()
            }),
            Property::sometimes("something was reinstalled", |_, state: &State| {
                state.reinstalled
            }),
            Property::sometimes("something removed was found again", |_, state: &State| {
                state
                    .world
                    .plugins
                    .iter()
                    .any(|plugin| plugin.tombstone && plugin.usable())
            }),
            Property::sometimes("a crash left a wish half written", |_, state: &State| {
                state.queue.is_empty()
                    && state
                        .world
                        .plugins
                        .iter()
                        .any(|plugin| plugin.wished.is_some())
            }),
        ]
    }
}

impl Step {
    /// Whose plugin a command of a person is still at work on.
    fn by_a_person(&self) -> Option<usize> {
        match self {
            Self::Wish(at, _) | Self::Bury(at) | Self::RemoveFiles(at) | Self::Forgive(at) => {
                Some(*at)
            }
            Self::Section { of: at, .. } | Self::Agree(at, _) => Some(*at),
            Self::Install(_) | Self::Adopt(_) | Self::Load(_) | Self::Stop(_) => None,
        }
    }
}

/// The durable steps of a remedy.
fn steps(world: &World, finding: &Finding) -> Vec<Step> {
    let Some(of) = finding.plugin.as_ref().map(index) else {
        return Vec::new();
    };
    let set = |to: bool| {
        let from = world.plugins[of].section;
        let to_write = from != Some(to);
        let section = to_write.then_some(Step::Section {
            of,
            from,
            to: Some(to),
        });
        section.into_iter().chain([Step::Agree(of, to)]).collect()
    };
    match finding.remedy {
        Remedy::AddSection => set(false),
        Remedy::SetEnabled { enabled } => set(enabled),
        Remedy::Reinstall { .. } => vec![Step::Install(of)],
        Remedy::Adopt => vec![Step::Adopt(of)],
        Remedy::Load => vec![Step::Load(of)],
        Remedy::Stop => vec![Step::Stop(of)],
        Remedy::Wait | Remedy::Ask { .. } | Remedy::RebuildRecord => Vec::new(),
    }
}

/// On disk, nobody decided yet.
fn fresh() -> Plugin {
    Plugin {
        files: Files::Folder(0),
        ..Plugin::default()
    }
}

/// Installed, on, running.
fn playing() -> Plugin {
    Plugin {
        section: Some(true),
        agreed: Some(true),
        hash: Some(0),
        files: Files::Folder(0),
        loaded: true,
        ..Plugin::default()
    }
}

/// A section whose files are gone.
fn lost() -> Plugin {
    Plugin {
        files: Files::None,
        loaded: false,
        ..playing()
    }
}

#[track_caller]
fn check(plugins: Vec<Plugin>, acts: u8, crashes: u8) {
    let root = Root {
        plugins,
        acts,
        crashes,
    };
    let checker = root.checker().threads(2).spawn_bfs().join();
    assert!(
        checker.unique_state_count() > 10_000,
        "the model has shrunk"
    );
    checker.assert_properties();
}

#[test]
fn one_plugin_whatever_people_do() {
    check(vec![playing()], 8, 2);
}

#[test]
fn two_plugins_whatever_people_do() {
    check(vec![fresh(), playing()], 4, 1);
}

#[test]
fn three_plugins_whatever_people_do() {
    check(vec![fresh(), playing(), lost()], 2, 1);
}

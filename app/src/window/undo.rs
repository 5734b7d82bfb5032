//! Taking changes back instead of asking first. What takes a command back is found from the snapshot
//! before it is sent, and kept when the answer says that it was done. Secrets are never kept here.

mod inverse;

use std::collections::VecDeque;
use std::path::PathBuf;

use lumarium_core::facts::Place;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{Level, Snapshot};

use super::outbox::Purpose;
use super::text::{fill, t};
use super::view::View;

/// Changes that can be taken back.
const STEPS_MAX: usize = 100;
/// Seconds in which changes of the brightness are one change.
const FOLD_SECS: f64 = 2.0;

/// What takes a change back.
#[derive(Clone, Debug, PartialEq)]
pub enum Back {
    /// These, one after the other.
    Commands(Vec<Command>),
    /// Unlinking what was linked from there; its id is only known once it is linked.
    Unlink(PathBuf),
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done, for people.
    pub words: String,
    /// What takes it back.
    pub back: Back,
    /// What does it again.
    pub again: Command,
}

impl Step {
    /// The change that `command` will make to what `snapshot` shows; absent: it cannot be taken back.
    pub fn of(command: &Command, snapshot: &Snapshot) -> Option<Self> {
        let back = inverse::of(command, snapshot)?;
        Some(Self {
            words: inverse::words(command, snapshot),
            back,
            again: inverse::without_secrets(command, snapshot),
        })
    }

    /// Whether a toast says that it was done: the brightness is seen at once.
    pub const fn is_told(&self) -> bool {
        !matches!(self.again, Command::Brightness { .. })
    }
}

/// Changes that were made, and those that were taken back.
#[derive(Debug, Default)]
pub struct Undo {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// When the last change was made, in seconds of the window's time.
    at: f64,
    /// Grows with each change: a button for an older one is gone.
    number: u64,
}

impl Undo {
    /// Whether there is a change to take back.
    pub fn can_back(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a change that was taken back.
    pub fn can_again(&self) -> bool {
        !self.undone.is_empty()
    }

    /// The number of the change that would be taken back now.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// What the next undo takes back, for people.
    pub fn next(&self) -> Option<&str> {
        self.done.back().map(|step| step.words.as_str())
    }

    /// A person's change was made at `time`.
    pub fn made(&mut self, step: Step, time: f64) {
        self.undone.clear();
        let bright = |step: &Step| matches!(step.again, Command::Brightness { .. });
        let last = self.done.back_mut();
        match last.filter(|last| bright(last) && bright(&step) && time - self.at < FOLD_SECS) {
            Some(last) => {
                last.again = step.again;
                last.words = step.words;
            }
            None => self.keep(step),
        }
        self.at = time;
        self.number += 1;
    }

    /// A change was taken back.
    pub fn was_undone(&mut self, step: Step) {
        if self.undone.len() < STEPS_MAX {
            self.undone.push(step);
        }
        self.number += 1;
    }

    /// A change was made again.
    pub fn was_redone(&mut self, step: Step) {
        self.keep(step);
        self.number += 1;
    }

    fn keep(&mut self, step: Step) {
        if self.done.len() >= STEPS_MAX {
            self.done.pop_front();
        }
        self.done.push_back(step);
    }
}

/// Takes the last change back.
pub fn back(view: &mut View<'_>) {
    let Some(step) = view.state.undo.done.pop_back() else {
        return;
    };
    let commands = match &step.back {
        Back::Commands(commands) => commands.clone(),
        Back::Unlink(path) => unlink(path, view.snapshot).into_iter().collect(),
    };
    let Some((last, others)) = commands.split_last() else {
        view.tell(Level::Info, t("undo.gone"));
        return;
    };
    for command in others {
        view.outbox.give(command.clone(), Purpose::Part);
    }
    view.outbox.give(last.clone(), Purpose::Back(step));
}

/// Makes the last change again that was taken back.
pub fn again(view: &mut View<'_>) {
    if let Some(step) = view.state.undo.undone.pop() {
        view.outbox.give(step.again.clone(), Purpose::Again(step));
    }
}

fn unlink(path: &std::path::Path, snapshot: &Snapshot) -> Option<Command> {
    let linked = snapshot
        .plugins
        .iter()
        .find(|plugin| matches!(&plugin.place, Some(Place::Linked(place)) if place == path))?;
    Some(Command::Unlink {
        plugin: linked.id.clone(),
    })
}

/// An answer came: changes are kept, and what people should hear is told.
pub fn answered(view: &mut View<'_>, purpose: Purpose, command: &Command, answer: &str, time: f64) {
    match purpose {
        Purpose::Person(Some(step)) => {
            let words = step.is_told().then(|| step.words.clone());
            view.state.undo.made(step, time);
            if let Some(words) = words {
                let number = view.state.undo.number();
                let (now, bell) = (view.wall(), &mut view.state.bell);
                bell.tell_with_undo(now, &words, number);
            }
        }
        Purpose::Person(None) if is_news(command) => view.tell(Level::Info, answer),
        Purpose::Person(None) | Purpose::Part => {}
        Purpose::Back(step) => {
            let words = fill("undo.undone", &[("what", &step.words)]);
            view.state.undo.was_undone(step);
            view.tell(Level::Info, &words);
        }
        Purpose::Again(step) => {
            let words = fill("undo.redone", &[("what", &step.words)]);
            view.state.undo.was_redone(step);
            view.tell(Level::Info, &words);
        }
    }
}

/// Whether the answer says something that cannot be seen anyway.
const fn is_news(command: &Command) -> bool {
    matches!(
        command,
        Command::Reload { .. }
            | Command::ImportConfig { .. }
            | Command::RestoreConfig { .. }
            | Command::Configure { .. }
            | Command::EditSettings { .. }
            | Command::SetConfig { .. }
            | Command::UnsetConfig { .. }
            | Command::Uninstall { .. }
            | Command::Decide { .. }
            | Command::ClearHistory { .. }
            | Command::Reconcile { .. }
            | Command::Rescan
    )
}

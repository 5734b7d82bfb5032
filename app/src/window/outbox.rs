//! Commands wait here until the frame is drawn; their answers come back here later.

use std::collections::VecDeque;

use lumarium_core::host::handle::Pending;
use lumarium_core::id::PluginId;
use lumarium_core::message::{Answer, By, Command, Refusal};
use lumarium_core::snapshot::Snapshot;

use super::text;
use super::undo::Step;
use crate::link::Link;

/// Commands of one frame: more than a person can give.
const COMMANDS_MAX: usize = 32;
/// Answers waited for at once.
const PENDING_MAX: usize = 64;
/// Refusals shown at once; the oldest goes first.
const REFUSALS_MAX: usize = 3;
/// Seconds until a command without an answer is given up.
const ANSWER_SECS: f64 = 10.0;
/// Seconds a refusal stays, unless it is hidden before.
const REFUSAL_SECS: f64 = 20.0;

/// Why a command is sent: what its answer changes in the list of changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A person asked for it; the change, if it can be taken back.
    Person(Option<Step>),
    /// One of several commands; the last one stands for all.
    Part,
    /// Takes this change back.
    Back(Step),
    /// Makes this change again.
    Again(Step),
}

#[derive(Debug)]
struct Outgoing {
    command: Command,
    /// Absent: found from the snapshot when it is sent.
    purpose: Option<Purpose>,
}

/// The commands of this frame.
#[derive(Debug, Default)]
pub struct Outbox {
    commands: Vec<Outgoing>,
}

impl Outbox {
    /// Sends `command` when the frame is drawn.
    pub fn send(&mut self, command: Command) {
        self.push(command, None);
    }

    /// The same for a known purpose.
    pub fn give(&mut self, command: Command, purpose: Purpose) {
        self.push(command, Some(purpose));
    }

    fn push(&mut self, command: Command, purpose: Option<Purpose>) {
        if self.commands.len() < COMMANDS_MAX {
            self.commands.push(Outgoing { command, purpose });
        }
    }
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What.
    pub command: Command,
    /// Why.
    pub purpose: Purpose,
    /// What the engine says about it.
    pub answer: String,
}

/// A refused command, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// What failed, why, and what to do.
    pub line: String,
    /// About which plugin.
    pub plugin: Option<PluginId>,
    /// Which value of the configuration was to be changed.
    pub config: Option<Vec<String>>,
    /// A command that does it all the same: its button's text and itself.
    pub offer: Option<(&'static str, Command)>,
    /// Shown until then, in seconds of the window's time.
    until: f64,
}

struct Waiting {
    pending: Pending,
    command: Command,
    purpose: Purpose,
    until: f64,
}

/// Answers that are still to come, and refusals that came.
#[derive(Default)]
pub struct Desk {
    waiting: Vec<Waiting>,
    refused: VecDeque<Refused>,
    /// What actions of plugins said, until it is fetched.
    acted: Vec<Acted>,
}

/// An action of a plugin that has ended.
#[derive(Debug)]
pub struct Acted {
    /// Whose.
    pub plugin: PluginId,
    /// Which.
    pub action: String,
    /// What it said, well or not.
    pub result: Result<String, String>,
}

impl Desk {
    /// Sends what the frame collected and takes the answers that came. Never waits. Gives what was done.
    /// `time`: seconds of the window's time.
    pub fn run(
        &mut self,
        link: &dyn Link,
        outbox: &mut Outbox,
        snapshot: &Snapshot,
        time: f64,
    ) -> Vec<Done> {
        for Outgoing { command, purpose } in outbox.commands.drain(..) {
            let purpose = purpose.unwrap_or_else(|| Purpose::Person(Step::of(&command, snapshot)));
            let patience = if matches!(command, Command::RunAction { .. }) {
                command.patience().as_secs_f64()
            } else {
                ANSWER_SECS
            };
            match link.send(By::Window, command.clone()) {
                Ok(_) if self.waiting.len() >= PENDING_MAX => {}
                Ok(pending) => self.waiting.push(Waiting {
                    pending,
                    command,
                    purpose,
                    until: time + patience,
                }),
                Err(refusal) => self.refuse(&refusal, &command, snapshot, time),
            }
        }
        let mut done = Vec::new();
        for one in std::mem::take(&mut self.waiting) {
            match one.pending.poll() {
                Some(answer) if matches!(one.command, Command::RunAction { .. }) => {
                    self.acted.extend(acted(one.command, answer));
                }
                Some(Ok(answer)) => done.push(Done {
                    command: one.command,
                    purpose: one.purpose,
                    answer,
                }),
                Some(Err(refusal)) => self.refuse(&refusal, &one.command, snapshot, time),
                None if time > one.until => {
                    let late = Refusal::new(text::t("answer.none"), text::t("answer.none.hint"));
                    self.refuse(&late, &one.command, snapshot, time);
                }
                None => self.waiting.push(one),
            }
        }
        self.refused.retain(|refused| refused.until > time);
        done
    }

    /// What actions of plugins have said since this was asked last.
    pub fn acted(&mut self) -> Vec<Acted> {
        std::mem::take(&mut self.acted)
    }

    /// Whether an action is under way.
    pub fn acts(&self, plugin: &PluginId, action: &str) -> bool {
        self.waiting.iter().any(|one| {
            matches!(&one.command, Command::RunAction { plugin: whose, action: which, .. }
                if whose == plugin && which == action)
        })
    }

    /// Whether answers are still to come.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Refused commands, oldest first.
    pub fn refused(&self) -> impl Iterator<Item = &Refused> {
        self.refused.iter()
    }

    /// Whether a change of this value of the configuration waits for its answer.
    pub fn waits_for(&self, path: &[String]) -> bool {
        let about = |one: &Waiting| changed(&one.command).as_deref() == Some(path);
        self.waiting.iter().any(about)
    }

    /// Why the last change of this value of the configuration was refused, while that is shown.
    pub fn refusal_of(&self, path: &[String]) -> Option<&str> {
        let about = |one: &&Refused| one.config.as_deref() == Some(path);
        let refused = self.refused.iter().rev().find(about)?;
        Some(&refused.line)
    }

    /// Hides the refusal at `index`.
    pub fn hide(&mut self, index: usize) {
        self.refused.remove(index);
    }

    fn refuse(&mut self, refusal: &Refusal, command: &Command, snapshot: &Snapshot, time: f64) {
        if self.refused.len() >= REFUSALS_MAX {
            self.refused.pop_front();
        }
        let plugin = plugin_of(command).cloned();
        let offer = offer(command, snapshot);
        // With a button beside it, advice for the command line would only confuse.
        let line = offer
            .is_some()
            .then(|| needed(plugin.as_ref()?, snapshot))
            .flatten()
            .unwrap_or_else(|| refusal.to_string());
        self.refused.push_back(Refused {
            line,
            plugin,
            config: changed(command),
            offer,
            until: time + REFUSAL_SECS,
        });
    }
}

fn acted(command: Command, answer: Answer) -> Option<Acted> {
    let Command::RunAction { plugin, action, .. } = command else {
        return None;
    };
    Some(Acted {
        plugin,
        action,
        result: answer.map_err(|refusal| refusal.what),
    })
}

/// The value of the configuration that a command changes.
#[expect(clippy::wildcard_enum_match_arm, reason = "only these name one value")]
fn changed(command: &Command) -> Option<Vec<String>> {
    match command {
        Command::SetConfig { path, .. } | Command::UnsetConfig { path } => Some(path.clone()),
        Command::Brightness { .. } => Some(
            ["display", "hardware", "brightness"]
                .map(str::to_owned)
                .to_vec(),
        ),
        _ => None,
    }
}

/// Who needs `plugin` and is on.
fn needed(plugin: &PluginId, snapshot: &Snapshot) -> Option<String> {
    let view = snapshot.plugin(plugin)?;
    let dependents = view.dependents.iter().filter_map(|id| snapshot.plugin(id));
    let wanted = dependents.filter(|dependent| dependent.wanted);
    let names: Vec<&str> = wanted.map(|dependent| dependent.name.as_str()).collect();
    (!names.is_empty()).then(|| text::needed(&view.name, &names))
}

/// A disable that is refused because others need the plugin can be forced.
fn offer(command: &Command, snapshot: &Snapshot) -> Option<(&'static str, Command)> {
    if let Command::Disable {
        plugin,
        force: false,
    } = command
    {
        let needed = !snapshot.plugin(plugin)?.dependents.is_empty();
        let forced = Command::Disable {
            plugin: plugin.clone(),
            force: true,
        };
        return needed.then_some((text::t("answer.switch_all_off"), forced));
    }
    None
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only commands with buttons for one plugin are shown beside it"
)]
const fn plugin_of(command: &Command) -> Option<&PluginId> {
    match command {
        Command::Enable { plugin }
        | Command::Disable { plugin, .. }
        | Command::Reload { plugin }
        | Command::Retry { plugin }
        | Command::ClearHistory { plugin }
        | Command::EditSettings { plugin, .. }
        | Command::Unlink { plugin }
        | Command::Uninstall { plugin, .. }
        | Command::Decide { plugin, .. } => Some(plugin),
        _ => None,
    }
}

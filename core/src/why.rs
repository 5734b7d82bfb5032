//! "Why is it not showing?": walks from a person's wish to the light on the panel and stops at the first
//! link that does not hold. Pure; the window and the command line say the same words.

use std::fmt;

use serde::Serialize;

use crate::id::PluginId;
use crate::snapshot::{PluginView, Snapshot};
use crate::time::Moment;

mod links;
mod turn;

/// The links from the wish to the light, in the order they are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Lumarium plays on this root.
    Plays,
    /// The plugin is wanted.
    Wanted,
    /// Its files are there and are its own.
    Found,
    /// It has been started.
    Started,
    /// Its calls return well, or it still has what it drew before.
    Healthy,
    /// It has something to show.
    Content,
    /// It is its turn.
    Turn,
    /// The panel gives light.
    Panel,
}

impl Link {
    /// What is asked at this link.
    pub const fn question(self) -> &'static str {
        match self {
            Self::Plays => "Does Lumarium play?",
            Self::Wanted => "Is it wanted?",
            Self::Found => "Are its files there?",
            Self::Started => "Is it started?",
            Self::Healthy => "Is it healthy?",
            Self::Content => "Has it something to show?",
            Self::Turn => "Is it its turn?",
            Self::Panel => "Does the panel give light?",
        }
    }
}

/// Whether somebody plays on the root, or it is only looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// A Lumarium plays.
    Plays,
    /// Nobody does: the snapshot says what would be.
    Rests,
}

/// One link, and how it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which.
    pub link: Link,
    /// Whether it holds; the first that does not is the answer.
    pub holds: bool,
    /// How it is: a clause without a full stop, that can follow "it is not showing:".
    pub text: String,
    /// What helps, as a whole sentence.
    pub advice: Option<String>,
}

impl Step {
    fn holds(link: Link, text: impl Into<String>) -> Self {
        Self {
            link,
            holds: true,
            text: text.into(),
            advice: None,
        }
    }

    fn breaks(link: Link, text: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            link,
            holds: false,
            text: text.into(),
            advice: Some(advice.into()),
        }
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// About which plugin.
    pub plugin: PluginId,
    /// Its name for people.
    pub name: String,
    /// It is on the panel, and the panel gives light.
    pub showing: bool,
    /// The links that were walked; all but the last one hold.
    pub steps: Vec<Step>,
}

/// What the links are asked about.
#[derive(Clone, Copy)]
struct Case<'a> {
    snapshot: &'a Snapshot,
    plugin: &'a PluginView,
    now: Moment,
}

impl Case<'_> {
    fn name_of(&self, id: &PluginId) -> String {
        let view = self.snapshot.plugin(id);
        view.map_or_else(|| id.to_string(), |view| view.name.clone())
    }

    fn is_on(&self) -> bool {
        let screen = self.snapshot.panel.screen.as_ref();
        screen.is_some_and(|screen| screen.plugin == self.plugin.id)
    }
}

/// Why a plugin is showing, or not; absent if there is no such plugin. `now`: the engine's time.
pub fn why(snapshot: &Snapshot, id: &PluginId, now: Moment, host: Host) -> Option<Why> {
    let plugin = snapshot.plugin(id)?;
    let case = Case {
        snapshot,
        plugin,
        now,
    };
    let mut steps = Vec::new();
    // What is on the panel has come all the way: only what could spoil it is asked then.
    let chain: &[fn(&Case<'_>) -> Step] = &[
        links::wanted,
        links::found,
        links::started,
        links::healthy,
        links::content,
        turn::turn,
        turn::panel,
    ];
    steps.push(links::plays(snapshot, host));
    for link in chain {
        if steps.last().is_some_and(|step| !step.holds) {
            break;
        }
        steps.push(link(&case));
    }
    Some(Why {
        plugin: plugin.id.clone(),
        name: plugin.name.clone(),
        showing: steps.last().is_some_and(|step| step.holds),
        steps,
    })
}

impl Why {
    /// The link that does not hold.
    pub fn broken(&self) -> Option<&Step> {
        self.steps.last().filter(|step| !step.holds)
    }

    /// The answer in one sentence.
    pub fn answer(&self) -> String {
        let name = &self.name;
        match self.broken() {
            Some(step) => format!("{name} is not showing: {}.", step.text),
            None => format!("{name} is showing."),
        }
    }
}

/// One paragraph: the answer, what holds, what helps.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.answer())?;
        let holds: Vec<&str> = self
            .steps
            .iter()
            .filter(|step| step.holds && step.link != Link::Plays)
            .map(|step| step.text.as_str())
            .collect();
        if let Some((last, before)) = holds.split_last() {
            let list = if before.is_empty() {
                (*last).to_owned()
            } else {
                format!("{}, and {last}", before.join(", "))
            };
            let start = if self.showing {
                ""
            } else {
                "All before that is well: "
            };
            let mut sentence = format!("{start}{list}.");
            if start.is_empty()
                && let Some(first) = sentence.get_mut(..1)
            {
                first.make_ascii_uppercase();
            }
            write!(f, " {sentence}")?;
        }
        match self.broken().and_then(|step| step.advice.as_ref()) {
            Some(advice) => write!(f, " {advice}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;

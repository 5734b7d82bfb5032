//! Scripted plugins: they answer what they are asked, late, wrongly, or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::content::{Content, Hooks};
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::id::PluginId;
use lumarium_core::lifecycle::Run;
use lumarium_core::limits;
use lumarium_core::message::{Report, Request};
use serde_json::json;

use super::chance::Chance;

/// How a plugin takes one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Well,
    Slow,
    Error,
    Refuse,
    Wrong,
    Panic,
    Hang,
    Chatty,
}

/// One run, as the world knows it.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) plugin: PluginId,
    /// Until the engine was told of its end, or ended it.
    pub(crate) alive: bool,
    /// It reports nothing any more, whatever it is asked.
    mute: bool,
    /// When its mailbox will be empty, in nanoseconds of the world.
    busy_until: u64,
    /// Requests it has not answered.
    pub(crate) waiting: usize,
}

/// All runs there ever were.
#[derive(Debug)]
pub(crate) struct Troupe {
    pub(crate) runs: BTreeMap<Run, Running>,
    /// Percent of calls that go wrong, per plugin.
    tempers: BTreeMap<PluginId, u64>,
    picture: Arc<Frame>,
}

/// A report and when it comes, in nanoseconds of the world.
pub(crate) type Coming = (u64, Report);

impl Troupe {
    pub(crate) fn new(size: Size) -> Self {
        Self {
            runs: BTreeMap::new(),
            tempers: BTreeMap::new(),
            picture: Arc::new(Frame::black(size)),
        }
    }

    /// From now on a plugin behaves badly in `percent` of its calls.
    pub(crate) fn temper(&mut self, plugin: &PluginId, percent: u64) {
        self.tempers.insert(plugin.clone(), percent);
    }

    /// Everything works from now on, as far as it is not stuck already.
    pub(crate) fn be_well(&mut self) {
        self.tempers.clear();
    }

    fn mood(&self, plugin: &PluginId, chance: &mut Chance) -> Mood {
        let bad = self.tempers.get(plugin).copied().unwrap_or(0);
        if !chance.percent(bad) {
            return Mood::Well;
        }
        let moods = [
            Mood::Slow,
            Mood::Error,
            Mood::Error,
            Mood::Refuse,
            Mood::Wrong,
            Mood::Panic,
            Mood::Hang,
            Mood::Chatty,
        ];
        chance.pick(&moods)
    }

    /// A new run; loading is its first call.
    pub(crate) fn spawn(
        &mut self,
        now: u64,
        plugin: &PluginId,
        run: Run,
        chance: &mut Chance,
    ) -> Vec<Coming> {
        let running = Running {
            plugin: plugin.clone(),
            alive: true,
            mute: false,
            busy_until: now,
            waiting: 0,
        };
        self.runs.insert(run, running);
        let loaded = Report::Loaded {
            hooks: hooks(plugin),
        };
        self.take(now, run, Stage::Load, loaded, chance)
    }

    /// A request in the mailbox of a run.
    pub(crate) fn ask(
        &mut self,
        now: u64,
        run: Run,
        request: &Request,
        chance: &mut Chance,
    ) -> Vec<Coming> {
        let Some(running) = self.runs.get(&run) else {
            return Vec::new();
        };
        let plugin = running.plugin.clone();
        let hooks = hooks(&plugin);
        let (stage, good) = match request {
            Request::Configure { .. } => (Stage::Configure, Report::Configured { hooks }),
            Request::Enable { .. } => (Stage::Enable, Report::Enabled),
            Request::Update => (Stage::Update, Report::Updated { hooks }),
            Request::Draw { screen, .. } => {
                let content = if plugin.as_str() == "picture" && chance.percent(30) {
                    Content::Nothing
                } else {
                    Content::Still(Arc::clone(&self.picture))
                };
                (
                    Stage::Draw,
                    Report::Drawn {
                        screen: Arc::clone(screen),
                        content,
                        hooks,
                    },
                )
            }
            Request::Disable | Request::Hide => return Vec::new(),
            Request::Stop => return self.stop(now, run, chance),
        };
        self.take(now, run, stage, good, chance)
    }

    fn stop(&mut self, now: u64, run: Run, chance: &mut Chance) -> Vec<Coming> {
        let saved = chance.percent(50).then(|| json!({"run": run.0}));
        let stubborn = self
            .runs
            .get(&run)
            .is_some_and(|running| self.mood(&running.plugin, chance) == Mood::Hang);
        let Some(running) = self.runs.get_mut(&run).filter(|running| !running.mute) else {
            return Vec::new();
        };
        running.mute = true;
        if stubborn {
            return Vec::new();
        }
        let at = running.busy_until.max(now) + nanos(chance.millis(1, 200));
        vec![(at, Report::Stopped { saved })]
    }

    fn take(
        &mut self,
        now: u64,
        run: Run,
        stage: Stage,
        good: Report,
        chance: &mut Chance,
    ) -> Vec<Coming> {
        let Some(running) = self.runs.get(&run) else {
            return Vec::new();
        };
        let mood = self.mood(&running.plugin, chance);
        let wait = match mood {
            Mood::Slow => chance.millis(500, 8_000),
            Mood::Well
            | Mood::Error
            | Mood::Refuse
            | Mood::Wrong
            | Mood::Panic
            | Mood::Hang
            | Mood::Chatty => chance.millis(1, 60),
        };
        let Some(running) = self.runs.get_mut(&run).filter(|running| !running.mute) else {
            return Vec::new();
        };
        running.waiting += 1;
        let at = running.busy_until.max(now) + nanos(wait);
        running.busy_until = at;
        let failed = |failure| Report::Failed { stage, failure };
        let died = |failure| Report::Died { failure };
        if running.waiting > limits::WORKER_MAILBOX {
            running.mute = true;
            let text = "its mailbox is full".to_owned();
            return vec![(now, died(Failure::Busy { text }))];
        }
        match mood {
            Mood::Well | Mood::Slow => vec![(at, good)],
            Mood::Error => vec![(at, failed(Failure::error("bad luck")))],
            Mood::Refuse if stage == Stage::Configure => {
                vec![(
                    at,
                    failed(Failure::BadSettings {
                        text: "not these settings".to_owned(),
                    }),
                )]
            }
            Mood::Refuse | Mood::Wrong => vec![(
                at,
                failed(Failure::BadOutput {
                    text: "no picture".to_owned(),
                }),
            )],
            Mood::Panic => {
                running.mute = true;
                let text = "oh".to_owned();
                vec![(at, died(Failure::Panicked { text }))]
            }
            Mood::Hang => {
                running.mute = true;
                Vec::new()
            }
            Mood::Chatty => {
                let line = || Report::Log {
                    text: "something".to_owned(),
                };
                let mut reports: Vec<Coming> = (0..60).map(|_| (at, line())).collect();
                reports.push((at, good));
                reports
            }
        }
    }

    /// The engine is told something by a run: what ends is no longer alive.
    pub(crate) fn told(&mut self, run: Run, report: &Report) {
        let Some(running) = self.runs.get_mut(&run) else {
            return;
        };
        match report {
            Report::Stopped { .. } | Report::Died { .. } | Report::Buried => running.alive = false,
            Report::Changed { .. }
            | Report::Hooks { .. }
            | Report::Process(_)
            | Report::Offline
            | Report::Waits { .. }
            | Report::Keep { .. }
            | Report::Log { .. }
            | Report::Stalled => {}
            Report::Loaded { .. }
            | Report::Configured { .. }
            | Report::Enabled
            | Report::Updated { .. }
            | Report::Drawn { .. }
            | Report::Failed { .. } => running.waiting = running.waiting.saturating_sub(1),
        }
    }

    /// Ended by the engine; what it had said already still comes, late.
    pub(crate) fn kill(&mut self, run: Run) {
        if let Some(running) = self.runs.get_mut(&run) {
            running.alive = false;
            running.mute = true;
        }
    }

    /// The run of a plugin that is alive.
    pub(crate) fn alive(&self, plugin: &PluginId) -> Vec<Run> {
        let alive = self
            .runs
            .iter()
            .filter(|(_, running)| running.alive && running.plugin == *plugin);
        alive.map(|(run, _)| *run).collect()
    }
}

fn nanos(duration: Duration) -> u64 {
    duration.as_nanos() as u64
}

/// What a plugin says about itself with each reply.
fn hooks(plugin: &PluginId) -> Hooks {
    let seconds = |count| Some(Duration::from_secs(count));
    Hooks {
        redraw_after: if plugin.as_str() == "clock" {
            seconds(5)
        } else {
            None
        },
        update_interval: match plugin.as_str() {
            "text" => seconds(60),
            "base" => seconds(30),
            _ => None,
        },
        ..Hooks::default()
    }
}

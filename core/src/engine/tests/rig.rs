//! A world for one engine: a store in memory, runs that answer at once as their script says.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::config::Document;
use crate::content::{Content, Hooks};
use crate::engine::{Engine, Setup};
use crate::facts::{Disk, Found, Known, Place, RecordFacts};
use crate::failure::{Failure, Stage};
use crate::frame::{Frame, Size};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::manifest::{Manifest, Requirement, RuntimeKind};
use crate::message::{Answer, By, Command, Effect, Event, Report, Request, Scene, StoreEvent};
use crate::snapshot::{PluginView, Snapshot};
use crate::time::{Moment, Now, Wall};

mod keep;
mod kinds;

/// What a run does when it is asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Script {
    Good,
    Nothing,
    FailUpdate,
    RefuseSettings,
    HangUpdate,
    HangDraw,
    HangStop,
    DieLoading,
    Redraw(Duration),
    /// What it says about itself with each answer.
    Says(Hooks),
}

pub(super) fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

pub(super) struct Rig {
    pub(super) engine: Engine,
    pub(super) now: Now,
    pub(super) config: Document,
    pub(super) record: RecordFacts,
    pub(super) disk: Disk,
    pub(super) scripts: BTreeMap<PluginId, Script>,
    /// Requests by plugin, in order, as words.
    pub(super) asked: Vec<(PluginId, Run, String)>,
    pub(super) answers: BTreeMap<u64, Answer>,
    pub(super) scenes: Vec<Arc<Scene>>,
    pub(super) effects: Vec<Effect>,
    pub(super) writes_fail: bool,
    pub(super) saved: Option<Value>,
    next_command: u64,
}

impl Rig {
    pub(super) fn new() -> Self {
        let setup = Setup {
            root: "/root-of-test".into(),
            size: Some(Size::new(8, 4)),
            refresh_hz: Some(60),
            run_plugins: true,
            act: true,
            runtimes: vec![RuntimeKind::Native, RuntimeKind::Python],
        };
        let now = Now {
            at: Moment::ZERO,
            wall: Wall(1_000_000),
        };
        Self {
            engine: Engine::new(setup, now),
            now,
            config: Document::default(),
            record: RecordFacts::default(),
            disk: Disk::default(),
            scripts: BTreeMap::new(),
            asked: Vec::new(),
            answers: BTreeMap::new(),
            scenes: Vec::new(),
            effects: Vec::new(),
            writes_fail: false,
            saved: None,
            next_command: 0,
        }
    }

    /// A world with these plugins, all wanted, after its first readings.
    pub(super) fn with(plugins: &[&str]) -> Self {
        let mut rig = Self::new();
        for name in plugins {
            rig.add(name, &[], Some(true));
        }
        rig.read();
        rig
    }

    /// Puts a plugin on disk, and a section into the configuration if `enabled` is given.
    pub(super) fn add(&mut self, name: &str, requires: &[(&str, &str)], enabled: Option<bool>) {
        let requirement = |(plugin, version): &(&str, &str)| Requirement {
            plugin: id(plugin),
            version: version.trim_end_matches('?').parse().unwrap(),
            optional: version.ends_with('?'),
        };
        let manifest = Manifest {
            id: id(name),
            name: name.to_owned(),
            version: Some("1.0.0".to_owned()),
            description: String::new(),
            author: String::new(),
            runtime: RuntimeKind::Native,
            entry_point: name.to_owned(),
            class_name: None,
            screens: vec![Arc::from(name)],
            update_interval: Some(Duration::from_secs(10)),
            default_duration: None,
            capabilities: Vec::new(),
            requires: requires.iter().map(requirement).collect(),
            actions: Vec::new(),
        };
        let found = Found {
            manifest: Arc::new(manifest),
            place: Place::Folder(format!("/plugins/{name}").into()),
            content_hash: None,
            working_copy: false,
            schema: None,
            problems: Vec::new(),
        };
        self.disk.found.insert(id(name), Arc::new(found));
        if let Some(enabled) = enabled {
            self.config
                .main
                .insert(name.to_owned(), json!({ "enabled": enabled }));
        }
    }

    pub(super) fn script(&mut self, name: &str, script: Script) {
        self.scripts.insert(id(name), script);
    }

    pub(super) fn read(&mut self) {
        let event = StoreEvent::Read {
            config: Some(Known::Known(Arc::new(self.config.clone()))),
            disk: Some(Known::Known(Arc::new(self.disk.clone()))),
            record: Some(Known::Known(self.record.clone())),
            notices: Vec::new(),
        };
        self.event(Event::Store(event));
    }

    pub(super) fn command(&mut self, command: Command) -> Option<Answer> {
        self.next_command += 1;
        let id = self.next_command;
        self.event(Event::Command {
            id,
            by: By::Cli,
            command,
        });
        self.answers.get(&id).cloned()
    }

    pub(super) fn enable(&mut self, name: &str) -> Option<Answer> {
        self.command(Command::Enable { plugin: id(name) })
    }

    pub(super) fn disable(&mut self, name: &str, force: bool) -> Option<Answer> {
        self.command(Command::Disable {
            plugin: id(name),
            force,
        })
    }

    /// Hands an event over and lets everything that follows from it happen.
    pub(super) fn event(&mut self, event: Event) {
        let mut effects = self.engine.handle(self.now, event);
        for _ in 0..1_000 {
            let events: Vec<Event> = std::mem::take(&mut effects)
                .into_iter()
                .filter_map(|e| self.perform(e))
                .collect();
            if events.is_empty() {
                return;
            }
            for event in events {
                effects.extend(self.engine.handle(self.now, event));
            }
        }
        panic!("the engine does not come to rest");
    }

    /// Turns the clock on, waking the engine whenever it wants to be woken.
    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.now.at.plus(time);
        for _ in 0..100_000 {
            let wake = self.engine.next_wake().filter(|wake| *wake <= end);
            let next = wake.unwrap_or(end).max(self.now.at);
            self.now.wall.0 += next.since(self.now.at).as_millis() as i64;
            self.now.at = next;
            self.event(Event::Tick);
            if wake.is_none() {
                return;
            }
        }
        panic!("the engine wakes without end at {:?}", self.now.at);
    }

    pub(super) fn snapshot(&mut self) -> Arc<Snapshot> {
        self.engine.snapshot(self.now)
    }

    pub(super) fn view(&mut self, name: &str) -> PluginView {
        self.snapshot()
            .plugin(&id(name))
            .cloned()
            .unwrap_or_else(|| panic!("no {name}"))
    }

    pub(super) fn state(&mut self, name: &str) -> String {
        self.view(name).state.name
    }

    /// How often a request was made of a plugin.
    pub(super) fn count(&self, name: &str, word: &str) -> usize {
        self.asked
            .iter()
            .filter(|(plugin, _, asked)| *plugin == id(name) && asked == word)
            .count()
    }

    pub(super) fn shown(&self) -> Vec<String> {
        self.scenes
            .iter()
            .filter(|scene| !scene.refresh)
            .map(|scene| {
                scene
                    .screen
                    .as_ref()
                    .map_or("-".to_owned(), ToString::to_string)
            })
            .collect()
    }

    pub(super) fn report(&mut self, name: &str, run: Run, report: Report) {
        self.event(Event::Report {
            plugin: id(name),
            run,
            report,
        });
    }

    fn perform(&mut self, effect: Effect) -> Option<Event> {
        self.effects.push(effect.clone());
        match effect {
            Effect::Spawn { plugin, run, .. } => {
                let report = match self.scripts.get(&plugin) {
                    Some(Script::DieLoading) => Report::Died {
                        failure: Failure::Exited {
                            text: "code 1".to_owned(),
                        },
                    },
                    _ => Report::Loaded {
                        hooks: Hooks::default(),
                    },
                };
                Some(Event::Report {
                    plugin,
                    run,
                    report,
                })
            }
            Effect::Ask {
                plugin,
                run,
                request,
            } => {
                self.asked
                    .push((plugin.clone(), run, word(&request).to_owned()));
                let report = self.reply(&plugin, request)?;
                Some(Event::Report {
                    plugin,
                    run,
                    report,
                })
            }
            Effect::Write { ticket, edits } => Some(Event::Store(StoreEvent::Written {
                ticket,
                result: self.keep(&edits),
            })),
            Effect::Answer { id, answer } => {
                assert!(
                    self.answers.insert(id, answer).is_none(),
                    "two answers to {id}"
                );
                None
            }
            Effect::Show(scene) => {
                self.scenes.push(scene);
                None
            }
            Effect::Kill { .. }
            | Effect::Act { .. }
            | Effect::Player(_)
            | Effect::Rescan
            | Effect::ReadSchema { .. }
            | Effect::Inspect { .. }
            | Effect::Reinstall { .. }
            | Effect::Exit => None,
        }
    }

    fn reply(&self, plugin: &PluginId, request: Request) -> Option<Report> {
        let script = self.scripts.get(plugin).unwrap_or(&Script::Good);
        let failed = |stage| Report::Failed {
            stage,
            failure: Failure::error("no data"),
        };
        let hooks = if let Script::Says(hooks) = script {
            hooks.clone()
        } else {
            Hooks::default()
        };
        Some(match (request, script) {
            (Request::Configure { .. }, Script::RefuseSettings) => Report::Failed {
                stage: Stage::Configure,
                failure: Failure::BadSettings {
                    text: "no such city".to_owned(),
                },
            },
            (Request::Configure { .. }, _) => Report::Configured { hooks },
            (Request::Enable { .. }, _) => Report::Enabled,
            (Request::Update, Script::FailUpdate) => failed(Stage::Update),
            (Request::Update, Script::HangUpdate) => return None,
            (Request::Update, _) => Report::Updated { hooks },
            (Request::Draw { .. }, Script::HangDraw) => return None,
            (Request::Draw { screen, .. }, Script::Nothing) => Report::Drawn {
                screen,
                content: Content::Nothing,
                hooks,
            },
            (Request::Draw { screen, .. }, script) => {
                let redraw_after = if let Script::Redraw(wait) = script {
                    Some(*wait)
                } else {
                    hooks.redraw_after
                };
                let frame = Frame::black(Size::new(8, 4));
                let hooks = Hooks {
                    redraw_after,
                    ..hooks
                };
                Report::Drawn {
                    screen,
                    content: Content::Still(Arc::new(frame)),
                    hooks,
                }
            }
            (Request::Hide | Request::Disable, _) | (Request::Stop, Script::HangStop) => {
                return None;
            }
            (Request::Stop, _) => Report::Stopped {
                saved: self.saved.clone(),
            },
        })
    }
}

fn word(request: &Request) -> &'static str {
    match request {
        Request::Configure { .. } => "configure",
        Request::Enable { saved: Some(_) } => "enable with state",
        Request::Enable { saved: None } => "enable",
        Request::Update => "update",
        Request::Draw { fresh: true, .. } => "draw fresh",
        Request::Draw { fresh: false, .. } => "draw",
        Request::Hide => "hide",
        Request::Disable => "disable",
        Request::Stop => "stop",
    }
}

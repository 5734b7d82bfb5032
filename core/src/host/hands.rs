//! Performs effects. Everything here only hands over; whoever is asked works on a thread of its own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use crate::facts::Misfit;
use crate::failure::Failure;
use crate::frame::Frame;
use crate::host::diagnostics;
use crate::host::handle::Input;
use crate::host::player::{LiveSlots, PlayerThread};
use crate::host::queue;
use crate::host::runtime::{Reporter, Runtime, Worker};
use crate::host::store::thread::{StoreRequest, StoreSender, StoreThread};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::manifest::Problem;
use crate::message::{
    Act, Answer, CommandId, Effect, Event, Launch, PlayerSettings, ReinstallResult, Report,
    Request, Scene, StoreEvent, Ticket,
};

/// How runs report to the engine.
struct Reports {
    sender: queue::Sender<Input>,
    live: LiveSlots,
}

impl Reporter for Reports {
    fn report(&self, plugin: &PluginId, run: Run, report: Report) {
        let event = Event::Report {
            plugin: plugin.clone(),
            run,
            report,
        };
        // Waits for a place in the queue, on the worker's own thread. An ended engine needs it no more.
        drop(self.sender.send(Input::Event(event)));
    }

    fn publish(&self, plugin: &PluginId, run: Run, frame: &Arc<Frame>) {
        self.live.publish(plugin, run, frame);
    }
}

/// The hands.
pub(super) struct Hands {
    store: Option<StoreThread>,
    store_way: StoreSender,
    player: Option<PlayerThread>,
    runtimes: Vec<Box<dyn Runtime>>,
    diagnostics: Arc<diagnostics::Desk>,
    reporter: Arc<Reports>,
    live: LiveSlots,
    workers: BTreeMap<PluginId, (Run, Box<dyn Worker>)>,
    waiting: BTreeMap<CommandId, SyncSender<Answer>>,
    answers: Vec<(CommandId, Answer)>,
    /// What could not be handed over and must be told to the engine.
    back: Vec<Event>,
    /// The newest scene and settings that the player's full queue refused.
    unshown: Option<Arc<Scene>>,
    unset: Option<PlayerSettings>,
    exit: bool,
}

impl Hands {
    pub(super) fn new(
        store: StoreThread,
        player: Option<PlayerThread>,
        runtimes: Vec<Box<dyn Runtime>>,
        diagnostics: Arc<diagnostics::Desk>,
        live: LiveSlots,
        sender: queue::Sender<Input>,
    ) -> Self {
        Self {
            store_way: store.sender(),
            store: Some(store),
            player,
            runtimes,
            diagnostics,
            reporter: Arc::new(Reports {
                sender,
                live: live.clone(),
            }),
            live,
            workers: BTreeMap::new(),
            waiting: BTreeMap::new(),
            answers: Vec::new(),
            back: Vec::new(),
            unshown: None,
            unset: None,
            exit: false,
        }
    }

    pub(super) const fn must_exit(&self) -> bool {
        self.exit
    }

    /// A command waits for its answer here.
    pub(super) fn expect(&mut self, id: CommandId, answer: SyncSender<Answer>) {
        self.waiting.insert(id, answer);
    }

    /// Sends the answers that are there. Who no longer waits gets none.
    pub(super) fn answer(&mut self) {
        for (id, answer) in self.answers.drain(..) {
            if let Some(way) = self.waiting.remove(&id) {
                drop(way.try_send(answer));
            }
        }
    }

    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Spawn {
                    plugin,
                    run,
                    launch,
                } => match self.start(&plugin, run, &launch) {
                    Ok(worker) => {
                        let gauge = worker.gauge();
                        self.diagnostics.watch_run(plugin.clone(), run, &gauge);
                        self.workers.insert(plugin, (run, worker));
                    }
                    Err(failure) => self.died(plugin, run, failure),
                },
                Effect::Ask {
                    plugin,
                    run,
                    request,
                } => self.ask(plugin, run, request),
                Effect::Act {
                    command,
                    plugin,
                    act,
                } => self.act(command, plugin, &act),
                Effect::Kill { plugin, run } => {
                    if let Some(worker) = self.worker(&plugin, run) {
                        worker.kill();
                    }
                    self.live.forget(&plugin, run);
                }
                Effect::Show(scene) => self.show(scene),
                Effect::Player(settings) => self.set(settings),
                Effect::Answer { id, answer } => self.answers.push((id, answer)),
                Effect::Exit => self.exit = true,
                store @ (Effect::Write { .. }
                | Effect::Rescan
                | Effect::ReadSchema { .. }
                | Effect::Inspect { .. }
                | Effect::Reinstall { .. }) => self.keep(store),
            }
        }
    }

    fn start(
        &self,
        plugin: &PluginId,
        run: Run,
        launch: &Arc<Launch>,
    ) -> Result<Box<dyn Worker>, Failure> {
        let kind = launch.found.manifest.runtime;
        let reporter = Arc::clone(&self.reporter) as Arc<dyn Reporter>;
        match self.runtimes.iter().find(|runtime| runtime.kind() == kind) {
            Some(runtime) => runtime.start(plugin, run, launch, reporter),
            None => Err(Failure::Unsupported {
                text: format!("{} plugins cannot be run here", kind.name()),
            }),
        }
    }

    fn act(&mut self, command: CommandId, plugin: PluginId, act: &Arc<Act>) {
        let action = act.action.id.clone();
        let acted = move |result| Event::Acted {
            command,
            plugin,
            action,
            result,
        };
        let kind = act.launch.found.manifest.runtime;
        let id = act.launch.found.manifest.id.clone();
        let Some(runtime) = self.runtimes.iter().find(|runtime| runtime.kind() == kind) else {
            let text = format!("{} plugins cannot be run here", kind.name());
            self.back.push(acted(Err(Failure::Unsupported { text })));
            return;
        };
        let sender = self.reporter.sender.clone();
        let later = acted.clone();
        // Waits for a place in the queue, on the action's own thread. An ended engine needs it no more.
        let done = Box::new(move |result| drop(sender.send(Input::Event(later(result)))));
        if let Err(failure) = runtime.act(&id, act, done) {
            self.back.push(acted(Err(failure)));
        }
    }

    fn worker(&mut self, plugin: &PluginId, run: Run) -> Option<&mut Box<dyn Worker>> {
        let (known, worker) = self.workers.get_mut(plugin)?;
        (*known == run).then_some(worker)
    }

    fn ask(&mut self, plugin: PluginId, run: Run, request: Request) {
        let stopping = matches!(request, Request::Stop);
        let Some(worker) = self.worker(&plugin, run) else {
            return;
        };
        if worker.post(request) {
            return;
        }
        // A full mailbox: the run has not taken eight requests. A run to be stopped ends at its
        // deadline; another one is of no use any more.
        if !stopping {
            worker.kill();
            let failure = Failure::Busy {
                text: "it does not take requests any more".to_owned(),
            };
            self.died(plugin, run, failure);
        }
    }

    fn died(&mut self, plugin: PluginId, run: Run, failure: Failure) {
        self.back.push(Event::Report {
            plugin,
            run,
            report: Report::Died { failure },
        });
    }

    fn show(&mut self, scene: Arc<Scene>) {
        let Some(player) = &self.player else { return };
        self.unshown = (!player.show(Arc::clone(&scene))).then_some(scene);
    }

    fn set(&mut self, settings: PlayerSettings) {
        let Some(player) = &self.player else { return };
        self.unset = (!player.settings(settings)).then_some(settings);
    }

    /// Effects for the store. A full queue is told to the engine as a failure of that effect.
    fn keep(&mut self, effect: Effect) {
        let (request, refused) = match effect {
            Effect::Write { ticket, edits } => (
                StoreRequest::Write { ticket, edits },
                Refused::Write(ticket),
            ),
            Effect::Rescan => (StoreRequest::Rescan, Refused::Nothing),
            // Asked for again whenever somebody looks.
            Effect::ReadSchema { plugin } => (StoreRequest::Schema { plugin }, Refused::Nothing),
            Effect::Inspect { command, path } => {
                let refused = Refused::Inspect(command, path.clone());
                (StoreRequest::Inspect { command, path }, refused)
            }
            Effect::Reinstall { plugin, candidates } => {
                let refused = Refused::Reinstall(plugin.clone());
                (StoreRequest::Reinstall { plugin, candidates }, refused)
            }
            Effect::Spawn { .. }
            | Effect::Ask { .. }
            | Effect::Act { .. }
            | Effect::Kill { .. }
            | Effect::Show(_)
            | Effect::Player(_)
            | Effect::Answer { .. }
            | Effect::Exit => return,
        };
        if let Err(busy) = self.store_way.send(request)
            && let Some(event) = refused.event(&busy.to_string())
        {
            self.back.push(Event::Store(event));
        }
    }

    /// What happens without anybody's doing: stalled live runs, ended workers, what was refused before.
    pub(super) fn look_round(&mut self) -> Vec<Event> {
        if let Some(scene) = self.unshown.take() {
            self.show(scene);
        }
        if let Some(settings) = self.unset.take() {
            self.set(settings);
        }
        self.workers.retain(|_, (_, worker)| !worker.ended());
        let mut events = std::mem::take(&mut self.back);
        for (plugin, (run, worker)) in &self.workers {
            if worker.stalled() {
                let report = Report::Stalled;
                events.push(Event::Report {
                    plugin: plugin.clone(),
                    run: *run,
                    report,
                });
            }
        }
        events
    }

    /// The orderly end: the player goes dark, the store finishes what it was given.
    pub(super) fn end(mut self) {
        self.answer();
        self.workers.clear();
        if let Some(player) = self.player.take() {
            player.stop();
        }
        let store = self.store.take();
        drop(self.store_way);
        if let Some(store) = store {
            store.finish();
        }
    }
}

/// What the engine waits for and will not get.
enum Refused {
    Nothing,
    Write(Ticket),
    Inspect(CommandId, std::path::PathBuf),
    Reinstall(PluginId),
}

impl Refused {
    fn event(self, why: &str) -> Option<StoreEvent> {
        Some(match self {
            Self::Nothing => return None,
            Self::Write(ticket) => StoreEvent::Written {
                ticket,
                result: Err(why.to_owned()),
            },
            Self::Inspect(command, path) => StoreEvent::Inspected {
                command,
                result: Err(Misfit {
                    id: None,
                    problems: vec![Problem::error(why)],
                    path: path.clone(),
                }),
                path,
            },
            Self::Reinstall(plugin) => StoreEvent::Reinstalled {
                plugin,
                result: ReinstallResult::Transient(why.to_owned()),
            },
        })
    }
}

//! One canvas of a preview: a run, what it was asked last, and a player for what it gives.

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::content::{Content, Hooks};
use lumarium_core::failure::{Failure, Stage};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::runtime::{Reporter, Worker};
use lumarium_core::id::{PluginId, Screen};
use lumarium_core::lifecycle::Run;
use lumarium_core::limits;
use lumarium_core::message::{PlayerSettings, Report, Request, Scene, Transition, TransitionKind};
use lumarium_core::player::{Beat, Key, Player, Tick};
use lumarium_core::time::Moment;
use lumarium_core::veiled::Veiled;
use serde_json::Value;

use super::bench::{Message, soonest};
use super::{Standing, Tile};

/// Where a run reports to, and its newest live picture.
pub(super) struct Mail {
    sender: SyncSender<Message>,
    live: Mutex<Option<Arc<Frame>>>,
}

impl Mail {
    pub(super) const fn new(sender: SyncSender<Message>) -> Self {
        Self {
            sender,
            live: Mutex::new(None),
        }
    }

    fn take_live(&self) -> Option<Arc<Frame>> {
        self.live
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl Reporter for Mail {
    fn report(&self, _plugin: &PluginId, run: Run, report: Report) {
        // Waits for room, on the run's own thread. Previews that have ended need it no more.
        drop(self.sender.send(Message::Report(run, Box::new(report))));
    }

    fn publish(&self, _plugin: &PluginId, _run: Run, frame: &Arc<Frame>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        *live = Some(Arc::clone(frame));
    }
}

/// What belongs to a run that has just been started.
pub(super) struct Started {
    pub(super) worker: Box<dyn Worker>,
    pub(super) mail: Arc<Mail>,
    pub(super) screen: Screen,
    pub(super) settings: Value,
}

/// A run that goes on.
struct Going {
    worker: Box<dyn Worker>,
    mail: Arc<Mail>,
    screen: Screen,
    settings: Arc<Value>,
    /// Until when the call under way must have been answered, and how long it had.
    deadline: Option<(Moment, Duration)>,
    redraw_at: Option<Moment>,
    update_at: Option<Moment>,
    update_every: Option<Duration>,
    /// Something was drawn: the next draw goes on with it.
    drawn: bool,
    moves: bool,
}

/// One canvas.
pub(super) struct Cell {
    pub(super) run: Run,
    going: Option<Going>,
    standing: Standing,
    player: Player,
    start: Moment,
    key: Option<Key>,
}

impl Drop for Cell {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Cell {
    /// A canvas whose run has just been started.
    pub(super) fn new(run: Run, size: Size, started: Started, now: Moment) -> Self {
        let Started {
            worker,
            mail,
            screen,
            settings,
        } = started;
        let limit = limits::LOAD_TIMEOUT;
        Self {
            run,
            going: Some(Going {
                worker,
                mail,
                screen,
                settings: Arc::new(settings),
                deadline: Some((now.plus(limit), limit)),
                redraw_at: None,
                update_at: None,
                update_every: None,
                drawn: false,
                moves: false,
            }),
            standing: Standing::Starting,
            player: player(size),
            start: now,
            key: None,
        }
    }

    /// A canvas on which nothing can run.
    pub(super) fn failed(size: Size, why: String) -> Self {
        Self {
            run: Run::default(),
            going: None,
            standing: Standing::Failed(why),
            player: player(size),
            start: Moment::ZERO,
            key: None,
        }
    }

    /// How long nothing is to be done; absent: until something comes.
    pub(super) fn wait(&self, now: Moment) -> Option<Duration> {
        let going = self.going.as_ref()?;
        let tick = self.tick(now) + 1;
        let next = self.start.plus(self.player.beat().due(tick));
        let times = [
            going.moves.then_some(next),
            going.redraw_at,
            going.update_at,
            going.deadline.map(|(at, _)| at),
        ];
        soonest(times.map(|at| at.map(|at| at.since(now))))
    }

    /// Does what is due and brings the tile up to date; whether it is another one than before.
    pub(super) fn step(&mut self, now: Moment, tile: &mut Tile) -> bool {
        self.watch(now);
        self.ask(now);
        let tick = self.tick(now);
        if let Some(frame) = self.going.as_ref().and_then(|going| going.mail.take_live()) {
            self.player.live(&frame, tick);
        }
        let mut changed = tile.standing != self.standing;
        if changed {
            tile.standing = self.standing.clone();
        }
        // Before that it has only the player's mark.
        if self.player.shows_content() {
            let key = self.player.key(tick);
            if self.key != Some(key) {
                self.key = Some(key);
                self.player.render(tick, &mut tile.frame);
                changed = true;
            }
        }
        changed
    }

    /// Takes what the run says.
    pub(super) fn take(&mut self, report: Report, now: Moment) {
        match report {
            Report::Loaded { .. } => {
                let settings = self.going.as_ref().map(|going| Arc::clone(&going.settings));
                if let Some(settings) = settings {
                    self.post(
                        Request::Configure {
                            settings: Veiled(settings),
                        },
                        limits::CONFIGURE_TIMEOUT,
                        now,
                    );
                }
            }
            Report::Configured { hooks } => {
                self.hear(&hooks);
                self.post(
                    Request::Enable { saved: None },
                    limits::CONFIGURE_TIMEOUT,
                    now,
                );
            }
            Report::Enabled => self.update(now),
            Report::Updated { hooks } => {
                self.hear(&hooks);
                self.draw(now);
            }
            Report::Drawn { content, hooks, .. } => {
                self.hear(&hooks);
                let redraw = hooks.redraw_after.map(|wait| wait.max(limits::REDRAW_MIN));
                if let Some(going) = &mut self.going {
                    going.redraw_at = redraw.map(|wait| now.plus(wait));
                }
                self.show(content, now);
            }
            Report::Changed { content, .. } => self.show(content, now),
            // A plugin that cannot fetch may still have something to draw.
            Report::Failed {
                stage: Stage::Update,
                ..
            } => self.draw(now),
            Report::Failed {
                stage: Stage::Draw,
                failure,
            } => {
                self.standing = Standing::Failed(failure.to_string());
                if let Some(going) = &mut self.going {
                    going.deadline = None;
                    going.moves = false;
                    going.redraw_at = Some(now.plus(limits::PREVIEW_RETRY));
                }
            }
            Report::Failed { failure, .. } | Report::Died { failure } => self.fail(&failure),
            Report::Stalled
            | Report::Glimpse { .. }
            | Report::Hooks { .. }
            | Report::Process(_)
            | Report::Offline
            | Report::Waits { .. }
            | Report::Keep { .. }
            | Report::Log { .. }
            | Report::Stopped { .. }
            | Report::Buried => {}
        }
    }

    fn tick(&self, now: Moment) -> Tick {
        self.player.beat().last_at(now.since(self.start))
    }

    /// Ends a run that does not answer.
    fn watch(&mut self, now: Moment) {
        let Some(going) = &self.going else {
            return;
        };
        let late = going.deadline.filter(|(at, _)| now >= *at);
        let late = late.map(|(_, limit)| limit);
        let stalled = going.worker.stalled().then_some(limits::LIVE_TIMEOUT);
        if let Some(limit) = late.or(stalled) {
            let limit_millis = limit.as_millis() as u64;
            self.fail(&Failure::TimedOut { limit_millis });
        }
    }

    /// Asks for what is due, one call at a time.
    fn ask(&mut self, now: Moment) {
        let Some(going) = self.going.as_mut().filter(|going| going.deadline.is_none()) else {
            return;
        };
        if going.update_at.is_some_and(|at| now >= at) {
            self.update(now);
        } else if going.redraw_at.is_some_and(|at| now >= at) {
            self.draw(now);
        }
    }

    fn update(&mut self, now: Moment) {
        let every = self.going.as_ref().and_then(|going| going.update_every);
        let Some(every) = every else {
            self.draw(now);
            return;
        };
        if let Some(going) = &mut self.going {
            going.update_at = Some(now.plus(every));
        }
        self.post(Request::Update, limits::UPDATE_TIMEOUT, now);
    }

    fn draw(&mut self, now: Moment) {
        let Some(going) = &mut self.going else {
            return;
        };
        going.redraw_at = None;
        let screen = Arc::clone(&going.screen.name);
        let fresh = !going.drawn;
        self.post(Request::Draw { screen, fresh }, limits::DRAW_TIMEOUT, now);
    }

    fn post(&mut self, request: Request, limit: Duration, now: Moment) {
        let Some(going) = &mut self.going else {
            return;
        };
        going.deadline = Some((now.plus(limit), limit));
        if !going.worker.post(request) {
            self.fail(&Failure::TimedOut {
                limit_millis: limit.as_millis() as u64,
            });
        }
    }

    fn hear(&mut self, hooks: &Hooks) {
        if let Some(going) = &mut self.going {
            going.deadline = None;
            let legal = limits::UPDATE_INTERVAL_MIN..=limits::UPDATE_INTERVAL_MAX;
            let every = hooks.update_interval;
            let every = every.map(|every| every.clamp(*legal.start(), *legal.end()));
            going.update_every = every.or(going.update_every);
        }
    }

    fn show(&mut self, content: Content, now: Moment) {
        let tick = self.tick(now);
        let Some(going) = &mut self.going else {
            return;
        };
        going.moves = matches!(
            content,
            Content::Clip(_) | Content::Strip(_) | Content::Live
        );
        if matches!(content, Content::Nothing) {
            self.standing = Standing::Nothing;
            return;
        }
        let scene = Scene {
            screen: Some(going.screen.clone()),
            run: None,
            content,
            transition: Transition {
                kind: TransitionKind::Cut,
                length: Duration::ZERO,
            },
            refresh: going.drawn,
        };
        going.drawn = true;
        self.standing = Standing::Showing;
        drop(self.player.show(Arc::new(scene), tick));
    }

    fn fail(&mut self, failure: &Failure) {
        self.standing = Standing::Failed(failure.to_string());
        self.kill();
    }

    fn kill(&mut self) {
        if let Some(mut going) = self.going.take() {
            going.worker.kill();
        }
    }
}

fn player(size: Size) -> Player {
    let settings = PlayerSettings {
        brightness: 100,
        paused: false,
    };
    Player::new(size, Beat::new(limits::PREVIEW_HZ).hz(), settings)
}
